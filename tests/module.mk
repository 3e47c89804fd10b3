# SPDX-License-Identifier: GPL-2.0-only
# Unit tests: each tests/unit/test_*.c is a cmocka program of its own, linked
# with liberd's objects so that it reaches what the library does not export.
unit_tests := $(patsubst $(TOP)/tests/unit/%.c,$(O)/tests/%,\
	$(wildcard $(TOP)/tests/unit/test_*.c))
# Programs that the tests in namespaces and virtual machines use.
test_tools := $(patsubst $(TOP)/tests/tools/%.c,$(O)/tests/%,\
	$(filter-out %.bpf.c,$(wildcard $(TOP)/tests/tools/*.c))) \
	$(O)/tests/failnth
test_bpf := $(patsubst $(TOP)/tests/tools/%.bpf.c,$(O)/tests/%.bpf.o,\
	$(wildcard $(TOP)/tests/tools/*.bpf.c))

$(O)/tests/%: $(TOP)/tests/unit/%.c $(O)/erdctl.a $(O)/erdd.a $(O)/liberd.a
	$(call say,CCLD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(erd_cflags) -I$(TOP)/userspace/cli $(erd_ldflags) -o $@ $< \
		$(filter %.o,$^) $(O)/erdctl.a $(O)/erdd.a $(O)/liberd.a $(erd_ldlibs) -lcmocka

# What several of them share.
unit_shared := $(patsubst $(TOP)/tests/unit/%.c,$(O)/tests/%.o,\
	$(filter-out $(TOP)/tests/unit/test_%,$(wildcard $(TOP)/tests/unit/*.c)))
$(unit_shared): $(O)/tests/%.o: $(TOP)/tests/unit/%.c | $(bpf_skeletons)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(erd_cflags) -I$(TOP)/userspace/cli -c -o $@ $<

# shares NAMES,OBJECTS: what these test programs are linked with
shares = $(1:%=$(O)/tests/test_%): $(2:%=$(O)/tests/%.o)
$(call shares,parse events acknowledgements,attributes)
$(call shares,doctor doctor_findings,doctor_edge doctor_faults_port \
	doctor_faults_path doctor_faults_session)
$(call shares,json json_event json_fast_path json_schema,document json_edge)
$(call shares,json_optics,document)
$(call shares,fastpath fastpath_counts fastpath_options,fastpath_run)
$(call shares,frr frr_ends,frr_config)
$(call shares,plan,random_edge small_kernel)

# A part of the module, with what it takes of the kernel.
$(O)/tests/test_table: private erd_cflags += -I$(TOP)/tests/unit/kernel

$(O)/tests/%: $(TOP)/tests/tools/%.c $(O)/liberd.a
	$(call say,CCLD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(erd_cflags) $(erd_ldflags) -o $@ $< $(O)/liberd.a \
		$(erd_ldlibs)

$(O)/tests/%.bpf.o: $(TOP)/tests/tools/%.bpf.c | packages
	$(call say,CLANG,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(bpf_cflags) -MT $@ -MF $(@:.o=.d) -c -o $@ $<
	$(Q)$(LLVM_STRIP) -g $@

$(O)/tests/failnth: $(wildcard $(TOP)/tests/tools/failnth/*.[ch])
	$(call say,CCLD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(filter-out -MMD -MP,$(erd_cflags)) $(erd_ldflags) -o $@ \
		$(filter %.c,$^) $(erd_ldlibs)

-include $(wildcard $(O)/tests/*.d)

.PHONY: test-programs
## make test-programs what the tests are made of
test-programs: $(unit_tests) $(test_tools) $(test_bpf)

# Unit tests and their library run under sanitizers, in a build of their own.
asan := $(O)/asan
run_unit = bad=0; for t in $(unit_tests:$(O)/%=$(asan)/%); do \
	CMOCKA_MESSAGE_OUTPUT=TAP $$t || bad=1; done; exit $$bad

.PHONY: unit-programs
## make unit-programs the same under sanitizers
unit-programs:
	$(Q)$(MAKE) --no-print-directory O=$(asan) SANITIZE=address,undefined \
		test-programs

# One of KERNELS, and of the suites in tests/vm all or some.
KERNEL ?= 6.1
SUITES ?= $(vm_suites)

# Those that push many frames take half of the time that all take.
vm_heavy := frames offload_mix scale traffic
# Suites that set up a whole edge: each has a machine of its own.
vm_alone := apply attach bgp
# And what these ask is userspace's doing: one kernel each.
vm_alone_once := 6.12:erdd 6.12:edit 6.1:doctor 6.1:converge 6.1:faults \
	6.1:service 6.12:capture
# Those with races in them have two processors on 6.12, and nothing beside them.
vm_smp := life gates visible
# load needs two as well, to take one away. It replaces programs all the time, and
# the kernel its own code with them: of two emulated processors that run at once
# one may still run what was there before (tools/vm/README.md).
vm_load = $(call vm_suite,$(1),2 --turns,load)
vm_suites := $(filter-out load $(vm_alone) \
	$(foreach p,$(vm_alone_once),$(lastword $(subst :, ,$(p)))),\
	$(patsubst $(TOP)/tests/vm/%.sh,%,$(wildcard $(TOP)/tests/vm/*.sh)))

# vm_job KERNEL NAME [SUITES]: a machine with one processor, of that name
vm_job = 'vm-$(1)-$(2)=$(call vm_suite,$(1),1,$(or $(3),$(2)))'
vm_job_once = $(call vm_job,$(word 1,$(1)),$(word 2,$(1)))

# vm_suite KERNEL PROCESSORS SUITES. A machine with sessions in it counts its
# instructions: timers of BFD and BGP then run as fast as their daemons do,
# however busy this machine is, and what only waits takes no time. So does one with
# the debug kernel, where everything takes so many times as long (lab.sh says what
# follows).
vm_sessions := bgp converge doctor edit erdd faults service
vm_suite = $(vm) run -k $(1) \
	$(if $(filter debug $(vm_sessions),$(1) $(3)),--icount,-c $(2)) \
	$(if $(filter debug,$(1)),-m 3072 -t 7200,-m 1024 -t 2700) $(vm_cables) -- \
	$(if $(filter debug,$(1)),env ERD_SLOW=$(ERD_SLOW) $(debug_cycles)) \
	$(TOP)/tests/vm/all $(O) $(3)
vm_cables := --cable pri:msee1:100000 --cable sec:msee2:10000:ctrl_vlan=off
ERD_SLOW ?= 8

.PHONY: vm-test
## make vm-test       the machine's part alone: KERNEL=6.12 SUITES='life cli' ...
CPUS ?= 2
vm-test: setup
	$(Q)$(MAKE) --no-print-directory userspace test-programs \
		$(O)/kmod-$(KERNEL)/kmod/erd.ko
	$(Q)$(TOP)/tests/run 'vm-$(KERNEL)=$(call vm_suite,$(KERNEL),$(CPUS),$(SUITES))'

# What needs all processors runs by itself. Of the others three go at a time, as
# a machine with an edge in it waits for timers more than it computes; long ones
# first.
tests = 'cli=$(TOP)/tests/cli/host.sh $(O)' \
	'config=$(TOP)/tests/cli/config.sh $(O)' \
	'erdd=$(TOP)/tests/cli/erdd.sh $(O)' \
	'vm-6.12-smp=$(call vm_suite,6.12,2,$(vm_smp))' \
	'vm-6.12-load=$(call vm_load,6.12)' \
	--jobs 3 \
	$(foreach k,$(KERNELS),$(call vm_job,$(k),heavy,$(vm_heavy))) \
	$(call vm_job_once,$(subst :, ,$(firstword $(vm_alone_once)))) \
	$(foreach k,$(KERNELS),$(call vm_job,$(k),module,\
		$(filter-out $(vm_heavy) $(if $(filter 6.12,$(k)),$(vm_smp)),$(vm_suites)))) \
	$(foreach k,$(KERNELS),$(call vm_job,$(k),bgp)) \
	'netns=$(TOP)/tests/netns/all $(O)' \
	$(foreach p,$(wordlist 2,99,$(vm_alone_once)),\
		$(call vm_job_once,$(subst :, ,$(p)))) \
	'static=$(TOP)/tests/static' \
	$(foreach s,$(filter-out bgp,$(vm_alone)),$(foreach k,$(KERNELS),\
		$(call vm_job,$(k),$(s)))) \
	'fuzz=$(TOP)/tests/fuzz/all $(O)/fuzz 10' \
	'unit=$(run_unit)'

# On the debug kernel: the suites that concern the modules, what only that kernel
# can tell, and whether what it reports is noticed. Each of the two machines ends
# with the search for leaks; their shares take about as long. DEBUG=short: what
# finds the most.
DEBUG ?= whole
debug_whole_1 := sim lower attach scale visible debug/cycles
debug_whole_2 := traffic sim_nic offload_mix cli offload gates optics \
	life ip tools ynl debug/failnth
debug_short_1 := lower debug/failnth
debug_short_2 := life gates visible debug/cycles
debug_cycles := $(if $(filter short,$(DEBUG)),ERD_IDLE_CYCLES=20 ERD_BUSY_CYCLES=3)
debug_suite = $(call vm_suite,debug,1,$(or $(debug_$(DEBUG)_$(1)),\
	$(error DEBUG is whole or short)) debug/leaks)
debug_tests = --jobs 2 $(if $(filter whole,$(DEBUG)),'splats=$(TOP)/tests/splats.sh') \
	$(foreach n,1 2,'debug-$(n)=$(call debug_suite,$(n))')
debug_module := $(O)/kmod-debug/kmod/erd.ko

.PHONY: test
## make test          everything: static checks, unit tests, network namespaces,
##                    fuzz targets for a moment, and the module in a machine
##                    with each supported kernel
test: setup
	$(Q)$(MAKE) --no-print-directory all test-programs unit-programs \
		fuzz-programs
	$(Q)$(TOP)/tests/run $(tests)

.PHONY: test-debug
## make test-debug    the modules on a kernel with KASAN, lockdep, reference
##                    trackers and kmemleak, which is built once: some 45
##                    minutes. DEBUG=short: fifteen, for what finds the most
test-debug: setup
	$(Q)$(MAKE) --no-print-directory userspace test-programs $(debug_module)
	$(Q)$(TOP)/tests/run $(debug_tests)

# Names of faults, or options of tests/faults/run.
FAULTS ?= --healthy 100

.PHONY: test-faults
## make test-faults   the catalogue of faults: each is made in the lab and doctor
##                    has to name it; then 100 runs of doctor in the healthy lab.
##                    FAULTS='md5-wrong drift' ...: those. Half an hour
test-faults: setup
	$(Q)$(MAKE) --no-print-directory userspace test-programs \
		$(O)/kmod-$(KERNEL)/kmod/erd.ko
	$(Q)$(TOP)/tests/run 'faults-$(KERNEL)=$(vm) run -k $(KERNEL) --icount -m 1024 \
		-t 10800 -- $(TOP)/tests/faults/run $(O) $(FAULTS)'

.PHONY: soak
## make soak          ten minutes of load while the fast path's programs, circuits
##                    and, in machines with each kernel, processors come and go
soak: setup
	$(Q)$(MAKE) --no-print-directory userspace test-programs
	$(Q)$(TOP)/tests/run \
		'soak=O=$(O) DURATION=600 bash $(TOP)/tests/netns/load.sh' \
		$(foreach k,$(KERNELS),'soak-$(k)=$(vm) run -k $(k) -c 2 --turns -m 1024 \
			-t 1500 -- env DURATION=600 $(TOP)/tests/vm/all $(O) load')

.PHONY: soak-erdd
## make soak-erdd     erdd killed 500 times at random points of an apply under
##                    traffic, half of them in a machine with each kernel; SEED=N
soak-erdd: setup
	$(Q)$(MAKE) --no-print-directory userspace test-programs \
		$(foreach k,$(KERNELS),$(O)/kmod-$(k)/kmod/erd.ko)
	$(Q)$(TOP)/tests/run --jobs 2 $(foreach k,$(KERNELS),\
		'erdd-$(k)=$(vm) run -k $(k) --icount -m 1024 -t 7200 $(vm_cables) \
			-- env ERD_KILLS=250 ERD_SEED=$(or $(SEED),$$RANDOM) \
			$(TOP)/tests/vm/all $(O) erdd')

.PHONY: demo
## make demo          the whole of it in two minutes, in a virtual machine
demo: setup
	$(Q)$(MAKE) --no-print-directory userspace $(O)/tests/frames \
		$(O)/kmod-6.1/kmod/erd.ko
	$(Q)$(vm) run -k 6.1 -t 300 -- $(TOP)/tools/demo $(O)

.PHONY: vm-shell
## make vm-shell      a prompt in a virtual machine, with the module and erdctl
vm-shell: setup
	$(Q)$(MAKE) --no-print-directory userspace \
		$(O)/kmod-$(KERNEL)/kmod/erd.ko
	$(Q)$(vm) shell -k $(KERNEL) --cable er1:msee1:100000 \
		--cable er2:msee2:100000 -- \
		env O=$(O) bash --rcfile $(TOP)/tools/vm-shell.rc -i

.PHONY: lab
## make lab           a prompt in a virtual machine with the whole lab up: the
##                    edge with FRR, two of Microsoft's routers with BIRD
lab: setup
	$(Q)$(MAKE) --no-print-directory userspace \
		$(O)/kmod-$(KERNEL)/kmod/erd.ko
	$(Q)$(vm) shell -k $(KERNEL) -- \
		env O=$(O) bash --rcfile $(TOP)/tools/lab/lab.rc -i

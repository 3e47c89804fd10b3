# SPDX-License-Identifier: GPL-2.0-only
# What erd costs, beside stock vlan devices: in a virtual machine that counts
# instructions, so that a busy machine measures the same as an idle one.
OUT ?=
# BENCH_ARGS=--quick: a few frames and circuits, to see that it works
BENCH_ARGS ?=


$(O)/bench/load: $(TOP)/tools/bench/load.c $(TOP)/tools/bench/lane.c \
		$(TOP)/tools/bench/lane.h
$(O)/bench/links: $(TOP)/tools/bench/links.c
$(O)/bench/load $(O)/bench/links:
	$(call say,CCLD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(erd_cflags) $(erd_ldflags) -o $@ $(filter %.c,$^) \
		$(erd_ldlibs)

.PHONY: bench-kmod
## make bench-kmod    the module's cost in instructions, memory and time beside
##                    that of stock vlan devices; OUT=FILE keeps it as JSON
bench-kmod: setup
	$(Q)$(MAKE) --no-print-directory $(O)/erdctl $(O)/bench/load \
		$(O)/bench/links $(O)/kmod-$(KERNEL)/kmod/erd.ko
	$(Q)rm -rf $(O)/bench/kmod-$(KERNEL)
	$(Q)$(vm) run -k $(KERNEL) --icount -m 2048 -t 1500 \
		--out $(O)/bench/kmod-$(KERNEL) -- \
		$(TOP)/tools/bench/kmod.sh $(O) $(BENCH_ARGS)
	$(Q)$(TOP)/tools/bench/report.py $(O)/bench/kmod-$(KERNEL)/raw \
		$(KERNEL) $(OUT)

$(O)/bench/failover: $(TOP)/tools/bench/failover.c $(O)/liberd.a
	$(call say,CCLD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(erd_cflags) $(erd_ldflags) -o $@ $^ $(erd_ldlibs)

# How often a link fails, each way.
RUNS ?= 30

.PHONY: bench-failover
## make bench-failover how long routes stay on a link that fails, with a sign and
##                    without one, in the lab; OUT=FILE keeps it as JSON
bench-failover: setup
	$(Q)$(MAKE) --no-print-directory userspace $(O)/bench/failover \
		$(O)/kmod-$(KERNEL)/kmod/erd.ko
	$(Q)$(vm) run -k $(KERNEL) --icount -t 3600 -- env msee_bfd_ms=300 lab_bfd_ms=300 \
		$(TOP)/tools/bench/failover.sh $(O) $(RUNS) \
		>$(O)/bench/failover-$(KERNEL)
	$(Q)$(TOP)/tools/bench/failover.py $(O)/bench/failover-$(KERNEL) \
		$(KERNEL) $(OUT)

.PHONY: bench
## make bench         every benchmark there is
bench: bench-kmod bench-xdp bench-rate bench-capture bench-failover

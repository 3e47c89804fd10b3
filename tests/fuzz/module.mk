# SPDX-License-Identifier: GPL-2.0-only
# Each tests/fuzz/*.c is a target of libFuzzer, built by clang with sanitizers
# together with the library, in a folder of its own. tests/fuzz/corpus/NAME is
# where a target begins; what a run finds beyond it stays in the build folder.
FUZZ_SECONDS ?= 600
FUZZ_TARGETS := $(patsubst $(TOP)/tests/fuzz/%.c,%,\
	$(sort $(wildcard $(TOP)/tests/fuzz/*.c)))

fuzz_flags := -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all -O1 -g -fno-omit-frame-pointer
fuzz_objects := $(patsubst $(TOP)/userspace/%.c,$(O)/fuzz/of/%.o,\
	$(sort $(wildcard $(TOP)/userspace/lib/*.c)) \
	$(TOP)/userspace/doctor/probe_frames.c \
	$(TOP)/userspace/doctor/probe_signature.c)

$(O)/fuzz/of/%.o: $(TOP)/userspace/%.c | packages $(bpf_skeletons)
	$(call say,CLANG,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(filter-out $(CFLAGS),$(erd_cflags)) $(fuzz_flags) \
		-Wno-unknown-warning-option -c -o $@ $<

$(O)/fuzz/%: $(TOP)/tests/fuzz/%.c $(fuzz_objects)
	$(call say,CLANG,$@)
	$(Q)$(CLANG) $(filter-out -MMD -MP $(CFLAGS),$(erd_cflags)) \
		$(subst fuzzer-no-link,fuzzer,$(fuzz_flags)) -o $@ $^ \
		$(erd_ldlibs)

# They are not made anew for each target.
.SECONDARY: $(fuzz_objects)

-include $(fuzz_objects:.o=.d)

.PHONY: fuzz-programs
fuzz-programs: $(FUZZ_TARGETS:%=$(O)/fuzz/%)

.PHONY: fuzz
## make fuzz          each fuzz target for FUZZ_SECONDS (600): parsers, writers
fuzz: setup fuzz-programs
	$(Q)$(TOP)/tests/run 'fuzz=$(TOP)/tests/fuzz/all $(O)/fuzz $(FUZZ_SECONDS)'

# SPDX-License-Identifier: GPL-2.0-only
# What captures lose at the highest rate there is, beside tcpdump.
bench_capture_dir := $(O)/bench/capture

$(bench_capture_dir)/%.o: $(TOP)/tools/bench/capture/%.c | $(bench_skeletons)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(erd_cflags) -I$(O)/bench -c -o $@ $<

$(bench_capture_dir)/send: $(bench_capture_dir)/send.o \
		$(bench_xdp_dir)/bench.o $(bench_xdp_dir)/source.o
	$(call say,LD,$@)
	$(Q)$(CC) $(erd_ldflags) -o $@ $^ $(erd_ldlibs)

-include $(wildcard $(bench_capture_dir)/*.d)

.PHONY: bench-capture
## make bench-capture what captures lose at the highest rate, beside tcpdump; on
##                    a machine with two processors. OUT=FILE keeps it as JSON
bench-capture: setup
	$(Q)$(MAKE) --no-print-directory $(O)/erdctl $(bench_capture_dir)/send
	$(Q)$(TOP)/tools/bench/capture/run.sh $(O) $(OUT)

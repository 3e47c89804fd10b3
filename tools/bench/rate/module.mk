# SPDX-License-Identifier: GPL-2.0-only
# Whether circuits get their rates: policed on this machine's own kernel, shaped
# in a virtual machine, since that takes fq.
bench_rate_dir := $(O)/bench/rate
bench_rate := $(bench_rate_dir)/rate

$(bench_rate_dir)/%.o: $(TOP)/tools/bench/rate/%.c | $(bench_skeletons) \
		$(bpf_skeletons)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(erd_cflags) -I$(O)/bench -c -o $@ $<

$(bench_rate): $(bench_rate_dir)/rate.o $(bench_rate_dir)/police.o \
		$(bench_rate_dir)/shape.o $(bench_xdp_dir)/bench.o \
		$(bench_xdp_dir)/source.o $(bench_xdp_dir)/port.o \
		$(O)/liberd.a
	$(call say,LD,$@)
	$(Q)$(CC) $(erd_ldflags) -o $@ $^ $(erd_ldlibs) -lpthread

-include $(wildcard $(bench_rate_dir)/*.d)

.PHONY: bench-rate
## make bench-rate    whether circuits get their rates, no more and no less, from
##                    50 Mb/s to 10 Gb/s; OUT=FILE keeps it as JSON
bench-rate: setup
	$(Q)$(MAKE) --no-print-directory $(bench_rate)
	$(Q)rm -f $(bench_rate_dir)/raw
	$(Q)$(TOP)/tools/bench/rate/run.sh police $(O) >$(bench_rate_dir)/raw; \
		bad=$$?; \
		for processors in "-c 2" --icount; do \
			$(vm) run -k 6.12 $$processors -m 1024 -t 1500 -- \
				$(TOP)/tools/bench/rate/run.sh shape $(O) \
				>>$(bench_rate_dir)/raw || bad=1; \
		done; \
		$(TOP)/tools/bench/rate/report.py $(bench_rate_dir)/raw $(OUT) \
			&& [ $$bad = 0 ]

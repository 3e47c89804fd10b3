# SPDX-License-Identifier: GPL-2.0-only
# What erd's fast path costs, beside other ways of counting the same frames, on
# this machine's own kernel.
bench_xdp := ns live read
bench_xdp_dir := $(O)/bench/xdp
bench_skeletons := $(patsubst $(TOP)/tools/%.bpf.c,$(O)/%.skel.h,\
	$(wildcard $(TOP)/tools/bench/xdp/*.bpf.c))

$(bench_xdp_dir)/%.bpf.o: $(TOP)/tools/bench/xdp/%.bpf.c | packages
	$(call say,CLANG,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(bpf_cflags) -MT $@ -MF $(@:.o=.d) -c -o $@ $<
	$(Q)$(LLVM_STRIP) -g $@

$(bench_xdp_dir)/%.skel.h: $(bench_xdp_dir)/%.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $*_bpf >$@

$(bench_xdp_dir)/%.o: $(TOP)/tools/bench/xdp/%.c | $(bench_skeletons) \
		$(bpf_skeletons)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(erd_cflags) -I$(O)/bench -c -o $@ $<

$(bench_xdp:%=$(bench_xdp_dir)/%): %: %.o $(bench_xdp_dir)/bench.o \
		$(bench_xdp_dir)/source.o $(bench_xdp_dir)/port.o \
		$(bench_xdp_dir)/peers.o $(bench_xdp_dir)/nft.o \
		$(bench_xdp_dir)/pcap.o $(O)/liberd.a
	$(call say,LD,$@)
	$(Q)$(CC) $(erd_ldflags) -o $@ $^ $(erd_ldlibs) -lpcap -lpthread

-include $(wildcard $(bench_xdp_dir)/*.d)

.SECONDARY: $(bench_skeletons) $(bench_skeletons:.skel.h=.bpf.o)

# tests/netns/bench.sh sees whether they count alike.
test-programs: $(bench_xdp:%=$(bench_xdp_dir)/%)

.PHONY: bench-xdp
## make bench-xdp     the fast path's cost beside that of its peers, on this
##                    machine's kernel; OUT=FILE keeps it as JSON
bench-xdp: setup
	$(Q)$(MAKE) --no-print-directory $(bench_xdp:%=$(bench_xdp_dir)/%)
	$(Q)$(TOP)/tools/bench/xdp/run.sh $(O) $(bench_xdp_dir)/raw $(BENCH_ARGS)
	$(Q)$(TOP)/tools/bench/xdp/report.py $(bench_xdp_dir)/raw \
		$(bench_xdp_dir)/bench-xdp.svg $(OUT)

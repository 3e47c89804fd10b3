# SPDX-License-Identifier: GPL-2.0-only
# The fast path: its object, that for older kernels, that for drivers that take
# tags out of frames, and the skeletons through which liberd loads them. Who
# includes them depends on $(bpf_skeletons).
bpf_skeletons := $(O)/bpf/erd_fastpath.skel.h \
	$(O)/bpf/erd_fastpath_plain.skel.h $(O)/bpf/erd_fastpath_aside.skel.h

# clang's BPF target knows no <asm/types.h> of its own.
bpf_cflags = -O2 -g -target bpf -mcpu=v3 -std=gnu11 -Wall -Wextra -Werror \
	-Wno-unused-command-line-argument -MMD -MP -I$(TOP)/bpf \
	-isystem $(TOP)/kmod/uapi \
	-idirafter /usr/include/$(shell $(CC) -print-multiarch)

$(O)/bpf/%.bpf.o: $(TOP)/bpf/%.bpf.c | packages
	$(call say,CLANG,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(bpf_cflags) -MT $@ -MF $(@:.o=.d) -c -o $@ $<
	$(Q)$(LLVM_STRIP) -g $@

$(O)/bpf/%.skel.h: $(O)/bpf/%.bpf.o
	$(call say,SKEL,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $*_bpf >$@

-include $(wildcard $(O)/bpf/*.d)

.SECONDARY: $(bpf_skeletons:.skel.h=.bpf.o)

.PHONY: bpf
## make bpf           the fast path's programs alone
bpf: $(bpf_skeletons)

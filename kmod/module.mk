# SPDX-License-Identifier: GPL-2.0-only
# The kernel module, for each supported kernel in a folder of its own: kbuild
# writes beside its sources, so it is given a tree of links to them.
KERNELS := 6.1 6.12
kmod_sources := Kbuild $(shell cd $(TOP) && find kmod -name '*.[ch]' \
	-o -name 'Kbuild' -o -name 'probe.mk')
vm := $(TOP)/tools/vm/vm
# W=1 C=1 and the like, for kbuild
KBUILD_ARGS ?=

$(O)/kmod-%/kmod/erd.ko: $(addprefix $(TOP)/,$(kmod_sources)) | packages
	$(call say,KBUILD,$@)
	$(Q)rm -rf $(@D)/uapi $(@D)/compat
	$(Q)for f in $(kmod_sources); do \
		mkdir -p "$(O)/kmod-$*/$$(dirname $$f)" && \
		ln -sf "$(TOP)/$$f" "$(O)/kmod-$*/$$f"; done
	$(Q)$(vm) kbuild -k $* $(O)/kmod-$* $(KBUILD_ARGS) \
		$(if $(Q),-s) modules
	$(Q)touch $@

.PHONY: modules
## make modules       erd.ko and erdsim.ko for each supported kernel, in
##                    O/kmod-VERSION/kmod
modules: $(KERNELS:%=$(O)/kmod-%/kmod/erd.ko)

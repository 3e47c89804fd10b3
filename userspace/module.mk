# SPDX-License-Identifier: LGPL-2.1-or-later
# liberd, erdctl, erdd and the kind erd of ip(8).
## make userspace     the library liberd, the command erdctl, the daemon erdd and
##                    link_erd.so for ip
## make install       all four, with manual, completions and erdd's unit, below
##                    DESTDIR/PREFIX; and erd/erd.yaml below SYSCONFDIR, which
##                    is /etc, if there is none

objects_of = $(patsubst $(TOP)/%.c,$(O)/%.o,$(sort $(wildcard $(TOP)/$(1)/*.c)))
lib_objects := $(call objects_of,userspace/lib) \
	$(call objects_of,userspace/desired) \
	$(call objects_of,userspace/reconcile) \
	$(call objects_of,userspace/doctor)
cli_objects := $(call objects_of,userspace/cli)
erdd_objects := $(call objects_of,userspace/erdd)
# What ip loads has in it all that it needs and ip has not.
link_objects := $(call objects_of,userspace/iproute2) \
	$(O)/userspace/lib/pcp_map.o $(O)/userspace/lib/words.o
# Where the file of desired state is, for packages and tests that collect it.
SYSCONFDIR ?= /etc
# Where ip looks for kinds of links. It asks no PREFIX.
IP_LIB_DIR ?= /usr/lib/$(shell $(CC) -print-multiarch)/ip
lib_soname := liberd.so.0

$(O)/userspace/%.o: $(TOP)/userspace/%.c | packages $(bpf_skeletons)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(erd_cflags) -c -o $@ $<

-include $(lib_objects:.o=.d) $(cli_objects:.o=.d) $(erdd_objects:.o=.d) \
	$(link_objects:.o=.d)

$(O)/liberd.a: $(lib_objects)
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

# A library with a sanitizer in it leaves the sanitizer to the program.
$(O)/$(lib_soname): $(lib_objects) $(TOP)/userspace/liberd.map
	$(call say,LD,$@)
	$(Q)$(CC) -shared -Wl,-soname,$(lib_soname) \
		-Wl,--version-script=$(TOP)/userspace/liberd.map \
		$(if $(SANITIZE),,-Wl,-z,defs) $(erd_ldflags) -o $@ \
		$(lib_objects) $(erd_ldlibs)

# All of erdd but main(), for unit tests; and what erdctl knows of it.
$(O)/erdd.a: $(filter-out %/main.o,$(erdd_objects))
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

$(O)/erdd: $(O)/userspace/erdd/main.o $(O)/erdd.a $(O)/liberd.a
	$(call say,LD,$@)
	$(Q)$(CC) $(erd_ldflags) -o $@ $^ $(erd_ldlibs)

# All of erdctl but main(), for its unit tests.
$(O)/erdctl.a: $(filter-out %/main.o,$(cli_objects)) \
	$(O)/userspace/erdd/state.o
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

$(O)/erdctl: $(O)/userspace/cli/main.o $(O)/erdctl.a $(O)/liberd.a
	$(call say,LD,$@)
	$(Q)$(CC) $(erd_ldflags) -o $@ $^ $(erd_ldlibs)

link_map := $(TOP)/userspace/iproute2/link_erd.map
$(O)/link_erd.so: $(link_objects) $(link_map)
	$(call say,LD,$@)
	$(Q)$(CC) -shared -Wl,--version-script=$(link_map) $(erd_ldflags) \
		-o $@ $(link_objects)

.PHONY: userspace
userspace: $(O)/liberd.a $(O)/$(lib_soname) $(O)/erdctl $(O)/erdd $(O)/link_erd.so

.PHONY: install
install: userspace
	$(Q)install -d $(DESTDIR)$(IP_LIB_DIR) \
		$(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin \
		$(DESTDIR)$(PREFIX)/lib/pkgconfig \
		$(DESTDIR)$(PREFIX)/lib/systemd/system \
		$(DESTDIR)$(PREFIX)/lib/sysusers.d \
		$(DESTDIR)$(PREFIX)/lib/tmpfiles.d \
		$(DESTDIR)$(PREFIX)/include/linux \
		$(DESTDIR)$(PREFIX)/share/man/man8 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions
	$(Q)install -d $(DESTDIR)$(SYSCONFDIR)/erd
	$(Q)[ -e $(DESTDIR)$(SYSCONFDIR)/erd/erd.yaml ] || \
		install -m 600 $(TOP)/userspace/etc/erd.yaml $(DESTDIR)$(SYSCONFDIR)/erd/
	$(Q)install -m 755 $(O)/erdctl $(DESTDIR)$(PREFIX)/bin/
	$(Q)install -m 755 $(O)/erdd $(DESTDIR)$(PREFIX)/sbin/
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' \
		$(TOP)/userspace/erdd/erdd.service.in \
		>$(DESTDIR)$(PREFIX)/lib/systemd/system/erdd.service
	$(Q)install -m 644 $(TOP)/userspace/erdd/sysusers.conf \
		$(DESTDIR)$(PREFIX)/lib/sysusers.d/erd.conf
	$(Q)install -m 644 $(TOP)/userspace/erdd/tmpfiles.conf \
		$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/erd.conf
	$(Q)install -m 644 $(O)/link_erd.so $(DESTDIR)$(IP_LIB_DIR)/
	$(Q)install -m 755 $(O)/$(lib_soname) $(DESTDIR)$(PREFIX)/lib/
	$(Q)ln -sf $(lib_soname) $(DESTDIR)$(PREFIX)/lib/liberd.so
	$(Q)install -m 644 $(O)/liberd.a $(DESTDIR)$(PREFIX)/lib/
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
		$(TOP)/userspace/liberd.pc.in \
		>$(DESTDIR)$(PREFIX)/lib/pkgconfig/liberd.pc
	$(Q)install -m 644 $(TOP)/userspace/include/erd.h \
		$(DESTDIR)$(PREFIX)/include/
	$(Q)install -m 644 $(TOP)/kmod/uapi/linux/erd.h \
		$(DESTDIR)$(PREFIX)/include/linux/
	$(Q)install -m 644 $(TOP)/docs/man/erdctl.8 \
		$(TOP)/docs/man/erdctl-sim.8 $(TOP)/docs/man/erdd.8 \
		$(DESTDIR)$(PREFIX)/share/man/man8/
	$(Q)install -m 644 $(TOP)/userspace/completion/erdctl.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/erdctl
	$(Q)install -m 644 $(TOP)/userspace/completion/_erdctl \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/

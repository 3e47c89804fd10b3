# SPDX-License-Identifier: GPL-2.0-only
# erd: the edge of ExpressRoute Direct. `make help` says what there is to do.
# Each folder's module.mk holds the rules of what is built from it; kernel
# modules are built by kbuild from Kbuild and kmod/Kbuild.

O ?= build
V ?= 0
DESTDIR ?=
PREFIX ?= /usr/local

override O := $(abspath $(O))
TOP := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
VERSION := 0.1.0
Q := $(if $(filter 0,$(V)),@)
say = $(if $(filter 0,$(V)),@printf '  %-8s %s\n' '$(1)' '$(patsubst $(O)/%,%,$(2))')

CC := gcc
CLANG := clang-14
LLVM_STRIP := llvm-strip-14
BPFTOOL := $(firstword $(wildcard /usr/sbin/bpftool) bpftool)
CFLAGS ?= -O2 -g
# SANITIZE=address,undefined builds everything of userspace with sanitizers;
# give it an O of its own.
SANITIZE ?=
PKGS := libnl-3.0 libnl-genl-3.0 libnl-route-3.0 libmnl libbpf libpcap libcap-ng \
	jansson smartcols yaml-0.1 libarchive libmd libsystemd
erd_cflags = -std=gnu11 -Wall -Wextra -Werror -Wmissing-prototypes \
	-Wstrict-prototypes -Wshadow -fvisibility=hidden -fPIC -D_GNU_SOURCE \
	-DERD_VERSION='"$(VERSION)"' -MMD -MP \
	-isystem $(TOP)/kmod/uapi -I$(TOP)/userspace/include \
	-I$(TOP)/userspace/lib -I$(TOP)/userspace/desired -I$(TOP)/userspace/reconcile \
	-I$(TOP)/userspace/doctor -I$(TOP)/userspace/erdd -I$(TOP)/bpf -I$(O)/bpf \
	$(shell pkg-config --cflags $(PKGS)) \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
		-fno-omit-frame-pointer) $(CFLAGS)
# The library has fewer needs than the command.
erd_ldlibs = -Wl,--as-needed $(shell pkg-config --libs $(PKGS)) -lm
erd_ldflags = $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(LDFLAGS)

.PHONY: all
## make               the same as make all
## make all           userspace and modules
all: userspace modules

.PHONY: help
## make help          this
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)
	@echo
	@echo 'O=DIR builds in DIR (build). V=1 shows commands. KERNEL=6.12 picks the'
	@echo "kernel of vm-shell. KBUILD_ARGS='W=1 C=1' goes to kbuild. SANITIZE=address"
	@echo 'builds userspace so, in an O of its own. ERD_CACHE is where kernels are kept.'
	@echo 'IP_LIB_DIR is where ip(8) looks for kinds of links.'

include $(TOP)/tools/module.mk
include $(TOP)/kmod/module.mk
include $(TOP)/bpf/module.mk
include $(TOP)/userspace/module.mk
include $(TOP)/tests/module.mk
include $(TOP)/tests/fuzz/module.mk
include $(TOP)/tools/bench/module.mk
include $(TOP)/tools/bench/xdp/module.mk
include $(TOP)/tools/bench/rate/module.mk
include $(TOP)/tools/bench/capture/module.mk

.PHONY: clean
## make clean         remove what was built
clean:
	$(Q)rm -rf $(O)

.DELETE_ON_ERROR:

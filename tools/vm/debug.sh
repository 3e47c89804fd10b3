# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The debug kernel: Debian's sources of 6.1, built with debug.config.
#
#   $cache/debug-source/      the sources' package and its version
#   $cache/kernel/debug-KEY/  the kernel, as kernel.sh has it, and
#                    /bzImage in vmlinux's place: what boots that one runs
#                             before KASAN can be, but is instrumented
#                    /build/  what it takes to build modules for it
#
# The KEY follows from the sources' version and from how they are built, so
# that checkouts of different age can use one cache.
#
# shellcheck disable=SC2154 # $cache, $here are of vm

debug_source=linux-source-6.1

# What modules are built with, out of the tree of a kernel that was built.
debug_build_files=(
	.config Makefile Module.symvers
	arch/x86/Makefile arch/x86/include
	include scripts tools/objtool/objtool
)

debug_key() {
	cat "$cache/debug-source/version" "$here"/debug.{config,sh} 2>/dev/null |
		sha256sum | head -c 16
}

debug_need() {
	once "$cache/debug-source" debug_source_fetch
	once "$(kernel_dir debug)" debug_build
}

# Run in the folder that becomes the sources'.
debug_source_fetch() {
	local version

	needs dpkg:dpkg
	apt_open
	version=$(apt_version "$debug_source" 6.1.)
	[[ $version ]] || die "apt finds no $debug_source: could it reach" \
		"the mirrors that this machine's sources name?"
	note "kernel debug: fetching $debug_source $version"
	apt_download "$version" "$debug_source"
	apt_unpack root
	mv "root/usr/src/$debug_source.tar.xz" .
	rm -r root
	apt_close
	printf '%s\n' "$version" >version
}

# Run in the folder that becomes the kernel's.
debug_build() {
	needs make:build-essential flex:flex bison:bison bc:bc depmod:kmod \
		xz:xz-utils pahole:pahole
	note "kernel debug: unpacking $debug_source"
	mkdir tree
	xz -dc -T 0 "$cache/debug-source/$debug_source.tar.xz" |
		tar -x -C tree --strip-components=1 ||
		die "cannot unpack $debug_source: disk full?"
	debug_make allnoconfig KCONFIG_ALLCONFIG="$here/debug.config"
	debug_configured
	note "kernel debug: building it takes two processors some 12 minutes, once"
	debug_make bzImage modules
	debug_make modules_install INSTALL_MOD_PATH="$PWD/root"
	cp tree/include/config/kernel.release release
	rm "root/lib/modules/$(<release)/"{build,source}
	cp tree/arch/x86/boot/bzImage .
	mkdir build
	(cd tree && cp -a --parents "${debug_build_files[@]}" ../build) ||
		die "the kernel's tree has no ${debug_build_files[*]}"
	rm -r tree log
	note "kernel debug: ready"
}

# Make something in the tree. The variables of a make that runs this are not
# the kernel's.
debug_make() {
	env -u MAKEFLAGS -u MFLAGS -u MAKEOVERRIDES \
		make -C tree -j "$(nproc)" "$@" 2>&1 | tee log |
		awk 'NR % 250 == 0 { print "vm: kernel debug: " NR " steps done" }' >&2 &&
		return
	tail -n 30 log >&2
	die "cannot build the debug kernel"
}

# Every line of debug.config must have come to hold: kconfig leaves out what it
# does not know, or lacks something that it depends on, without a word.
debug_configured() {
	local missing

	missing=$(grep -E '^CONFIG_' "$here/debug.config" |
		grep -vxFf tree/.config)
	[[ ! $missing ]] || die "the kernel's sources do not take" $missing
}

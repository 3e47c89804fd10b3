# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The initramfs: busybox, the modules that reach the host's files, and init.
# It is the same for every run with a kernel and is kept in the cache; what
# differs from run to run comes in a second archive behind it.
#
# shellcheck disable=SC2154 # $here is of vm

# The order does not matter: modprobe names what each needs before it.
initramfs_modules=(
	virtio_pci virtio_console virtio_net
	9pnet_virtio 9p overlay
)

# Print the file that holds the initramfs of a kernel, made if need be.
initramfs_file() {
	local key file

	needs busybox:busybox-static cpio:cpio xz:xz-utils modprobe:kmod
	# The name follows the contents, so that checkouts of different age can
	# use one cache.
	key=$(cat "$(type -P busybox)" "$here/initramfs.sh" "$here"/{init,cable,warm} |
		sha256sum | head -c 16)
	file=$(kernel_dir "$1")/initramfs-$key
	[[ -f $file ]] || initramfs_make "$1" "$file"
	printf '%s\n' "$file"
}

# initramfs_make VERSION FILE
initramfs_make() {
	local root temp=$2.$$ verb module

	mkdir -p "$temp"/{bin,dev,lower,modules,proc,root,sys,upper}
	cp "$(type -P busybox)" "$temp/bin/busybox"
	ln -s busybox "$temp/bin/sh"
	install -m 755 "$here"/{init,cable,warm} "$temp"

	root=$(kernel_dir "$1")/root
	for module in "${initramfs_modules[@]}"; do
		modprobe -C /dev/null -d "$root" -S "$(kernel_release "$1")" \
			--show-depends "$module" ||
			die "kernel $1 has no module $module"
	done | while read -r verb module _; do
		[[ $verb == insmod ]] || continue # else it is built in
		case $module in
		*.xz) xz -dc "$module" >"$temp/modules/$(basename "$module" .xz)" ;;
		*) cp "$module" "$temp/modules" ;;
		esac
		basename "$module" .xz
	done | awk '!seen[$0]++' >"$temp/modules/order" ||
		die "cannot collect the initramfs's modules"

	initramfs_pack "$temp" >"$temp.cpio"
	mv "$temp.cpio" "$2"
	rm -r "$temp"
}

# initramfs_pack DIR: print DIR as an archive that the kernel can unpack.
initramfs_pack() {
	(cd "$1" && find . | cpio --quiet -o -H newc -R 0:0) ||
		die "cannot write an initramfs: disk full?"
}

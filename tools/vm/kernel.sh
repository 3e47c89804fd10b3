# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A kernel: Debian's packages of one version, unpacked in the cache.
#
#   $cache/kernel/6.1/release   what the kernel calls itself
#                    /vmlinux   the uncompressed kernel, for QEMU
#                    /root/     the packages' files: boot, lib, usr
#   $cache/source/              what `vm source` keeps of linux-source
#
# The debug kernel is not fetched but built: see debug.sh.
#
# A folder is made under another name and renamed when it is whole: one that
# is there can be trusted, and is never fetched again.
#
# shellcheck disable=SC2154 # $cache is of vm

kernel_versions=(6.1 6.12) # of Debian
kernel_names=("${kernel_versions[@]}" debug)

# What `vm source` keeps of the kernel's sources. include/uapi is there for
# the code that ynl generates.
source_files=(
	scripts/checkpatch.pl
	scripts/spelling.txt
	scripts/const_structs.checkpatch
	tools/net/ynl
	Documentation/netlink
	include/uapi/linux
)

kernel_known() {
	local version

	for version in "${kernel_names[@]}"; do
		[[ $1 == "$version" ]] && return
	done
	usage "there is no kernel '$1'; there are: ${kernel_names[*]}"
}

kernel_dir() {
	case $1 in
	debug) printf '%s\n' "$cache/kernel/debug-$(debug_key)" ;;
	*) printf '%s\n' "$cache/kernel/$1" ;;
	esac
}

# What QEMU boots.
kernel_file() {
	case $1 in
	debug) printf '%s\n' "$(kernel_dir debug)/bzImage" ;;
	*) printf '%s\n' "$(kernel_dir "$1")/vmlinux" ;;
	esac
}

kernel_release() {
	cat "$(kernel_dir "$1")/release"
}

kernel_list() {
	local version

	for version in "${kernel_names[@]}"; do
		if [[ -d $(kernel_dir "$version") ]]; then
			printf '%s\t%s\n' "$version" "$(kernel_release "$version")"
		else
			printf '%s\tnot in the cache yet\n' "$version"
		fi
	done
}

# Make sure that a kernel is in the cache.
kernel_need() {
	case $1 in
	debug) debug_need ;;
	*) once "$(kernel_dir "$1")" kernel_fetch "$1" ;;
	esac
}

# Make sure that the kernel's source files are in the cache.
source_need() {
	once "$cache/source" source_fetch
}

# once DIR COMMAND [ARGS...]: unless DIR is there, run COMMAND in an empty
# folder that then becomes DIR. Who comes second waits for the first.
once() {
	local dir=$1 lock

	shift
	[[ -d $dir ]] && return
	mkdir -p "${dir%/*}" || die "cannot make the cache folder ${dir%/*}"
	exec {lock}>"$dir.lock"
	flock "$lock"
	if [[ ! -d $dir ]]; then
		rm -rf "$dir.new"
		mkdir "$dir.new"
		trap 'rm -rf "$dir.new"; exit 130' HUP INT TERM
		# A subshell, so that `die` leaves time to remove what is half made.
		if ! (cd "$dir.new" && "$@" && mv -T "$dir.new" "$dir"); then
			rm -rf "$dir.new"
			exit 125
		fi
		trap - HUP INT TERM
	fi
	exec {lock}>&-
}

# Run in the folder that becomes the kernel's.
kernel_fetch() {
	local image release headers kbuild version

	needs dpkg:dpkg depmod:kmod xz:xz-utils zstd:zstd
	apt_open
	read -r image version < <(kernel_image "$1")
	[[ $image ]] || die "apt finds no package of kernel $1: could it reach" \
		"the mirrors that this machine's sources name?"
	release=${image#linux-image-}
	note "kernel $1: fetching $release"

	headers=linux-headers-$release
	kbuild=$(apt_depends "$headers" "$version" linux-kbuild-)
	apt_download "$version" "$image" "$headers" \
		"${headers%-amd64}-common" "$kbuild"

	note "kernel $1: unpacking"
	apt_unpack root
	depmod -b root "$release" || die "depmod failed for $release"
	kernel_uncompress "root/boot/vmlinuz-$release" >vmlinux ||
		die "cannot uncompress vmlinuz-$release"
	printf '%s\n' "$release" >release
	apt_close
	note "kernel $1: ready"
}

# Print the package that holds a kernel, and its version. 6.12 has a meta
# package of its own in the security suite; in the backports it is simply the
# default kernel.
kernel_image() {
	local meta version

	for meta in "linux-image-$1-amd64" linux-image-amd64; do
		version=$(apt_version "$meta" "$1.")
		[[ $version ]] || continue
		echo "$(apt_depends "$meta" "$version" linux-image-) $version"
		return
	done
}

# QEMU can boot the kernel as the ELF file that vmlinuz holds, which saves the
# guest from decompressing it in emulation. The offsets are those of the
# kernel's Documentation/arch/x86/boot.rst.
kernel_uncompress() (
	set +o pipefail # `head` hangs up on `tail`

	read -r setup < <(od -An -t u1 -j $((0x1f1)) -N 1 "$1")
	read -r start length < <(od -An -t u4 -j $((0x248)) -N 8 "$1")
	start=$(((setup + 1) * 512 + start))
	read -r magic < <(od -An -t x4 -j "$start" -N 4 "$1")
	# The stream is followed by its unpacked length, in four bytes.
	tail -c +$((start + 1)) "$1" | head -c $((length - 4)) |
		case $magic in
		587a37fd) xz -dc ;;
		fd2fb528) zstd -dcq ;;
		*) false ;;
		esac
)

# Run in the folder that becomes the source's.
source_fetch() {
	local version tarball

	needs dpkg:dpkg xz:xz-utils
	apt_open
	version=$(apt_version linux-source-6.12 6.12.)
	[[ $version ]] || die "apt finds no linux-source-6.12: could it reach" \
		"the mirrors that this machine's sources name?"
	note "source: fetching linux-source-6.12 $version"
	apt_download "$version" linux-source-6.12
	note "source: unpacking a few files of it"
	apt_unpack root
	tarball=root/usr/src/linux-source-6.12.tar.xz
	xz -dc -T 0 "$tarball" |
		tar -x --strip-components=1 "${source_files[@]/#/linux-source-6.12/}" ||
		die "cannot unpack linux-source-6.12"
	rm -r root
	apt_close
	note "source: ready"
}

# kernel_make VERSION DIR [ARGS...]: build the modules of DIR.
kernel_make() {
	local root release headers dir no_btf=()

	needs make:build-essential gcc-12:build-essential
	[[ -d $2 ]] || usage "'$2' is not a folder"
	dir=$(realpath "$2")
	[[ -f $dir/Kbuild || -f $dir/Makefile ]] || usage "$dir has no Kbuild file"
	[[ $dir == *[[:space:]:]* ]] &&
		die "make cannot build in '$dir': it has a space or a colon in its name"
	root=$(kernel_dir "$1")
	if [[ -d $root/build ]]; then
		shift 2
		# No types either, and nothing of what it takes to make them.
		exec make --no-print-directory -C "$root/build" O= M="$dir" \
			CONFIG_DEBUG_INFO= CONFIG_DEBUG_INFO_BTF_MODULES= "$@"
	fi
	root+=/root
	release=$(kernel_release "$1")
	headers=$root/usr/src/linux-headers-${release%-amd64}
	# Headers without a vmlinux to take types from cannot make BTF; asking
	# for none keeps make from saying so for every module.
	[[ -f $headers-amd64/vmlinux ]] || no_btf=(CONFIG_DEBUG_INFO_BTF_MODULES=)
	shift 2
	# -C and O= go around the Makefile and the links of the package, which
	# lead to where it would be installed.
	exec make --no-print-directory -C "$headers-common" \
		O="$headers-amd64" M="$dir" "${no_btf[@]}" "$@"
}

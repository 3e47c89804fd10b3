#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The tags that the fast path reads, against tshark's decoding of the same
# frames: those of a table, and those of captures, if there are any in
# ERD_CAPTURES or in ../shared/testdata/pcap beside the project. O is the build
# folder. Runs in namespaces of its own.
set -u
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

if [[ -z ${DECODE_INSIDE-} ]]; then
	DECODE_INSIDE=1 exec unshare --net --mount bash "$0"
fi

fp=$(realpath "$O")/tests/fp
captures=${ERD_CAPTURES:-$here/../../../shared/testdata/pcap}
tmp=$(mktemp -d)

clean_up() {
	umount "$tmp/bpf"
	rm -rf "$tmp"
}
trap clean_up EXIT

mount --make-rprivate /
mount -t sysfs sysfs /sys
mkdir "$tmp/bpf"
mount -t bpf bpf "$tmp/bpf"
export ERD_BPFFS=$tmp/bpf
sysctl -qw net.ipv6.conf.default.disable_ipv6=1 2>/dev/null
ip link add p0 type veth peer name w0 || exit 1
ip link set p0 mtu 9100 up
ip link set w0 mtu 9100 up
ethtool -K w0 txvlan off tx-vlan-stag-hw-insert off >/dev/null

# Each begins without anything seen.
decode() {
	local status

	"$fp" attach edge p0 native qinq 8100
	python3 "$here/decode.py" "$fp" w0 edge "$1" >"$tmp/out" 2>&1
	status=$?
	"$fp" detach edge p0
	if [[ $status = 77 ]]; then
		skip "$2" "not of Ethernet"
	else
		is "$2" "" "$(grep -v '^#' "$tmp/out")"
	fi
}

decode table "the table of frames"
n=0
for capture in "$captures"/*.pcap*; do
	[[ -r $capture ]] || continue
	decode "$capture" "capture $(basename "$capture")"
	n=$((n + 1))
done
((n)) || skip "captures" "there are none in $captures"
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh BUILD-FOLDER RAW [--quick|--check]: what erd's fast path and its peers
# take for a frame, on this machine's kernel, in namespaces of its own. Results
# go to RAW, a JSON object a line; progress to standard output. --check is only
# whether all of them count what was sent.
set -eu -o pipefail

if [[ -z ${BENCH_INSIDE-} ]]; then
	BENCH_INSIDE=1 exec unshare --net --mount "$0" "$@"
fi

bench=$(realpath "$1")/bench/xdp
raw=$2
ns=() live=() rounds=7
if [[ ${3-} == --quick ]]; then
	rounds=1
	ns=(--repeat 100000 --patience 0)
	live=(--rounds 1 --frames 100000)
elif [[ ${3-} == --check ]]; then
	live=(--rounds 1 --frames 20000)
fi

# Every program's own: neither erd's pins nor xdp-filter's meet others.
mount --make-rprivate /
mount -t sysfs sysfs /sys
mount -t bpf bpf /sys/fs/bpf
sysctl -qw net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || :
# A dispatcher before it would only make xdp-filter dearer.
export LIBXDP_SKIP_DISPATCHER=1

say() { printf '# %s\n' "$*"; }

cable() { # DEVICE: its far end is DEVICE-
	ip link add "$1" type veth peer name "$1-"
	ip link set "$1-" up
	ip link set "$1" up
	# It takes frames from XDP if it has a program, or this.
	ethtool -K "$1" gro off
	ethtool -K "$1" gro on
}

# One of each kind, which no frame of ours has.
filter() { # DEVICE allow|deny
	xdp-filter load -m native -f all -p "$2" "$1"
	xdp-filter ip 192.0.2.1
	xdp-filter port 9
	xdp-filter ether 02:00:5e:10:00:01
}

: >"$raw"
# erd asks a veth for tags beside the frame, as it does not ask most cards, and
# the kernel runs no tests of programs that ask.
ip tuntap add port mode tap
ip link set port up
cable filter
for way in drop_only erd erd_full hash xdp_filter tcx nft_map libpcap; do
	cable "$way"
done

if [[ ${3-} != --check ]]; then
	filter filter allow
	say "nanoseconds a frame"
	# Where the kernel puts a program makes it faster or slower: in each
	# round they are loaded anew.
	for ((i = 0; i < rounds; i++)); do
		"$bench/ns" "${ns[@]}" --rounds 1 port filter >>"$raw"
		ip link set port xdp off
	done
	# It has one policy for all devices.
	xdp-filter unload filter
fi

filter xdp_filter deny
say "frames a second"
"$bench/live" "${live[@]}" port >>"$raw"

ip link set port xdp off
say "microseconds to read"
"$bench/read" port >>"$raw"
say "done"

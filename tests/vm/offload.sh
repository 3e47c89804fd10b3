#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Aggregates of TCP segments pass as one buffer, and count as what they are on
# the wire. The judge is the queueing discipline of the device below, which
# reckons segments and their headers by itself.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

BYTES=$(lab_share 5000000)

# qdisc_count DEVICE [NAMESPACE]: FRAMES OCTETS
qdisc_count() {
	if [[ $# == 2 ]]; then tc -n "$2" -s -j qdisc show dev "$1" root
	else tc -s -j qdisc show dev "$1" root; fi |
		jq -r '.[0] | "\(.packets) \(.bytes)"'
}

device_count() { # DEVICE rx|tx
	echo "$(counter "$1" "$2_packets") $(counter "$1" "$2_bytes")"
}

less() { # "FRAMES BYTES" "FRAMES BYTES" [HIDDEN OCTETS A FRAME]
	local a b

	read -ra a <<<"$1"
	read -ra b <<<"$2"
	echo "$((a[0] - b[0])) $((a[1] - b[1] + ${3-0} * (a[0] - b[0])))"
}

setup() { # tpid
	ip netns add far
	ip link add o0 type veth peer name o1 netns far
	ip -n far link set o1 mtu 1508 up
	lab_quiet far
	ip -n far link add link o1 name outer type vlan protocol "$1" id 1000
	ip -n far link add link outer name inner type vlan id 100
	ip -n far link set outer up
	ip -n far link set inner up
	ip -n far addr add 10.0.0.2/30 dev inner
	erdctl --batch - <<-END
		port add o-1 dev o0 pair o role primary tpid $1 xdp off
		circuit create c1 pair o stag 1000
		peering create c1 private ctag 100
		port enable o-1
	END
	ip addr add 10.0.0.1/30 dev c1.p1
	# a device without queue counts nothing: give both a queue
	tc qdisc add dev o0 root pfifo limit 10000
	tc -n far qdisc add dev o1 root pfifo limit 10000
	wait_for 10 ping -c 1 -W 1 10.0.0.2
}

teardown() {
	erdctl port delete o-1 --force
	erdctl circuit delete c1
	ip link del o0
	ip netns del far
}

# send FROM-NAMESPACE|- ADDRESS
send() {
	if [[ $1 == - ]]; then
		in_ns far socat -u TCP-LISTEN:5001,reuseaddr OPEN:/dev/null &
		wait_for 10 in_ns far sh -c 'ss -ltn | grep -q :5001'
		head -c $BYTES /dev/zero | socat -u - TCP:10.0.0.2:5001
	else
		socat -u TCP-LISTEN:5001,reuseaddr OPEN:/dev/null &
		wait_for 10 sh -c 'ss -ltn | grep -q :5001'
		head -c $BYTES /dev/zero | in_ns far socat -u - TCP:10.0.0.1:5001
	fi
	wait $!
}

# Sets now to: frames and octets of the port's queue, the far queue, and what
# the sub-interface sent and received, at a moment when nothing moves.
snapshot() {
	local before=''

	while now=$(qdisc_count o0; qdisc_count o1 far
			device_count c1.p1 tx; device_count c1.p1 rx)
		[[ $now != "$before" ]]; do
		before=$now
		sleep 0.2
	done
}

line() { sed -n "$1p" <<<"$2"; }

compare() { # TITLE HIDDEN-OUT HIDDEN-IN: octets of tags that a queue misses
	local was

	snapshot
	was=$now
	buffers=$(cat /sys/class/net/o0/statistics/tx_packets)
	works "$1: TCP out" send -
	works "$1: TCP in" send far
	snapshot
	buffers=$(($(cat /sys/class/net/o0/statistics/tx_packets) - buffers))
	frames=$(less "$(line 1 "$now")" "$(line 1 "$was")" "$2")
	is "$1: sent frames and octets are those of the port's queue" \
		"$frames" "$(less "$(line 3 "$now")" "$(line 3 "$was")")"
	is "$1: received ones are those of the far queue" \
		"$(less "$(line 2 "$now")" "$(line 2 "$was")" "$3")" \
		"$(less "$(line 4 "$now")" "$(line 4 "$was")")"
	frames=${frames% *}
	printf '# %s: %d frames left in %d buffers\n' "$1" "$frames" "$buffers"
}

lab_load
lab_quiet
for tpid in 0x8100 0x88a8; do
	[[ $tpid == 0x8100 ]] && protocol=802.1Q || protocol=802.1ad
	setup "$protocol" 2>/dev/null
	compare "$tpid, offloads on" 4 4
	[[ $((buffers * 2)) -lt $frames ]]
	is "$tpid, offloads on: they were aggregates" 0 $?

	ethtool -K o0 txvlan off tx-vlan-stag-hw-insert off >/dev/null 2>&1
	compare "$tpid, both tags in the frame" 0 4
	ethtool -K o0 txvlan on tx-vlan-stag-hw-insert on >/dev/null 2>&1

	ethtool -K c1.p1 tso off gso off tx off sg off >/dev/null 2>&1
	in_ns far ethtool -K inner tso off gso off tx off >/dev/null 2>&1
	compare "$tpid, no segmentation offload" 4 4
	is "$tpid, no segmentation offload: every buffer was a frame" \
		"$frames" "$buffers"
	teardown
done
works "the module unloads" rmmod erd
finish

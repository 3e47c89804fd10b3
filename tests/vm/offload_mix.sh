#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whatever a card does with tags, in any mix of its offloads: the same frames
# and the same counts. The card is erdsim's; the judges are a packet socket and
# stock stacked vlan devices on a card of their own at the other end.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

FRAMES=$(lab_share 40 8)
BYTES=$(lab_share 300000)

setup() { # PROTOCOL
	ip netns add far
	lab_quiet far
	erdctl sim add o0 peer o1
	ip link set o1 netns far
	# the check is of o0: at the far end the stack does all tags, and
	# passes none on as an aggregate
	in_ns far ethtool -K o1 gro off rxvlan off txvlan off \
		rx-vlan-stag-hw-parse off tx-vlan-stag-hw-insert off
	ip -n far link set o1 mtu 1508 promisc on up
	ip -n far link add link o1 name outer type vlan protocol "$1" id 1000
	ip -n far link add link outer name inner type vlan id 100
	ip -n far link set outer up
	ip -n far link set inner up
	in_ns far ethtool -K inner gro off tso off gso off >/dev/null 2>&1
	ip -n far addr add 10.0.0.2/30 dev inner
	erdctl --batch - <<-END
		port add o-1 dev o0 pair o role primary tpid $tpid xdp off
		circuit create c1 pair o stag 1000
		peering create c1 private ctag 100
		port enable o-1
	END
	ip addr add 10.0.0.1/30 dev c1.p1
	wait_for 10 ping -c 1 -W 1 10.0.0.2
	far_mac=$(ip -n far -j link show inner | jq -r '.[0].address')
	our_mac=$(cat /sys/class/net/c1.p1/address)
	# nobody asks for addresses while frames are counted
	ip neigh replace 10.0.0.2 lladdr "$far_mac" nud permanent dev c1.p1
	ip -n far neigh replace 10.0.0.1 lladdr "$our_mac" nud permanent \
		dev inner
}

teardown() {
	erdctl port delete o-1 --force
	erdctl circuit delete c1
	erdctl sim delete o0
	erdctl sim delete o1
	ip netns del far
}

counts() { # DEVICE rx|tx [NAMESPACE]
	if [[ $# == 3 ]]; then ip -n "$3" -s -j link show "$1"
	else ip -s -j link show "$1"; fi |
		jq -r ".[0].stats64.$2 | \"\\(.packets) \\(.bytes)\""
}

less() { # "FRAMES BYTES" "FRAMES BYTES"
	local a b

	read -ra a <<<"$1"
	read -ra b <<<"$2"
	echo "$((a[0] - b[0])) $((a[1] - b[1]))"
}

# Sets heard to what a packet socket at the far card saw of our frames.
outwards() {
	local log was

	log=$(mktemp)
	was=$(counter o1 rx_packets far)
	# itself, not in a shell that would be told to end in its place
	nsenter --net=/run/netns/far frames -i o1 --receive --seconds 60 \
		>"$log" &
	wait_for 10 grep -q ready "$log"
	frames -i c1.p1 --mix --count $FRAMES --dst "$far_mac" >/dev/null
	wait_for 10 eval \
		'[[ $(($(counter o1 rx_packets far) - was)) -ge $FRAMES ]]'
	kill $!
	wait $! 2>/dev/null
	heard=$(grep -v ready "$log")
	rm -f "$log"
}

inwards() {
	local was

	# shellcheck disable=SC2034 # wait_for looks at it
	was=$(counter c1.p1 rx_packets)
	in_ns far frames -i inner --mix --count $FRAMES --dst "$our_mac" \
		>/dev/null
	wait_for 10 eval \
		'[[ $(($(counter c1.p1 rx_packets) - was)) -ge $FRAMES ]]'
}

# Waits until nothing moves: the ends of a transfer come late.
settle() {
	local now before=''

	while now="$(counts c1.p1 tx) $(counts c1.p1 rx)"
		[[ $now != "$before" ]]; do
		before=$now
		sleep 0.2
	done
}

# One line that says all that was seen of both directions.
seen() {
	local tx rx far

	settle
	tx=$(counts c1.p1 tx)
	rx=$(counts c1.p1 rx)
	far=$(counts inner rx far)
	outwards
	inwards
	echo "$heard; sent $(less "$(counts c1.p1 tx)" "$tx");" \
		"far vlan $(less "$(counts inner rx far)" "$far");" \
		"received $(less "$(counts c1.p1 rx)" "$rx")"
}

transfer() { # both ways, and what arrived is what was sent
	local sum

	sum=$(head -c "$BYTES" /dev/zero | sha256sum)
	in_ns far socat -u TCP-LISTEN:5001,reuseaddr - | sha256sum >"$log" &
	wait_for 10 in_ns far sh -c 'ss -ltn | grep -q :5001'
	head -c "$BYTES" /dev/zero | socat -u - TCP:10.0.0.2:5001
	wait $!
	[[ $(cat "$log") == "$sum" ]] || return 1
	socat -u TCP-LISTEN:5001,reuseaddr - | sha256sum >"$log" &
	wait_for 10 sh -c 'ss -ltn | grep -q :5001'
	head -c "$BYTES" /dev/zero | in_ns far socat -u - TCP:10.0.0.1:5001
	wait $!
	[[ $(cat "$log") == "$sum" ]]
}

lab_load
lab_sim
lab_quiet
log=$(mktemp)
for tpid in 0x8100 0x88a8; do
	[[ $tpid == 0x8100 ]] && protocol=802.1Q || protocol=802.1ad
	setup "$protocol" 2>/dev/null
	first=''
	for mix in {0..15}; do
		words=()
		for bit in 0 1 2 3; do
			((mix >> bit & 1)) && words+=(on) || words+=(off)
		done
		ethtool -K o0 rxvlan "${words[0]}" txvlan "${words[1]}" \
			rx-vlan-stag-hw-parse "${words[2]}" \
			tx-vlan-stag-hw-insert "${words[3]}" >/dev/null
		title="$tpid, C-tag rx ${words[0]} tx ${words[1]}, S-tag rx ${words[2]} tx ${words[3]}"
		now=$(seen)
		if [[ -z $first ]]; then
			first=$now
			has "$title: the tags are right" \
				"${tpid#0x} 1000 8100 100 $FRAMES " "$now"
			printf '# %s\n' "$now"
		else
			is "$title: frames and counts are the same" "$first" \
				"$now"
		fi
		case $mix in
		0 | 3 | 12 | 15) works "$title: TCP" transfer ;;
		esac
	done
	teardown
done
rm -f "$log"
works "the modules unload" sh -c 'rmmod erd && rmmod erdsim'
finish

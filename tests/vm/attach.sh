#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The fast path and tags that are not in the frame: veth as it comes, with stock
# vlan devices on the other end, and cards that strip. The account is the
# module's and the sender's. And how erdctl shows, changes and replaces it.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

lab_quiet

# --- what each place says -----------------------------------------------------

# FRAMES BYTES received by circuit c1's sub-interface: module, fast path
module_count() { echo "$(counter c1.p1 rx_packets) $(counter c1.p1 rx_bytes)"; }

fast_path_count() { # CIRCUIT
	erdctl -j stats | jq -r --arg c "$1" '.peerings[]
		| select(.circuit == $c) | .sub_interfaces[0].fast_path
		| "\(.rx_frames) \(.rx_bytes)"'
}

class() { # CLASS: frames received
	erdctl -j stats | jq ".ports[0].fast_path.classes.$1.rx_frames"
}

attachment() { # PATH
	erdctl -j port show a | jq -r ".ports[0].attachment$1"
}

tag_features() { # DEVICE [NAMESPACE]
	if [[ $# == 2 ]]; then in_ns "$2" ethtool -k "$1"
	else ethtool -k "$1"; fi | grep vlan
}

# What vlan device $2 in namespace far sends, from now on.
began() { was=$(counter c200 tx_packets far); }

sent() { # as octets on the wire: 14 of the device's, and two tags
	local frames=$(($(counter c200 tx_packets far) - was))

	echo "$frames $((frames * ($1 + 8)))"
}

# pair_up DEVICE TPID XDP
pair_up() {
	erdctl --batch - <<-END
		port add a dev $1 pair p role primary tpid $2 xdp $3
		circuit create c1 pair p stag 100
		circuit create c2 pair p stag 200
		peering create c1 private ctag 200
		peering create c2 private ctag 300
		port enable a
	END
}

pair_down() {
	erdctl --batch - <<-END
		port delete a --force
		circuit delete c1
		circuit delete c2
	END
}

# far_vlans LOWER PROTOCOL: two tags as stock devices write them, and three
far_vlans() {
	ip -n far link set "$1" mtu 1600 up
	msee_vlan far "$1" s100 "$2" 100
	msee_vlan far s100 c200 802.1Q 200
	msee_vlan far "$1" s7 "$2" 7
	msee_vlan far s7 s200 802.1Q 200
	msee_vlan far s200 c300 802.1Q 300
	wait_for 5 ip -n far -o link show dev c300 up
}

# account NAME: module, sender and fast path agree, and nobody gets another's
account() {
	began
	in_ns far frames -i c200 --count 200 --size 300 >/dev/null
	in_ns far frames -i c300 --count 50 --size 300 >/dev/null
	wait_for 10 eval '[[ $(module_count) == "$(sent 300)" ]]'
	is "$1: the module's account is the sender's" "$(sent 300)" \
		"$(module_count)"
	is "$1: and so is the fast path's" "$(sent 300)" "$(fast_path_count c1)"
	is "$1: three tags are nothing for the circuit of the inner two" "0 0" \
		"$(fast_path_count c2)"
}

lab_load
lab_sim
ip netns add far
lab_quiet far

# --- veth, as it comes --------------------------------------------------------

for how in "0x88a8 native" "0x8100 generic"; do
	read -r tpid xdp <<<"$how"
	name="veth, $tpid, $xdp"
	ip link add v1 type veth peer name w1 netns far
	ip link set v1 up
	before=$(tag_features v1 && tag_features w1 far)
	pair_up v1 $tpid $xdp
	far_vlans w1 "$([[ $tpid == 0x8100 ]] && echo 802.1Q ||
		echo 802.1ad)"
	wait_for 5 carrier_is c1.p1 1
	account "$name"
	if [[ $xdp == native && $(uname -r) != 6.1.* ]]; then
		is "$name: the driver was asked" driver \
			"$(attachment .tag_source)"
	else
		is "$name: the other end was told" peer \
			"$(attachment .tag_source)"
	fi
	pair_down
	is "$name: both ends are as they were" "$before" \
		"$(tag_features v1 && tag_features w1 far)"
	ip link del v1
done

ip link add v1 type veth peer name w1
ip link set v1 up
unshare --net sleep 1000 &
hider=$!
hidden() { ! [[ /proc/$hider/ns/net -ef /proc/self/ns/net ]]; }
wait_for 10 hidden
ip link set w1 netns $hider
works "an end in a namespace that only a process shows" pair_up v1 0x8100 generic
pair_down
kill $hider
wait $hider 2>/dev/null
ip link del v1 2>/dev/null

# --- cards that strip ---------------------------------------------------------

erdctl sim add e1 peer m1
ip link set m1 netns far
ip link set e1 up
wait_for 5 carrier_is e1 1
before=$(tag_features e1)
has "the card strips" "rx-vlan-offload: on" "$before"
for how in "0x8100 native" "0x88a8 generic"; do
	read -r tpid xdp <<<"$how"
	name="card, $tpid, $xdp"
	pair_up e1 $tpid $xdp
	far_vlans m1 "$([[ $tpid == 0x8100 ]] && echo 802.1Q ||
		echo 802.1ad)"
	wait_for 5 carrier_is c1.p1 1
	account "$name"
	is "$name: it strips no more" unstripped "$(attachment .tag_source)"
	ethtool -K e1 rxvlan on >/dev/null
	has "$name: somebody has it strip: told" \
		"at the device rxvlan is on" "$(erdctl port show a)"
	has "$name: and in the list" "$xdp!" "$(erdctl port list)"
	works "$name: upgraded" erdctl port upgrade a
	is "$name: it strips no more, again" null "$(attachment .warning)"
	for device in c300 s200 s7 c200 s100; do
		ip -n far link del $device
	done
	pair_down
	is "$name: detached, it is as it was" "$before" \
		"$(tag_features e1)"
done

erdctl sim nic e1 fail set-features
refused "a card that does not let it be turned off" 6 "XDP does not see the outer tag" \
	erdctl port add a dev e1 pair p role primary
is "nothing is changed" "$before; " "$(tag_features e1); $(erdctl port list --no-header)"
erdctl sim nic e1 fail none

# its driver is asked for the tag instead, where the kernel knows how
erdctl sim nic e1 fixed ctag-rx,stag-rx
asked=native
[[ $(uname -r) == 6.1.* ]] && asked=
for xdp in native generic; do
	[[ $xdp == "$asked" ]] || refused "a card that always strips, $xdp" 6 \
		"XDP does not see the outer tag" \
		erdctl port add a dev e1 pair p role primary xdp $xdp
done
for tpid in ${asked:+0x8100 0x88a8}; do
	name="card that always strips, $tpid"
	pair_up e1 $tpid native
	far_vlans m1 "$([[ $tpid == 0x8100 ]] && echo 802.1Q ||
		echo 802.1ad)"
	wait_for 5 carrier_is c1.p1 1
	account "$name"
	is "$name: the driver was asked" driver "$(attachment .tag_source)"
	for device in c300 s200 s7 c200 s100; do
		ip -n far link del $device
	done
	pair_down
done
erdctl sim nic e1 fixed none
is "the card strips, and lets it be turned off" "$before" \
	"$(tag_features e1)"
works "without a fast path it is taken" \
	erdctl port add a dev e1 pair p role primary xdp off
erdctl port delete a

# --- shown, changed, replaced -------------------------------------------------

pair_up e1 0x88a8 native
far_vlans m1 802.1ad
wait_for 5 carrier_is c1.p1 1
in_ns far frames -i c200 --count 100 --size 300 >/dev/null
wait_for 10 eval '[[ $(module_count) == "100 30800" ]]'
is "100 frames" "100 30800" "$(fast_path_count c1)"
works "generic instead of native" erdctl port set a xdp generic
is "it is" generic "$(attachment .mode)"
is "what was counted stays" "100 30800" "$(fast_path_count c1)"
works "off" erdctl port set a xdp off
is "nothing is attached" "off null" \
	"$(erdctl -j port show a | jq -r '.ports[0] | "\(.xdp) \(.attachment)"')"
is "the card is as it was" "$before" "$(tag_features e1)"
works "a circuit goes and one comes meanwhile" erdctl --batch - <<-END
	peering delete c2 private
	circuit delete c2
	circuit create c3 pair p stag 300
	peering create c3 private ctag 300
END
in_ns far frames -i c200 --count 10 --size 300 >/dev/null
# the first lock is that of attaching, the others are of what it is to count
refused "on again, but it takes no circuit" 1 "refused S-tag 100" \
	strace -qq -o /dev/null -e trace=flock \
	-e inject=flock:error=EIO:when=2+ erdctl port set a xdp native
is "it is off as before" "off null" \
	"$(erdctl -j port show a | jq -r '.ports[0] | "\(.xdp) \(.attachment)"')"
works "on again" erdctl port set a xdp native
is "what was counted is there" "100 30800" "$(fast_path_count c1)"
in_ns far frames -i c200 --count 10 --size 300 >/dev/null
wait_for 10 eval '[[ $(module_count) == "120 36960" ]]'
is "and goes on" "110 33880" "$(fast_path_count c1)"
is "those that came are counted" "0 0" "$(fast_path_count c3)"
sysctl -qw kernel.bpf_stats_enabled=1
in_ns far frames -i c200 --count 30 --size 300 >/dev/null
wait_for 10 eval '[[ $(module_count) == "150 46200" ]]'
is "runs are counted" 30 "$(attachment .rx_program.runs)"
sysctl -qw kernel.bpf_stats_enabled=0
has "and have a price" "ns a run (30 runs)" "$(erdctl port show a)"
id=$(attachment .rx_program.id)
works "an upgrade to the same does nothing" erdctl port upgrade
is "nothing" "$id" "$(attachment .rx_program.id)"
is "the programs are this version's" true "$(attachment .current)"

# the module goes and comes again: the same port
rmmod erd
lab_load
works "the module is loaded again, the port added again" pair_up e1 0x88a8 native
is "the port's counts go on" 140 "$(class matched)"
is "new peerings start at zero" "0 0" "$(fast_path_count c1)"
pair_down
works "a deleted port" erdctl port add a dev e1 pair p role primary
is "starts at zero" 0 "$(class matched)"
erdctl port delete a

# --- programs of others -------------------------------------------------------

ip link set dev e1 xdpgeneric obj "$O/tests/xdp.bpf.o" sec pass
for xdp in native generic; do
	refused "another's XDP program, $xdp" 6 "another XDP program: 'do_pass', id" \
		erdctl port add a dev e1 pair p role primary xdp $xdp
done
has "it stays" xdpgeneric "$(ip link show e1)"
ip link set dev e1 xdpgeneric off
tc qdisc add dev e1 clsact
tc filter add dev e1 egress pref 5 matchall action pass
before=$(tc filter show dev e1 egress)
pair_up e1 0x88a8 native
frames -i c1.p1 --count 20 >/dev/null
is "another's filter at tc egress counts on" 20 "$(tc -s -j filter show dev e1 \
	egress pref 5 | jq '[.[].options.actions[]?.stats.packets] | add')"
is "and ours beside it" 20 "$(erdctl -j stats | jq '.peerings[0]
	.sub_interfaces[0].fast_path.tx_frames')"
pair_down
is "it stays when ours is gone" "$before" "$(tc filter show dev e1 egress)"
tc qdisc del dev e1 clsact

ip netns del far
works "the modules unload" sh -c 'rmmod erd && rmmod erdsim'
finish

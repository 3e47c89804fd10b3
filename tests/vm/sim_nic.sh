#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The cards of the optical bench: frames arrive where the fibre ends, and the
# cards do with them what they say. The judges are packet sockets, stock vlan
# devices, ethtool and the counters of the kernel.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

sim() { erdctl sim "$@"; }

# stat DEVICE COUNTER [NAMESPACE]: of ethtool's
stat() {
	if [[ $# == 3 ]]; then in_ns "$3" ethtool -S "$1"
	else ethtool -S "$1"; fi | awk -v name="$2:" '$1 == name { print $2 }'
}

nic() { erdctl -j sim show "$1" | jq -c ".sim_ports[0].nic.$2"; }
last_tx() { erdctl -j sim show "$1" | jq -r ".sim_ports[0].last_tx | $2"; }

# heard TAGS COMMAND...: what m1 in `far` hears of our type while COMMAND
# runs, as `frames` prints it; until as many frames as were sent are there
heard() {
	local want=$1 log

	shift
	log=$(mktemp)
	# itself, not in a shell that would be told to end in its place
	nsenter --net=/run/netns/far frames -i m1 --receive --seconds 60 \
		>"$log" &
	wait_for 10 grep -q ready "$log"
	"$@" >/dev/null
	wait_for 5 eval "[[ \$(got) -ge $want ]]"
	kill $!
	wait $! 2>/dev/null
	grep -v ready "$log"
	rm -f "$log"
}

got() { echo $(($(stat m1 rx_frames far) - before)); }

# send COUNT FRAMES-ARGUMENTS...
send() { frames -i p1 --count "$@"; }

lab_quiet
lab_sim
ip netns add far
lab_quiet far
sim add p1 peer m1
ip link set m1 netns far
ip link set p1 up
ip -n far link set m1 promisc on up
wait_for 5 carrier_is p1 1
is "a port lent to a namespace stays on the bench" "m1 up" \
	"$(erdctl -j sim show m1 | jq -r '.sim_ports[0] | "\(.ifname) \(.state)"')"

# --- frames -----------------------------------------------------------------------

before=$(stat m1 rx_frames far)
is "frames arrive, tags and all" "8100 7 - - 20 1280" \
	"$(heard 20 send 20 --vid 7 --size 64)"
before=$(stat m1 rx_frames far)
is "short ones are padded" "- - - - 1 60" "$(heard 1 send 1 --size 14)"
mac=$(ip -n far -j link show m1 | jq -r ".[0].address")
ip -n far link set m1 promisc off
before=$(stat m1 rx_frames far)
is "without promiscuous mode only what is meant for it" "- - - - 5 300" \
	"$(heard 5 sh -c "frames -i p1 --count 10 --dst 02:00:00:00:00:99
		frames -i p1 --count 5 --dst $mac")"
is "and the card counts the others" 10 "$(stat m1 rx_filtered_address far)"
ip -n far link set m1 promisc on

# bit errors
crc() { ip -n far -s -s -j link show m1 | jq '.[0].stats64.rx.crc_errors'; }
before=$(stat m1 rx_frames far)
sim fault m1 corrupt ppm 200000
is "one frame in five is spoilt" "- - - - 80 4800" "$(heard 80 send 100)"
is "they are CRC errors" "20 20 20" "$(crc) $(stat m1 rx_crc_errors far) $(
	in_ns far ethtool -S m1 --groups eth-mac |
		awk '/FrameCheckSequenceErrors/ { print $2 }')"
sim lift m1 corrupt
before=$(stat m1 rx_frames far)
is "and no longer" "- - - - 100 6000" "$(heard 100 send 100)"
# without coding, light below the sensitivity spoils frames: 10^-1 at -0.5 dB
sim fault m1 attenuate db 9.1
before=$(stat m1 rx_frames far)
is "light 0.5 dB too weak spoils one in ten" "- - - - 90 5400" \
	"$(heard 90 send 100)"
sim lift m1 attenuate

# --- length -----------------------------------------------------------------------

ip link set p1 mtu 9000
before=$(stat m1 rx_frames far)
is "the longest frame for an MTU of 1500" "8100 1 8100 2 1 1522" \
	"$(heard 1 send 1 --vid 1 --vid 2 --size 1522)"
send 3 --size 1523 >/dev/null
works "longer ones are counted" wait_for 5 eval \
	'[[ $(stat m1 rx_too_long far) == 3 ]]'
sim nic m1 max-frame 9000
before=$(stat m1 rx_frames far)
is "a card can be told to take more" "- - - - 2 17988" \
	"$(heard 2 send 2 --size 8994)"
sim nic p1 max-frame 1000
was=$(counter p1 tx_errors)
send 4 --size 1001 >/dev/null
is "or to send less" 4 $(($(counter p1 tx_errors) - was))
sim nic p1 max-frame 0
sim nic m1 max-frame 0
ip link set p1 mtu 1500

# --- tags -------------------------------------------------------------------------

vlan_pair() { # PROTOCOL VID: a stock vlan device at each end
	ip link add link p1 name v1 type vlan protocol "$1" id "$2"
	ip -n far link add link m1 name v1 type vlan protocol "$1" id "$2"
	ip link set v1 up
	ip -n far link set v1 up
	ip addr add 10.1.0.1/30 dev v1
	ip -n far addr add 10.1.0.2/30 dev v1
}

vlan_unpair() {
	ip link del v1
	ip -n far link del v1
}

pings() { ping -c 3 -i 0.2 -W 5 -q 10.1.0.2 | grep -oE '[0-9]+ received'; }

for protocol in 802.1Q 802.1ad; do
	if [[ $protocol == 802.1Q ]]; then
		rx=rxvlan tx=txvlan tpid=0x8100
	else
		rx=rx-vlan-stag-hw-parse tx=tx-vlan-stag-hw-insert tpid=0x88a8
	fi
	vlan_pair $protocol 9
	for on in on off; do
		in_ns far ethtool -K m1 $rx $on
		was=$(stat m1 rx_stripped far)
		is "$protocol, stripping $on: a stock vlan device hears" \
			"3 received" "$(pings)"
		stripped=$(($(stat m1 rx_stripped far) - was))
		[[ $on == on && $stripped -ge 3 || $on == off && $stripped == 0 ]]
		is "$protocol, stripping $on: the card did it, or not" 0 $?
	done
	in_ns far ethtool -K m1 $rx on
	ethtool -K p1 $tx on
	is "$protocol, inserting on: heard" "3 received" "$(pings)"
	is "$protocol: the driver was given the tag beside the frame" \
		"$tpid 9 none" "$(last_tx p1 '"\(.tpid) \(.tci) \(
			if .data[24:28] | IN("8100", "88a8") then "in it"
			else "none" end)"')"
	ethtool -K p1 $tx off
	is "$protocol, inserting off: heard" "3 received" "$(pings)"
	is "$protocol: it was in the frame" "null ${tpid#0x}0009" \
		"$(last_tx p1 '"\(.tpid) \(.data[24:32])"')"
	ethtool -K p1 $tx on
	vlan_unpair
done

# --- the tag filter ---------------------------------------------------------------

ip -n far link set m1 promisc off
ip -n far link set m1 allmulticast on
ip -n far link add link m1 name v5 type vlan id 5
ip -n far link set v5 up
# the stack itself asks for VID 0, of priority tags
is "the card is told the tags" "2" "$(nic m1 ctags)"
to() { frames -i p1 --dst "$mac" --count 10 --vid "$1" >/dev/null; }
was=$(stat m1 rx_frames far)
to 5
works "what is in its filter passes" wait_for 5 eval \
	'[[ $(($(stat m1 rx_frames far) - was)) == 10 ]]'
to 6
works "what is not is counted" wait_for 5 eval \
	'[[ $(stat m1 rx_filtered_tag far) == 10 ]]'
in_ns far ethtool -K m1 rx-vlan-filter off
was=$(stat m1 rx_frames far)
to 6
works "without filter all pass" wait_for 5 eval \
	'[[ $(($(stat m1 rx_frames far) - was)) == 10 ]]'
is "and it has forgotten its tags" 0 "$(nic m1 ctags)"
in_ns far ethtool -K m1 rx-vlan-filter on
is "they are told again" 2 "$(nic m1 ctags)"
ip -n far link set m1 promisc on
was=$(stat m1 rx_frames far)
to 6
works "nor does promiscuous mode filter" wait_for 5 eval \
	'[[ $(($(stat m1 rx_frames far) - was)) == 10 ]]'
sim nic m1 filter-promisc on
to 6
works "but in some cards" wait_for 5 eval \
	'[[ $(stat m1 rx_filtered_tag far) == 20 ]]'
sim nic m1 filter-promisc off vid-limit 2
refused "a full filter" 2 "No space" \
	ip -n far link add link m1 name v6 type vlan id 6
sim nic m1 vid-limit 8192 fail add-vid
refused "a filter that fails" 2 "Input/output error" \
	ip -n far link add link m1 name v6 type vlan id 6
sim nic m1 fail none
works "or works" ip -n far link add link m1 name v6 type vlan id 6
ip -n far link del v6
ip -n far link del v5
is "a tag that goes is forgotten" 1 "$(nic m1 ctags)"

# --- what a card can do, and what its driver fails at -------------------------------

feature() { ethtool -k p1 | sed -n "s/^$1: //p" | xargs; }
sim nic p1 caps ctag-rx,csum
is "a card that cannot insert" "off [fixed]; on" \
	"$(feature tx-vlan-offload); $(feature rx-vlan-offload)"
sim nic p1 caps all
is "one that can" "on" "$(feature tx-vlan-offload)"
sim nic p1 fixed ctag-tx
ethtool -K p1 txvlan off >/dev/null 2>&1
is "one that always does" "on [fixed]; on" \
	"$(feature tx-vlan-offload); $(feature rx-vlan-offload)"
sim nic p1 fixed none
ethtool -K p1 txvlan off >/dev/null 2>&1
is "and again only if it is told to" "off" "$(feature tx-vlan-offload)"
ethtool -K p1 txvlan on
sim nic p1 fail set-features
ethtool -K p1 txvlan off >/dev/null 2>&1
is "a driver that changes no features" "on [requested off]" \
	"$(feature tx-vlan-offload)"
sim nic p1 fail change-mtu
refused "no MTU" 2 "Invalid argument" ip link set p1 mtu 1400
sim nic p1 fail open
ip link set p1 down
refused "that does not open" 2 "Input/output error" ip link set p1 up
sim nic p1 fail none
works "that does" ip link set p1 up
wait_for 5 carrier_is p1 1
sim nic p1 fail xmit-busy
was=$(counter p1 tx_packets)
frames -i p1 --count 5 >/dev/null
is "that is busy sends nothing" "$was" "$(counter p1 tx_packets)"
sim nic p1 fail none
works "and sends it later" wait_for 5 eval \
	'[[ $(counter p1 tx_packets) == $((was + 5)) ]]'

# --- segments ---------------------------------------------------------------------

transfer() { # 3 MB (or this kernel's share of it) from p1's side, and what arrived
	in_ns far socat -u TCP-LISTEN:5001,reuseaddr - | sha256sum >"$sums" &
	wait_for 10 in_ns far sh -c 'ss -ltn | grep -q :5001'
	head -c "$(lab_share 3000000)" /dev/urandom | tee "$data" |
		socat -u - TCP:10.1.0.2:5001
	wait $!
	is "$1: TCP arrives" "$(sha256sum <"$data")" "$(cat "$sums")"
}

sums=$(mktemp)
data=$(mktemp)
vlan_pair 802.1Q 9
was=$(stat p1 tx_segmented)
transfer "one tag"
[[ $(stat p1 tx_segmented) -gt $was ]]
is "one tag: the card cut it up" 0 $?
ethtool -K p1 tso off
was=$(stat p1 tx_segmented)
transfer "one tag, tso off"
is "one tag, tso off: the stack did" "$was" "$(stat p1 tx_segmented)"
ethtool -K p1 tso on tx off >/dev/null
was=$(stat p1 tx_checksummed)
transfer "no checksums"
is "no checksums: the stack computed them" "$was" "$(stat p1 tx_checksummed)"
ethtool -K p1 tx on tso on >/dev/null
vlan_unpair

# two tags: whether the card sees an aggregate is up to ndo_features_check
for side in "" "in_ns far"; do
	[[ -z $side ]] && lower=p1 || lower=m1
	$side ip link add link $lower name o1 type vlan id 9
	$side ip link add link o1 name v1 type vlan id 10
	$side ip link set o1 up
	$side ip link set v1 up
	# what vlan devices say themselves would hide it
	$side ethtool -K o1 tso on tx on >/dev/null 2>&1
done
ip addr add 10.1.0.1/30 dev v1
ip -n far addr add 10.1.0.2/30 dev v1
for mode in default none passthru; do
	sim nic p1 features-check $mode
	was=$(stat p1 tx_segmented)
	transfer "two tags, $mode"
	printf '# two tags, %s: the card cut up %d aggregates\n' $mode \
		$(($(stat p1 tx_segmented) - was))
	cut=$(($(stat p1 tx_segmented) > was))
	[[ $mode == passthru ]]
	is "two tags, $mode: who cut it up" $((! $?)) $cut
done
sim nic p1 features-check default
ip link del o1
ip -n far link del o1
rm -f "$sums" "$data"

# --- XDP --------------------------------------------------------------------------

xdp() { # SECTION|off
	ip -n far link set m1 xdp off
	[[ $1 == off ]] || ip -n far link set dev m1 xdpdrv obj "$O/tests/xdp.bpf.o" sec "$1"
}

works "a native program is let in" xdp drop
has "and it is native" "prog/xdp " "$(ip -n far link show m1)"
was=$(stat m1 rx_xdp_drop far)
send 10 >/dev/null
works "drop" wait_for 5 eval \
	'[[ $(($(stat m1 rx_xdp_drop far) - was)) == 10 ]]'
xdp pass
before=$(stat m1 rx_frames far)
is "pass, with the tag that the card took out" "8100 7 - - 10 640" \
	"$(heard 10 send 10 --vid 7 --size 64)"
xdp trim
before=$(stat m1 rx_frames far)
is "a program that changes the length" "- - - - 10 960" \
	"$(heard 10 send 10 --size 100)"
for verdict in tx redirect; do
	xdp $verdict
	was=$(counter p1 rx_packets)
	send 10 --size 100 --dst ff:ff:ff:ff:ff:ff >/dev/null
	works "$verdict: they come back" wait_for 5 eval \
		'[[ $(($(counter p1 rx_packets) - was)) == 10 ]]'
done
refused "frames beyond a page do not go with a program" 2 "Invalid argument" \
	ip -n far link set m1 mtu 9000
xdp off
works "nor a program with them" bash -c "
	ip -n far link set m1 mtu 9000
	! ip -n far link set dev m1 xdpdrv obj $O/tests/xdp.bpf.o sec pass"
ip -n far link set m1 mtu 1500

# --- life -------------------------------------------------------------------------

ip netns del far
works "a port whose namespace goes comes home" wait_for 10 ip link show m1
sim delete m1
is "deleted: the other end has no light" "no_light" \
	"$(erdctl -j sim show p1 | jq -r '.sim_ports[0].state')"
sim delete p1
ip netns add bench
in_ns bench erdctl sim add b1 peer b2
ip -n bench link set b1 netns 1
is "each namespace has a bench" "0 2" "$(erdctl -j sim list |
	jq '.sim_ports | length') $(in_ns bench erdctl -j sim list | jq '.sim_ports | length')"
ip netns del bench
works "which goes with it, wherever its ports are" \
	wait_for 10 eval '! ip link show b1'
refused "a name that a device has" 6 "network device" erdctl sim add lo
refused "no speed for it" 2 "" erdctl sim add x speed 25G
refused "no such port" 3 "no such port" erdctl sim delete nobody

works "unloading under traffic, flapping, with a vlan device on top" bash -c "
	erdctl sim add p1 peer m1
	ip link set p1 up
	ip link set m1 up
	ip link add link p1 name v1 type vlan id 3
	ip link set v1 up
	erdctl sim fault m1 flap hz 50
	frames -i p1 --count 100000 >/dev/null 2>&1 &
	frames -i m1 --count 100000 >/dev/null 2>&1 &
	sleep 1
	rmmod erdsim
	status=\$?
	kill %1 %2 2>/dev/null
	wait
	exit \$status"
is "its devices went with it" "" "$(ip -br link | grep -E '^(p1|m1|v1)')"
TIMES=$(lab_share 20)
works "loading and unloading, $TIMES times" sh -c "for i in \$(seq $TIMES); do
	insmod $O/kmod-$lab_kernel/kmod/erdsim.ko && rmmod erdsim || exit 1; done"
finish

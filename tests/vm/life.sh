#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whatever is unplugged, renamed, moved or unloaded: nothing leaks or breaks.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

lab_quiet

# A pair on two veth cables, with one circuit and a peering, enabled.
# shellcheck disable=SC2120 # only `works` calls it with an argument
lab_pair() {
	local xdp=${1:-off}

	ip link add v1 type veth peer name w1
	ip link add v2 type veth peer name w2
	ip link set w1 mtu 1508 up
	ip link set w2 mtu 1508 up
	erdctl --batch - <<-END
		port add l-1 dev v1 pair l role primary xdp $xdp
		port add l-2 dev v2 pair l role secondary xdp $xdp
		circuit create c1 pair l stag 1000
		peering create c1 private ctag 100
		port enable l-1
		port enable l-2
	END
}

lab_unpair() {
	ip link del v1 2>/dev/null
	ip link del v2 2>/dev/null
	erdctl circuit delete c1 2>/dev/null
}

ports() { erdctl --json port list | jq -r '[.ports[].name] | join(" ")'; }
links() { ip -br link show type erd | sed 's/@.*//' | sort | xargs; }

lab_load
works "a pair on veth, with its fast path" lab_pair native
is "it stands" "l-1 l-2; c1.p1 c1.p2" "$(ports); $(links)"

ip link set v1 down
ip link set v1 name v9
ip link set v9 up
is "a port's device is renamed" "v9" \
	"$(erdctl --json port show l-1 | jq -r '.ports[0].ifname')"
ip link set v9 down
ip link set v9 name v1
ip link set v1 up

ip link del v1
is "a port's device is gone: port and sub-interface too, the others stay" \
	"l-2; c1.p2" "$(ports); $(links)"
ip link add v1 type veth peer name w1
ip link set w1 mtu 1508 up
works "it comes back, with its peerings" \
	erdctl port add l-1 dev v1 pair l role primary
is "as it was" "l-1 l-2; c1.p1 c1.p2" \
	"$(ports | tr ' ' '\n' | sort | xargs); $(links)"

ip netns add other
ip link set v2 netns other
is "a port's device went to another namespace: port and sub-interface too" \
	"l-1; c1.p1" "$(ports); $(links)"
ip netns del other
lab_unpair
is "all is gone" "; " "$(ports); $(links)"

works "in a namespace of its own" sh -c '
	ip netns add us && ip link add v1 netns us type veth peer name w1 &&
	ip link set w1 mtu 1508 up &&
	nsenter --net=/run/netns/us erdctl --batch - <<-END
		port add u-1 dev v1 pair u role primary xdp off
		circuit create c1 pair u stag 1000
		peering create c1 private ctag 100
		peering create c1 microsoft ctag 200
		port enable u-1
	END'
is "the first namespace does not see it" "" "$(ports)"
ip netns add elsewhere
ip -n us link set c1.m1 netns elsewhere
ip netns del us
works "the namespace goes, with a sub-interface in a third" \
	wait_for 10 sh -c '! ip link show w1'
is "that one went too" 0 "$(ip -n elsewhere -j link show type erd | jq length)"
ip netns del elsewhere

# What takes a port's frames before erd sees them is not let in beside it.
lab_pair
ip link del c1.p1
ip link add link v1 name thief type vlan id 1000
refused "a vlan device that would steal the circuit's frames" 6 "vlan" \
	erdctl peering create c1 private ctag 100
ip link del thief
works "without it, the peering is made" erdctl peering create c1 private ctag 100
refused "nor is a vlan device let in afterwards" 2 "outer tag" \
	ip link add link v1 name thief type vlan id 1000
works "one of another tag is" ip link add link v1 name other type vlan id 7
ip link del other
refused "a bridge cannot have the port" 2 "" sh -c 'modprobe bridge
	ip link add br0 type bridge 2>/dev/null; ip link set v1 master br0'
ip link del br0

# Nothing stands on itself.
modprobe bonding max_bonds=0
ip link add b0 type bond
ip link set c1.p1 down
works "a bond may have a sub-interface" ip link set c1.p1 master b0
refused "but then it cannot be a port" 2 "stands on one" \
	erdctl port add b dev b0 pair b role primary xdp off
ip link set c1.p1 nomaster
erdctl port add b dev b0 pair b role primary xdp off
# a bond begins with its members' MTU, and this one's is too large for it
ip link set b0 mtu 1500
refused "and if it is a port, it may have none" 2 "stand on a sub-interface" \
	ip link set c1.p1 master b0
ip link del b0
lab_unpair

# carrier
lab_pair
wait_for 5 carrier_is c1.p1 1
ip link set w1 down
works "carrier lost on the port is lost on the sub-interface" \
	wait_for 5 carrier_is c1.p1 0
is "not on the other port's" 1 "$(carriers c1.p2)"
ip link set w1 up
works "and found again" \
	wait_for 5 carrier_is c1.p1 1

# given back as it was
ip link add v3 type veth peer name w3
ip link set v3 up
works "a port is bound and let go" sh -c '
	erdctl port add l-3 dev v3 pair l3 role primary xdp off &&
	erdctl port delete l-3'
is "its device is up and has its MTU again" "up 1500" "$(ip -j link show v3 |
	jq -r '.[0] | "\(if (.flags | index("UP")) then "up" else "down" end) \(.mtu)"')"
ip link del v3

# MTU
is "the port has room for 1500 octets and both tags" 1508 \
	"$(cat /sys/class/net/v1/mtu)"
ip link set v1 mtu 1408
is "a port that shrinks takes its sub-interface along" 1400 \
	"$(cat /sys/class/net/c1.p1/mtu)"
refused "it cannot shrink below what IP needs" 2 "" ip link set v1 mtu 70

# the gate
frames_in() { frames -i w1 --vid 1000 --vid 100 --count "$1" >/dev/null; }
frames_in 5
sleep 0.5
before=$(counter c1.p1 rx_packets)
erdctl port disable l-1
ip link set v1 up
frames_in 7
sleep 0.5
is "a disabled port lets nothing in, even if its device is up" "$before" \
	"$(counter c1.p1 rx_packets)"
has "and counts what it refused" '"port_disabled":7' \
	"$(erdctl --json stats l-1 | jq -c)"

works "the module unloads with everything configured and under traffic" sh -c '
	erdctl port enable l-1
	frames -i w1 --vid 1000 --vid 100 --count 100000 >/dev/null 2>&1 &
	frames -i c1.p2 --count 100000 >/dev/null 2>&1 &
	sleep 0.5; rmmod erd; status=$?; kill %1 %2 2>/dev/null; wait
	exit $status'
is "its devices went with it" "" "$(links)"
lab_load
lab_unpair
rm -rf /sys/fs/bpf/erd

rmmod erd
TIMES=$(lab_share 20)
works "loading and unloading, $TIMES times" sh -c "for i in \$(seq $TIMES); do
	insmod $O/kmod-$lab_kernel/kmod/erd.ko && rmmod erd || exit 1; done"
finish

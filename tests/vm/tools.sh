#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Stock tools find what they find on any device.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

lab_load
lab_quiet
msee_add msee1 msee1
lab_quiet msee1
msee_vlan msee1 msee1 outer 802.1Q 1000
msee_vlan msee1 outer inner 802.1Q 100
ip -n msee1 addr add 10.0.0.2/30 dev inner

ip monitor link >/run/monitored &
monitor=$!
# it has joined once it is told of something
joined() { ip link set pri alias port && [[ -s /run/monitored ]]; }
wait_for 10 joined
erdctl --batch - <<-END
	port add t-1 dev pri pair t role primary
	circuit create c1 pair t stag 1000
	peering create c1 private ctag 100
	port enable t-1
END
ip addr add 10.0.0.1/30 dev c1.p1
wait_for 10 ping -c 1 -W 1 10.0.0.2
kill $monitor
has "ip monitor tells of the new device" "c1.p1@pri" "$(cat /run/monitored)"

link=$(ip -d -j link show c1.p1)
is "ip -d: kind, lower device and MTU" "erd pri 1500" \
	"$(jq -r '.[0] | "\(.linkinfo.info_kind) \(.link) \(.mtu)"' <<<"$link")"
is "ip: up, with carrier" "UP" "$(jq -r '.[0].operstate' <<<"$link")"
is "ip: has the port's address" "$(cat /sys/class/net/pri/address)" \
	"$(jq -r '.[0].address' <<<"$link")"
has "ethtool -i: driver and port" "driver: erd" "$(ethtool -i c1.p1)"
has "ethtool: the port's speed" "100000Mb/s" "$(ethtool c1.p1)"
has "ethtool: the link" "Link detected: yes" "$(ethtool c1.p1)"

tcpdump -i c1.p1 -c 2 -n icmp >/run/dumped 2>/run/dumped.err &
dump=$!
tcpdump -i pri -c 2 -n -e vlan 1000 and vlan 100 and icmp >/run/dumped.pri \
	2>/run/dumped.pri.err &
dump_pri=$!
wait_for 10 grep -q 'listening on' /run/dumped.err
wait_for 10 grep -q 'listening on' /run/dumped.pri.err
ping -q -c 3 -i 0.2 10.0.0.2 >/dev/null
wait_for 10 sh -c "! kill -0 $dump 2>/dev/null" || kill $dump
wait_for 10 sh -c "! kill -0 $dump_pri 2>/dev/null" || kill $dump_pri
has "tcpdump on a sub-interface sees request and reply" "ICMP echo reply" \
	"$(cat /run/dumped)"
has "tcpdump on the port sees both tags" "vlan 1000" "$(cat /run/dumped.pri)"

# at a moment when nothing moves between the two
agree() {
	[[ $(ip -s -j link show c1.p1 | jq -r '.[0].stats64 |
		"\(.rx.packets) \(.rx.bytes) \(.tx.packets) \(.tx.bytes)"') == \
	   $(ethtool -S c1.p1 | awk '/ (rx|tx)_(frames|bytes):/ { print $2 }' |
		xargs) ]]
}
works "ethtool -S and ip -s agree" wait_for 5 agree

works "ip: the device can be renamed" sh -c 'ip link set c1.p1 down &&
	ip link set c1.p1 name hq && ip link set hq up'
works "ip: its MTU can shrink" ip link set hq mtu 1400
refused "ip: its MTU cannot outgrow the port" 2 "" ip link set hq mtu 1501
works "ip: it can go to a VRF" sh -c 'modprobe vrf &&
	ip link add red type vrf table 10 && ip link set red up &&
	ip link set hq master red &&
	ip vrf exec red ping -q -c 2 -i 0.2 -W 2 10.0.0.2'
works "ip: it can go to a namespace" sh -c 'ip netns add us &&
	ip link set hq netns us && ip -n us addr add 10.0.0.1/30 dev hq &&
	ip -n us link set hq up && ip netns exec us ping -q -c 2 -i 0.2 -W 2 10.0.0.2'
is "erdctl sees it there" "hq private" \
	"$(erdctl --json peering list | jq -r '.peerings[0] |
		"\(.sub_interfaces[0].ifname) \(.peering)"')"
works "ip: it can be deleted" ip -n us link del hq
is "erdctl sees it gone" 0 \
	"$(erdctl --json peering list | jq '.peerings | length')"

refused "ip: kind erd needs its tags" 2 "C-tag" ip link add x link pri type erd
erdctl port delete t-1
erdctl circuit delete c1
ip link del red
ip netns del us
works "the module unloads" rmmod erd
ip netns del msee1
wait_for 5 ip link show msee1
finish

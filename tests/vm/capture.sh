#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Captures of circuits and peerings: named, on both links, before the tags are
# taken off and behind. tcpdump, tshark and the module's counters are the judges.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"
validate=$here/../cli/validate.py
work=$(mktemp -d)

lab_quiet
lab_load
msee_add msee1 msee1
msee_add msee2 msee2
lab_quiet msee1
lab_quiet msee2

works "two ports, two circuits, three peerings" erdctl --batch - <<-END
	port add er1 dev pri pair ams role primary
	port add er2 dev sec pair ams role secondary
	circuit create hq1 pair ams stag 1000
	circuit create lab pair ams stag 1001
	peering create hq1 private ctag 100
	peering create hq1 microsoft ctag 200
	peering create lab private ctag 100
	port enable er1
	port enable er2
END
wait_for 10 carrier_is hq1.p1 1
wait_for 10 carrier_is hq1.p2 1

for n in 1 2; do
	msee_vlan "msee$n" "msee$n" "s$n" 802.1Q 1000
	msee_vlan "msee$n" "s$n" "c$n" 802.1Q 100
	ip -n "msee$n" addr add "192.0.2.$((4 * n - 2))/30" dev "c$n"
	ip addr add "192.0.2.$((4 * n - 3))/30" dev "hq1.p$n"
	# and no frames of their own while others are counted
	ip neigh replace "192.0.2.$((4 * n - 2))" dev "hq1.p$n" nud permanent \
		lladdr "$(ip -n "msee$n" -j link show "c$n" | jq -r '.[0].address')"
	ip -n "msee$n" neigh replace "192.0.2.$((4 * n - 3))" dev "c$n" \
		nud permanent \
		lladdr "$(ip -j link show "hq1.p$n" | jq -r '.[0].address')"
done

count_in() { # FILE
	tshark -r "$1" 2>/dev/null | wc -l
}

judge() { # NAME FILE
	is "$1: capinfos and tshark have nothing to say" "" \
		"$(capinfos "$2" 2>&1 >/dev/null
		tshark -r "$2" 2>&1 >/dev/null | grep -v 'Running as user')"
}

# begin SOCKETS ARG...
begin() {
	local sockets=$1

	shift
	erdctl capture "$@" >"$work/out" 2>"$work/err" &
	capture=$!
	wait_for 30 has_sockets "$sockets" ||
		not_ok "capture $*" "$(<"$work/err")"
	sleep 0.5
}

# shellcheck disable=SC2317 # by wait_for
has_sockets() {
	[[ $(ss -0 -p | grep -c "pid=$capture,") -ge $1 ]]
}

end_capture() {
	sleep 1
	kill -INT "$capture"
	wait "$capture"
	status=$?
}

# A connection to port 179 that nobody takes: SYN one way, RST the other.
bgp_attempt() { # LINK
	timeout 5 bash -c "exec 3<>/dev/tcp/192.0.2.$((4 * $1 - 2))/179" \
		2>/dev/null
}

# --- a peering, on both links, whatever else there is ------------------------

begin 4 circuit hq1 peering private filter 'tcp port 179' -w "$work/bgp.pcapng"
for n in 1 2; do
	ping -c 1 -W 5 "192.0.2.$((4 * n - 2))" >/dev/null
	bgp_attempt "$n"
	in_ns "msee$n" frames -i "msee$n" --vid 1001 --vid 100 --count 5 >/dev/null
	in_ns "msee$n" frames -i "msee$n" --vid 1000 --vid 200 --count 5 >/dev/null
done
end_capture
is "both links: ends well" 0 "$status"
judge "both links" "$work/bgp.pcapng"
is "both links: out and in of each, tags as on the wire" \
	"er1 1000,100 0x00000002 0x0002
er1 1000,100 0x00000001 0x0014
er2 1000,100 0x00000002 0x0002
er2 1000,100 0x00000001 0x0014" \
	"$(tshark -r "$work/bgp.pcapng" -T fields -E separator=' ' \
		-e frame.interface_name -e vlan.id -e frame.packet_flags \
		-e tcp.flags 2>/dev/null)"
has "both links: the file says what the ports are" \
	"pri, primary of ams, qinq 0x8100" "$(capinfos "$work/bgp.pcapng")"
has "both links: the kernel kept the rest away" "4 frames received by filter" \
	"$(<"$work/err")"

# --- live, by names ----------------------------------------------------------

begin 1 port er1 direction in
bgp_attempt 1
in_ns msee1 frames -i msee1 --vid 1001 --vid 100 >/dev/null
in_ns msee1 frames -i msee1 --vid 1000 --vid 105 >/dev/null
in_ns msee1 frames -i msee1 --vid 1002 --vid 100 >/dev/null
in_ns msee1 frames -i msee1 >/dev/null
end_capture
cut -d' ' -f2- "$work/out" >"$work/lines"
has "live: circuit and peering" \
	"er1 in  hq1 private  IP 192.0.2.2.179 > 192.0.2.1." "$(<"$work/lines")"
has "live: the other circuit" "er1 in  lab private  ethertype 0x88b5" "$(<"$work/lines")"
has "live: a C-tag that the circuit has not" "er1 in  hq1 0x8100:105  " \
	"$(<"$work/lines")"
has "live: tags that nobody has" "er1 in  0x8100:1002 0x8100:100  " \
	"$(<"$work/lines")"
has "live: none" "er1 in  untagged  " "$(<"$work/lines")"

begin 2 --json circuit lab link primary count 2
in_ns msee1 frames -i msee1 --vid 1000 --vid 100 --count 2 >/dev/null
in_ns msee1 frames -i msee1 --vid 1001 --vid 100 --count 2 >/dev/null
wait "$capture"
is "JSON: names" "er1 ams lab private 1001 100" \
	"$(jq -rs '.[0].frame | "\(.interface) \(.pair) \(.circuit) \(.peering) \(.tags[0].vid) \(.tags[1].vid)"' "$work/out")"
works "JSON: as the schema has it" "$validate" "$work/out"

# --- before the tags are taken off, and behind -------------------------------

begin 1 tap sub-interface circuit hq1 peering private link primary direction in \
	-w "$work/subif.pcapng"
subif=$capture
begin 1 dev pri direction in -w "$work/port.pcapng"
# room for every frame, however late tcpdump comes to it
tcpdump -i pri -Q in --nano --immediate-mode -B 32768 -s 2000 \
	-w "$work/theirs.pcap" 2>"$work/tcpdump" &
tcpdump=$!
wait_for 30 grep -q "listening on" "$work/tcpdump"
frames_before=$(counter hq1.p1 rx_packets)
octets_before=$(counter hq1.p1 rx_bytes)
in_ns msee1 frames -i msee1 --vid 1000 --vid 100 --count 200 --mix >/dev/null
in_ns msee1 frames -i msee1 --vid 1001 --vid 100 --count 20 >/dev/null
ping -c 3 -i 0.2 192.0.2.2 >/dev/null
bgp_attempt 1
sleep 1
kill -INT "$tcpdump"
wait "$tcpdump"
end_capture
capture=$subif
end_capture
frames=$(($(counter hq1.p1 rx_packets) - frames_before))
octets=$(($(counter hq1.p1 rx_bytes) - octets_before))
is "port: equal to tcpdump's, frame for frame" "" \
	"$(diff <(tcpdump -nn -tt --nano -xx -r "$work/port.pcapng" 2>/dev/null) \
		<(tcpdump -nn -tt --nano -xx -r "$work/theirs.pcap" 2>/dev/null) |
		head -5)"
judge "port" "$work/port.pcapng"
judge "sub-interface" "$work/subif.pcapng"
is "sub-interface: every frame, without tags" "$frames " \
	"$(count_in "$work/subif.pcapng") $(tshark -r "$work/subif.pcapng" \
		-Y vlan 2>/dev/null)"
is "sub-interface: the interface says whose it is" "hq1.p1" \
	"$(tshark -r "$work/subif.pcapng" -c 1 -T fields -e frame.interface_name 2>/dev/null)"

# --- the account -------------------------------------------------------------

erdctl --json capture read "$work/port.pcapng" >"$work/account"
works "account: as the schema has it" "$validate" "$work/account"
is "account: frames and octets as the module counted them" "$frames $octets" \
	"$(jq -r '.account.tags[] | select(.circuit == "hq1" and .peering == "private") | "\(.frames) \(.octets)"' "$work/account")"
is "account: the attempt at BGP" "1 0" \
	"$(jq -r '.account.tags[] | select(.circuit == "hq1" and .peering == "private") | "\(.tcp.rst) \(.bgp.open)"' "$work/account")"
is "account: the other circuit" "lab private 20" \
	"$(jq -r '.account.tags[] | select(.outer_vid == 1001) | "\(.circuit) \(.peering) \(.frames)"' "$work/account")"
has "account: a table" "hq1     private" "$(erdctl capture read "$work/port.pcapng")"

# --- what the fast path drops ------------------------------------------------

refused "drops: nothing is sampled" 3 "nothing is sampled" \
	erdctl capture port er1 --drops
works "a rate, and all is sampled" erdctl circuit set lab rate-in 1mbit \
	burst 18432 sample 1
begin 1 port er1 direction in circuit lab --drops -w "$work/drops.pcapng"
in_ns msee1 frames -i msee1 --vid 1001 --vid 100 --size 1500 --count 100 >/dev/null
in_ns msee1 frames -i msee1 --vid 1000 --vid 100 --size 1500 --count 10 >/dev/null
end_capture
is "drops: with those that passed they are all" 100 "$(count_in "$work/drops.pcapng")"
is "drops: those that were dropped say why" 1 \
	"$(tshark -r "$work/drops.pcapng" -T fields -e frame.comment 2>/dev/null |
		grep . | sort -u | grep -c '^dropped: rate_limited$')"
judge "drops" "$work/drops.pcapng"
works "neither" erdctl circuit set lab rate-in none sample none

# --- refused -----------------------------------------------------------------

refused "no such port" 3 "there is no port 'er3'" erdctl capture port er1,er3
refused "no such circuit" 3 "nosuch" erdctl capture circuit nosuch
refused "no such peering" 3 "circuit 'lab' has no such peering" \
	erdctl capture circuit lab peering microsoft
refused "in a batch" 2 "not in a batch" bash -c 'echo capture | erdctl --batch -'
works "a port is disabled" erdctl port disable er2 --yes
refused "a port that is down" 6 "'sec' is down" erdctl capture port er2
begin 2 -w "$work/one.pcapng"
in_ns msee1 frames -i msee1 --vid 1000 --vid 100 --count 3 >/dev/null
end_capture
has "of both, the one that is down is said" "'sec' is down and is not captured" \
	"$(<"$work/err")"
is "and the other captured" 3 "$(count_in "$work/one.pcapng")"

# Names are in the file, and need no module.
works "the ports go" erdctl --batch - <<-END
	port delete er1 --force
	port delete er2 --force
	circuit delete hq1
	circuit delete lab
END
rmmod erd
is "account: names are the file's own" "hq1 private" \
	"$(erdctl --json capture read "$work/port.pcapng" | jq -r '.account.tags[] | select(.outer_vid == 1000) | "\(.circuit) \(.peering)"')"
rm -rf "$work"
finish

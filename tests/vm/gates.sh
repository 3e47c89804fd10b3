#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The gates of port, circuit and peering: what they stop and what they tell of
# it. The cables are veth, whose far end counts a frame while it is sent: what
# it counts later was sent later.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

validate=$here/../cli/validate.py

gates_pair() {
	ip link add v1 type veth peer name w1
	ip link add v2 type veth peer name w2
	ip link set w1 mtu 1508 up
	ip link set w2 mtu 1508 up
	erdctl --batch - <<-END
		port add g-1 dev v1 pair g role primary xdp off
		port add g-2 dev v2 pair g role secondary xdp off
		circuit create c1 pair g stag 1000
		circuit create c2 pair g stag 1001
		peering create c1 private ctag 100
		peering create c1 microsoft ctag 200
		peering create c2 private ctag 100
		port enable g-1
		port enable g-2
	END
}

states() { # the carriers of all sub-interfaces
	carriers c1.p1 c1.p2 c1.m1 c1.m2 c2.p1 c2.p2
}

admin() { # circuit|peering: the admin state of each
	erdctl --json "$1" list | jq -r ".$1s | map(.admin_state) | join(\" \")"
}

# --- what is told -----------------------------------------------------------

monitor_begin() {
	erdctl monitor >/run/told.text 2>&1 &
	monitor_text=$!
	erdctl --json monitor >/run/told 2>/run/told.err &
	monitor=$!
	# it has joined once it is told of something
	wait_for 10 sh -c 'erdctl circuit create probe pair g stag 4000 &&
		erdctl circuit delete probe && test -s /run/told &&
		test -s /run/told.text'
}

# TYPE CAUSE NEW of what is told since @1 lines, each once
told_since() {
	tail -n "+$(($1 + 1))" /run/told | jq -r '"\(.type) \(.cause) \(.new)" +
		if .sub_interface then " \(.sub_interface.ifname)" else "" end' |
		sort -u | paste -sd,
}

told_is() { [[ $(told_since "$1") == "$2" ]]; }

# tells NAME EXPECTED COMMAND...: what is told in consequence of COMMAND
tells() {
	local name=$1 expected=$2 lines

	shift 2
	lines=$(wc -l </run/told)
	"$@"
	wait_for 10 told_is "$lines" "$expected"
	is "$name" "$expected" "$(told_since "$lines")"
}

# --- states and events ------------------------------------------------------

lab_load
lab_quiet
works "a pair with two circuits and three peerings" gates_pair
wait_for 5 carrier_is c2.p2 1
is "circuits and peerings begin enabled" "enabled enabled;enabled enabled enabled" \
	"$(admin circuit);$(admin peering)"
is "all sub-interfaces have carrier" "1 1 1 1 1 1" "$(states)"
monitor_begin

tells "a circuit is disabled: it was asked for, its sub-interfaces follow" \
	"circuit_admin request disabled,subif_carrier circuit down c1.m1,subif_carrier circuit down c1.m2,subif_carrier circuit down c1.p1,subif_carrier circuit down c1.p2" \
	erdctl circuit disable c1
is "its sub-interfaces lose carrier, the other circuit's do not" \
	"0 0 0 0 1 1" "$(states)"
is "the circuit shows it, the peerings stay as they are" \
	"disabled enabled;enabled enabled enabled" \
	"$(admin circuit);$(admin peering)"
again() { # what is told of the probe is told after it
	erdctl circuit disable c1
	erdctl circuit create probe pair g stag 4000
	erdctl circuit delete probe
}
tells "disabled once more: nothing happens" \
	"circuit_added request null,circuit_deleted request null" again
tells "a peering of it is disabled: it has no carrier to lose" \
	"peering_admin request disabled c1.p1,peering_admin request disabled c1.p2" \
	erdctl peering disable c1 private
tells "the circuit is enabled: the other peering follows" \
	"circuit_admin request enabled,subif_carrier circuit up c1.m1,subif_carrier circuit up c1.m2" \
	erdctl circuit enable c1
is "the disabled peering has no carrier" "0 0 1 1 1 1" "$(states)"
is "the peering shows it" "disabled enabled enabled" "$(admin peering)"
tells "the peering is enabled" \
	"peering_admin request enabled c1.p1,peering_admin request enabled c1.p2,subif_carrier peering up c1.p1,subif_carrier peering up c1.p2" \
	erdctl peering enable c1 private
tells "a port's carrier is lost" \
	"port_carrier carrier down,subif_carrier carrier down c1.m1,subif_carrier carrier down c1.p1,subif_carrier carrier down c2.p1" \
	ip link set w1 down
tells "and found" \
	"port_carrier carrier up,subif_carrier carrier up c1.m1,subif_carrier carrier up c1.p1,subif_carrier carrier up c2.p1" \
	ip link set w1 up
tells "a port's device shrinks: sub-interfaces follow" \
	"subif_mtu device 1400 c1.m2,subif_mtu device 1400 c1.p2,subif_mtu device 1400 c2.p2" \
	ip link set v2 mtu 1408
ip link set v2 mtu 1508

refused "an unknown circuit" 3 "c9" erdctl circuit disable c9
refused "an unknown peering" 3 "microsoft" erdctl peering disable c2 microsoft
setpriv_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
refused "without privilege: a circuit" 5 "CAP_NET_ADMIN" \
	"${setpriv_nobody[@]}" "$O/erdctl" circuit disable c1
refused "without privilege: a peering" 5 "CAP_NET_ADMIN" \
	"${setpriv_nobody[@]}" "$O/erdctl" peering disable c1 private
is "what was refused changed nothing" "1 1 1 1 1 1" "$(states)"

works "a circuit begins disabled if told to" \
	erdctl circuit create c3 pair g stag 1002 admin disabled
works "it is created once more, as it is" \
	erdctl circuit create c3 pair g stag 1002
refused "but not in another state" 6 "circuit enable c3" \
	erdctl circuit create c3 pair g stag 1002 admin enabled
erdctl peering create c3 private ctag 5
is "a peering made in it has no carrier" "0 0" "$(carriers c3.p1 c3.p2)"
tells "a circuit is deleted with its peering" \
	"circuit_deleted request null,subif_deleted circuit null c3.p1,subif_deleted circuit null c3.p2" \
	erdctl circuit delete c3 --force

erdctl peering disable c1 private
works "a port is let go and comes back" sh -c '
	erdctl port delete g-2 --force &&
	erdctl port add g-2 dev v2 pair g role secondary xdp off &&
	erdctl port enable g-2'
wait_for 5 carrier_is c2.p2 1
is "its sub-interfaces take over the state of their peerings" "0 1 1" \
	"$(carriers c1.p2 c1.m2 c2.p2)"
erdctl peering enable c1 private
wait_for 5 carrier_is c1.p2 1

# --- what passes ------------------------------------------------------------

drops() { # OBJECT-FILTER rx|tx REASON
	erdctl --json stats | jq "[$1 | .stats.$2_drops.$3] | add"
}
subif() { echo ".peerings[].sub_interfaces[] | select(.ifname == \"$1\")"; }

# refuses NAME REASON COUNTED-BY COMMAND UNDO: 7 frames behind a closed gate
refuses() {
	local before passed

	wait_for 5 carrier_is c1.p1 1
	$4
	before=$(drops "$3" rx "$2")
	passed=$(counter c1.p1 rx_packets)
	counted() { [[ $(drops "$1" rx "$2") == "$3" ]]; }
	frames -i w1 --vid 1000 --vid 100 --count 7 >/dev/null
	wait_for 5 counted "$3" "$2" $((before + 7))
	is "$1: each frame is counted, none passes" "$((before + 7)) $passed" \
		"$(drops "$3" rx "$2") $(counter c1.p1 rx_packets)"
	$5
}

refuses "a disabled circuit" circuit_disabled "$(subif c1.p1)" \
	"erdctl circuit disable c1" "erdctl circuit enable c1"
refuses "a disabled peering" peering_disabled "$(subif c1.p1)" \
	"erdctl peering disable c1 private" "erdctl peering enable c1 private"
is "its port counts them too" "7 7" \
	"$(drops '.ports[] | select(.name == "g-1")' rx circuit_disabled) \
$(drops '.ports[] | select(.name == "g-1")' rx peering_disabled)"
is "and ethtool by the same words" "7 7" "$(ethtool -S c1.p1 |
	awk '/rx.*(circuit|peering)_disabled:/ { print $2 }' | xargs)"

# leaks NAME CLOSE OPEN: both ways as much as goes, while a gate is closed
leaks() {
	local out in blasts=()

	wait_for 5 carrier_is c1.p1 1
	out=$(counter w1 rx_packets) in=$(counter c1.p1 rx_packets)
	frames -i c1.p1 --count 1000000000 >/dev/null 2>&1 &
	blasts+=($!)
	frames -i w1 --vid 1000 --vid 100 --count 1000000000 >/dev/null 2>&1 &
	blasts+=($!)
	passing() {
		[[ $(counter w1 rx_packets) -gt $((out + 1000)) &&
			$(counter c1.p1 rx_packets) -gt $((in + 1000)) ]]
	}
	works "$1: frames pass both ways while it is open" wait_for 20 passing
	$2
	out=$(counter w1 rx_packets) in=$(counter c1.p1 rx_packets)
	sleep 1
	is "$1: from when it is closed, none leaves and none comes in" \
		"$out $in" "$(counter w1 rx_packets) $(counter c1.p1 rx_packets)"
	kill "${blasts[@]}" 2>/dev/null
	wait "${blasts[@]}" 2>/dev/null
	$3
}

leaks "a circuit" "erdctl circuit disable c1" "erdctl circuit enable c1"
leaks "a peering" "erdctl peering disable c1 private" \
	"erdctl peering enable c1 private"
leaks "a port" "erdctl port disable g-1" "erdctl port enable g-1"

# --- questions --------------------------------------------------------------

# answers ANSWER COMMAND: what a terminal shows where somebody answers
answers() {
	echo "$1" | script -qec "$2" /dev/null | tr -d '\r'
}
wait_for 5 carrier_is c1.p1 1
has "who disables a circuit is told what ends" \
	"Disabling circuit 'c1' takes 4 sub-interfaces down that carry traffic. Go on? [y/N]" \
	"$(answers n 'erdctl circuit disable c1')"
has "who disables a peering too" \
	"Disabling the private peering of circuit 'c1' takes 2 sub-interfaces down" \
	"$(answers n 'erdctl peering disable c1 private')"
is "and may leave it" "1 1 1 1 1 1" "$(states)"
has "or not" "private peering of circuit 'c1' disabled" \
	"$(answers y 'erdctl peering disable c1 private')"
is "then it is done" "0 0 1 1 1 1" "$(states)"
erdctl peering enable c1 private

# --- tags that nobody has ---------------------------------------------------

unknown() { # what the module remembers of a port, the latest first
	erdctl --json port show "$1" | jq -r '.ports[0].unknown_tags | map(
		"\(.reason) \(.outer_tpid) \(.outer_vid) \(.inner_vid) \(.frames) \(.source)"
		) | join(",")'
}
wait_for 5 carrier_is c1.p1 1
sent_at=$SECONDS
frames -i w1 --vid 1999 --vid 9 --src 02:65:00:00:00:01 --count 3 >/dev/null
frames -i w1 --vid 1000 --vid 9 --src 02:65:00:00:00:02 --count 2 >/dev/null
frames -i w1 --vid 1999 --vid 9 --src 02:65:00:00:00:03 --count 1 >/dev/null
unknown_expected="unknown_stag 0x8100 1999 9 4 02:65:00:00:00:03,unknown_ctag 0x8100 1000 9 2 02:65:00:00:00:02"
unknown_is() { [[ $(unknown g-1) == "$unknown_expected" ]]; }
wait_for 5 unknown_is
is "a port without a fast path remembers unknown tags" "$unknown_expected" \
	"$(unknown g-1)"
is "another port does not" "" "$(unknown g-2)"
# Read before it is asked how long ago they were sent: what is read may take
# seconds.
shown=$(erdctl --json port show g-1)
is "with the time of the first and of the last frame" "true true" "$(
	jq -r --argjson ago $((SECONDS - sent_at + 1)) '.ports[0].unknown_tags[0] |
		"\(.last_seconds_ago <= .first_seconds_ago) \(
			.first_seconds_ago <= $ago)"' <<<"$shown")"
has "stats lists them" "0x8100:1999" "$(erdctl stats g-1 | grep module)"
has "port show too" "0x8100:1999" "$(erdctl port show g-1 | grep unknown)"
for vid in {1..16}; do
	frames -i w1 --vid 1998 --vid "$vid" --count 1 >/dev/null
done
is "of more than sixteen the oldest are forgotten" \
	"16,15,14,13,12,11,10,9,8,7,6,5,4,3,2,1" \
	"$(erdctl --json port show g-1 |
		jq -r '[.ports[0].unknown_tags[].inner_vid] | join(",")')"

# --- priorities -------------------------------------------------------------

# pcp_sent PRIORITY: the PCP of both tags, as tcpdump reads them at the far end
pcp_sent() {
	capture_begin - -i w1 vlan 1000 and vlan 100
	frames -i c1.p1 --priority "$1" --count 1 >/dev/null
	capture_end |
		sed -nE 's/.*vlan 1000, p ([0-9]), .*vlan 100, p ([0-9]), .*/\1 \2/p'
}

is "a new peering sends PCP 0" "0 0" "$(pcp_sent 6)"
works "priorities are mapped" erdctl peering set c1 private \
	egress-pcp 6:5,7:7 ingress-prio 5:6,2:3
is "PCP of a mapped priority, in both tags" "5 5" "$(pcp_sent 6)"
is "of another one" "7 7" "$(pcp_sent 7)"
is "of one that is not mapped" "0 0" "$(pcp_sent 5)"
is "on both sub-interfaces" "5 5;6 6" "$(erdctl --json peering show c1 private |
	jq -r '.peerings[0].sub_interfaces |
		(map(.egress_pcp[6]) | join(" ")) + ";" +
		(map(.ingress_prio[5]) | join(" "))')"
has "for people too" "egress-pcp   6:5,7:7" \
	"$(erdctl peering show c1 private)"
is "not on those of another peering" 0 "$(erdctl --json peering show c1 microsoft |
	jq '[.peerings[].sub_interfaces[] | .egress_pcp, .ingress_prio | add] | add')"

# A stock vlan device behind a bridge turns the priority that a frame has into
# a PCP again.
modprobe bridge
ip link add br0 type bridge
ip link set br0 up
ip link add x1 type veth peer name y1
ip link set x1 up
ip link set y1 up
ip link add link x1 name x1.7 type vlan id 7 egress-qos-map 6:3 3:1
ip link set x1.7 master br0 up
ip link set c1.p1 master br0

# priority_received PCP: the PCP that priority has turned into
priority_received() {
	capture_begin - -i y1 vlan 7 and ether proto 0x88b5
	frames -i w1 --vid 1000 --vid 100 --pcp "$1" --count 1 >/dev/null
	capture_end | sed -nE 's/.*vlan 7, p ([0-9]), .*/\1/p'
}
is "a received PCP is mapped to its priority" 3 "$(priority_received 5)"
is "another one to another" 1 "$(priority_received 2)"
is "one that is not mapped to none" 0 "$(priority_received 6)"
ip link del x1
ip link del br0

valid() { # what the commands print, unknown tags and priorities in it
	{
		erdctl --json
		erdctl --json stats
		erdctl --json port show g-1
		erdctl --json circuit list
		erdctl --json peering show c1 private
	} | "$validate"
}
works "what is printed is as the schema has it" valid

works "on one port alone" erdctl peering set c1 private egress-pcp 1:1 port g-2
is "the other port's stays" "0 1" "$(erdctl --json peering show c1 private |
	jq -r '[.peerings[0].sub_interfaces[].egress_pcp[1]] | join(" ")')"
is "and the map that was not named" "6 6" \
	"$(erdctl --json peering show c1 private |
	jq -r '[.peerings[0].sub_interfaces[].ingress_prio[5]] | join(" ")')"
works "a port is let go and comes back" sh -c '
	erdctl port delete g-2 --force &&
	erdctl port add g-2 dev v2 pair g role secondary xdp off'
is "its sub-interface has the map of its twin" "5 0" \
	"$(erdctl --json peering show c1 private |
	jq -r '.peerings[0].sub_interfaces[1].egress_pcp | "\(.[6]) \(.[1])"')"
refused "a map that is none" 2 "egress-pcp 6:8" \
	erdctl peering set c1 private egress-pcp 7:7,6:8
refused "nothing to set" 2 "egress-pcp or ingress-prio" \
	erdctl peering set c1 private
refused "a port that the pair has not" 3 "g-9" \
	erdctl peering set c1 private egress-pcp 1:1 port g-9
refused "without privilege" 5 "CAP_NET_ADMIN" "${setpriv_nobody[@]}" \
	"$O/erdctl" peering set c1 private egress-pcp 1:1
ip netns add far
ip link set c1.m1 netns far
refused "a sub-interface in another namespace" 1 "namespace" \
	erdctl peering set c1 microsoft egress-pcp 1:1
is "leaves the one in this namespace as it was" 0 \
	"$(erdctl --json peering show c1 microsoft |
	jq '[.peerings[0].sub_interfaces[].egress_pcp | add] | add')"
ip netns del far

# --- the module goes and comes back -----------------------------------------

reload() {
	rmmod erd
	lab_load
	erdctl port add g-1 dev v1 pair g role primary xdp off
	erdctl port delete g-1
}
reloaded() { # what is told of modules and ports, the last four
	jq -r 'select(.type | startswith("module_") or startswith("port_")) |
		.type' /run/told | tail -4 | paste -sd' '
}
reloaded_is() { [[ $(reloaded) == "$reloaded_expected" ]]; }
reloaded_expected="module_unloaded module_loaded port_added port_deleted"
works "the module is unloaded and loaded again" reload
wait_for 10 reloaded_is
is "monitor says so, and goes on" "$reloaded_expected" "$(reloaded)"
kill -TERM $monitor $monitor_text
wait $monitor
is "it ends as it should, without complaint" "0 " "$? $(cat /run/told.err)"
# text PART: a line of what monitor tells people
text() {
	has "for people: $1" "$1" "$(grep -F -m 1 -e "$1" /run/told.text)"
}
text "circuit c1 of pair g, S-tag 1000: admin enabled -> disabled"
text "sub-interface c1.p2: private peering of circuit c1 on port g-2, C-tag 100: line up -> down (circuit)"
text "C-tag 100: admin disabled -> enabled"
text "C-tag 100: line down -> up (peering)"
text "C-tag 200: line up -> down (carrier)"
text "C-tag 100: MTU 1500 -> 1400 (device)"
text "module erd: unloaded"
text "module erd: loaded"
is "no event was lost" 0 "$(grep -c '"type":"lost"' /run/told)"
works "all it told is as the schema has it" "$validate" /run/told
works "the module unloads" rmmod erd
ip link del v1
ip link del v2
rm -rf /sys/fs/bpf/erd
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The lab: an empty edge, fibres of erdsim, Microsoft's side in stock vlan
# devices and BIRD. One apply of one file makes circuit, addresses, VRF and BGP;
# then each edit touches what it says, and no more. What arrives is asked of
# BIRD, what stands of FRR's counters, what is sent of FRR's log and of who
# listens to rtnetlink.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"
. "$here/../../tools/lab/frr.sh"
. "$here/../../tools/lab/microsoft.sh"
. "$here/../../tools/lab/lab.sh"

umask 077
work=$(mktemp -d)
# Nothing that an emulated machine is late for shall take a session down.
export lab_bfd_multiplier=15 msee_bfd_multiplier=15

# sessions FILTER: of each session, by name and family
sessions() {
	erdctl -j bgp list | jq -r "[.bgp_sessions[] |
		\"\(.session) \(.family)=\($1)\"] | sort | join(\"\n\")"
}
established_is() { [[ $(lab_established) == "$1" ]]; }
bfd() { erdctl -j bgp list | jq -r '[.bgp_sessions[].bfd.status] | unique | join(" ")'; }
bfd_is() { [[ $(bfd) == "$1" ]]; }
# the TCP connection of each, and how many it lost, as FRR has it
lives() {
	frr_says "$lab_frr" bgpd show bgp vrf all neighbors json | jq -r '
		[.[] | objects | to_entries[] | select(.value | objects) |
		 "\(.value.nbrDesc | ltrimstr("erd ")) ipv\(
			if .key | test(":") then 6 else 4 end)=\(
			.value.portLocal)-\(.value.portForeign)-\(
			.value.connectionsDropped)"] | sort | join("\n")'
}
# touched BEFORE AFTER: whose sessions differ, "p4 p6", over both links
touched() {
	diff <(echo "$1") <(echo "$2") | sed -nE \
		's,^[<>] [^/]*/(.)[a-z]*/(.) ipv(.)=.*,\1\2\3,p' | sort -u | xargs
}
all_p="p14 p16 p24 p26" all_m="m14 m16 m24 m26"

# via PREFIX [vrf VRF]: the devices over which the kernel sends it
via() {
	local family=-4

	[[ $1 == *:* ]] && family=-6
	ip $family -j route show "$1" proto bgp "${@:2}" |
		jq -r '[.[] | if .nexthops then .nexthops[].dev else .dev end] |
			sort | join(" ")'
}
via_is() { [[ $(via "${@:2}") == "$1" ]]; }
both() {
	via_is "hq1.p1 hq1.p2" 10.200.0.0/16 vrf red &&
		via_is "hq1.p1 hq1.p2" 2001:db8:200::/48 vrf red &&
		via_is "hq1.m1 hq1.m2" 198.51.100.0/24 &&
		via_is "hq1.m1 hq1.m2" 2001:db8:51::/48
}
both_say() {
	[[ "$(lab_established) $(for link in 1 2; do
		msee_says "msee$link" show protocols
	done | grep -c Established)" == "$1" ]]
}
whole() { both_say "8 8" && bfd_is up && both; }
show() {
	{
		erdctl bgp list
		for link in 1 2; do msee_says "msee$link" show protocols; done
		ip route show vrf red proto bgp
		ip -6 route show vrf red proto bgp
		ip route show proto bgp
		ip -6 route show proto bgp
	} 2>&1 | sed 's/^/# /'
}
# all_as_before NAME SECONDS
all_as_before() {
	local failed=$tap_failed

	works "$1: all is as before" wait_for "$2" whole
	[[ $tap_failed == "$failed" ]] || show
}

# A session that the other end lets fall, FRR lets fall once more as soon as BFD
# that it began before BGP was up has been silent for its detect time
# (docs/design.md), which is 11.25 s at most here. So who was touched has stood for
# longer than that before others are judged.
steady() {
	local before

	before=$(lives)
	sleep 13
	[[ $(lives) == "$before" ]] && whole
}
# concerned NAME EXPECTED BEFORE: whose sessions fell since, and if others, why
concerned() {
	local failed=$tap_failed

	is "$1" "$2" "$(touched "$3" "$(lives)")"
	[[ $tap_failed == "$failed" ]] || frr_says "$lab_frr" bgpd \
		show bgp vrf all neighbors json | jq -r '.[] | objects |
		to_entries[] | select(.value | objects) | "# \(.value.nbrDesc
		) \(.key): \(.value.lastResetDueTo), \(
		.value.lastNotificationReason)"'
}

# flows: some of TCP, from our network to the virtual network and back
flows() {
	local i

	for i in 1 2 3 4 5 6; do
		echo "$i" | timeout 10 socat - \
			"TCP:10.200.0.1:7,so-bindtodevice=red,bind=10.1.0.1" ||
			return
	done
}
# sent DEVICE: frames so far
sent() { counter "$1" tx_packets; }
heard() { echo "$(msee_hears "$1" p4) $(msee_hears "$1" m4) $(msee_hears "$1" m6)"; }
heard_is() { [[ $(heard "$1") == "$2" ]]; }

# edge SED...: the file, with edits
edge() { lab_desired "$(printf '%s\n' "$@")" >"$work/file"; }
impact() { erdctl -j diff "$work/file" | jq -r .impact; }
changes() { erdctl -j "$@" | jq '.changes | length'; }

# --- from nothing ------------------------------------------------------------

works "the far ends and FRR are there" lab_far
edge
is "on an empty edge" "0 0" "$(erdctl -j port list | jq '.ports | length') $(
	lab_established)"
cp "$work/file" "$work/first"
erdctl -j diff "$work/file" >"$work/json"
works "diff is as its schema has it" "$here/../cli/validate.py" "$work/json"
is "diff: BGP comes last, eight sessions begin" "8 true" "$(jq -r '
	(.changes | map(select(.change | startswith("begin: "))) | length) as $n |
	(.changes[-1].object | startswith("BGP")) as $last |
	"\($n) \($last)"' "$work/json")"
works "one file is applied, once" erdctl apply "$work/file"
lab_networks
for link in 1 2; do
	in_ns "msee$link" socat TCP-LISTEN:7,reuseaddr,fork EXEC:cat &
	echoes[link]=$!
done
works "eight sessions: private and microsoft, IPv4 and IPv6, on two links" \
	wait_for 90 established_is 8
[[ ${tap_failed:?} == 0 ]] || { show; finish; exit; }
# one that is lost while the others come up is tried again
works "say both" wait_for 90 both_say "8 8"
works "BFD is up on all" wait_for 60 bfd_is up
is "none was lost on the way" "" "$(sessions .connections_dropped | grep -v =0)"
[[ $tap_failed == 0 ]] || sessions .last_reset | sed 's/^/# /'
is "with keys" 8 "$(erdctl -j bgp list |
	jq '[.bgp_sessions[] | select(.authenticated)] | length')"
is "the private peering's in their VRF" "4 red 4 " "$(erdctl -j bgp list | jq -r '
	[.bgp_sessions[] | .vrf // ""] | group_by(.) | sort_by(.[0]) | reverse |
	map("\(length) \(.[0])") | join(" ")')"
is "router IDs: as said, and our first address" "10.1.0.1 5.5.5.9" \
	"$(frr_says "$lab_frr" bgpd show bgp vrf red summary |
		sed -n 's/^BGP router identifier \([0-9.]*\),.*/\1/p' | head -1) $(
	frr_says "$lab_frr" bgpd show bgp summary |
		sed -n 's/^BGP router identifier \([0-9.]*\),.*/\1/p' | head -1)"
works "prefixes in the right VRF, over both links, IPv4 and IPv6" \
	wait_for 30 both
is "and not in the other" " " "$(via 10.200.0.0/16) $(
	via 198.51.100.0/24 vrf red)"
for link in 1 2; do
	works "router $link hears what each peering is to announce, and no more" \
		wait_for 20 heard_is "msee$link" \
		"10.1.0.0/24 5.6.7.0/27 2600:6::/48"
done
before="$(sent hq1.p1) $(sent hq1.p2)"
works "traffic: TCP there and back" flows
after="$(sent hq1.p1) $(sent hq1.p2)"
works "on both links" test "${before% *}" -lt "${after% *}" \
	-a "${before#* }" -lt "${after#* }"
works "traffic: ICMP" ping -q -c 3 -i 0.2 -I red 10.200.0.1
works "traffic: IPv6" ping -q -c 3 -i 0.2 -I red 2001:db8:200::1
works "traffic: the public service" ping -q -c 3 -i 0.2 -I 5.6.7.1 198.51.100.1
works "and its IPv6" ping -q -c 3 -i 0.2 -I 2600:6::1 2001:db8:51::1

# --- again -------------------------------------------------------------------

logged() { cat "$lab_frr"/{bgpd,bfdd}.log | grep -c 'config[a-z-]*)#'; }
for daemon in bgpd bfdd; do
	vtysh --vty_socket "$lab_frr" -d "$daemon" -c 'configure terminal' \
		-c 'log commands' >/dev/null
done
before=$(lives)
commands=$(logged)
ip monitor link address route >"$work/rtnl" 2>&1 &
listens=$!
ip link add first type dummy
wait_for 10 grep -q first "$work/rtnl"
erdctl -j apply "$work/file" >"$work/out"
status=$?
ip link add last type dummy
wait_for 10 grep -q last "$work/rtnl"
kill $listens
ip link del first
ip link del last
is "a second apply changes nothing" "0 0" \
	"$status $(jq '.changes | length' "$work/out")"
is "rtnetlink tells of nothing" "" "$(grep -vE \
	'^[[:space:]]|^$|^Dump was interrupted| (first|last)[:@ ]' "$work/rtnl")"
is "no command of configuration is sent to FRR" "$commands" "$(logged)"
concerned "and sessions stand" "" "$before"

# --- edits touch what they say -----------------------------------------------

# edit NAME SED IMPACT TOUCHED [THEN-COMMAND...]: applies an edit, looks who was
# touched and whether THEN holds, and takes it back
edit() {
	local name=$1 script=$2 impact=$3 touched=$4 before

	edge "$script"
	is "$name: impact" "$impact" "$(impact)"
	before=$(lives)
	works "$name: applied" erdctl apply "$work/file"
	is "$name: then nothing is to be done" 0 "$(changes diff "$work/file")"
	shift 4
	[[ $# == 0 ]] || works "$name: $*" wait_for 40 "$@"
	concerned "$name: touches" "$touched" "$before"
	edge
	works "$name: taken back" erdctl apply "$work/file"
	all_as_before "$name" 60
	[[ -z $touched ]] || works "$name: for good" wait_for 60 steady
	concerned "$name: and no more was touched" "$touched" "$before"
}

path_is() { [[ $(msee_path "${@:2}") == "$1" ]]; }
hears_is() { [[ $(msee_hears "${@:2}") == "$1" ]]; }
of() { # SESSION FAMILY FILTER VALUE
	[[ $(erdctl -j bgp list | jq -r --arg s "$1" --arg f "$2" ".bgp_sessions[] |
		select(.session == \$s and .family == \$f) | $3") == "$4" ]]
}
ip addr add 10.3.0.1/24 dev ours

edit "what Azure says of connections" 's/vnet1/vnet2/' none ""
edit "another prefix" "s/10.1.0.0.24, /&10.3.0.0\/24, /" session_soft "" \
	hears_is "10.1.0.0/24 10.3.0.0/24" msee1 p4
edit "timers" 's/ctag: 100/&\n      keepalive_s: 10\n      hold_s: 30/' none ""
edit "BFD" '/ctag: 100/,/ctag: 200/s/bfd_interval_ms: 300/bfd_interval_ms: 750/' \
	none "" of hq1/private/1 ipv4 .bfd.detect_ms 11250
edit "what is accepted" 's/ctag: 100/&\n      accept: [10.64.0.0\/10]/' \
	session_soft "" of hq1/private/2 ipv4 .prefixes_in 0
edit "limits" 's/ctag: 100/&\n      accept_limit: 500\n      advertise_limit: 50/' \
	session_soft "" of hq1/private/2 ipv6 .accept_limit 500
edit "MTU" 's/ctag: 200/&\n      mtu: 1400/' none ""
edit "a family is disabled" \
	"s/ipv6: \{(primary: '2001)/ipv6: {admin_state: disabled, \1/" \
	session_reset "p16 p26" established_is 6
edit "validation is needed" 's/Configured/ValidationNeeded/' session_reset \
	"$all_m" established_is 4
edit "without BFD" 's/ctag: 200/&\n      bfd: false/' session_reset "$all_m" \
	established_is 8
edit "another key, here alone" '/ctag: 200/,/hold/s/md5_key: .*/md5_key: 0ther/' \
	session_reset "$all_m" established_is 4

# --- what is reset falls once ------------------------------------------------

# falls BEFORE: how often each session fell since, of those that did: "p14:1"
falls() {
	LC_ALL=C join -t= <(LC_ALL=C sort <<<"$1") <(lives | LC_ALL=C sort) |
		sed -nE 's,^[^/]*/(.)[a-z]*/(.) ipv(.)=.*-([0-9]+)=.*-([0-9]+)$,\1\2\3 \4 \5,p' |
		awk '$3 > $2 { print $1 ":" $3 - $2 }' | sort | xargs
}
# falls_once NAME EXPECTED BEFORE: judged once BFD, whatever became of it, would
# have been missed
falls_once() {
	all_as_before "$1" 60
	sleep 13
	is "$1: by FRR's count each fell once" "$2" "$(falls "$3")"
}
# rekey KEY: of the microsoft peering, at Microsoft
rekey() {
	local link

	for link in 1 2; do
		sed -i -E "/^protocol bgp m/,/^\}/s/password \"[^\"]*\"/password \"$1\"/" \
			"$msee_run/msee$link.conf"
		msee_says "msee$link" configure
	done
}
# reset NAME SED EXPECTED [COMMAND...]: applied, while COMMAND
reset() {
	local before applies

	edge "$2"
	before=$(lives)
	erdctl apply "$work/file" >/dev/null &
	applies=$!
	"${@:4}" >/dev/null
	wait "$applies"
	is "$1: applied" 0 $?
	falls_once "$1" "$3" "$before"
}
once_p="${all_p// /:1 }:1" once_m="${all_m// /:1 }:1"

reset "another router ID" 's/10.1.0.1\}/10.1.0.9}/' "$once_p"
reset "the old router ID" '' "$once_p"
reset "another key, on both sides" \
	'/ctag: 200/,/hold/s/md5_key: .*/md5_key: 0ther/' "$once_m" rekey 0ther
reset "the old key" '' "$once_m" rekey "$lab_key"
reset "another BFD profile" \
	'/ctag: 100/,/ctag: 200/s/bfd_interval_ms: 300/bfd_interval_ms: 750/' ""
reset "the old BFD profile" '' ""

# --- draining by command -----------------------------------------------------

before=$(lives)
works "drain" erdctl bgp drain ams-1
is "drain: it is in the file" 1 "$(grep -c 'drained: true' /etc/erd/erd.yaml)"
works "drain: Microsoft sees a longer path" wait_for 20 \
	path_is "65010 65010 65010 65010" msee1 p4 10.1.0.0/24
works "drain: we use the other link" wait_for 20 via_is hq1.p2 10.200.0.0/16 \
	vrf red
is "drain: nothing more is to be applied" 0 "$(changes diff)"
works "undrain" erdctl bgp undrain ams-1
all_as_before "undrain" 60
is "undrain: the file says it no more" 0 "$(grep -c "drained: true" /etc/erd/erd.yaml)"
works "drain a circuit" erdctl bgp drain hq1
works "drain: of the circuit on both links" wait_for 20 \
	path_is "3320 3320 3320 3320" msee2 m4 5.6.7.0/27
works "undrain it" erdctl bgp undrain hq1
all_as_before "undrain" 60
concerned "drain: no session was touched" "" "$before"
refused "drain what is not there" 3 "has a port or circuit 'hq9'" \
	erdctl bgp drain hq9

# --- a peering moves to another VRF ------------------------------------------

move='s/^(- )(\{name: red.*)/\1\2\n- {name: blue, table: 1002}/;s/vrf: red/vrf: blue/'
edge "$move"
is "another VRF: impact" session_reset "$(impact)"
before=$(lives)
works "another VRF: is applied to sessions that stand" \
	erdctl apply "$work/file" --force
works "another VRF: all eight come up again" wait_for 60 both_say "8 8"
works "another VRF: prefixes are there" wait_for 30 via_is "hq1.p1 hq1.p2" \
	10.200.0.0/16 vrf blue
is "another VRF: and no more here" "" "$(via 10.200.0.0/16 vrf red)"
concerned "another VRF: the other peering's stood" "$all_p" "$before"
is "another VRF: nothing of the old is left in FRR" 0 \
	"$(frr_says "$lab_frr" bgpd show running-config | grep -c 'vrf red')"
edge
works "and back" erdctl apply "$work/file" --force
all_as_before "another VRF" 90
works "another VRF: for good" wait_for 60 steady

# --- drift -------------------------------------------------------------------

ip addr del 10.99.0.1/30 dev hq1.p1
ip link del hq1.m2
before=$(lives)
works "an address and a device, taken away by hand, come back" \
	erdctl apply "$work/file"
all_as_before "drift" 90
concerned "drift: only what ran over them was touched" "m24 m26 p14" "$before"

# IPv6's own address goes with the others, and FRR has no session without it.
before=$(lives)
ip addr flush dev hq1.p1
works "addresses, flushed by hand, come back" erdctl apply "$work/file"
has "flushed: IPv6's own too" "inet6 fe80:" "$(ip addr show dev hq1.p1)"
all_as_before "flushed" 90
concerned "flushed: only what ran over them was touched" "p14 p16" "$before"
ip addr del "$(ip -j -6 addr show dev hq1.p1 | jq -r '.[].addr_info[] |
	select(.scope == "link") | "\(.local)/\(.prefixlen)"')" dev hq1.p1
is "of IPv6's own alone: it is one address" 1 "$(changes diff "$work/file")"
is "of IPv6's own alone: impact" none "$(impact)"
before=$(lives)
works "of IPv6's own alone: it comes back" erdctl apply "$work/file"
is "of IPv6's own alone: there is nothing more to apply" 0 \
	"$(changes diff "$work/file")"
concerned "of IPv6's own alone: all sessions stood" "" "$before"

# --- a fibre is cut ----------------------------------------------------------

# pinged: replies to as many requests, one each 100 ms
ping -q -i 0.1 -w 30 -I red 10.200.0.1 >"$work/ping" &
pinging=$!
erdctl sim fault er1 cut
works "fibre cut: the other link carries all" wait_for 20 via_is hq1.p2 \
	10.200.0.0/16 vrf red
works "fibre cut: of the microsoft peering too" wait_for 20 via_is hq1.m2 \
	198.51.100.0/24
works "fibre cut: traffic continues" flows
works "fibre cut: four sessions" wait_for 20 established_is 4
is "fibre cut: the reason is told" \
	"there is no way to its address (Waiting for NHT)" "$(erdctl -j bgp list | jq -r '
	[.bgp_sessions[] | select(.established | not) | .reason] | unique | join(", ")')"
is "fibre cut: there is nothing to apply" 0 "$(changes diff "$work/file")"
erdctl sim lift er1 cut
all_as_before "spliced" 90
works "spliced: traffic on both" flows
wait $pinging
works "most of the pings came back" \
	test "$(sed -n 's/.*, \([0-9.]*\)% packet loss.*/\1/p' "$work/ping" |
		cut -d. -f1)" -lt 20

# One that says nothing: its router stands still.
kill -STOP "$(<"$msee_run/msee2.pid")"
works "a silent router: the other link carries all" wait_for 30 via_is hq1.p1 \
	10.200.0.0/16 vrf red
works "a silent router: traffic continues" flows
# or some would fall when it looks at its watch
works "a silent router: all four sessions with it fall" wait_for 60 \
	established_is 4
kill -CONT "$(<"$msee_run/msee2.pid")"
all_as_before "it speaks" 90

# --- an error in the middle --------------------------------------------------

# One's own address passes every check but FRR's.
ip link add mine type dummy
ip link set mine master red up
ip addr add 10.98.0.2/32 dev mine
edge 's/10.99.0.0/10.98.0.0/'
before=$(frr_says "$lab_frr" bgpd show running-config | grep -c 'erd hq1')
said=$(erdctl apply "$work/file" --force 2>&1)
is "FRR refuses: apply ends with 8" 8 $?
has "it says what failed, and why" \
	"BGP: FRR's bgpd refused 'neighbor 10.98.0.2 remote-as 12076': " "$said"
has "and what is as before" "BGP and those after it are as before" "$said"
is "what is not concerned stands" "m14 m16 m24 m26 p16 p26" \
	"$(sessions .state | grep Established | sed -nE \
		's,[^/]*/(.)[a-z]*/(.) ipv(.)=.*,\1\2\3,p' | sort | xargs)"
ip link del mine
edge
works "back" erdctl apply "$work/file" --force
all_as_before "after an error" 90

# --- without FRR -------------------------------------------------------------

frr_stop "$lab_frr" bgpd
edge 's/ctag: 100/&\n      mtu: 1400/'
has "diff says that FRR does not answer" "FRR's bgpd does not answer" \
	"$(erdctl diff "$work/file")"
said=$(erdctl apply "$work/file" 2>&1)
is "apply does the rest and ends with 8" "8 1400" \
	"$? $(cat /sys/class/net/hq1.p1/mtu)"
has "and says what to do" "bgpd=yes in /etc/frr/daemons" "$said"
edge
sed -i 's/^schema.*/&\nrouting: none/' "$work/file"
frr_start "$lab_frr" bgpd
works "without routing" erdctl apply "$work/file"
is "nothing is told to FRR" 0 "$(lab_established)"
edge
works "with it, an FRR that forgot all gets all" erdctl apply "$work/file"
all_as_before "with FRR again" 90

# --- and away ----------------------------------------------------------------

frr_lines() {
	{
		frr_says "$lab_frr" bgpd show running-config
		frr_says "$lab_frr" bfdd show running-config
	} | grep -E 'erd-hq1|erd hq1|12076|router bgp'
}
printf 'schema: erd/1\n' >"$work/file"
works "all goes" erdctl apply "$work/file" --force
is "from FRR too" "" "$(frr_lines)"
is "and the devices" "" "$(ip -br link show type erd)"

# --- what Azure prints -------------------------------------------------------

id=/subscriptions/8c9a4f3e/resourceGroups/er/providers/Microsoft.Network
jq -n --arg id "$id" --arg key "$lab_key" '
	def link($n): {name: "link\($n)", adminState: "Enabled",
		routerName: "ams-09xgmr-cis-\($n)", rackId: "A5\($n)",
		connectorType: "LC", macSecConfig: null};
	[{id: "\($id)/expressRoutePorts/ams", name: "ams", bandwidthInGbps: 100,
	  encapsulation: "QinQ", etherType: "0x8100", mtu: "1500",
	  location: "westeurope", peeringLocation: "Equinix-Amsterdam-AM5",
	  links: [link(1), link(2)], provisioningState: "Succeeded"},
	 {id: "\($id)/expressRouteCircuits/hq1", name: "hq1", stag: 1000,
	  bandwidthInGbps: 10, location: "westeurope",
	  expressRoutePort: {id: "\($id)/expressRoutePorts/ams"},
	  circuitProvisioningState: "Enabled",
	  serviceProviderProvisioningState: "Provisioned",
	  sku: {tier: "Standard", family: "MeteredData"},
	  peerings: [{name: "AzurePrivatePeering",
		id: "\($id)/expressRouteCircuits/hq1/peerings/AzurePrivatePeering",
		peeringType: "AzurePrivatePeering", state: "Enabled",
		azureAsn: 12076, peerAsn: 65010, vlanId: 100, sharedKey: $key,
		primaryPeerAddressPrefix: "10.99.0.0/30",
		secondaryPeerAddressPrefix: "10.99.0.4/30",
		ipv6PeeringConfig: {state: "Enabled",
			primaryPeerAddressPrefix: "2001:db8:1:1::/126",
			secondaryPeerAddressPrefix: "2001:db8:1:2::/126"}}]}]' \
	>"$work/azure"
# what is said of BFD there is that of both ends here
private() {
	[[ $(erdctl -j bgp list | jq -c '[.bgp_sessions[] |
		.established and .bfd.status == "up"]') == "[true,true,true,true]" ]]
}
rm /etc/erd/erd.yaml
works "what az prints is applied, by one pipe" sh -c \
	"erdctl import azure - primary er1 secondary er2 --apply <$work/azure"
works "four sessions, with BFD" wait_for 90 private
works "prefixes over both links" wait_for 30 via_is "hq1.p1 hq1.p2" 10.200.0.0/16
works "traffic" ping -q -c 3 -i 0.2 10.200.0.1
works "on the first link" ping -q -c 3 -i 0.2 -I hq1.p1 10.200.0.1
works "and the second" ping -q -c 3 -i 0.2 -I hq1.p2 10.200.0.1
works "piped again" sh -c \
	"erdctl -j import azure - primary er1 secondary er2 --apply <$work/azure >$work/json"
is "nothing changes" 0 "$(jq '.changes | length' "$work/json")"
printf 'schema: erd/1\n' >"$work/file"
works "all goes" erdctl apply "$work/file" --force

kill "${echoes[@]}"
lab_down
works "the modules unload" rmmod erd erdsim
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The lab: a circuit of erd over fibres of erdsim, BGP with Microsoft's side in
# stock vlan devices and BIRD. Sessions come up, prefixes arrive, traffic passes.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"
. "$here/../../tools/lab/frr.sh"
. "$here/../../tools/lab/microsoft.sh"
. "$here/../../tools/lab/lab.sh"

# Nothing that an emulated machine is late for shall take a session down.
lab_bfd="300 300 15" msee_bfd_multiplier=15

established_is() { [[ $(lab_established) == "$1" ]]; }
bfd() { erdctl -j bgp list | jq -r '[.bgp_sessions[].bfd.status] | unique | join(" ")'; }
bfd_is() { [[ $(bfd) == "$1" ]]; }

# via PREFIX: the devices over which the kernel sends it
via() {
	local family=-4

	[[ $1 == *:* ]] && family=-6
	ip $family -j route show "$1" proto bgp |
		jq -r '[.[] | if .nexthops then .nexthops[].dev else .dev end] |
			sort | join(" ")'
}
via_is() { [[ $(via "$1") == "$2" ]]; }

# flows: some of TCP, from a network of ours to the virtual network and back
flows() {
	local i

	for i in 1 2 3 4 5 6; do
		echo "$i" | timeout 10 socat - \
			"TCP:10.200.0.1:7,bind=10.1.0.1" || return
	done
}

works "the lab is built" lab_up
[[ $tap_failed == 0 ]] || { finish; exit; }
for link in 1 2; do
	in_ns "msee$link" socat TCP-LISTEN:7,reuseaddr,fork EXEC:cat &
	echoes[link]=$!
done
works "eight sessions: private and microsoft, IPv4 and IPv6, on two links" \
	wait_for 90 established_is 8
[[ $tap_failed == 0 ]] || { erdctl bgp list | sed 's/^/# /'; finish; exit; }
both_say() {
	[[ "$(lab_established) $(for link in 1 2; do
		msee_says "msee$link" show protocols
	done | grep -c Established)" == "$1" ]]
}
# one that is lost while the others come up is tried again
works "say both" wait_for 90 both_say "8 8"
works "BFD is up on all" wait_for 60 bfd_is up
is "four sessions are the private peering's, with a key" 4 \
	"$(erdctl -j bgp show hq1 | jq '[.bgp_sessions[] |
		select((.session | test("private")) and .authenticated)] | length')"

works "the virtual network is reached over both links" wait_for 20 via_is \
	10.200.0.0/16 "hq1.p1 hq1.p2"
works "so it is over IPv6" wait_for 20 via_is \
	2001:db8:200::/48 "hq1.p1 hq1.p2"
works "and the public service over the microsoft peering" wait_for 20 via_is \
	198.51.100.0/24 "hq1.m1 hq1.m2"
heard() { echo "$(msee_hears "$1" p4) $(msee_hears "$1" m4) $(msee_hears "$1" m6)"; }
heard_is() { [[ $(heard "$1") == "$2" ]]; }
for link in 1 2; do
	works "router $link hears what each peering is to announce, and no more" \
		wait_for 20 heard_is "msee$link" \
		"10.1.0.0/24 192.0.2.0/27 2001:db8:fe::/48"
done
works "traffic: TCP there and back" flows
works "traffic: ICMP" ping -q -c 3 -i 0.2 -I 10.1.0.1 10.200.0.1
works "traffic: IPv6" ping -q -c 3 -i 0.2 -I 2001:db8:ff::1 2001:db8:200::1
works "traffic: the public service" ping -q -c 3 -i 0.2 -I 192.0.2.1 198.51.100.1

is "once more: 0 commands" "0 commands, impact none" \
	"$(routing "$lab_frr" apply "$lab_config")"

kill "${echoes[@]}"
lab_down
for port in ams-1 ams-2; do erdctl port delete "$port" --force; done
erdctl circuit delete hq1
works "the modules unload" rmmod erd erdsim
finish

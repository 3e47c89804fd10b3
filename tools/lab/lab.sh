# SPDX-License-Identifier: GPL-2.0-only
# The lab, in a virtual machine: the edge in the root namespace, two of
# Microsoft's edge routers in namespaces made of parts that are not ours (stock
# stacked vlan devices, BIRD 2), and fibres of erdsim between them. To be
# sourced after tests/lab.sh, frr.sh and microsoft.sh.
# shellcheck shell=bash

# BFD on our side: milliseconds out and in, and how many may miss.
lab_bfd=${lab_bfd:-300 300 3}
lab_key=s3cret
lab_as=65010		# of the private peering
lab_public_as=3320	# of the microsoft peering
lab_frr=/run/frr
lab_config=/run/lab.conf

# Of each /30 and /126 the first address is ours and the second Microsoft's.
# lab_address private|microsoft LINK 4|6 1|2
lab_address() {
	case $1$3 in
	private4) echo "10.99.0.$((4 * $2 - 4 + $4))" ;;
	microsoft4) echo "203.0.113.$((4 * $2 + 4 + $4))" ;;
	private6) echo "2001:db8:1:$2::$4" ;;
	microsoft6) echo "2001:db8:2:$2::$4" ;;
	esac
}

# What a peering is called in the name of a device or session.
lab_letter() { echo "${1:0:1}"; }

# lab_edge: our ports, their fibres, a circuit with both peerings, addresses
lab_edge() {
	local link kind role=(x primary secondary)

	sysctl -qw net.ipv6.conf.all.accept_ra=0 \
		net.ipv6.conf.default.accept_ra=0 \
		net.ipv6.conf.default.router_solicitations=0 \
		net.ipv4.fib_multipath_hash_policy=1
	lab_sim && lab_load || return
	for link in 1 2; do
		erdctl sim add "er$link" peer "far$link" speed 100G &&
			erdctl port add "ams-$link" dev "er$link" pair ams \
				role "${role[link]}" || return
	done
	erdctl circuit create hq1 pair ams stag 1000 &&
		erdctl peering create hq1 private ctag 100 &&
		erdctl peering create hq1 microsoft ctag 200 || return
	for kind in private microsoft; do
		for link in 1 2; do
			lab_addresses "" "hq1.$(lab_letter $kind)$link" \
				"$kind" "$link" 1
		done
	done
	# What is announced: a network of ours, and public addresses.
	ip addr add 10.1.0.1/24 dev lo
	ip addr add 192.0.2.1/27 dev lo
	ip addr add 2001:db8:ff::1/48 dev lo
	ip addr add 2001:db8:fe::1/48 dev lo
}

# lab_addresses NAMESPACE|"" DEVICE KIND LINK 1|2
lab_addresses() {
	local ip=(ip)

	[[ -z $1 ]] || ip=(ip -n "$1")
	"${ip[@]}" addr add "$(lab_address "$3" "$4" 4 "$5")/30" dev "$2"
	"${ip[@]}" addr add "$(lab_address "$3" "$4" 6 "$5")/126" dev "$2" nodad
}

# lab_microsoft LINK: the router at the other end of that fibre
lab_microsoft() {
	local ns=msee$1 kind letter family as

	msee_add "$ns" "far$1"
	msee_vlan "$ns" "far$1" s1000 802.1Q 1000
	msee_vlan "$ns" s1000 private 802.1Q 100
	msee_vlan "$ns" s1000 microsoft 802.1Q 200
	# A machine in the virtual network, and a public service.
	ip -n "$ns" addr add 10.200.0.1/32 dev lo
	ip -n "$ns" addr add 2001:db8:200::1/128 dev lo
	ip -n "$ns" addr add 198.51.100.1/32 dev lo
	ip -n "$ns" addr add 2001:db8:51::1/128 dev lo
	msee_begin "$ns" "10.99.255.$1"
	for kind in private microsoft; do
		letter=$(lab_letter $kind) as=$lab_as
		[[ $kind == private ]] || as=$lab_public_as
		lab_addresses "$ns" "$kind" "$kind" "$1" 2
		for family in 4 6; do
			msee_session "$ns" "$letter$family" "$kind" \
				"$(lab_address "$kind" "$1" "$family" 2)" \
				"$(lab_address "$kind" "$1" "$family" 1)" \
				"$as" "$lab_key"
		done
	done
	msee_start "$ns"
}

# lab_routing [VRF]: the sessions, as `routing` reads them; those of the private
# peering in that VRF
# shellcheck disable=SC2120
lab_routing() {
	local kind link family as advertise vrf=${1:+ vrf $1}
	local -A ours=([private4]=10.1.0.0/24 [private6]=2001:db8:ff::/48
		[microsoft4]=192.0.2.0/27 [microsoft6]=2001:db8:fe::/48)

	echo "instance as $lab_as router-id 10.1.0.1"
	[[ -z $vrf ]] || echo "instance as $lab_as router-id 10.1.0.1$vrf"
	for kind in private microsoft; do
		as=$lab_as
		[[ $kind == private ]] || as=$lab_public_as vrf=
		for link in 1 2; do
			for family in 4 6; do
				advertise=${ours[$kind$family]}
				echo "session hq1 $kind $link" \
					"local $(lab_address "$kind" "$link" "$family" 1)" \
					"remote $(lab_address "$kind" "$link" "$family" 2)" \
					"as $as md5 $lab_key bfd $lab_bfd connect 5" \
					"limits 4000 200 advertise $advertise$vrf"
			done
		done
	done
}

# lab_up: all of it, but that sessions are up, which takes seconds
lab_up() {
	lab_edge && lab_microsoft 1 && lab_microsoft 2 &&
		erdctl port enable ams-1 && erdctl port enable ams-2 || return
	wait_for 20 eval \
		'[[ $(carriers hq1.p1 hq1.p2 hq1.m1 hq1.m2) == "1 1 1 1" ]]'
	settled msee1 msee2
	frr_start "$lab_frr" zebra bgpd bfdd || return
	lab_routing >"$lab_config"
	routing "$lab_frr" apply "$lab_config"
}

# lab_down: what runs ends
lab_down() {
	frr_stop "$lab_frr" bfdd bgpd zebra
	msee_stop msee1
	msee_stop msee2
}

# lab_established: how many sessions are
lab_established() {
	erdctl -j bgp list | jq '[.bgp_sessions[] | select(.established)] | length'
}

# SPDX-License-Identifier: GPL-2.0-only
# The lab, in a virtual machine: the edge in the root namespace, two of
# Microsoft's edge routers in namespaces made of parts that are not ours (stock
# stacked vlan devices, BIRD 2), and fibres of erdsim between them. To be
# sourced after tests/lab.sh, frr.sh and microsoft.sh.
# shellcheck shell=bash

# BFD on our side: milliseconds, and how many may miss.
lab_bfd_ms=${lab_bfd_ms:-300}
lab_bfd_multiplier=${lab_bfd_multiplier:-3}
lab_key=s3cret
lab_as=65010		# of the private peering
lab_public_as=3320	# of the microsoft peering
lab_vrf=red		# of the private peering
# Which peerings Microsoft's side has, and their C-tags.
lab_kinds=${lab_kinds:-private microsoft}
declare -A lab_ctag=([private]=100 [microsoft]=200)
lab_frr=/run/frr
lab_file=/run/lab.yaml

# Of each /30 and /126 the first address is ours and the second Microsoft's.
# Those of the microsoft peering would be public.
# lab_address private|microsoft LINK 4|6 1|2
lab_address() {
	case $1$3 in
	private4) echo "10.99.0.$((4 * $2 - 4 + $4))" ;;
	microsoft4) echo "5.5.5.$((4 * $2 + 4 + $4))" ;;
	private6) echo "2001:db8:1:$2::$4" ;;
	microsoft6) echo "2600:5:0:$2::$4" ;;
	esac
}

# What a peering is called in the name of a device or session.
lab_letter() { echo "${1:0:1}"; }

# lab_desired [SED-SCRIPT]: our side, whole, as a file of desired state, edited
# shellcheck disable=SC2120 # tests do
lab_desired() {
	sed -E "${1-}" <<-END
	schema: erd/1
	vrfs:
	- {name: $lab_vrf, table: 1001, router_id: 10.1.0.1}
	pairs:
	- name: ams
	  bandwidth_gbps: 100
	  location: Equinix-Amsterdam-AM5
	  ports:
	  - {name: ams-1, role: primary, device: er1, admin_state: enabled}
	  - {name: ams-2, role: secondary, device: er2, admin_state: enabled}
	  circuits:
	  - name: hq1
	    stag: 1000
	    bandwidth_gbps: 10
	    tier: Standard
	    status: Enabled
	    provider_state: Provisioned
	    peerings:
	    - type: private
	      ctag: 100
	      vrf: $lab_vrf
	      peer_asn: $lab_as
	      md5_key: $lab_key
	      bfd_interval_ms: $lab_bfd_ms
	      bfd_multiplier: $lab_bfd_multiplier
	      ipv4: {split: 10.99.0.0/29}
	      ipv6: {primary: '2001:db8:1:1::/126', secondary: '2001:db8:1:2::/126'}
	      advertise: [10.1.0.0/24, '2001:db8:ff::/48']
	    - type: microsoft
	      ctag: 200
	      peer_asn: $lab_public_as
	      md5_key: $lab_key
	      bfd_interval_ms: $lab_bfd_ms
	      bfd_multiplier: $lab_bfd_multiplier
	      ipv4: {split: 5.5.5.8/29}
	      ipv6: {primary: '2600:5:0:1::/126', secondary: '2600:5:0:2::/126'}
	      advertise: [5.6.7.0/27, '2600:6::/48']
	      prefixes_state: Configured
	      route_filter: rf-emea
	    connections:
	    - {name: vnet1, state: Connected, prefixes: [10.200.0.0/16, '2001:db8:200::/48']}
	END
}

# lab_modules: the modules, and what the kernel has to be told
lab_modules() {
	warm "$O/erdctl" /usr/bin/{bash,vtysh,ping} \
		/usr/sbin/{bird,birdc,modprobe} /usr/bin/{gojq,nsenter,tcpdump,ip,sed,grep} \
		"/lib/modules/$(uname -r)"/modules.* \
		/etc/{services,nsswitch.conf,protocols,localtime} /etc/libnl/* \
		/usr/lib/locale/C.utf8/* /usr/share/locale/locale.alias \
		/usr/lib/x86_64-linux-gnu/gconv/gconv-modules.cache || return
	sysctl -qw net.ipv6.conf.all.accept_ra=0 \
		net.ipv6.conf.default.accept_ra=0 \
		net.ipv6.conf.default.router_solicitations=0 \
		net.ipv4.fib_multipath_hash_policy=1 \
		net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	modprobe vrf
	modprobe dummy numdummies=0
	lab_sim && lab_load
}

# lab_fibres: the modules and, on the optical bench, two fibres
lab_fibres() {
	local link

	lab_modules || return
	for link in 1 2; do
		erdctl sim add "er$link" peer "far$link" speed 100G || return
	done
}

# lab_networks: what we announce: a network in the VRF, public addresses outside
lab_networks() {
	ip link add ours type dummy
	ip link set ours master "$lab_vrf" up
	ip addr add 10.1.0.1/24 dev ours
	ip addr add 2001:db8:ff::1/48 dev ours nodad
	ip addr add 5.6.7.1/27 dev lo
	ip addr add 2600:6::1/48 dev lo
}

# lab_addresses NAMESPACE DEVICE KIND LINK: Microsoft's of a peering
lab_addresses() {
	ip -n "$1" addr add "$(lab_address "$3" "$4" 4 2)/30" dev "$2"
	ip -n "$1" addr add "$(lab_address "$3" "$4" 6 2)/126" dev "$2" nodad
}

# lab_microsoft LINK: the router at the other end of that fibre
lab_microsoft() {
	local ns=msee$1 kind letter family as

	msee_add "$ns" "far$1"
	msee_vlan "$ns" "far$1" s1000 802.1Q 1000
	# A machine in the virtual network, and a public service.
	ip -n "$ns" addr add 10.200.0.1/32 dev lo
	ip -n "$ns" addr add 2001:db8:200::1/128 dev lo
	ip -n "$ns" addr add 198.51.100.1/32 dev lo
	ip -n "$ns" addr add 2001:db8:51::1/128 dev lo
	msee_begin "$ns" "10.99.255.$1"
	for kind in $lab_kinds; do
		letter=$(lab_letter "$kind") as=$lab_as
		[[ $kind == private ]] || as=$lab_public_as
		msee_vlan "$ns" s1000 "$kind" 802.1Q "${lab_ctag[$kind]}"
		lab_addresses "$ns" "$kind" "$kind" "$1"
		for family in 4 6; do
			msee_session "$ns" "$letter$family" "$kind" \
				"$(lab_address "$kind" "$1" "$family" 2)" \
				"$(lab_address "$kind" "$1" "$family" 1)" \
				"$as" "$lab_key"
		done
	done
	msee_start "$ns"
}

# lab_far: all that is not erdctl's to make, but for our own networks
lab_far() {
	lab_fibres && lab_microsoft 1 && lab_microsoft 2 &&
		frr_start "$lab_frr" zebra bgpd bfdd
}

# lab_up: all of it by one apply of one file, but that sessions are up, which
# takes seconds
lab_up() {
	lab_far || return
	(umask 077; lab_desired >"$lab_file")
	erdctl apply "$lab_file" && lab_networks
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

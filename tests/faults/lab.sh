# SPDX-License-Identifier: GPL-2.0-only
# What faults are made of, and what judges look with: on top of the lab, which
# is to be sourced before. "Far" is Microsoft's router at the end of a link.
# shellcheck shell=bash disable=SC2154

# --- the lab, healthy ---------------------------------------------------------

# faults_up: the lab as it is to be found healthy: a file of desired state that
# is true, a synchronised clock, and all sessions with BFD. FRR comes when devices
# and addresses are there: zebra 8.4 sometimes misses an address of a device that
# has just come, and the session then waits for it for ever.
faults_up() {
	modprobe -a 8021q nf_tables nf_conntrack macvlan tcp_diag
	python3 "$faults/clock.py" synchronised && lab_fibres &&
		lab_microsoft 1 && lab_microsoft 2 || return
	faults_file none && erdctl apply "$lab_file" && lab_networks &&
		frr_start "$lab_frr" zebra bgpd bfdd &&
		faults_file frr && erdctl apply "$lab_file" || return
	wait_for 120 faults_healthy || {
		faults_why
		return 1
	}
}

# faults_file none|frr: the file, with this routing. Few prefixes are accepted, so
# that few are too many.
faults_file() (
	umask 077
	lab_desired "s/^schema.*/&\nrouting: $1/
		s/^( *)peer_asn: $lab_as/&\n\1accept_limit: 20/" >"$lab_file"
)

# faults_healthy: whether routers, links and kernel say so. erdctl is not asked,
# which is what is tested here. Sessions have stood for longer than it takes BFD to
# fall, as one that came back by itself may fall with it once more; and BIRD has made
# BFD as fast as it is to be, which it does some time after it is up.
faults_healthy() {
	local link

	[[ $(carriers hq1.p1 hq1.p2 hq1.m1 hq1.m2) == "1 1 1 1" ]] || return
	for link in 1 2; do
		[[ $(msee_says "msee$link" show protocols |
			grep -c Established) == 4 ]] || return
	done
	[[ $(frr_says "$lab_frr" bgpd show bgp vrf all neighbors json |
		jq '[.[] | objects | .[] | objects | select(.bgpState == "Established" and
			.bgpTimerUpMsec > 6000)] | length') == 8 &&
		$(frr_says "$lab_frr" bfdd show bfd peers json | jq '[.[] |
			select(.status == "up" and ."remote-transmit-interval" == 300)] |
			length') == 8 ]] || return
	heard 1 p4 10.1.0.0/24 && heard 2 p4 10.1.0.0/24 &&
		[[ $(ip route show vrf "$lab_vrf" 10.200.0.0/16 proto bgp |
			grep -c nexthop) == 2 ]]
} >/dev/null 2>&1

# faults_why: what is not
faults_why() {
	echo "carriers $(carriers hq1.p1 hq1.p2 hq1.m1 hq1.m2)"
	msee_says msee1 show protocols
	msee_says msee2 show protocols
	frr_says "$lab_frr" bgpd show bgp vrf all summary
	frr_says "$lab_frr" bfdd show bfd peers json |
		jq -c '.[] | [.peer, .status, ."remote-transmit-interval"]'
	frr_says "$lab_frr" bgpd show bgp vrf "$lab_vrf" ipv4 unicast 10.200.0.0/16
	frr_says "$lab_frr" zebra show ip route vrf "$lab_vrf"
	frr_says "$lab_frr" zebra show nexthop-group rib
	ip route show vrf "$lab_vrf" proto bgp
	ip nexthop
}

# faults_down: everything goes, whatever is left of it
faults_down() {
	local link pid

	background_end
	for pid in "$lab_frr"/*.pid "$msee_run"/*.pid; do
		[[ -e $pid ]] || continue
		kill -KILL "$(<"$pid")" 2>/dev/null
		rm -f "$pid"
	done
	for link in 1 2; do
		erdctl sim delete "er$link"
		erdctl sim delete "far$link"
	done
	ip -all netns delete
	wait_for 20 rmmod erd
	wait_for 20 rmmod erdsim
	ip link del "$lab_vrf"
	ip link del ours
	ip addr flush dev lo scope global
	rm -rf "$lab_frr" "$msee_run" /etc/erd /var/lib/erd /sys/fs/bpf/erd/v*
} >/dev/null 2>&1

# background COMMAND...: runs until the fault is undone
background_pids=()
background() {
	setsid "$@" >/dev/null 2>&1 &
	background_pids+=("$!")
}

background_end() {
	[[ ${#background_pids[@]} == 0 ]] || kill -- "${background_pids[@]/#/-}"
	background_pids=()
} 2>/dev/null

# --- our side -----------------------------------------------------------------

# frr_conf private|microsoft LINE...: lines of configuration for bgpd, in the
# block of that peering's router
frr_conf() {
	local line router="router bgp $lab_public_as"

	[[ $1 == microsoft ]] || router="router bgp $lab_as vrf $lab_vrf"
	set -- "${@:2}"
	for line; do
		set -- "$@" -c "$line"
		shift
	done
	vtysh --vty_socket "$lab_frr" -d bgpd -c "configure terminal" \
		-c "$router" "$@"
}

# edge_back: the edge and its routing as the file wants them
edge_back() { erdctl apply; }

# --- the far side -------------------------------------------------------------

# far_bird LINK SED...: changes the configuration of a router
far_bird() {
	local conf=$msee_run/msee$1.conf

	[[ -e $conf.good ]] || cp "$conf" "$conf.good"
	sed -i "${@:2}" "$conf"
	msee_says "msee$1" configure | grep -q '^Reconfig'
}

# far_bird_back LINK: as it was
far_bird_back() {
	mv "$msee_run/msee$1.conf.good" "$msee_run/msee$1.conf"
	msee_says "msee$1" configure | grep -q '^Reconfig'
}

# far_device NAMESPACE LOWER NAME TAG: a stock vlan device; TAG is VID or
# PROTOCOL:VID
far_device() {
	local protocol=802.1Q

	[[ $4 != *:* ]] || protocol=${4%:*}
	msee_vlan "$1" "$2" "$3" "$protocol" "${4#*:}"
}

# far_tags LINK S-TAG C-TAG [S-TAG C-TAG]: the sub-interfaces of a router with
# these tags, the private peering and the microsoft peering (none, if its tags
# are not said). A tag is VID or PROTOCOL:VID, or - for none.
far_tags() {
	local ns=msee$1 kind lower name

	for name in $(ip -n "$ns" -j link show type vlan | jq -r '.[].ifname'); do
		ip -n "$ns" link del "$name" 2>/dev/null
	done
	ip -n "$ns" addr flush dev "far$1" scope global
	for kind in private microsoft; do
		[[ $# -ge 3 ]] || break
		lower=far$1
		if [[ $2 != - && $3 == - ]]; then
			far_device "$ns" "$lower" "$kind" "$2"
		elif [[ $2 != - ]]; then
			name=s${2#*:}
			ip -n "$ns" link show "$name" >/dev/null 2>&1 ||
				far_device "$ns" "$lower" "$name" "$2"
			lower=$name
		fi
		[[ $3 == - ]] || far_device "$ns" "$lower" "$kind" "$3"
		[[ $2$3 != -- ]] || kind=far$1
		lab_addresses "$ns" "$kind" "${kind/far?/private}" "$1"
		set -- "$1" "${@:4}"
	done
	settled "$ns"
	# BFD would keep some sessions on the devices that were there
	msee_says "$ns" restart all
}

# far_filter LINK RULE...: rules of nftables at a router, of the family inet, in
# the chains `in` and `out`; the ICMP and ARP of it go on
far_filter() {
	local rule

	{
		echo 'table inet fault {'
		echo 'chain in { type filter hook input priority 0; }'
		echo 'chain out { type filter hook output priority 0; }'
		echo '}'
		for rule in "${@:2}"; do echo "add rule inet fault $rule"; done
	} | in_ns "msee$1" nft -f -
}

far_filter_back() { in_ns "msee$1" nft flush ruleset; }

# --- what judges look with ----------------------------------------------------

# sees DEVICE EXPRESSION [NAMESPACE]: a frame that comes in, before ten seconds
# are over; printed with its tags
sees() {
	local run=(timeout 10)

	[[ $# -lt 3 ]] || run+=(nsenter "--net=/run/netns/$3")
	"${run[@]}" tcpdump -n -e -Q in -c 1 --immediate-mode -i "$1" "$2"
}

# light DEVICE rx|tx [NAMESPACE]: mW of each lane, by ethtool -m
light() {
	local run=(env) what='(Receiver|Rcvr) signal avg|Receiver signal average'

	[[ $2 == rx ]] || what='Transmit avg|Laser output power|Laser tx power'
	[[ $# -lt 3 ]] || run=(nsenter "--net=/run/netns/$3")
	"${run[@]}" ethtool -m "$1" | grep -E "$what" | grep -v threshold |
		grep -oE '[0-9.]+ mW' | cut -d' ' -f1 | xargs
}

dark() { [[ $(light "$@") =~ ^[0.\ ]+$ ]]; }
lit() { [[ $(light "$@" | tr ' ' '\n' | grep -c '[1-9]') == 4 ]]; }

# rises COMMAND...: whether the number that it prints does, within ten seconds
rises() {
	local first

	first=$("$@") || return
	wait_for 10 eval "[[ \$(${*@Q}) -gt $first ]]"
}

# carrier_changes DEVICE
carrier_changes() { echo "$(<"/sys/class/net/$1/carrier_changes")"; }

# tcp_count NAME [NAMESPACE]: one of the kernel's counters, TcpExt…
tcp_count() {
	local run=(env)

	[[ $# -lt 2 ]] || run=(nsenter "--net=/run/netns/$2")
	"${run[@]}" nstat -asz "$1" | awk -v name="$1" '$1 == name { print $2 }'
}

# far_says LINK SESSION PART: BIRD says it of a session
far_says() {
	msee_says "msee$1" show protocols all "$2" | grep -qE "$3"
}

# far_down LINK SESSION: BIRD has no session
far_down() { ! msee_up "msee$1" "$2"; }

# heard LINK SESSION PREFIXES: what it brought
heard() { [[ $(msee_hears "msee$1" "$2") == "$3" ]]; }

# we_say PEER JQ: FRR says so of a neighbour of the private peering
we_say() {
	frr_says "$lab_frr" bgpd show bgp vrf "$lab_vrf" neighbors "$1" json |
		jq -e ".[\"$1\"] | $2" >/dev/null
}

# bfd_says PEER JQ: so does its BFD
bfd_says() {
	frr_says "$lab_frr" bfdd show bfd peers json |
		jq -e ".[] | select(.peer == \"$1\") | $2" >/dev/null
}

# reaches ADDRESS SIZE [DEVICE]: a ping of so many octets of IP, unfragmented
reaches() {
	ping -q -c 1 -W 2 -M 'do' -s $(($2 - 28)) ${3:+-I "$3"} "$1"
}

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Routing against a router that is not ours: FRR driven by liberd on one side,
# BIRD 2 as AS 12076 on two links on the other, with MD5 and BFD, IPv4 and IPv6.
# What arrives is asked of BIRD, what FRR keeps of FRR's own counters. O is the
# build folder. Runs in namespaces of its own, and ends with what it started.
set -u
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

if [[ -z ${FRR_INSIDE-} ]]; then
	FRR_INSIDE=1 exec unshare --net --mount --pid --fork --mount-proc \
		--kill-child bash "$0"
fi

build=$(realpath "$O")
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mount -t sysfs sysfs /sys
tmp=/run/test
mkdir -p "$tmp"
run=/run/frr

# On a machine with much to do nothing shall be down that nobody took down.
msee_bfd_ms=300 msee_bfd_multiplier=20 msee_leaks=1
. "$here/../../tools/lab/frr.sh"
. "$here/../../tools/lab/microsoft.sh"

# wait_for SECONDS COMMAND...
wait_for() {
	local end=$((SECONDS + $1))

	shift
	until "$@" >/dev/null 2>&1; do
		[[ $SECONDS -lt $end ]] || return 1
		sleep 0.1
	done
}

# shown WANTED COMMAND...: what COMMAND prints, once it is WANTED or in vain
shown() {
	local wanted=$1 end=$((SECONDS + 20)) seen

	shift
	until seen=$("$@") && [[ $seen == "$wanted" ]]; do
		[[ $SECONDS -lt $end ]] || break
		sleep 0.1
	done
	echo "$seen"
}

routing() { "$build/tests/routing" "$run" "$@"; }
erdctl() { ERD_FRR_RUN=$run "$build/erdctl" "$@"; }

# of SESSION FAMILY FILTER: a member of a session's state
of() {
	erdctl -j bgp list | jq -r --arg s "$1" --arg f "$2" \
		".bgp_sessions[] | select(.session == \$s and .family == \$f) | $3"
}

drops() { erdctl -j bgp list | jq -c '[.bgp_sessions[].connections_dropped]'; }
states() { erdctl -j bgp list | jq -r '[.bgp_sessions[].state] | join(" ")'; }

# --- the network -----------------------------------------------------------------

ip link set lo up
for link in 1 2; do
	ip netns add "msee$link"
	ip -n "msee$link" link set lo up
	# so that only carrier is lost here if a device is down there
	nsenter --net="/run/netns/msee$link" sysctl -qw \
		net.ipv6.conf.default.keep_addr_on_down=1
	for kind in p m; do
		ip link add "$kind$link" type veth peer name "far-$kind" \
			netns "msee$link"
		ip link set "$kind$link" up
		ip -n "msee$link" link set "far-$kind" up
	done
	ip addr add "10.99.0.$((4 * link - 3))/30" dev "p$link"
	ip addr add "2001:db8:1:$link::1/126" dev "p$link" nodad
	ip addr add "203.0.113.$((4 * link - 3))/30" dev "m$link"
	ip -n "msee$link" addr add "10.99.0.$((4 * link - 2))/30" dev far-p
	ip -n "msee$link" addr add "2001:db8:1:$link::2/126" dev far-p nodad
	ip -n "msee$link" addr add "203.0.113.$((4 * link - 2))/30" dev far-m

	msee_begin "msee$link" "10.99.0.$((4 * link - 2))"
	msee_session "msee$link" p4 private "10.99.0.$((4 * link - 2))" \
		"10.99.0.$((4 * link - 3))" 65010 s3cret
	msee_session "msee$link" p6 private "2001:db8:1:$link::2" \
		"2001:db8:1:$link::1" 65010 s3cret
	msee_session "msee$link" m4 microsoft "203.0.113.$((4 * link - 2))" \
		"203.0.113.$((4 * link - 3))" 3320 k3y
	msee_start "msee$link" || exit
done
# What is announced is there; of what is there not all is to be announced.
for address in 10.1.0.1/24 10.2.0.1/24 10.3.0.1/24 192.0.2.1/27 192.0.2.33/27 \
	2001:db8:ff::1/48; do
	ip addr add "$address" dev lo
done

# conf [SED-SCRIPT]: the configuration, edited
conf() {
	sed -E "${1-}" >"$tmp/conf" <<-END
	instance as 65010 router-id 10.99.0.1
	session hq1 private 1 local 10.99.0.1 remote 10.99.0.2 as 65010 md5 s3cret bfd 300 300 20 connect 2 limits 4000 4000 advertise 10.1.0.0/24 advertise 10.2.0.0/24
	session hq1 private 1 local 2001:db8:1:1::1 remote 2001:db8:1:1::2 as 65010 md5 s3cret bfd 750 750 20 connect 2 limits 100 100 advertise 2001:db8:ff::/48
	session hq1 private 2 local 10.99.0.5 remote 10.99.0.6 as 65010 md5 s3cret bfd 300 300 20 connect 2 limits 4000 4000 advertise 10.1.0.0/24 advertise 10.2.0.0/24
	session hq1 private 2 local 2001:db8:1:2::1 remote 2001:db8:1:2::2 as 65010 md5 s3cret bfd 300 300 20 connect 2 limits 100 100 advertise 2001:db8:ff::/48
	session hq1 microsoft 1 local 203.0.113.1 remote 203.0.113.2 as 3320 md5 k3y bfd 300 300 20 connect 2 limits 4000 200 advertise 192.0.2.0/27
	session hq1 microsoft 2 local 203.0.113.5 remote 203.0.113.6 as 3320 md5 k3y bfd 300 300 20 connect 2 limits 4000 200 advertise 192.0.2.0/27
	END
}

configured() { frr_says "$run" bgpd show running-config; }

# --- without FRR -----------------------------------------------------------------

conf
refused "without FRR nothing can be read" 3 "bgpd does not answer" \
	erdctl bgp list
refused "nor planned" 3 "bgpd=yes in /etc/frr/daemons" routing diff "$tmp/conf"

# --- from nothing to sessions ----------------------------------------------------

settled msee1 msee2
works "FRR's daemons start" frr_start "$run" zebra bgpd bfdd
is "no sessions at first" '[]' "$(erdctl -j bgp list | jq -c .bgp_sessions)"
works "everything is applied to an empty FRR" routing apply "$tmp/conf"
all_up() {
	msee_up msee1 p4 p6 m4 && msee_up msee2 p4 p6 m4
}
works "BIRD has six sessions" wait_for 30 all_up
[[ $tap_failed == 0 ]] || { finish; exit; }
# shellcheck disable=SC2046
is "and so has FRR" "$(echo $(yes Established | head -6))" "$(states)"
is "none was lost on the way" "[0,0,0,0,0,0]" "$(drops)"
bfd_up() {
	[[ $(erdctl -j bgp list | jq -c '[.bgp_sessions[].bfd.status] | unique') == '["up"]' ]]
}
works "BFD is up on all" wait_for 20 bfd_up
is "BFD: what both ends agreed on" "300 300 6000" "$(shown "300 300 6000" \
	of hq1/private/1 ipv4 '.bfd | "\(.transmit_ms) \(.receive_ms) \(.detect_ms)"')"
is "BFD: the slower one counts" "750 750 15000" "$(shown "750 750 15000" \
	of hq1/private/1 ipv6 '.bfd | "\(.transmit_ms) \(.receive_ms) \(.detect_ms)"')"
has "BFD: BIRD says the same" "0.750" \
	"$(msee_says msee1 show bfd sessions | grep 2001:db8:1:1::1)"
erdctl -j bgp list >"$tmp/json"
works "the state is as the schema has it" \
	"$here/../cli/validate.py" "$tmp/json"

# --- prefixes --------------------------------------------------------------------

is "BIRD hears our prefixes" "10.1.0.0/24 10.2.0.0/24" \
	"$(shown "10.1.0.0/24 10.2.0.0/24" msee_hears msee1 p4)"
is "of IPv6 too" "2001:db8:ff::/48" \
	"$(shown "2001:db8:ff::/48" msee_hears msee2 p6)"
is "on the microsoft peering only the public one" "192.0.2.0/27" \
	"$(shown "192.0.2.0/27" msee_hears msee1 m4)"
vtysh --vty_socket "$run" -d bgpd -c 'configure terminal' \
	-c 'router bgp 65010' -c 'address-family ipv4 unicast' \
	-c 'redistribute connected' >/dev/null
is "nor anything else that others put into BGP" "0" \
	"$(shown 0 of hq1/microsoft/1 ipv4 '.prefixes_out - 1')"
sleep 1
is "says BIRD, of the microsoft peering" "192.0.2.0/27" \
	"$(msee_hears msee2 m4)"
is "and of the private one" "10.1.0.0/24 10.2.0.0/24" \
	"$(msee_hears msee2 p4)"
vtysh --vty_socket "$run" -d bgpd -c 'configure terminal' \
	-c 'router bgp 65010' -c 'address-family ipv4 unicast' \
	-c 'no redistribute connected' >/dev/null
is "counted in and out" "1 2 1 1" "$(of hq1/private/1 ipv4 \
	'"\(.prefixes_in) \(.prefixes_out)"') $(of hq1/microsoft/1 ipv4 \
	'"\(.prefixes_in) \(.prefixes_out)"')"
routes() { ip -j route show proto bgp | jq -r '[.[].dst] | sort | join(" ")'; }
is "the kernel has Microsoft's, without default and private ones" \
	"10.200.0.0/16 198.51.100.0/24" \
	"$(shown "10.200.0.0/16 198.51.100.0/24" routes)"
is "over both links" 2 \
	"$(ip route show 10.200.0.0/16 proto bgp | grep -c nexthop)"
has "with Azure's communities" "12076:51004" \
	"$(frr_says "$run" bgpd show bgp ipv4 unicast 10.200.0.0/16)"

# --- FRR's own words -------------------------------------------------------------

routing render "$tmp/conf" >"$tmp/rendered"
works "vtysh finds nothing wrong with what is rendered" \
	vtysh -C -f "$tmp/rendered"
is "and each line of it is shown by FRR just so" "" "$(grep -vxFf <(
	configured; frr_says "$run" zebra show running-config
	frr_says "$run" bfdd show running-config) "$tmp/rendered")"
has "a session, for people" "negotiated   300 ms out, 300 ms in, down after 6000 ms" \
	"$(erdctl bgp show hq1)"
has "all of them" "Established" "$(erdctl bgp list | grep hq1/microsoft/2)"
refused "a circuit without sessions" 3 "no BGP session" erdctl bgp show hq2

# --- nothing to do ---------------------------------------------------------------

configured >"$tmp/before"
is "once more: 0 commands" "0 commands, impact none" "$(routing apply "$tmp/conf")"
is "nothing was lost" "[0,0,0,0,0,0]" "$(drops)"
is "nor changed" "$(<"$tmp/before")" "$(configured)"

# --- each edit, and what it touches ----------------------------------------------

# edit NAME SED IMPACT COMMANDS-PATTERN: applies an edit and takes it back. What
# may be reset says IMPACT; the drops of all sessions are compared.
edit() {
	local name=$1 script=$2 impact=$3 pattern=$4 plan before after

	conf "$script"
	plan=$(routing diff "$tmp/conf")
	is "$name: impact" "$impact" "$(cut -d' ' -f1 <<<"$plan" |
		sort | uniq -c | sort -k2 | awk '{ print $2 ":" $1 }' | xargs)"
	is "$name: commands" "" "$(grep -vE "$pattern" <<<"$plan")"
	before=$(drops)
	works "$name: applied" routing apply "$tmp/conf"
	is "$name: applied again: 0 commands" "0 commands, impact none" \
		"$(routing apply "$tmp/conf")"
	after=$(drops)
	if [[ $impact != *reset* ]]; then
		is "$name: no session was lost" "$before" "$after"
	fi
}

# back NAME: to what was configured at first
back() {
	conf
	works "$1: taken back" routing apply "$tmp/conf"
	is "$1: all is as before" "$(sort "$tmp/before")" "$(configured | sort)"
}

edit "another prefix" '2s/$/ advertise 10.3.0.0\/24/' "soft:3" \
	'prefix-list erd-hq1.private.1.v4-out seq 15 permit 10.3.0.0/24|network 10.3.0.0/24 route-map erd-origin|clear bgp ipv4 unicast 10.99.0.2 soft out'
is "another prefix: BIRD hears it on that link" \
	"10.1.0.0/24 10.2.0.0/24 10.3.0.0/24" \
	"$(shown "10.1.0.0/24 10.2.0.0/24 10.3.0.0/24" msee_hears msee1 p4)"
is "another prefix: and not on the other" "10.1.0.0/24 10.2.0.0/24" \
	"$(msee_hears msee2 p4)"
back "another prefix"
is "another prefix: BIRD forgets it" "10.1.0.0/24 10.2.0.0/24" \
	"$(shown "10.1.0.0/24 10.2.0.0/24" msee_hears msee1 p4)"

edit "one prefix for another" '2s/10.2.0.0/10.3.0.0/' "soft:4" \
	'prefix-list erd-hq1.private.1.v4-out seq|network 10.3.0.0/24 route-map|clear bgp ipv4 unicast 10.99.0.2 soft out'
is "one prefix for another: BIRD hears that" "10.1.0.0/24 10.3.0.0/24" \
	"$(shown "10.1.0.0/24 10.3.0.0/24" msee_hears msee1 p4)"
conf
works "one prefix for another: taken back" routing apply "$tmp/conf"
is "one prefix for another: BIRD hears the first" "10.1.0.0/24 10.2.0.0/24" \
	"$(shown "10.1.0.0/24 10.2.0.0/24" msee_hears msee1 p4)"
configured >"$tmp/before"

edit "drain" '2s/$/ drained/;3s/$/ drained/' "soft:8" \
	'set as-path prepend 65010 65010 65010$|set local-preference 50|clear bgp ipv[46] unicast .* soft (in|out)'
is "drain: BIRD sees a longer path" "65010 65010 65010 65010" \
	"$(shown "65010 65010 65010 65010" msee_path msee1 p4 10.1.0.0/24)"
is "drain: the other link's is as it was" "65010" \
	"$(msee_path msee2 p4 10.1.0.0/24)"
is "drain: we use the other link" "via 10.99.0.6" "$(shown "via 10.99.0.6" \
	eval "ip route show 10.200.0.0/16 proto bgp | grep -oE 'via [0-9.]+'")"
is "drain: it is told" "true false" "$(of hq1/private/1 ipv6 .drained) $(
	of hq1/private/2 ipv6 .drained)"
back "undrain"
is "undrain: BIRD sees the short path" "65010" \
	"$(shown 65010 msee_path msee1 p4 10.1.0.0/24)"

edit "what is accepted" '2s/$/ accept 10.64.0.0\/10 0 0/' "soft:3" \
	'erd-hq1.private.1.v4-in|clear bgp ipv4 unicast 10.99.0.2 soft in'
is "what is accepted: their prefix is none of it" 0 \
	"$(shown 0 of hq1/private/1 ipv4 .prefixes_in)"
back "what is accepted"
is "what is accepted: their prefix is again" 1 \
	"$(shown 1 of hq1/private/1 ipv4 .prefixes_in)"

edit "limits" '2s/limits 4000 4000/limits 1000 500/' "soft:2" \
	'maximum-prefix 1000 80 restart 5|maximum-prefix-out 500'
back "limits"
edit "timers" '2s/$/ timers 10 30/' "none:1" 'neighbor 10.99.0.2 timers 10 30'
back "timers"
edit "BFD at 750 ms" '2s/bfd 300 300 20/bfd 750 750 20/' "none:1" \
	'bfd profile erd-750-750-20'
is "BFD at 750 ms: agreed on" 15000 \
	"$(shown 15000 of hq1/private/1 ipv4 .bfd.detect_ms)"
back "BFD at 750 ms"

# --- what resets -----------------------------------------------------------------

# BFD is held until the session is up again, or in vain.
edit "another key" '2s/s3cret/0ther/' "none:2 reset:2" \
	'neighbor 10.99.0.2 (password \(hidden\)|bfd)'
is "another key: this session fell" "false" \
	"$(shown false of hq1/private/1 ipv4 .established)"
reason() { of hq1/private/1 ipv4 .reason | grep -o 'MD5 keys of both ends may differ'; }
is "another key: the reason is read back" "MD5 keys of both ends may differ" \
	"$(shown "MD5 keys of both ends may differ" reason)"
is "another key: the other five stood" "[1,0,0,0,0,0]" "$(erdctl -j bgp list |
	jq -c '[.bgp_sessions | sort_by(.session != "hq1/private/1" or
		.family != "ipv4")[].connections_dropped | if . > 0 then 1 else 0 end]')"
back "another key"
works "another key: up again" wait_for 30 msee_up msee1 p4

# times: how often each session was lost since BEFORE
times() {
	jq -nc --argjson a "$1" --argjson b "$(drops)" '[$a, $b] | transpose |
		map(.[1] - .[0])'
}
# the longest detect time here, and some
detected() { sleep 17; }
before=$(drops)
conf '1s/router-id [^ ]*/router-id 10.99.0.77/'
works "another router ID: applied" routing apply "$tmp/conf"
works "another router ID: six sessions again" wait_for 30 all_up
works "another router ID: with BFD" wait_for 20 bfd_up
detected
is "another router ID: each was lost once, and not once more by BFD" \
	"[1,1,1,1,1,1]" "$(times "$before")"
back "another router ID"
works "another router ID: as before" wait_for 30 all_up

edit "a session less" '3d' "none:4 reset:1" \
	'no neighbor 2001:db8:1:1::2|no route-map erd-hq1.private.1.v6|no ipv6 prefix-list erd-hq1.private.1.v6-out|no profile erd-750-750-20'
is "a session less: BIRD has lost it" 0 \
	"$(msee_says msee1 show protocols p6 | grep -c Established)"
is "a session less: it is no longer told" 5 \
	"$(erdctl -j bgp list | jq '.bgp_sessions | length')"
back "a session less"
works "a session less: up again" wait_for 30 msee_up msee1 p6

# --- begun -----------------------------------------------------------------------

# What is left of one that is killed behind the first command to a neighbour.
vtysh --vty_socket "$run" -d bgpd -c 'configure terminal' \
	-c 'router bgp 65010' -c 'no neighbor 10.99.0.2' \
	-c 'neighbor 10.99.0.2 remote-as 12076' \
	-c 'neighbor 10.99.0.77 remote-as 12076' >/dev/null
works "neighbours that were begun are ours" routing apply "$tmp/conf"
is "one is made whole, the other goes" "10.99.0.2" \
	"$(configured | sed -nE 's/^ *neighbor (10.99.0.(2|77)) description erd .*/\1/p;
		/10.99.0.77/p' | xargs)"
works "which comes up" wait_for 60 all_up

# --- others' ---------------------------------------------------------------------

vtysh --vty_socket "$run" -d bgpd -c 'configure terminal' \
	-c 'ip prefix-list theirs seq 5 permit 10.0.0.0/8' \
	-c 'route-map theirs permit 10' -c exit -c 'router bgp 65010' \
	-c 'neighbor 172.31.0.1 remote-as 65099' \
	-c 'neighbor 172.31.0.1 description a neighbour of theirs' >/dev/null
configured | grep -E 'theirs|172.31.0.1' >"$tmp/theirs"
conf '1s/router-id [^ ]*/router-id 10.99.0.77/'
is "an instance with others in it keeps its router ID" \
	"0 commands, impact none" "$(routing apply "$tmp/conf")"
conf '2,$d'
works "all of ours goes" routing apply "$tmp/conf"
is "and nothing else" "$(<"$tmp/theirs")" \
	"$(configured | grep -E 'theirs|172.31.0.1')"
is "nothing of ours is left" "" "$(configured | grep -E 'erd[- ]|12076')"
conf
works "and comes again" routing apply "$tmp/conf"
conf '1s/65010/65011/'
refused "an instance of others has another AS" 6 "made by others" \
	routing diff "$tmp/conf"
conf 's/10.99.0.2/172.31.0.1/'
refused "a neighbour of others stays theirs" 6 "172.31.0.1" \
	routing diff "$tmp/conf"
vtysh --vty_socket "$run" -d bgpd -c 'configure terminal' \
	-c 'router bgp 65010' -c 'no neighbor 172.31.0.1' >/dev/null
conf
works "all six are up again" wait_for 30 all_up

# --- errors in the middle --------------------------------------------------------

configured >"$tmp/before"
before=$(drops)
# One's own address passes every check but FRR's, late in a plan that has
# changed filters and another neighbour by then.
conf '2s/10.2.0.0/10.3.0.0/;7s/remote [^ ]*/remote 10.99.0.1/;7s/local [^ ]*/local 10.99.0.5/'
refused "an error in the middle" 1 \
	"Can not configure the local system as neighbor" routing apply "$tmp/conf"
has "it is said that all is back" "what was before is back" \
	"$(routing apply "$tmp/conf" 2>&1)"
is "and so it is" "$(sort "$tmp/before" | sed 's/ seq [0-9]*//')" \
	"$(configured | sort | sed 's/ seq [0-9]*//')"
works "the session that was taken away comes back" wait_for 30 all_up
same_but_last() { jq -c '.[0:1] + .[2:]' <<<"$1"; }
is "the others never fell" "$(same_but_last "$before")" \
	"$(same_but_last "$(drops)")"

conf '4s/$/ drained/'
before=$(configured | sed 's/ seq [0-9]*//')
has "on trial: a change is made" "65010 65010 65010 65010" \
	"$(routing trial "$tmp/conf" sh -c "sleep 2; birdc -s $msee_run/msee2.ctl \
	show route all protocol p4 10.1.0.0/24")"
is "and taken back" "$before" "$(configured | sed 's/ seq [0-9]*//')"
is "BIRD sees so" "65010" "$(shown 65010 msee_path msee2 p4 10.1.0.0/24)"

# --- from anywhere to anywhere ---------------------------------------------------

pick() { # PERCENT WORDS...: the words, in so many of a hundred cases
	((RANDOM % 100 >= $1)) || echo "${*:2}"
}

one_of() { local words=("$@"); echo "${words[RANDOM % $#]}"; }

# random: a configuration, of some of six sessions
random() {
	local peer peers=("10.99.0.2 10.99.0.1 private 1" "10.99.0.6 10.99.0.5 private 2"
		"2001:db8:1:1::2 2001:db8:1:1::1 private 1"
		"2001:db8:1:2::2 2001:db8:1:2::1 private 2"
		"203.0.113.2 203.0.113.1 microsoft 1"
		"203.0.113.6 203.0.113.5 microsoft 2")

	echo "instance as $(one_of 65010 65010 65011) $(pick 80 router-id "10.99.0.$(one_of 1 2)")"
	for peer in "${peers[@]}"; do
		# shellcheck disable=SC2086 # words
		set -- $peer
		[[ $(pick 70 yes) ]] || continue
		echo "session $(one_of hq1 lab) $3 $4 local $2 remote $1 as 3320" \
			"$(pick 60 md5 "$(one_of a b)") $(pick 30 drained)" \
			"$(pick 70 bfd "$(one_of "300 300 3" "750 750 3" "300 750 9")")" \
			"$(pick 50 timers "$(one_of "10 30" "60 180")") $(pick 50 connect 7)" \
			"$(pick 50 limits "$(one_of 0 100 4000)" "$(one_of 0 200)")" \
			"$(if [[ $1 == *:* ]]; then
				pick 60 advertise 2001:db8:ff::/48
				pick 30 advertise 2001:db8:fe::/48
				pick 40 accept 2001:db8::/32 0 48
			else
				pick 60 advertise 192.0.2.0/27
				pick 40 advertise 192.0.2.32/27
				pick 30 accept 198.51.100.0/24 0 "$(one_of 0 28)"
			fi | xargs)"
	done
}

lines() { configured | grep -vE '^!|^hostname' | sed 's/ seq [0-9]*//' | sort; }

RANDOM=1
bad=0
for _ in {1..40}; do
	random >"$tmp/conf"
	if ! said=$(routing apply "$tmp/conf" 2>&1) ||
	   [[ $(routing apply "$tmp/conf") != "0 commands, impact none" ]]; then
		bad=$((bad + 1))
		printf '# %s\n' "$said" "$(<"$tmp/conf")"
	fi
done
is "forty random configurations, each from the one before" 0 "$bad"
lines >"$tmp/walked"
cp "$tmp/conf" "$tmp/last"
conf '2,$d'
works "nothing is left of the last" routing apply "$tmp/conf"
works "which is applied afresh" routing apply "$tmp/last"
is "and is the same as from the others" "$(<"$tmp/walked")" "$(lines)"
conf
works "back to the first" routing apply "$tmp/conf"
works "whose six sessions come up" wait_for 60 all_up

# --- a link goes, and returns ----------------------------------------------------

ways() {
	echo "$(ip -j route show 10.200.0.0/16 proto bgp | jq '[.[] |
		if .nexthops then .nexthops[] else . end] | length') $(
	ip -6 -j route show 2001:db8:200::/48 proto bgp | jq '[.[] |
		if .nexthops then .nexthops[] else . end] | length')"
}
is "over both links" "2 2" "$(shown "2 2" ways)"
ip -n msee1 link set far-p down
is "one has no carrier: over the other" "1 1" "$(shown "1 1" ways)"
is "which did not fall" 0 "$(of hq1/private/2 ipv4 .connections_dropped)"
ip -n msee1 link set far-p up
works "it is back: six sessions again" wait_for 60 all_up
is "and over both links" "2 2" "$(shown "2 2" ways)"

# --- a daemon that is silent, and one that ends ----------------------------------

kill -STOP "$(<"$run/bgpd.pid")"
refused "a daemon that is silent is not waited for" 1 \
	"did not answer 'enable' for 5 seconds" routing diff "$tmp/conf"
kill -CONT "$(<"$run/bgpd.pid")"

frr_stop "$run" bgpd
refused "bgpd is gone" 3 "bgpd does not answer" erdctl bgp list
frr_start "$run" bgpd
conf
works "and comes back empty: all is applied again" routing apply "$tmp/conf"
works "six sessions again" wait_for 30 all_up

finish

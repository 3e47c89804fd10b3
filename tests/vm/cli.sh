#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# erdctl against the module: what it makes, and that what is refused is said in
# one sentence, has its exit code, and changes nothing.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

everything() {
	erdctl --json
	erdctl --json circuit list
	ip -br link
}

# unchanged NAME STATUS PART COMMAND...: refused, and nothing is other than before
unchanged() {
	local after filter='s/"(time|(rx|tx)_(frames|bytes)|loaded_seconds_ago)":[^,}]*//g'

	[[ $state ]] || state=$(everything | sed -E "$filter")
	refused "$@"
	after=$(everything | sed -E "$filter")
	is "$1: changed nothing" "$state" "$after"
}

# does NAME COMMAND...: works, and what there is may be other than before
does() {
	works "$@"
	state=
}
state=

refused "module not loaded: listing" 4 "not loaded" erdctl port list
refused "module not loaded: changing" 4 "not loaded" \
	erdctl port enable ams-1

lab_load
lab_quiet
ip link add br0 type bridge 2>/dev/null || { modprobe bridge
	ip link add br0 type bridge; }
ip link add v0 type veth peer name v1
ip link add v2 type veth peer name v3
ip link set v3 master br0

unchanged "unknown device" 3 "nosuch" \
	erdctl port add ams-1 dev nosuch pair ams role primary
unchanged "a device that a bridge has" 6 "bridge" \
	erdctl port add ams-1 dev v3 pair ams role primary
unchanged "a name with a space" 2 "name" \
	erdctl port add 'ams 1' dev pri pair ams role primary
unchanged "a TPID that is neither" 2 "tpid" \
	erdctl port add ams-1 dev pri pair ams role primary tpid 0x9100
unchanged "a role that is none" 2 "primary" \
	erdctl port add ams-1 dev pri pair ams role first

does "a port" erdctl port add ams-1 dev pri pair ams role primary
unchanged "a device in use" 6 "pri" \
	erdctl port add ams-2 dev pri pair ams role secondary
unchanged "a role that is taken" 6 "primary" \
	erdctl port add ams-2 dev sec pair ams role primary
unchanged "the other encapsulation" 6 \
	"pair 'ams' has encapsulation qinq and outer TPID 0x8100" \
	erdctl port add ams-2 dev sec pair ams role secondary encap dot1q
unchanged "the other TPID" 6 "leave out encap and tpid" \
	erdctl port add ams-2 dev sec pair ams role secondary tpid 0x88a8
unchanged "a device where a port is meant" 3 "device of port 'ams-1'" \
	erdctl port enable pri
unchanged "nearly a port" 3 "did you mean 'ams-1'?" erdctl port enable ams1
unchanged "nothing like a port" 3 "erdctl port list" erdctl port enable x
does "the other port" erdctl port add ams-2 dev sec pair ams role secondary
is "both are listed" "ams-1 pri primary disabled,ams-2 sec secondary disabled" \
	"$(erdctl --json port list | jq -r '[.ports[] |
		"\(.name) \(.ifname) \(.role) \(.admin_state)"] | join(",")')"

for tag in 0 4095 65536 -1 1x ''; do
	unchanged "S-tag '$tag'" 2 "stag" \
		erdctl circuit create hq1 pair ams stag "$tag"
done
unchanged "no S-tag" 2 "tag" erdctl circuit create hq1 pair ams
unchanged "an unknown pair" 3 "lon" erdctl circuit create hq1 pair lon stag 1
does "a circuit" erdctl circuit create hq1 pair ams stag 1000
unchanged "nearly a circuit" 3 "did you mean 'hq1'?" erdctl circuit show hq
does "the same once more" erdctl circuit create hq1 pair ams stag 1000
unchanged "the S-tag of another" 6 "hq1" \
	erdctl circuit create hq2 pair ams stag 1000

for tag in 0 4095; do
	unchanged "C-tag $tag" 2 "ctag" \
		erdctl peering create hq1 private ctag $tag
done
unchanged "an unknown circuit" 3 "hq9" \
	erdctl peering create hq9 private ctag 100
does "a peering" erdctl peering create hq1 private ctag 100
unchanged "the C-tag of another peering" 6 "private" \
	erdctl peering create hq1 microsoft ctag 100
unchanged "a second private peering" 6 "private" \
	erdctl peering create hq1 private ctag 101
is "it has a device on each port" "hq1.p1 hq1.p2" \
	"$(erdctl --json peering list | jq -r '[.peerings[].sub_interfaces[].ifname] | sort | join(" ")')"
does "another circuit may have the same C-tag" \
	sh -c 'erdctl circuit create hq2 pair ams stag 1001 &&
		erdctl peering create hq2 private ctag 100'

unchanged "a pattern of names that is too long" 2 \
	"must have one %d, and at most 16 characters" \
	erdctl peering create hq2 microsoft ctag 200 ifname much-too-long-a-%d
unchanged "a port with sub-interfaces" 6 "sub-interface" \
	erdctl port delete ams-1
unchanged "a circuit with sub-interfaces" 6 "hq1" erdctl circuit delete hq1
unchanged "a peering that is not there" 3 "microsoft" \
	erdctl peering delete hq1 microsoft

# Without privilege: reading is free, changing is not.
as_nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
does "nobody may read" as_nobody "$O/erdctl" port list
is "who may not read fast paths is told of the one that was asked for" "ams-1" \
	"$(as_nobody "$O/erdctl" stats ams-1 2>&1 >/dev/null |
		grep -o 'ams-[12]' | xargs)"
unchanged "nobody may change" 5 "CAP_NET_ADMIN" \
	as_nobody "$O/erdctl" port enable ams-1

does "a port is enabled" erdctl port enable ams-1
is "its device is up, the other's is not" "1 0" "$(carriers pri sec)"
wait_for 5 carrier_is hq1.p1 1
is "its sub-interface has carrier, the other's has not" "1 0" \
	"$(carriers hq1.p1 hq1.p2)"
does "and disabled" erdctl port disable ams-1
is "its device is down" 0 "$(carriers pri)"

erdctl --json monitor >/run/told 2>&1 &
monitor=$!
# it has joined once it is told of something
joined() { erdctl circuit create probe pair ams stag 7 &&
	erdctl circuit delete probe && [[ -s /run/told ]]; }
does "monitor begins" wait_for 10 joined
erdctl port enable ams-2
erdctl circuit create hq3 pair ams stag 7
erdctl circuit delete hq3
wait_for 10 grep -q '"circuit_deleted".*"hq3"' /run/told
kill -TERM $monitor
wait $monitor
is "it told what happened, without a gap" \
	"port_admin circuit_added circuit_deleted; gaps 0" \
	"$(jq -rs '(map(select(.circuit.name != "probe").type) |
		map(select(. == "port_admin" or
		startswith("circuit"))) | join(" ")) + "; gaps " +
		([.[].seq] | [range(1; length) as $i | .[$i] - .[$i-1] - 1]
		| add | tostring)' /run/told)"

printf 'circuit create b1 pair ams stag 11\ncircuit create b2 pair ams stag 0\ncircuit create b3 pair ams stag 13\n' >/run/batch
refused "a batch stops at the line that fails" 2 "2" \
	erdctl --batch /run/batch
is "what came before it stands, what came after is not done" "b1" \
	"$(erdctl --json circuit list | jq -r '[.circuits[].name |
		select(startswith("b"))] | join(" ")')"

for noun in port circuit peering; do
	works "$noun list, for people" erdctl $noun list
done
does "stats, for people" erdctl stats
does "status" erdctl

does "delete all" sh -c 'erdctl port delete ams-1 --force &&
	erdctl port delete ams-2 --force && erdctl circuit delete hq1 &&
	erdctl circuit delete hq2 && erdctl circuit delete b1'
is "nothing is left" "0 0 0" "$(erdctl --json port list | jq '.ports | length') \
$(erdctl --json circuit list | jq '.circuits | length') \
$(ip -j link show type erd | jq length)"
is "no pins are left" "" "$(find /sys/fs/bpf/erd -mindepth 2 2>/dev/null)"
does "the module unloads" rmmod erd
ip link del br0
ip link del v0
ip link del v2
finish

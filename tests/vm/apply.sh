#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Desired state made true, and only as far as it is not: judged by ip, by stock
# vlan devices at the far end, and by who listens to rtnetlink and erd.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

umask 077
work=$(mktemp -d)
lab_load
modprobe 8021q
modprobe vrf
modprobe dummy numdummies=0
ip link add v1 type veth peer name w1
ip link add v2 type veth peer name w2
msee_add msee1 w1
msee_add msee2 w2

# The edge, as a file; what the tests change in it they do with sed.
cat >"$work/edge" <<-END
	schema: erd/1
	routing: none
	vrfs:
	- {name: red, table: 1001}
	pairs:
	- name: ams
	  bandwidth_gbps: 10
	  ports:
	  - {name: ams-1, role: primary, device: v1, admin_state: enabled}
	  - {name: ams-2, role: secondary, device: v2, admin_state: enabled}
	  circuits:
	  - name: hq1
	    stag: 1000
	    bandwidth_gbps: 5
	    vrf: red
	    peerings:
	    - type: private
	      ctag: 100
	      peer_asn: 65010
	      mtu: 1400
	      ipv4: {primary: 192.168.15.16/30, secondary: 192.168.15.20/30}
	      ipv6: {split: 'fd00:5::/125'}
	  - name: hq2
	    stag: 1001
	    bandwidth_gbps: 5
	    peerings:
	    - type: private
	      ctag: 100
	      peer_asn: 65010
	      ipv4: {split: 10.99.0.0/29}
END

# edge SED...: the file, with edits
edge() { sed -e '' "${@/#/-e}" "$work/edge"; }
# changes FILE ARG...: how many an apply of it makes
changes() { erdctl -j apply "$@" | jq '.changes | length'; }
# addresses DEVICE: all but the link's own, sorted
addresses() {
	ip -j address show dev "$1" | jq -r '.[0].addr_info[] |
		select(.scope == "global") | "\(.local)/\(.prefixlen)"' |
		sort | xargs
}
master() { ip -j link show "$1" | jq -r '.[0].master // "none"'; }
mtu() { cat "/sys/class/net/$1/mtu"; }

# quiet COMMAND...: sets said to what rtnetlink and erd told of meanwhile
quiet() {
	ip monitor link address route >"$work/rtnl" 2>&1 &
	local listens=$! more

	erdctl -j monitor >"$work/erd" 2>&1 &
	more=$!
	ip link add first type dummy
	wait_for 10 grep -q first "$work/rtnl"
	by_hand erdctl circuit create first pair ams stag 4001
	wait_for 10 grep -q first "$work/erd"
	"$@" >"$work/out" 2>&1
	status=$?
	ip link add last type dummy
	wait_for 10 grep -q last "$work/rtnl"
	by_hand erdctl circuit create last pair ams stag 4002
	wait_for 10 grep -q last "$work/erd"
	kill "$listens" "$more"
	wait "$listens" "$more" 2>/dev/null
	ip link del first
	ip link del last
	by_hand erdctl circuit delete first
	by_hand erdctl circuit delete last
	# Lines that go on begin with a blank; and ip complains if links change
	# while it lists them for their names.
	said=$(grep -hvE '^[[:space:]]|^$|^Dump was interrupted| (first|last)[:@ ]|"name":"(first|last)"' \
		"$work/rtnl" "$work/erd")
}

# --- from nothing ------------------------------------------------------------

# somebody else's, which is nobody's business here
ip link add green type vrf table 77

edge >"$work/file"
works 'diff of an empty machine' erdctl diff "$work/file"
is 'changes nothing' '' "$(erdctl port list)"
is 'nor does a dry run' '21 0' \
	"$(changes "$work/file" --dry-run) $(ip -br link show type erd | wc -l)"
works 'one apply makes all of it' erdctl apply "$work/file"
is 'the file is kept where it belongs' '' \
	"$(diff "$work/file" /etc/erd/erd.yaml)"
is 'for its owner alone' 600 "$(stat -c %a /etc/erd/erd.yaml)"
is 'ports, enabled' 'ams-1 enabled ams-2 enabled' "$(erdctl -j port list |
	jq -r '.ports[] | "\(.name) \(.admin_state)"' | xargs)"
is 'the address of the primary link is the first of its network' \
	'192.168.15.17/30 fd00:5::1/126' "$(addresses hq1.p1)"
is 'and of the secondary one' '192.168.15.21/30 fd00:5::5/126' \
	"$(addresses hq1.p2)"
is 'of a split /29 too' '10.99.0.1/30 10.99.0.5/30' \
	"$(addresses hq2.p1) $(addresses hq2.p2)"
is 'the VRF' 'red red none' "$(master hq1.p1) $(master hq1.p2) $(master hq2.p1)"
is 'its table' 1001 "$(ip -d -j link show red |
	jq '.[0].linkinfo.info_data.table')"
is 'the MTU' '1400 1400 1500' "$(mtu hq1.p1) $(mtu hq1.p2) $(mtu hq2.p1)"

# a pair comes to be with its first port
by_hand erdctl circuit create theirs pair ams stag 7

# the far end, of stock devices
for link in 1 2; do
	msee_vlan msee$link w$link s 802.1Q 1000
	msee_vlan msee$link s c 802.1Q 100
	ip -n msee$link address add 192.168.15.$((14 + 4 * link))/30 dev c
	ip -n msee$link address add fd00:5::$((4 * link - 2))/126 dev c
done
works 'the primary path carries IPv4' \
	wait_for 20 ping -c 1 -W 1 -I hq1.p1 192.168.15.18
works 'the secondary path too' \
	wait_for 20 ping -c 1 -W 1 -I hq1.p2 192.168.15.22
works 'and IPv6' wait_for 20 ping -c 1 -W 1 -I hq1.p1 fd00:5::2
works 'on both' wait_for 20 ping -c 1 -W 1 -I hq1.p2 fd00:5::6

# --- again -------------------------------------------------------------------

quiet erdctl -j apply
is 'a second apply ends with 0' 0 "$status"
is 'and says that it changes nothing' 0 "$(jq '.changes | length' "$work/out")"
is 'not one message of rtnetlink or erd tells of it' '' "$said"
is 'nor is it kept again' '1 applied' "$(erdctl -j history |
	jq -r '.history[] | "\(.number) \(.state)"')"

# --- edits touch what they say -----------------------------------------------

edge 's/peer_asn: 65010/peer_asn: 65011/' >"$work/file"
is 'what is not of this machine changes nothing on it' 0 \
	"$(changes "$work/file")"
is 'but the file is kept' '2 applied' "$(erdctl -j history |
	jq -r '.history[-1] | "\(.number) \(.state)"')"

edge 's/secondary: 192.168.15.20/secondary: 192.168.15.24/' >"$work/file"
is 'another network: its impact' session_reset \
	"$(erdctl -j diff "$work/file" | jq -r .impact)"
quiet erdctl apply "$work/file"
is 'another network is applied' "0 192.168.15.25/30 fd00:5::5/126" \
	"$status $(addresses hq1.p2)"
is 'and nothing but this device is told of' '' "$(grep -v hq1.p2 <<<"$said")"

edge 's/mtu: 1400/mtu: 1300/' >"$work/file"
is 'another MTU has no impact; back to the old network has' \
	'none session_reset' "$(erdctl -j diff "$work/file" |
	jq -r '[.changes[].impact] | unique | join(" ")')"
works 'another MTU' erdctl apply "$work/file"
is 'is on both links' '1300 1300' "$(mtu hq1.p1) $(mtu hq1.p2)"

before=$(ip -j link show hq2.p1 | jq '.[0].ifindex')
edge '0,/ctag: 100/s//ctag: 200/' >"$work/file"
refused 'another C-tag cuts the last path of the peering' 6 \
	"private peering of circuit 'hq1': its last path would be cut" \
	erdctl apply "$work/file"
is 'so the file is not taken' 0 "$(grep -c 'ctag: 200' /etc/erd/erd.yaml)"
works 'unless it is forced' erdctl apply "$work/file" --force
is 'the peering is there with all it had' \
	'200 192.168.15.17/30 fd00:5::1/126 red 1400' "$(erdctl -j peering list |
	jq -r '.peerings[] | select(.circuit == "hq1") | .ctag') $(
	addresses hq1.p1) $(master hq1.p1) $(mtu hq1.p1)"
is 'the other one is not touched' "$before" \
	"$(ip -j link show hq2.p1 | jq '.[0].ifindex')"

edge 's/vrf: red/vrf: green/; s/table: 1001}/&\n- {name: green}/' >"$work/file"
works 'another VRF, somebody else'\''s' erdctl apply "$work/file" --force
is 'has both, with their IPv6 addresses' \
	'green green 192.168.15.17/30 fd00:5::1/126' \
	"$(master hq1.p1) $(master hq1.p2) $(addresses hq1.p1)"
edge >"$work/file"
works 'and back' erdctl apply "$work/file" --force

{ erdctl -j diff "$work/edge"; erdctl -j diff /dev/stdin <<<'schema: erd/1'
	erdctl -j history; } >"$work/json"
works 'what diff and history print is as the schema has it' \
	"$here/../cli/validate.py" "$work/json"

# --- what the fast path is told ----------------------------------------------

# set_of: what is set for hq1
set_of() {
	erdctl -j circuit show hq1 | jq -r '.circuits[0] |
		"\(.rates.in.bits_per_second) \(.rates.out.bits_per_second) \(
		.rates.out.burst_bytes) \(.sampling.every)"'
}
# holds_back DEVICE...: yes or no, whether it has fq
holds_back() {
	local device

	for device; do
		tc qdisc show dev "$device" | grep -q 'qdisc fq ' &&
			echo yes || echo no
	done | xargs
}
sizes() { erdctl -j port show ams-1 | jq .ports[0].attachment.histogram; }
pcp() {
	erdctl -j peering show hq1 private | jq -r '[.peerings[0].sub_interfaces[] |
		.egress_pcp[6]] | join(" ")'
}
told=(
	's/stag: 1000/&\n    rate_in: 1gbit\n    rate_out: 50mbit\n    burst_out: 65536\n    sample: 10/'
	's/name: ams-1,/& histogram: true,/' '0,/ctag: 100/s//&\n      egress_pcp: "6:5"/'
)
edge "${told[@]}" >"$work/file"
is 'rates, samples, sizes and priorities: six changes without impact' '6 none' \
	"$(erdctl -j diff "$work/file" |
		jq -r '"\(.changes | length) \(.impact)"')"
works 'are applied' erdctl apply "$work/file"
is 'are as they should be' '1000000000 50000000 65536 10 true 5 5' \
	"$(set_of) $(sizes) $(pcp)"
is 'on both links' 'yes yes' "$(holds_back v1 v2)"
quiet erdctl -j apply
is 'and once more nothing changes' '0 ' \
	"$(jq '.changes | length' "$work/out") $said"
by_hand erdctl circuit set hq1 rate-out none sample 5
by_hand erdctl port set ams-1 histogram off
by_hand erdctl peering set hq1 private egress-pcp 6:4 port ams-2
is 'what was set by hand is set right' '4 1000000000 50000000 65536 10 true 5 5' \
	"$(changes "$work/file") $(set_of) $(sizes) $(pcp)"
erdctl config save "$work/saved"
is 'what runs is saved with all of it' 0 "$(
	erdctl -j diff "$work/saved" | jq '.changes | length')"

edge "${told[@]}" 's/name: ams-2,/& xdp: off,/' >"$work/file"
works 'one fast path goes' erdctl apply "$work/file"
is 'the other one goes on' '1000000000 50000000 65536 10 yes no' \
	"$(set_of) $(holds_back v1 v2)"
edge "${told[@]}" 's/name: ams-[12],/& xdp: off,/' >"$work/file"
has 'the last one goes, with a warning' \
	"rate_in is without effect while xdp is off on the ports of pair 'ams'" \
	"$(erdctl apply "$work/file" 2>&1)"
is 'nothing more is to be done' 0 "$(changes "$work/file")"
edge "${told[@]}" >"$work/file"
works 'they come back' erdctl apply "$work/file"
is 'and are told all of it' '1000000000 50000000 65536 10 true yes yes 0' \
	"$(set_of) $(sizes) $(holds_back v1 v2) $(changes "$work/file")"
edge >"$work/file"
works 'it goes' erdctl apply "$work/file"
is 'and nothing is left of it' 'null null null 0 false 0 0 no no' \
	"$(set_of) $(sizes) $(pcp) $(holds_back v1 v2)"

# Somebody has chosen what holds frames back on the second link.
tc qdisc add dev v2 root handle 5: prio
edge "${told[@]}" >"$work/file"
said=$(erdctl apply "$work/file" 2>&1)
is 'one port refuses: apply ends with 8' 8 $?
has 'it says what failed' "limit circuit 'hq1' to 50mbit out" "$said"
is 'of the circuit nothing is new, on neither link' 'null null null 0 no no' \
	"$(set_of) $(holds_back v1 v2)"
tc qdisc del dev v2 root
works 'without that it is' erdctl apply "$work/file"
is 'on both links' '1000000000 50000000 65536 10 yes yes' \
	"$(set_of) $(holds_back v1 v2)"
edge >"$work/file"
erdctl apply "$work/file" >/dev/null

# --- what is somebody else's -------------------------------------------------

ip address add 198.51.100.1/32 dev hq1.p1
ip address add 2001:db8::1/128 dev hq1.p1
is 'addresses made by hand are no difference' 0 "$(changes "$work/file")"
is 'and stay' 4 "$(addresses hq1.p1 | wc -w)"
is 'so do a VRF and a circuit' 'green theirs' "$(ip -br link show green |
	cut -d' ' -f1) $(erdctl -j circuit show theirs | jq -r '.circuits[0].name')"
ip address del 198.51.100.1/32 dev hq1.p1
ip address del 2001:db8::1/128 dev hq1.p1

# --- drift -------------------------------------------------------------------

ip address del 10.99.0.1/30 dev hq2.p1
ip link set hq2.p2 mtu 1280
ip link set hq1.p1 down
by_hand erdctl port disable ams-2 --yes
ip link del hq2.p2
is 'what was taken away by hand comes back' 6 \
	"$(changes "$work/file")"
is 'as it was' '10.99.0.1/30 10.99.0.5/30 1500 enabled true' \
	"$(addresses hq2.p1) $(addresses hq2.p2) $(mtu hq2.p2) $(
	erdctl -j port show ams-2 | jq -r '.ports[0].admin_state') $(
	erdctl -j peering show hq1 private |
	jq '.peerings[0].sub_interfaces[0].up')"

# --- what Azure would not ----------------------------------------------------

edge 's/stag: 1001/stag: 1002/' >"$work/file"
refused 'another S-tag is refused' 6 'Azure gives it once' \
	erdctl apply "$work/file"
works 'unless it is forced' erdctl apply "$work/file" --force
is 'then the circuit has it, and its peerings their addresses' \
	'1002 10.99.0.1/30' "$(erdctl -j circuit show hq2 |
	jq '.circuits[0].stag') $(addresses hq2.p1)"
edge '/name: hq2/,$d' >"$work/file"
refused 'a circuit with peerings does not go' 6 'while it has peerings' \
	erdctl apply "$work/file"
edge >"$work/file"
works 'back' erdctl apply "$work/file" --force

# --- an error in the middle --------------------------------------------------

ip link add hq3.p2 type dummy
edge '$a\  - name: hq3\n    stag: 1003\n    peerings:\n    - {type: private, ctag: 5, peer_asn: 1, ipv4: {split: 10.98.0.0/29}}\n  - name: hq4\n    stag: 1004' \
	>"$work/file"
said=$(erdctl apply "$work/file" 2>&1)
is 'a name is taken: apply ends with 8' 8 $?
has 'it says what failed' "create hq3.p2: C-tag 5 on port 'ams-2': " "$said"
has 'and what is as before' "2 of 3 objects are new; private peering of circuit 'hq3' and those after it are as before" \
	"$said"
is 'its peering is on no link' '' "$(ip -br link show type erd | grep hq3)"
is 'it is begun' begun "$(erdctl -j history | jq -r '.history[-1].state')"
ip link del hq3.p2
is 'without the obstacle the rest is made' 4 "$(changes "$work/file")"
edge >"$work/file"
is 'circuits that are not wanted any more go' '0 3' \
	"$(erdctl apply "$work/file" --force >/dev/null; echo $?) $(
	erdctl -j circuit list | jq '.circuits | length')"

# --- without IPv6 ------------------------------------------------------------

echo 1 >/proc/sys/net/ipv6/conf/hq1.p1/disable_ipv6
said=$(erdctl apply "$work/file" 2>&1)
is 'a device without IPv6: apply ends with 8' 8 $?
has 'and says so' 'hq1.p1: address fd00:5::1/126: IPv6 is disabled on this device' \
	"$said"
has 'and what to do' 'leave ipv6 out of the peering' "$said"
echo 0 >/proc/sys/net/ipv6/conf/hq1.p1/disable_ipv6
works 'with it, it is applied' erdctl apply "$work/file"
is 'the address is there' '192.168.15.17/30 fd00:5::1/126' "$(addresses hq1.p1)"
preflight() { # WHAT: its state
	erdctl -j preflight "$work/file" 2>/dev/null | jq -r --arg what "$1" \
		'.checks[] | select(.what == $what) | .state'
}
is 'preflight has it' ok "$(preflight IPv6)"
echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
is 'or has not' missing "$(preflight IPv6)"
echo 0 >/proc/sys/net/ipv6/conf/default/disable_ipv6

# --- back --------------------------------------------------------------------

edge 's/mtu: 1400/mtu: 1350/' >"$work/file"
erdctl apply "$work/file" >/dev/null
is 'before a rollback' 1350 "$(mtu hq1.p1)"
works 'rollback' erdctl rollback
is 'after it' '1400 1400' "$(mtu hq1.p1) $(grep -o 'mtu: .*' /etc/erd/erd.yaml |
	cut -d' ' -f2)"
works 'rollback to the first' erdctl rollback 1
is 'which is the file it was' '' "$(diff "$work/edge" /etc/erd/erd.yaml)"
refused 'rollback to none' 3 'no 999 in the history' erdctl rollback 999

# --- unless it is confirmed --------------------------------------------------

edge 's/mtu: 1400/mtu: 1350/' >"$work/file"
waits() { pgrep -x erdctl; }
erdctl apply "$work/file" confirm-timeout 3000 >/dev/null 2>&1
is 'an apply that waits for confirmation is applied' 1350 "$(mtu hq1.p1)"
refused 'nothing else is applied meanwhile' 6 'waits for its confirmation' \
	erdctl apply "$work/edge"
works 'somebody waits' waits
works 'confirmed' erdctl confirm
works 'nobody waits any more' wait_for 10 sh -c '! pgrep -x erdctl'
is 'it stays' 1350 "$(mtu hq1.p1)"
refused 'there is nothing more to confirm' 3 'no apply waits' erdctl confirm
erdctl apply "$work/edge" confirm-timeout 3000 >/dev/null 2>&1
works 'rollback does not wait' erdctl rollback
is 'and goes back' 1350 "$(mtu hq1.p1)"
works 'and nobody waits' wait_for 10 sh -c '! pgrep -x erdctl'
# closed as a terminal is, with all that is on it
setsid sh -c "erdctl apply $work/edge confirm-timeout 3; kill -HUP 0" \
	>/dev/null 2>&1
works 'it goes back by itself' wait_for 60 sh -c '! pgrep -x erdctl'
is 'to what was before' '1350 1350' "$(mtu hq1.p1) $(
	grep -o 'mtu: .*' /etc/erd/erd.yaml | cut -d' ' -f2)"
works 'what was never confirmed is in the history' erdctl apply "$work/edge"

# --- two at once --------------------------------------------------------------

# Others change something for as long as this has the lock.
exec {lock}<>/var/lib/erd/lock
blocked() { grep -q -- "-> FLOCK .* $1 " /proc/locks; }
replace() {
	install -m 600 "$1" /etc/erd/erd.yaml.tmp
	mv /etc/erd/erd.yaml.tmp /etc/erd/erd.yaml
}
flock "$lock"
erdctl apply >/dev/null 2>&1 &
works 'an apply waits for who changes something' wait_for 60 blocked $!
edge 's/mtu: 1400/mtu: 1360/' >"$work/file"
replace "$work/file"
flock -u "$lock"
wait $!
is 'and is done then' 0 $?
is 'with what the file says by then, which stays' '1360 ' \
	"$(mtu hq1.p1) $(diff "$work/file" /etc/erd/erd.yaml)"
flock "$lock"
erdctl apply --force >/dev/null 2>&1 &
works 'so does one that is forced' wait_for 60 blocked $!
edge 's/mtu: 1400/mtu: 1370/' >"$work/file"
replace "$work/file"
flock -u "$lock"
wait $!
is 'which is done too' 0 $?
is 'with what the file says by then too' '1370 ' \
	"$(mtu hq1.p1) $(diff "$work/file" /etc/erd/erd.yaml)"

# What waits for its confirmation may have begun while one waited.
flock "$lock"
erdctl apply "$work/edge" >"$work/out" 2>&1 &
works 'another waits' wait_for 60 blocked $!
echo "1 4000000000 $(cat /proc/sys/kernel/random/boot_id)" \
	>/var/lib/erd/pending
flock -u "$lock"
wait $!
is 'if one waits for its confirmation then, it is refused' 6 $?
has 'and says so' 'waits for its confirmation' "$(cat "$work/out")"
is 'nothing is changed' 1370 "$(mtu hq1.p1)"
flock "$lock"
erdctl confirm >/dev/null 2>&1 &
works 'who confirms waits for who may be about to go back' wait_for 60 \
	blocked $!
flock -u "$lock"
wait $!
is 'and has confirmed' 0 $?

# Killed while it goes back, or before: that is not forgotten.
erdctl apply "$work/edge" confirm-timeout 30 >/dev/null 2>&1
flock "$lock"
waiter=$(pgrep -x erdctl)
works 'its time is up' wait_for 90 blocked "$waiter"
kill -9 "$waiter"
flock -u "$lock"
works 'who went back is killed' wait_for 10 sh -c '! pgrep -x erdctl'
is 'before it has' 1400 "$(mtu hq1.p1)"
refused 'it still waits' 6 'waits for its confirmation' \
	erdctl apply "$work/edge"
works 'and is taken back by hand' erdctl rollback
is 'to what was before' '1370 ' \
	"$(mtu hq1.p1) $(diff "$work/file" /etc/erd/erd.yaml)"
works 'as it was' erdctl apply "$work/edge"
exec {lock}>&-

# --- killed ------------------------------------------------------------------

# At any point: the file is one or the other, and the next apply finishes it.
edge 's/ctag: 100/ctag: 101/; s/mtu: 1400/mtu: 1350/; s/10.99.0.0/10.97.0.0/' \
	>"$work/other"
killed() {
	local i bad=0

	for i in $(seq 20); do
		[[ $((i % 2)) == 0 ]] && file=$work/edge || file=$work/other
		erdctl apply "$file" --force >/dev/null 2>&1 &
		sleep 0.0$((RANDOM % 100 / 10))$((RANDOM % 10))
		kill -9 $! 2>/dev/null
		wait $! 2>/dev/null
		cmp -s /etc/erd/erd.yaml "$work/edge" ||
			cmp -s /etc/erd/erd.yaml "$work/other" || bad=1
	done
	erdctl apply "$work/edge" --force || bad=1
	return $bad
}
works 'killed 20 times, the file is whole each time' killed
is 'and what comes then is as it was at first' \
	'0 192.168.15.17/30 fd00:5::1/126 10.99.0.1/30 1400 red' \
	"$(changes "$work/edge") $(addresses hq1.p1) $(addresses hq2.p1) $(
	mtu hq1.p1) $(master hq1.p1)"

# --- and away ----------------------------------------------------------------

edge '/peerings:/,/ipv6/d; /peerings:/,$d' >"$work/file"
works 'peerings go' erdctl apply "$work/file" --force
is 'with their devices' '' "$(ip -br link show type erd)"
edge '/circuits:/,$d' >"$work/file"
works 'circuits go' erdctl apply "$work/file" --force
printf 'schema: erd/1\n' >"$work/file"
works 'all goes' erdctl apply "$work/file" --force
is 'but what is somebody else'\''s' ' theirs green' \
	"$(erdctl -j port list | jq -r '.ports[].name') $(erdctl -j circuit list |
	jq -r '.circuits[].name') $(ip -br link show type vrf | cut -d' ' -f1)"

finish

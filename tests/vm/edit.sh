#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Commands as edits of the file that says what is wanted: durable, until the
# machine is started anew, and of what is in no file.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

umask 077
work=$(mktemp -d)
wanted=/etc/erd/erd.yaml
now=/run/erd/erd.yaml

# --- before there is anything ------------------------------------------------

mkdir -p /etc/erd
cat >$wanted <<-END
	schema: erd/1
	pairs:
	- name: ams	# ordered
	  ports:
	  - {name: ams-1, role: primary, device: none1}
END
works 'without module and device, a letter is recorded' \
	erdctl port loa ams-1 issued 2026-10-02
is 'where it belongs' '{name: ams-1, role: primary, device: none1, loa: {"issued": "2026-10-02"}}' \
	"$(sed -n 's/^  - //p' $wanted)"
is 'and kept, not as applied' begun "$(erdctl -j history |
	jq -r '.history[-1].state')"
refused 'what comes first is asked for though nothing was applied' 6 \
	"port 'ams-1': its cross-connect cannot be completed: it is ordered first" \
	erdctl port cross-connect ams-1 completed 2026-10-03
refused 'what changes this machine is not done' 4 'not loaded' \
	erdctl port enable ams-1
is 'nor recorded' 0 "$(grep -c enabled $wanted)"
rm -r /etc/erd /var/lib/erd

lab_load
ip link add v1 type veth peer name w1
ip link add v2 type veth peer name w2
ip link add v3 type veth peer name w3
ip link set w1 up
ip link set w2 up

# said FILE: what erdctl reads in it, on one line
said() { erdctl -j config show "$1" | jq -c '.config | del(.schema)'; }
admin() { erdctl -j port show "$1" | jq -r '.ports[0].admin_state'; }
in_kernel() {
	erdctl -j port list | jq -r '.ports[].name' | xargs
	erdctl -j circuit list | jq -r '.circuits[].name' | xargs
	erdctl -j peering list | jq -r '.peerings[] | "\(.circuit)/\(.peering)/\(.ctag)"' | xargs
}
history() { erdctl -j history | jq '.history | length'; }

# --- without a file ----------------------------------------------------------

erdctl port add hand dev v3 pair side role primary
erdctl circuit create h1 pair side stag 9
is 'without a file, commands change what runs' 'hand|h1|' \
	"$(in_kernel | paste -sd'|')"
is 'and there is no file after them' 'no no' \
	"$([[ -e $wanted ]] && echo yes || echo no) $([[ -e $now ]] && echo yes || echo no)"
erdctl port enable hand --runtime
is 'nor is one for this run' 'enabled no' \
	"$(admin hand) $([[ -e $now ]] && echo yes || echo no)"

# --- durable -----------------------------------------------------------------

make -s -C "$here/../.." install O="$O" DESTDIR="$work/root" PREFIX=/usr
works 'what is installed is correct' erdctl config check "$work/root/etc/erd/erd.yaml"
echo '# mine' >>"$work/root/etc/erd/erd.yaml"
make -s -C "$here/../.." install O="$O" DESTDIR="$work/root" PREFIX=/usr
has 'and stays when it is installed again' '# mine' "$(<"$work/root/etc/erd/erd.yaml")"
mkdir -p /etc/erd
cp "$work/root/etc/erd/erd.yaml" $wanted

works 'port add' erdctl port add ams-1 dev v1 pair ams role primary
works 'a second one' erdctl port add ams-2 dev v2 pair ams role link2 xdp generic
works 'circuit create' erdctl circuit create hq1 pair ams stag 1000
works 'peering create' erdctl peering create hq1 private ctag 100
works 'port enable' erdctl port enable ams-1
works 'port enable, the other' erdctl port enable ams-2
cat >"$work/file" <<-END
	$(<"$here/../../userspace/etc/erd.yaml")
	pairs:
	- name: ams
	  ports:
	  - name: ams-1
	    role: primary
	    device: v1
	    admin_state: enabled
	  - name: ams-2
	    role: secondary
	    device: v2
	    admin_state: enabled
	    xdp: generic
	  circuits:
	  - name: hq1
	    stag: 1000
	    peerings:
	    - type: private
	      ctag: 100
	# mine
END
is 'the file says all of it, with its comments' '' "$(diff "$work/file" $wanted)"
is 'it runs' 'ams-1 ams-2 hand|hq1 h1|hq1/private/100' \
	"$(in_kernel | paste -sd'|')"
is 'with both links up' '1 1' "$(wait_for 20 carrier_is hq1.p1 1
	wait_for 20 carrier_is hq1.p2 1; carriers hq1.p1 hq1.p2)"
is 'apply has nothing to do' 0 "$(erdctl -j apply | jq '.changes | length')"
before=$(history)
works 'the same again is no error' erdctl port add ams-1 dev v1 pair ams role primary
is 'and no edit' "$before" "$(history)"
refused 'with another device it is' 6 "port 'ams-1' exists: primary of pair 'ams' on v1" \
	erdctl port add ams-1 dev v3 pair ams role primary
refused 'a rule is told' 6 "S-tag 1000 is that of circuit 'hq1'" \
	erdctl circuit create hq2 pair ams stag 1000
is 'and nothing was changed' '' "$(diff "$work/file" $wanted)"

# what was made by hand is changed where it is
works 'what is in no file is changed in the kernel' erdctl port disable hand
is 'only' 'disabled 0' "$(admin hand) $(grep -c hand $wanted)"
works 'a circuit on it too' erdctl circuit create h2 pair side stag 10
is 'only there' 0 "$(grep -c h2 $wanted)"
refused 'nobody has it' 3 "nobody" erdctl port enable nobody

# --- the last path -----------------------------------------------------------

works 'one of two links' erdctl port disable ams-2
refused 'the last path is not cut' 6 'its last path would be cut' \
	erdctl port disable ams-1
is 'neither in the file nor in the kernel' 'enabled enabled' \
	"$(erdctl -j config show | jq -r '.config.pairs[0].ports[0].admin_state') $(admin ams-1)"
refused 'not by the peering' 6 'last path' erdctl peering disable hq1 private
refused 'nor by the circuit' 6 'last path' erdctl circuit disable hq1
works 'unless it is forced' erdctl circuit disable hq1 --force
is 'the file says so' disabled \
	"$(erdctl -j config show | jq -r '.config.pairs[0].circuits[0].admin_state')"
works 'and back' erdctl circuit enable hq1
works 'both links' erdctl port enable ams-2
refused 'a circuit with peerings does not go' 6 'while it has peerings' \
	erdctl circuit delete hq1
refused 'nor a port with sub-interfaces' 6 'has sub-interfaces' \
	erdctl port delete ams-1

# --- what is said of it ------------------------------------------------------

{ erdctl -j circuit show hq1; erdctl -j port show ams-1; erdctl -j pair show ams
	erdctl -j circuit show h1; erdctl -j port show hand; } >"$work/json"
works 'the pages of circuits and ports are as the schema has them' \
	"$here/../cli/validate.py" "$work/json"
is 'in the file and running, or only running' 'hq1 hq1 h1 null' \
	"$(jq -r 'select(.circuits) | "\(.circuits[0].name) \(.wanted.object.name)"' \
		"$work/json" | xargs)"
cp $wanted "$work/file"
sed -i 's|name: ams-1|&\n    router: msee-1\n    loa: {issued: 2026-10-01}|; s|name: hq1|&\n    tier: Premium|; s|ctag: 100|&\n      md5_key: s3cret|' $wanted
has 'what Azure says stands beside what runs' \
	'SKU          Premium' "$(erdctl circuit show hq1)"
has 'the links too' 'hq1.p2, up' "$(erdctl circuit show hq1)"
is 'the key is not shown' '  MD5 key    set' \
	"$(erdctl circuit show hq1 | grep -i 'md5\|s3cret')"
has 'of a port its router' 'router       msee-1' "$(erdctl port show ams-1)"
has 'its letter of authorization' 'LOA          issued 2026-10-01' \
	"$(erdctl port show ams-1)"
has 'and what comes next' 'next         cross-connect: order it' \
	"$(erdctl port show ams-1)"
cp "$work/file" $wanted

# --- what the fast path is told ----------------------------------------------

cp $wanted "$work/file"
circuit() { said $wanted | jq -c '.pairs[0].circuits[0] |
	[.rate_in, .rate_out, .burst_in, .burst_out, .sample, .snap]'; }
runs() {
	erdctl -j circuit show hq1 | jq -r '.circuits[0] |
		"\(.rates.in.bits_per_second) \(.rates.out.bits_per_second) \(.sampling.every)"'
}
works 'circuit set' erdctl circuit set hq1 rate-in 2.5gbit rate-out 50mbit \
	burst 64k
works 'and samples' erdctl circuit set hq1 sample 100 snap 64
is 'is in the file' \
	'["2500mbit","50mbit",65536,65536,100,64]' "$(circuit)"
is 'and runs' '2500000000 50000000 100' "$(runs)"
works 'one direction' erdctl circuit set hq1 rate-out 1gbit sample none
is 'with the burst of such a rate' \
	'["2500mbit","1gbit",65536,null,null,null]' "$(circuit)"
works 'for now' erdctl circuit set hq1 rate-in 1mbit --runtime
is 'is in the other file, and runs' '2500mbit 1mbit 1000000 1000000000 0' \
	"$(said $wanted | jq -r '.pairs[0].circuits[0].rate_in') $(
	said $now | jq -r '.pairs[0].circuits[0].rate_in') $(runs)"
erdctl apply >/dev/null
is 'until then' '2500000000 1000000000 0' "$(runs)"
refused 'a rate out of range' 2 'must be 1mbit to 400gbit' \
	erdctl circuit set hq1 rate-in 10kbit
refused 'and a burst' 2 'must be 18432 to' \
	erdctl circuit set hq1 rate-in 1gbit burst 1k
works 'none' erdctl circuit set hq1 rate-in none rate-out none
works 'port set: all at once' erdctl port set ams-1 histogram on sample on
is 'is in the file' 'true true' "$(said $wanted |
	jq -r '.pairs[0].ports[0] | "\(.histogram) \(.sample)"')"
is 'and runs' 'true true' "$(erdctl -j port show ams-1 |
	jq -r '.ports[0].attachment | "\(.histogram) \(.samples)"')"
works 'off' erdctl port set ams-1 histogram off sample off
works 'peering set' erdctl peering set hq1 private egress-pcp 6:5,7:7
works 'the other map' erdctl peering set hq1 private ingress-prio 5:6
is 'are in the file' '6:5,7:7 5:6' "$(said $wanted |
	jq -r '.pairs[0].circuits[0].peerings[0] | "\(.egress_pcp) \(.ingress_prio)"')"
is 'and run, on both links' '5 6 5 6' "$(erdctl -j peering show hq1 private |
	jq -r '[.peerings[0].sub_interfaces[] | .egress_pcp[6], .ingress_prio[5]] |
		join(" ")')"
refused 'a file has one map for both' 2 'leave port out' \
	erdctl peering set hq1 private egress-pcp 6:5 port ams-1
works 'no maps' erdctl peering set hq1 private egress-pcp 0:0 ingress-prio 0:0
is 'and the file says what it said' "$(said "$work/file")" "$(said $wanted)"
cp "$work/file" $wanted
works 'what is in no file is set where it runs' erdctl circuit set h1 rate-in 1gbit
is 'only' '1000000000 0' "$(erdctl -j circuit show h1 |
	jq '.circuits[0].rates.in.bits_per_second') $(grep -c rate_in $wanted)"
erdctl circuit set h1 rate-in none

# --- records -----------------------------------------------------------------

before=$(history)
works 'pair set' erdctl pair set ams reserved 2026-10-01 \
	allocation-date 'Thursday, October 1, 2026'
works 'port loa' erdctl port loa ams-1 rack A51 patch-panel 12 connector lc
refused 'no cross-connect before the letter' 6 \
	"port 'ams-1': its cross-connect cannot be ordered: the letter of authorization is issued first" \
	erdctl port cross-connect ams-1 ordered 2026-10-03
is 'and it is not in the file' 0 "$(grep -c ordered $wanted)"
works 'the letter' erdctl port loa ams-1 issued 2026-10-02 customer Contoso
works 'the order' erdctl port cross-connect ams-1 provider Equinix order 1-234 \
	ordered 2026-10-03
refused 'accepted before it is completed' 6 'it is completed first' \
	erdctl port cross-connect ams-1 accepted today
refused 'completed before it was ordered' 6 \
	'was completed on 2026-10-01, before it was ordered on 2026-10-03' \
	erdctl port cross-connect ams-1 completed 2026-10-01
refused 'what is no date' 2 'is no date' \
	erdctl port cross-connect ams-1 completed yesterday
works 'completed' erdctl port cross-connect ams-1 completed 2026-10-10
works 'accepted' erdctl port cross-connect ams-1 accepted today
is 'all is in the file' "ams-1 A51 LC Contoso 1-234 2026-10-10 $(date +%F)" \
	"$(said $wanted | jq -r '.pairs[0].ports[0] | "\(.name) \(.rack) \(
		.connector) \(.loa.customer) \(.cross_connect.order) \(
		.cross_connect.completed) \(.cross_connect.accepted)"')"
is 'each is in the history, as applied' "$((before + 6)) applied" \
	"$(history) $(erdctl -j history | jq -r '.history[-1].state')"
is 'and nothing is to be applied' 0 "$(erdctl -j diff | jq '.changes | length')"
has 'port show shows it' 'patch panel  12' "$(erdctl port show ams-1)"
has 'the pair, from when it is billed' '2026-11-15' "$(erdctl pair list)"
works 'the record is taken back' erdctl port cross-connect ams-1 provider none \
	order none ordered none completed none accepted none
is 'with all of it' 0 "$(grep -c cross_connect $wanted)"
refused 'no file has it' 3 "no file of desired state has a port 'hand'" \
	erdctl port loa hand rack 7

works 'circuit provider' erdctl circuit create hq6 pair ams stag 1006
works 'its state' erdctl circuit provider hq6 state NotProvisioned
refused 'what cannot be yet' 6 'Provisioned comes first' \
	erdctl circuit provider hq6 state Deprovisioning
refused 'nor its peering' 6 'peerings take Provisioned' \
	erdctl peering create hq6 private ctag 6
works 'provisioned' erdctl circuit provider hq6 state Provisioned status Enabled
refused 'no connection before the peering' 6 \
	"circuit 'hq6': has connections, but no private peering" \
	erdctl connection create hq6 hub
works 'now it can be' erdctl peering create hq6 private ctag 6
before=$(history)
works 'a connection' erdctl connection create hq6 hub virtual-network vnet-hub \
	prefixes 10.66.0.0/16,10.67.0.0/16
works 'that is there already, so' erdctl connection create hq6 hub
refused 'or otherwise' 6 'erdctl connection set changes it' \
	erdctl connection create hq6 hub state Connected
works 'changed' erdctl connection set hq6 hub state connected
works 'Global Reach' erdctl global-reach create hq6 lon peer-circuit hq-lon \
	ipv4 172.18.0.0/29
refused 'of no such network' 6 'must be a /29 of IPv4' \
	erdctl global-reach set hq6 lon ipv4 172.18.0.0/28
refused 'of nobody' 3 "no file of desired state has a connection 'x' of circuit 'hq6'" \
	erdctl connection set hq6 x state Connected
is 'both are in the file' \
	'hub vnet-hub Connected 10.66.0.0/16,10.67.0.0/16 lon hq-lon 172.18.0.0/29' \
	"$(said $wanted | jq -r '.pairs[0].circuits[] | select(.name == "hq6") |
		(.connections[0] | "\(.name) \(.virtual_network) \(.state) \(
		.prefixes | join(","))") + (.global_reach[0] |
		" \(.name) \(.peer_circuit) \(.ipv4)")')"
is 'and in the history, as applied' "$((before + 3)) applied" \
	"$(history) $(erdctl -j history | jq -r '.history[-1].state')"
is 'nothing is to be applied' 0 "$(erdctl -j diff | jq '.changes | length')"
has 'circuit show shows it' \
	'connection   hub, of vnet-hub, Connected: 10.66.0.0/16 10.67.0.0/16' \
	"$(erdctl circuit show hq6)"
has 'connection list' 'hq6     ams  hub' "$(erdctl connection list)"
has 'they are completed' hub "$(erdctl __complete -- connection delete hq6 '')"
refused 'the peering goes after them' 6 'erdctl connection delete hq6 hub' \
	erdctl peering delete hq6 private
refused 'the circuit too' 6 'cannot be deleted while it has connections' \
	erdctl circuit delete hq6
works 'the connection' erdctl connection delete hq6 hub
refused 'and Global Reach' 6 'erdctl global-reach delete hq6 lon' \
	erdctl peering delete hq6 private
works 'go first' erdctl global-reach delete hq6 lon
is 'out of the file' 0 "$(grep -c 'connections\|global_reach' $wanted)"

works 'a microsoft peering' erdctl peering create hq6 microsoft ctag 7
refused 'is not validated without prefixes' 6 \
	'erdctl peering advertise hq6 microsoft prefixes' \
	erdctl peering advertise hq6 microsoft state Configured
refused 'which are public' 6 'takes public prefixes only' \
	erdctl peering advertise hq6 microsoft prefixes 10.0.0.0/8
works 'advertised' erdctl peering advertise hq6 microsoft \
	prefixes 9.9.9.0/24,2620:fe::/48 registry arin state ValidationNeeded
has 'what to do is said' 'open a ticket with Microsoft' "$(erdctl pair show ams)"
works 'Configured' erdctl peering advertise hq6 microsoft state configured
is 'is in the file' '9.9.9.0/24,2620:fe::/48 ARIN Configured' \
	"$(said $wanted | jq -r '.pairs[0].circuits[] | select(.name == "hq6") |
		.peerings[] | select(.type == "microsoft") |
		"\(.advertise | join(",")) \(.registry) \(.prefixes_state)"')"
works 'away' erdctl peering delete hq6 microsoft --force
refused 'and no more be unprovisioned' 6 'delete its peerings' \
	erdctl circuit provider hq6 state Deprovisioning
refused 'a state that there is not' 2 'did you mean' \
	erdctl circuit provider hq6 state Provisoned
works 'away' erdctl peering delete hq6 private --force
works 'with it' erdctl circuit delete hq6
works 'it is as before' erdctl apply "$work/file"

# --- until the machine is started anew ---------------------------------------

cp $wanted "$work/file"
works 'disabled for now' erdctl port disable ams-2 --runtime
is 'the durable file stays' '' "$(diff "$work/file" $wanted)"
is 'what is wanted now says it' 'enabled disabled' \
	"$(said $now | jq -r '[.pairs[0].ports[] | .admin_state // "disabled"] | join(" ")')"
is 'it is so' disabled "$(admin ams-2)"
is 'config show shows what is wanted' "$(said $now)" "$(erdctl -j config show |
	jq -c '.config | del(.schema)')"
is 'diff shows what apply would take back' "enable port 'ams-2'" \
	"$(erdctl -j diff | jq -r '.changes[].change')"
has 'and why' "$now is what is wanted" "$(erdctl diff 2>&1 >/dev/null)"
works 'a durable edit meanwhile' erdctl circuit create hq3 pair ams stag 1003
is 'is in both' '1 1' "$(grep -c hq3 $wanted) $(grep -c hq3 $now)"
is 'and the link is still disabled' disabled "$(admin ams-2)"
works 'a circuit for now' erdctl circuit create hq4 pair ams stag 1004 --runtime
is 'is in one' '0 1' "$(grep -c hq4 $wanted) $(grep -c hq4 $now)"
refused 'and is not made durable by the way' 6 'until this machine is started anew' \
	erdctl circuit disable hq4
works 'apply goes back to what is durable' erdctl apply
is 'so the other file is gone' 'no' "$([[ -e $now ]] && echo yes || echo no)"
is 'and all is as it says' 'enabled h1 h2 hq1 hq3' \
	"$(admin ams-2) $(erdctl -j circuit list | jq -r '.circuits[].name' | sort | xargs)"
works 'away with it' erdctl circuit delete hq3

# --- an error ----------------------------------------------------------------

cp $wanted "$work/file"
ip link add hq5.p2 type dummy 2>/dev/null || { modprobe dummy numdummies=0; ip link add hq5.p2 type dummy; }
works 'a circuit' erdctl circuit create hq5 pair ams stag 1005
cp $wanted "$work/file"
refused 'a peering whose name is taken' 6 'create hq5.p2' \
	erdctl peering create hq5 private ctag 7
is 'is on no link' 0 "$(ip -br link show type erd | grep -c hq5)"
is 'and not in the file' '' "$(diff "$work/file" $wanted)"
refused 'for now neither' 6 'create hq5.p2' \
	erdctl peering create hq5 private ctag 7 --runtime
is 'and there is no other file' no "$([[ -e $now ]] && echo yes || echo no)"
ip link del hq5.p2
works 'when it is free it comes' erdctl peering create hq5 private ctag 7
is 'on both' 2 "$(ip -br link show type erd | grep -c hq5)"
works 'it goes again' erdctl peering delete hq5 private --force
works 'with its circuit' erdctl circuit delete hq5

# --- many at once ------------------------------------------------------------

cp $wanted "$work/file"

both() {
	local i

	for i in $(seq 8); do
		erdctl circuit create "n$i" pair ams stag $((2000 + i)) &
	done
	wait
}
both
is 'eight edits at once are eight circuits in file and kernel' '8 8' \
	"$(grep -c 'name: n[1-8]' $wanted) $(erdctl -j circuit list |
		jq '[.circuits[] | select(.name | test("^n"))] | length')"
for i in $(seq 8); do erdctl circuit delete "n$i"; done
is 'and away' '' "$(diff "$work/file" $wanted)"

# --- more than twice the ports -----------------------------------------------

sed 's/^- name: ams/&\n  bandwidth_gbps: 10/; s/stag: 1000/&\n    bandwidth_gbps: 10/' \
	$wanted >"$work/file"
sed -i '/type: private/i\    # big' "$work/file"
cat >>"$work/file" <<-END
	# more
END
sed -i 's/^  circuits:/&\n  - {name: b1, stag: 1, bandwidth_gbps: 10}\n  - {name: b2, stag: 2, bandwidth_gbps: 10}/' "$work/file"
refused 'more than twice is refused' 2 'ports of 10 Gb/s take twice' \
	erdctl apply "$work/file"
works 'unless it is forced' erdctl apply "$work/file" --force
is 'then the file says so, for who reads it next' 'allow_over_subscription: true' \
	"$(grep -o 'allow_over.*' $wanted)"
has 'with its comments' '# more' "$(<$wanted)"
works 'and so it is correct' erdctl config check
erdctl circuit delete b1
erdctl circuit delete b2

# --- what runs as a file -----------------------------------------------------

cp $wanted "$work/file"
refused 'config save does not write over a file' 6 'is there already' \
	erdctl config save
works 'config save' erdctl config save "$work/saved"
works 'what is saved is correct' erdctl config check "$work/saved"
is 'and is what runs: apply changes nothing' 0 \
	"$(erdctl -j diff "$work/saved" | jq '.changes | length')"
is 'of all that runs, by hand or not' 'ams side' "$(erdctl -j config show "$work/saved" |
	jq -r '.config.pairs[].name' | sort | xargs)"

# --- and away ----------------------------------------------------------------

works 'all goes: a peering' erdctl peering delete hq1 private --force
works 'a circuit' erdctl circuit delete hq1
works 'a port' erdctl port delete ams-1
works 'the other' erdctl port delete ams-2
is 'no device is left of it' 0 "$(ip -br link show type erd | wc -l)"

finish

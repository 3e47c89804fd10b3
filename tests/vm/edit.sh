#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Commands as edits of the file that says what is wanted: durable, until the
# machine is started anew, and of what is in no file.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

umask 077
work=$(mktemp -d)
lab_load
ip link add v1 type veth peer name w1
ip link add v2 type veth peer name w2
ip link add v3 type veth peer name w3
ip link set w1 up
ip link set w2 up
wanted=/etc/erd/erd.yaml
now=/run/erd/erd.yaml

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

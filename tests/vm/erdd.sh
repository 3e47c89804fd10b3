#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The daemon, as the user that its unit gives it and with its capabilities: it
# makes the file true and keeps it so. Judged by ip, erdctl diff, systemd's own
# journal and tmpfiles, stock vlan devices and ping at the far end. ERD_KILLS:
# how often it is killed in the middle of an apply.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"
. "$here/../daemon.sh"
. "$here/../../tools/lab/frr.sh"
# Nothing that an emulated machine is late for shall take a session down.
# shellcheck disable=SC2034 # of microsoft.sh
msee_bfd_multiplier=30
. "$here/../../tools/lab/microsoft.sh"

umask 022
work=$(mktemp -d)
edge=$work/edge
chmod 755 "$work"
lab_load
modprobe 8021q
modprobe vrf
modprobe dummy numdummies=0
msee_add msee1 msee1
msee_add msee2 msee2
# a device that may go, its other end here too: erd's user can enter no namespace
ip link add lon type veth peer name lon-far
ip link set lon-far up

# --- its user and folders, by systemd -------------------------------------------

userspace=$here/../../userspace
# What erdctl, as root, made before there was such a user becomes its own.
rm -rf /etc/erd /var/lib/erd /run/erd
mkdir -p /etc/erd /var/lib/erd/history
touch /etc/erd/notes /var/lib/erd/lock
works 'its user is made' systemd-sysusers "$userspace/erdd/sysusers.conf"
works 'its folders are made' systemd-tmpfiles --create \
	"$userspace/erdd/tmpfiles.conf"
is 'and what is in them is its own' erd "$(find /etc/erd /var/lib/erd /run/erd \
	/sys/fs/bpf/erd -printf '%u\n' | sort -u)"
is 'its groups' 'erd frrvty' "$(id -Gn erd)"

# The journal, by itself.
mkdir -p /run/systemd/journal /run/log/journal
[[ -s /etc/machine-id ]] || systemd-id128 new >/etc/machine-id
/lib/systemd/systemd-journald >/run/journald.log 2>&1 &
works 'the journal runs' wait_for 20 test -S /run/systemd/journal/socket
socat -u UNIX-RECV:/run/notify,mode=666 - >>/run/notified 2>/dev/null &
wait_for 10 test -S /run/notify

# As the unit has it.
caps=-all,+net_admin,+bpf,+perfmon
as_erd=(setpriv --reuid erd --regid erd --init-groups --no-new-privs
	--inh-caps "$caps" --ambient-caps "$caps" --bounding-set "$caps")

# erdd_start NAME [COMMAND...]: until it is ready, with standard error as systemd
# gives it; what it tells systemd is in /run/notified
erdd_start() {
	local name=$1

	shift
	: >/run/notified
	{
		JOURNAL_STREAM=$(stat -L -c %d:%i /dev/fd/2) \
			NOTIFY_SOCKET=/run/notify \
			"${as_erd[@]}" "$@" "$O/erdd" >&2 &
	} 2>>/run/erdd.stderr
	erdd=$!
	works "$name" wait_for 60 grep -q READY=1 /run/notified
}
erdd_stop() {
	kill "${1:--TERM}" "$erdd"
	wait "$erdd"
}

# gate PORT disabled|enabled: by hand, with the kernel's own client
gate() {
	python3 - "$("$here/../../tools/vm/vm" source)" \
		"$here/../../docs/netlink/erd.yaml" "$@" <<-END
	import os, sys
	sys.path.insert(0, os.path.join(sys.argv[1], "tools/net/ynl"))
	from lib import YnlFamily
	schema = os.path.join(sys.argv[1], "Documentation/netlink/genetlink.yaml")
	YnlFamily(sys.argv[2], schema).do("port-set", {
		"name": sys.argv[3], "admin-state": sys.argv[4]})
	END
}

# told KIND: the records of that kind, since the last mark
mark() { marked=$(date +%s.%N); sleep 0.01; }
told() {
	local id

	id=$(sed -nE "/^\.B [0-9a-f]{32}\$/{s/^\.B //;N;s/\n\.BR? $1( :)?\$//p}" \
		"$here/../../docs/man/erdd.8")
	journalctl -q --sync 2>/dev/null
	journalctl -q -o json --output-fields="MESSAGE,ERD_EVENT,ERD_OBJECT,ERD_OLD,ERD_NEW,ERD_CAUSE,PRIORITY" \
		--since "@$marked" "MESSAGE_ID=$id"
}
has_told() { told "$1" | grep -q "$2"; }

pins() { find /sys/fs/bpf/erd -mindepth 3 -printf '%p %i\n' | sort; }
programs() { ip -d -j link show "$1" | jq '.[0].xdp.prog.id'; }

# explain: what is the matter, as comments
explain() {
	{ erdctl daemon; erdctl diff; tail -20 /run/erdd.stderr
		journalctl -q -n 30 -o cat; } 2>&1 | sed 's/^/# /'
}

cat >"$edge" <<-END
	schema: erd/1
	routing: none
	vrfs:
	- {name: red, table: 1001}
	pairs:
	- name: ams
	  bandwidth_gbps: 10
	  ports:
	  - {name: ams-1, role: primary, device: pri, admin_state: enabled}
	  - {name: ams-2, role: secondary, device: sec, admin_state: enabled}
	  circuits:
	  - name: hq1
	    stag: 1000
	    bandwidth_gbps: 2
	    status: Enabled
	    provider_state: Provisioned
	    peerings:
	    - type: private
	      ctag: 100
	      peer_asn: 65010
	      bfd_multiplier: 30
	      ipv4: {primary: 192.168.15.16/30, secondary: 192.168.15.20/30}
	  - name: hq2
	    stag: 1001
	    bandwidth_gbps: 2
	    vrf: red
	    peerings:
	    - type: private
	      ctag: 100
	      peer_asn: 65010
	      mtu: 1400
	      ipv4: {split: 10.99.0.0/29}
	- name: lon
	  bandwidth_gbps: 10
	  ports:
	  - {name: lon-1, role: primary, device: lon, admin_state: enabled, xdp: off}
	  circuits:
	  - {name: hq9, stag: 900, bandwidth_gbps: 1}
END
# --- without a file, with one ----------------------------------------------------

marked=0
is 'it does not run yet' 'false null' "$(state .running) $(state .last_state)"
erdd_start 'it starts without a file'
is 'as its own user' erd "$(ps -o user= -p "$erdd" | xargs)"
is 'with three capabilities' \
	'cap_net_admin,cap_perfmon,cap_bpf=eip' \
	"$(getpcaps "$erdd" 2>/dev/null | cut -d' ' -f2)"
is 'it says that there is none' 'true no_file' \
	"$(state .running) $(state .last_state.state)"
refused 'there is only one' 6 'another erdd runs already' "${as_erd[@]}" "$O/erdd"
mark
put
works 'a file is made true' wait_for 60 in_sync
[[ $tap_failed == 0 ]] || explain
is 'ports, circuits, addresses' \
	'ams-1 ams-2 lon-1 192.168.15.17/30 192.168.15.21/30 10.99.0.1/30' \
	"$(erdctl -j port list | jq -r '.ports[].name' | xargs) $(
	addresses hq1.p1) $(addresses hq1.p2) $(addresses hq2.p1)"
is 'the fast path, native' 'native native' "$(erdctl -j port list |
	jq -r '.ports[] | select(.pair == "ams") | .xdp' | xargs)"
is 'its pins are its own' erd "$(find /sys/fs/bpf/erd -printf '%u\n' | sort -u)"
is 'as is what it keeps' erd "$(find /var/lib/erd -printf '%u\n' | sort -u)"
works 'the journal has what was done' has_told change \
	'"ERD_OBJECT":"port .ams-1.'
works 'and why' has_told reconciled '"ERD_CAUSE":"file"'
works 'and each event of the module' has_told admin \
	'"ERD_OBJECT":"port ams-1"'
works 'with what was and is' has_told admin '"ERD_NEW":"enabled"'
is 'erdctl says what it did' 'changed file' "$(
	state .last_state.last_reconcile.result) $(
	state .last_state.last_reconcile.cause)"
erdctl -j daemon >"$work/json"
works 'which is as the schema has it' "$here/../cli/validate.py" "$work/json"
has 'and for people' 'the machine is as the file says' "$(erdctl daemon)"
has 'systemd is told too' 'STATUS=in_sync' "$(tr '\n' ' ' </run/notified)"
erdctl -j history >"$work/history"
is 'it is in the history, as applied' applied \
	"$(jq -r '.history[-1].state' "$work/history")"

# --- traffic, of which nothing is to be lost from here on -------------------------

for link in 1 2; do
	msee_vlan msee$link msee$link s 802.1Q 1000
	msee_vlan msee$link s c 802.1Q 100
	ip -n msee$link address add 192.168.15.$((14 + 4 * link))/30 dev c
	works "path $link carries" wait_for 20 in_ns msee$link \
		ping -c 1 -W 1 192.168.15.$((13 + 4 * link))
done
# A ping that is interrupted takes the last answer for lost; so it ends by itself.
pings() { # LINK
	while [[ -e $work/goes ]]; do
		in_ns "msee$1" ping -n -i 0.05 -s 300 -q -c 20 -W 30 \
			192.168.15.$((13 + 4 * $1))
	done
}
declare -A pinger
traffic_begin() {
	local link

	: >"$work/goes"
	for link in 1 2; do
		pings $link >"$work/ping$link" 2>&1 &
		pinger[$link]=$!
	done
}
# traffic_end NAME: until the last ping has ended, no answer is missing of both links
# (in this shell: none under it can wait for what this one began)
traffic_end() {
	rm "$work/goes"
	wait "${pinger[@]}"
	is "$1" '0 lost' "$(
		sed -nE 's/^([0-9]+) packets transmitted, ([0-9]+) received.*/\1 \2/p' \
			"$work/ping1" "$work/ping2" |
			awk '{ sent += $1; back += $2 }
				END { if (sent) print sent - back " lost"
					else exit 1 }' ||
			tail -n 5 "$work/ping1" "$work/ping2")"
}
traffic_begin

# --- drift -----------------------------------------------------------------------

before=$(pins)
mark
ip address del 10.99.0.1/30 dev hq2.p1
ip link set hq2.p2 down
works 'an address deleted by hand comes back' wait_for 30 \
	address_is hq2.p1 10.99.0.1/30
works 'a device taken down is up' wait_for 30 eval \
	'[[ $(ip -j link show hq2.p2 | jq -r ".[0].flags | index(\"UP\")") != null ]]'
works 'it is told as drift' has_told drift 'hq2.p1'
works 'and as put right' has_told change 'drift_repaired'
wait_for 30 in_sync
mark
gate lon-1 disabled
works 'a gate closed by hand opens' wait_for 30 eval \
	'[[ $(erdctl -j port show lon-1 | jq -r .ports[0].admin_state) == enabled ]]'
works 'the journal has both' eval \
	'[[ $(told admin | jq -r "select(.ERD_OBJECT == \"port lon-1\") | .ERD_NEW" |
		xargs) == "disabled enabled" ]]'
ip link del hq2.p2
works 'a sub-interface deleted by hand comes back' wait_for 30 \
	address_is hq2.p2 10.99.0.5/30
is 'what is somebody else'\''s stays' '198.51.100.1/32' "$(
	ip address add 198.51.100.1/32 dev hq2.p1; sleep 2
	addresses hq2.p1 | tr ' ' '\n' | grep 198)"
ip address del 198.51.100.1/32 dev hq2.p1
wait_for 30 in_sync
is 'of the fast path nothing was touched' "$before" "$(pins)"
# Somebody who undoes what it does is not chased.
mark
quarrel_end=$((SECONDS + 20))
while [[ $SECONDS -lt $quarrel_end ]]; do
	ip address del 10.99.0.1/30 dev hq2.p1 2>/dev/null
	sleep 0.05
done
quarrels=$(told drift | wc -l)
works "a quarrel is not fought to the end ($quarrels times)" \
	test "$quarrels" -ge 2 -a "$quarrels" -le 12
kill -HUP "$erdd"
works 'who asks is served at once' wait_for 20 address_is hq2.p1 10.99.0.1/30

# --- the file ----------------------------------------------------------------------

mark
put 's/mtu: 1400/mtu: 1350/'
works 'an edit is applied' wait_for 30 eval '[[ $(cat /sys/class/net/hq2.p1/mtu) == 1350 ]]'
works 'and is no drift' eval '! has_told drift .'
put 's/ctag: 100/ctag: 5000/' 's/bandwidth_gbps: 2$/bandwidth_gbps: 2x/'
line1=$(grep -n 2x /etc/erd/erd.yaml | head -1 | cut -d: -f1)
line2=$(grep -n 5000 /etc/erd/erd.yaml | head -1 | cut -d: -f1)
works 'a wrong file is found' wait_for 30 state_is file_wrong
is 'the journal has its lines' "/etc/erd/erd.yaml:$line1 /etc/erd/erd.yaml:$line2" \
	"$(told file | jq -r .ERD_OBJECT | sort -u | head -2 | xargs)"
is 'so has erdctl' "$line1 $line2" "$(state '.last_state.findings[0].line') $(
	state '.last_state.findings[1].line')"
erdctl -j daemon >"$work/json"
works 'which is as the schema has it' "$here/../cli/validate.py" "$work/json"
ip link set hq2.p2 down
sleep 3
is 'nothing is changed' '1350 null' "$(cat /sys/class/net/hq2.p1/mtu) $(
	ip -j link show hq2.p2 | jq '.[0].flags | index("UP")')"
is 'and it is told once' 1 "$(told file | grep -c "yaml:$line2")"
: >/run/notified
kill -HUP "$erdd"
works 'SIGHUP tells again' wait_for 20 eval \
	'[[ $(told file | grep -c "yaml:$line2") == 2 ]]'
has 'systemd is told of it' 'RELOADING=1 MONOTONIC_USEC=' \
	"$(tr '\n' ' ' </run/notified)"
works 'and of its end' wait_for 10 grep -q READY=1 /run/notified
put
works 'the right file is taken' wait_for 30 in_sync
put 's/stag: 1001/stag: 1002/'
works 'what Azure would not do is not done' wait_for 30 state_is failed
has 'and why is said' 'Azure gives it once' "$(state .last_state.reason)"
put 's/ctag: 100/ctag: 101/'
works 'nor is a last path cut' wait_for 30 eval \
	'[[ $(state .last_state.reason) == *"last path would be cut"* ]]'
erdctl -j daemon >"$work/json"
works 'that too is as the schema has it' "$here/../cli/validate.py" "$work/json"
is 'what differs is said' 'true' \
	"$(state '.last_state.differences | length > 0')"
put
works 'back' wait_for 30 in_sync
rm /etc/erd/erd.yaml
works 'without a file nothing is wanted' wait_for 30 state_is no_file
is 'and nothing goes' '192.168.15.17/30' "$(addresses hq1.p1)"
put
works 'it comes back' wait_for 30 in_sync

# erdctl beside it, as root: what it makes there is erd's
sed 's/mtu: 1400/mtu: 1380/' "$edge" >"$work/file"
works 'erdctl applies another' erdctl apply "$work/file"
works 'erdd agrees' wait_for 30 in_sync
is 'the file is readable for erdd' 'erd 600' "$(stat -c '%U %a' /etc/erd/erd.yaml)"
is 'so is the history' erd "$(find /var/lib/erd -printf '%u\n' | sort -u)"
chmod 600 "$edge"
erdctl apply "$edge" confirm-timeout 3000 >/dev/null 2>&1
works 'while an apply waits for its confirmation' wait_for 30 state_is waiting
ip link set hq2.p2 down
sleep 3
is 'nothing is put right' null \
	"$(ip -j link show hq2.p2 | jq '.[0].flags | index("UP")')"
erdctl confirm
works 'but after it' wait_for 30 in_sync
erdctl apply "$work/file" confirm-timeout 2 >/dev/null 2>&1
kill -9 "$(pgrep -x erdctl)"
works 'if who waits for it is killed, erdd goes back' wait_for 60 eval \
	'[[ $(cat /sys/class/net/hq2.p1/mtu) == 1400 ]]'
works 'and tells' wait_for 10 has_told reverted 'was not confirmed'
is 'with the file' '' "$(diff "$edge" /etc/erd/erd.yaml)"
works 'and all is well' wait_for 30 in_sync

# Nobody has gone back, and somebody else changes something, maybe for long.
exec {lock}<>/var/lib/erd/lock
erdctl apply "$work/file" confirm-timeout 10 >/dev/null 2>&1
kill -9 "$(pgrep -x erdctl)"
flock "$lock"
works 'erdd comes back as long as others change something' wait_for 90 eval \
	'[[ $(state .last_state.reason) == *"somebody else changes"* ]]'
# as erdctl confirm does, which would have waited for the lock
rm /var/lib/erd/pending
flock -u "$lock"
works 'that was confirmed' wait_for 30 in_sync
is 'so it stays' '1380 ' \
	"$(cat /sys/class/net/hq2.p1/mtu) $(diff "$work/file" /etc/erd/erd.yaml)"
exec {lock}>&-
put
works 'what was before is back' wait_for 30 in_sync

traffic_end 'of all this the other circuit has lost'

# The card itself loses frames while a program comes or goes.
rm /sys/fs/bpf/erd/v*/ams-2/rx_link
works 'a fast path taken off by hand is attached' wait_for 30 eval \
	'[[ $(erdctl -j port show ams-2 | jq -r .ports[0].xdp) == native ]]'
link=$(bpftool -j link show pinned "$(echo /sys/fs/bpf/erd/v*/ams-2/rx_link)" |
	jq .id)
bpftool link detach id "$link"
works 'and so is one whose link was detached' wait_for 30 eval \
	'[[ $(erdctl -j port show ams-2 | jq -r .ports[0].xdp) == native ]]'
is 'with what it has counted' 'true' "$(erdctl -j stats | jq '.peerings[] |
	select(.circuit == "hq1") | .sub_interfaces[1].fast_path.rx_frames > 0')"
wait_for 30 in_sync

# --- what it stands on -------------------------------------------------------------

mark
ip link del lon
works 'a port whose device has gone is waited for' wait_for 30 eval \
	'[[ $(state .last_state.absent_devices[0]) == lon ]]'
is 'as waiting' waiting "$(state .last_state.state)"
erdctl -j daemon >"$work/json"
works 'which is as the schema has it' "$here/../cli/validate.py" "$work/json"
ip address del 192.168.15.17/30 dev hq1.p1
works 'all else is kept true' wait_for 30 address_is hq1.p1 192.168.15.17/30
ip link add lon type veth peer name lon-far
works 'the device comes back, and is the port' wait_for 30 in_sync
is 'enabled' enabled "$(erdctl -j port show lon-1 | jq -r '.ports[0].admin_state')"

mark
rmmod erd
works 'the module is unloaded' wait_for 30 state_is waiting
works 'which is told' has_told module unloaded
lab_load
works 'and loaded: all is made again' wait_for 60 in_sync
works 'which is told too' has_told module '"ERD_NEW":"loaded"'
works 'frames pass' wait_for 20 in_ns msee1 ping -c 1 -W 1 192.168.15.17

# --- FRR, by its sockets' group ------------------------------------------------------

mark
put 's/routing: none/routing: frr/'
works 'without FRR, what it is wanted for fails' wait_for 30 state_is failed
has 'and why is said' "FRR's bgpd does not answer" "$(state .last_state.reason)"
is 'but the file is applied all the same' 0 \
	"$(erdctl -j diff | jq '[.changes[] | select(.object | startswith("BGP") | not)] | length')"
mkdir -p /run/frr
frr_start /run/frr zebra bgpd bfdd
for link in 1 2; do
	msee_begin msee$link 10.99.255.$link
	msee_session msee$link p4 private 192.168.15.$((14 + 4 * link)) \
		192.168.15.$((13 + 4 * link)) 65010
	msee_start msee$link
done
works 'FRR is found' wait_for 30 has_told routing '"ERD_NEW":"answers"'
works 'and configured' wait_for 60 in_sync
established() { erdctl -j bgp list | jq '[.bgp_sessions[] | select(.established)] | length'; }
established_is() { [[ $(established) == "$1" ]]; }
works 'two sessions are established' wait_for 90 established_is 2
works 'which is told' wait_for 30 eval \
	'[[ $(told session | grep -c "\"ERD_NEW\":\"Established\"") -ge 2 ]]'
works 'BFD too' wait_for 60 has_told bfd '"ERD_NEW":"up"'
mark
msee_says msee1 disable p4 >/dev/null
works 'a session that falls is told, with its reason' wait_for 60 eval \
	'told session | grep "hq1/private/1" | grep "\"ERD_OLD\":\"Established\"" |
		grep -q ERD_CAUSE'
msee_says msee1 enable p4 >/dev/null
works 'as is that it is back' wait_for 90 eval \
	'told session | grep "hq1/private/1" | grep -q "\"ERD_NEW\":\"Established\""'
# somebody's own command
mark
vtysh --vty_socket /run/frr -d bgpd -c 'conf t' -c 'router bgp 65010' \
	-c 'no neighbor 192.168.15.22' >/dev/null 2>&1
works 'what is taken out of FRR by hand comes back' wait_for 90 eval \
	'has_told drift hq1/private/2 && established_is 2'
wait_for 30 in_sync
mark
frr_stop /run/frr bfdd bgpd zebra
works 'FRR that goes is missed' wait_for 30 has_told routing '"ERD_NEW":"does not answer"'
frr_start /run/frr zebra bgpd bfdd
works 'and what it had is there when it returns' wait_for 120 established_is 2
wait_for 60 in_sync

# --- without it ----------------------------------------------------------------------

sed -i 's/routing: none/routing: frr/' "$edge"
snapshot() {
	vtysh --vty_socket /run/frr -d bgpd -c 'show running-config'
	erdctl -j bgp list | jq -c '[.bgp_sessions[] |
		{session, established, connections_dropped}]'
	erdctl -j port list | jq -c '[.ports[] | {name, admin_state, xdp}]'
	erdctl -j peering list | jq -c '[.peerings[] | {circuit, admin_state}]'
	ip -br address show type erd
	pins
	programs pri
	programs sec
}
before=$(snapshot)
traffic_begin
erdd_stop -KILL
is 'killed, it changes nothing' "$before" "$(snapshot)"
is 'which erdctl sees' 'false in_sync' \
	"$(state .running) $(state .last_state.state)"
ip address del 10.99.0.1/30 dev hq2.p1
erdd_start 'started again'
works 'it goes on' address_is hq2.p1 10.99.0.1/30
erdd_stop
is 'ended, it changes nothing either' "$before" "$(snapshot)"
traffic_end 'and loses nothing'

# Older programs, as another build of erd leaves them: the record says which.
before=$(programs pri)
record=$(echo /sys/fs/bpf/erd/v*/ams-1/record)
# shellcheck disable=SC2046 # octets
bpftool map update pinned "$record" key 0 0 0 0 value \
	$(bpftool -j map lookup pinned "$record" key 0 0 0 0 |
		jq -r '.value | .[8:16] = ["0x01","0x02","0x03","0x04","0x05","0x06","0x07","0x08"] | .[]')
mark
traffic_begin
is 'programs of another build differ' \
	"upgrade the fast path of port 'ams-1'" "$(erdctl -j diff |
		jq -r '.changes[].change')"
erdd_start 'erdd starts'
works 'it is in sync' wait_for 30 in_sync
works 'they are replaced' test "$before" != "$(programs pri)"
traffic_end 'which is no news to frames'
erdd_stop

# --- what it is allowed --------------------------------------------------------------

# The unit's filter, as systemd expands it, against what it really calls.
put 's/mtu: 1400/mtu: 1390/'
ip link del hq2.p1
rm /sys/fs/bpf/erd/v*/ams-2/rx_link
install -m 666 /dev/null /run/strace
erdd_start 'it runs under strace' strace -f -qq -e signal=none -o "/run/strace"
wait_for 60 in_sync
kill -HUP "$(pgrep -x erdd)"
sleep 2
kill "$(pgrep -x erdd)"
wait "$erdd"
filter() { # SET...: its calls
	local set

	for set; do
		if [[ $set == @* ]]; then
			# shellcheck disable=SC2046 # words
			filter $(systemd-analyze syscall-filter "$set" |
				sed -nE '/^ *#/d; s/^ +([a-z@])/\1/p')
		else
			echo "$set"
		fi
	done
}
mapfile -t rules < <(sed -n 's/^SystemCallFilter=//p' \
	"$userspace/erdd/erdd.service.in")
# shellcheck disable=SC2086 # words
allowed=$({ comm -23 <(filter ${rules[0]} | sort -u) \
	<(filter ${rules[1]#\~} | sort -u); filter ${rules[2]}; } | sort -u)
calls=$(sed -nE 's/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' /run/strace | sort -u)
is 'bpf is one of its calls' bpf "$(grep -x bpf <<<"$calls")"
is "it calls nothing that the unit keeps from it ($(wc -w <<<"$calls") calls)" \
	'' "$(comm -13 <(echo "$allowed") <(echo "$calls") | xargs)"
put

# --- killed in the middle --------------------------------------------------------------

# At random stops of a run that has changes to make, under traffic.
kills=$(lab_share "${ERD_KILLS:-25}")
erdd_start 'before'
wait_for 60 in_sync
erdd_stop
sed -e 's/mtu: 1400/mtu: 1350/; s/10.99.0.0/10.98.0.0/; s/vrf: red/vrf: blue/' \
	-e 's/^vrfs:/&\n- {name: blue, table: 1002}/; s/xdp: off/xdp: generic/' \
	-e 's/^  - {name: hq9.*/&\n  - {name: hq8, stag: 901, bandwidth_gbps: 1}/' \
	"$edge" >"$work/other"
first=$(cat /var/lib/erd/applied)
# spoil N: what somebody else may have done meanwhile
spoil() {
	case $(($1 % 4)) in
	0) ip link del hq2.p2 ;;
	1) ip address flush dev hq2.p1 ;;
	2) gate lon-1 disabled ;;
	esac >/dev/null 2>&1
}
# whole: each file is one of the two, from its first octet to its last
whole() {
	local file number

	for file in /etc/erd/erd.yaml /var/lib/erd/history/*.yaml; do
		number=$(basename "$file" .yaml)
		[[ $number =~ ^[0-9]+$ && $((10#$number)) -le $first ]] && continue
		cmp -s "$file" "$edge" || cmp -s "$file" "$work/other" ||
			{ echo "# $file is neither"; return 1; }
	done
	cmp -s /etc/erd/erd.yaml "$1" || { echo "# it is not the file"; return 1; }
	grep -qxE '[0-9]+' /var/lib/erd/applied || { echo "# applied"; return 1; }
	jq -e . /run/erd/erdd.json >/dev/null
}
file=$edge
kill_run() { # NUMBER STOPS: how many there were and how it ended is in stops and why
	[[ $file == "$edge" ]] && file=$work/other || file=$edge
	install -o erd -g erd -m 600 "$file" /etc/erd/erd.yaml.tmp
	mv /etc/erd/erd.yaml.tmp /etc/erd/erd.yaml
	spoil "$1"
	read -r stops why < <(killat "$2" "${as_erd[@]}" "$O/erdd" 2>/dev/null)
}
kill_run 3 0
most=$stops
is "a whole run has $most stops" ready "$why"
# missing: per link, frames that the far end sent and the sub-interface has not,
# and the other way. BFD goes on meanwhile, so only readings count between which
# nothing passed, and of these what most say.
missing() {
	local i link before far

	for ((i = 0; i < 40; i++)); do
		for link in 1 2; do
			before=$(ours $link)
			far=$(ip -n msee$link -s -j link show c |
				jq -r '.[0].stats64 | "\(.tx.packets) \(.rx.packets)"')
			[[ $before == "$(ours $link)" ]] || break
			echo "$((${far% *} - ${before% *})) $((${before#* } - ${far#* }))"
		done | xargs
	done | grep -E '( .*){3}' | sort | uniq -c | sort -n | tail -1 |
		sed -E 's/^ +[0-9]+ //'
}
ours() { echo "$(counter "hq1.p$1" rx_packets) $(counter "hq1.p$1" tx_packets)"; }
was=$(missing)
works "frames are counted at both ends" test -n "$was"
RANDOM=${ERD_SEED:-1}
traffic_begin
broken='' killed=0
# Some runs have fewer stops than that one had, and are over by then.
for ((i = 1; killed < kills; i++)); do
	at=$((RANDOM * 32768 + RANDOM))
	at=$((at % most + 1))
	kill_run $i $at
	[[ $why == killed ]] && killed=$((killed + 1))
	whole "$file" || { broken="in run $i, at stop $at"; break; }
	[[ $((i % 50)) != 0 ]] || echo "# killed $killed times of $kills"
	[[ $i -lt $((kills * 10)) ]] || { broken="it is hardly ever killed"; break; }
done
[[ -z $broken ]] || explain
is "killed $killed times in $((i - 1)) runs: each file is old or new" '' "$broken"
erdd_start 'started again'
works 'it converges' wait_for 60 in_sync
install -o erd -g erd -m 600 "$work/other" /etc/erd/erd.yaml
works 'and goes on with the next file' wait_for 60 address_is hq2.p1 10.98.0.1/30
wait_for 60 in_sync
is 'to its end' '0 1350 10.98.0.1/30 blue' "$(differs) $(
	cat /sys/class/net/hq2.p1/mtu) $(addresses hq2.p1) $(
	ip -j link show hq2.p1 | jq -r '.[0].master')"
traffic_end 'no answer was lost meanwhile'
is "nor a frame, by the far ends' counts" "$was" "$(missing)"
erdd_stop
[[ $tap_failed == 0 ]] || explain
finish

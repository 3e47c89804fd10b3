#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The daemon's unit as it is installed, by systemd itself: in namespaces of its own,
# with all that the unit takes from it, and its watchdog. Judged by systemctl, the
# journal, ip and the far end.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"
. "$here/../daemon.sh"
. "$here/../../tools/lab/frr.sh"

umask 022
edge=/run/edge
lab_load
modprobe 8021q
msee_add msee1 msee1
msee_add msee2 msee2

# --- it is installed, as the README says ------------------------------------------

works 'it is installed' make -s -C "$here/../.." -o userspace "O=$O" PREFIX=/usr \
	SYSCONFDIR=/etc install
rm /etc/erd/erd.yaml
works 'its user is made' systemd-sysusers
works 'and its folders' systemd-tmpfiles --create erd.conf
is 'the kernel finds the module by what is asked of it' \
	'net-pf-16-proto-16-family-erd rtnl-link-erd' \
	"$(modinfo -F alias "$O/kmod-$lab_kernel/kmod/erd.ko" | sort | xargs)"
mkdir -p /run/frr
frr_start /run/frr zebra bgpd bfdd

# --- systemd ------------------------------------------------------------------------

# With the units that erdd stands on, and no others.
units=/run/units
mkdir -p $units/sysinit.target.wants /sys/fs/cgroup/services
ln -s /lib/systemd/system/{sysinit,basic,sockets,shutdown}.target \
	/lib/systemd/system/systemd-journald{.service,.socket,-dev-log.socket} \
	/lib/systemd/system/modprobe@.service /usr/lib/systemd/system/erdd.service \
	$units
ln -s ../systemd-journald.service $units/sysinit.target.wants/
[[ -s /etc/machine-id ]] || systemd-id128 new >/etc/machine-id
(
	echo $BASHPID >/sys/fs/cgroup/services/cgroup.procs
	# shellcheck disable=SC2016 # for that shell
	exec unshare --pid --fork --mount --cgroup --mount-proc bash -c '
		umount /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup &&
		exec env -i container=erd "PATH=$PATH" "SYSTEMD_UNIT_PATH=$1" \
			/lib/systemd/systemd --system --unit=basic.target' - $units
) >/run/systemd.log 2>&1 &
outer=$!
works 'systemd starts' wait_for 60 test -S /run/systemd/private
systemd=$(pgrep -P "$outer")
by_systemd() { nsenter -t "$systemd" -p -m -C -r -w "$@"; }
works 'and runs' wait_for 60 by_systemd systemctl -q is-active basic.target \
	systemd-journald
property() { by_systemd systemctl show -P "$1" erdd; }

explain() {
	{ cat /run/systemd.log
		by_systemd systemctl status --no-pager -n 40 erdd; erdctl daemon
		erdctl diff; } 2>&1 | sed 's/^/# /'
}

# --- it starts ----------------------------------------------------------------------

cat >"$edge" <<-END
	schema: erd/1
	routing: frr
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
	      ipv4: {primary: 192.168.15.16/30, secondary: 192.168.15.20/30}
END
put
works 'it starts' by_systemd systemctl start erdd
[[ $tap_failed == 0 ]] || explain
is 'and is ready, by its own word' 'active running notify' \
	"$(property ActiveState) $(property SubState) $(property Type)"
pid=$(pgrep -x erdd)
status() { sed -n "s/^$1:\t//p" "/proc/$pid/status"; }
is 'as its own user' erd "$(ps -o user= -p "$pid" | xargs)"
is 'in the group of FRR' yes "$(
	[[ " $(status Groups) " == *" $(getent group frrvty | cut -d: -f3) "* ]] && echo yes)"
is 'with three capabilities, and no way to more' \
	'cap_net_admin,cap_perfmon,cap_bpf cap_net_admin,cap_perfmon,cap_bpf 1' "$(
	for set in CapEff CapBnd; do
		capsh --decode="$(status $set)" | cut -d= -f2
	done | xargs) $(status NoNewPrivs)"
is 'its calls are filtered' 2 "$(status Seccomp)"
is 'it cannot write where it has no business' 'no no no' "$(
	for path in /etc /usr/bin /proc/sys/net; do
		nsenter -t "$pid" -m -r test -w $path && echo yes || echo no
	done | xargs)"
works 'the edge is made' wait_for 60 in_sync
[[ $tap_failed == 0 ]] || explain
is 'addresses' '192.168.15.17/30 192.168.15.21/30' \
	"$(addresses hq1.p1) $(addresses hq1.p2)"
is 'the fast path, native' 'native native' \
	"$(erdctl -j port list | jq -r '.ports[].xdp' | xargs)"
is 'and pinned where erdctl finds it, as its own' erd \
	"$(find /sys/fs/bpf/erd -printf '%u\n' | sort -u)"
is 'the sessions of FRR' '192.168.15.18 192.168.15.22' "$(
	frr_says /run/frr bgpd show running-config |
		sed -nE 's/^ neighbor (.*) remote-as 12076$/\1/p' | sort | xargs)"
msee_vlan msee1 msee1 s 802.1Q 1000
msee_vlan msee1 s c 802.1Q 100
ip -n msee1 address add 192.168.15.18/30 dev c
works 'frames pass' wait_for 20 in_ns msee1 ping -c 1 -W 1 192.168.15.17
has 'its state is told' 'in_sync' "$(property StatusText)"
told() { by_systemd journalctl -q -u erdd -o json | jq -r "select($1) | .MESSAGE"; }
has 'the journal has its records, by unit' "ams-1" \
	"$(told '.ERD_OBJECT == "port ams-1" and .ERD_NEW == "enabled"')"

# --- it keeps the edge so, within what it is left ------------------------------------

ip address del 192.168.15.17/30 dev hq1.p1
works 'an address comes back' wait_for 30 address_is hq1.p1 192.168.15.17/30
ip link del hq1.p2
works 'a sub-interface too' wait_for 30 address_is hq1.p2 192.168.15.21/30
rm /sys/fs/bpf/erd/v*/ams-2/rx_link
works 'and a fast path' wait_for 30 eval \
	'[[ $(erdctl -j port show ams-2 | jq -r .ports[0].xdp) == native ]]'
wait_for 30 in_sync
put 's/peer_asn: 65010/&\n      mtu: 1400/'
works 'it is reloaded' by_systemd systemctl reload erdd
works 'the file is made true' wait_for 30 eval \
	'[[ $(</sys/class/net/hq1.p1/mtu) == 1400 ]]'
wait_for 30 in_sync
is 'it runs on' "$pid" "$(property MainPID | xargs -I{} pgrep -x erdd)"

# --- it ends -------------------------------------------------------------------------

snapshot() {
	ip -br link show type erd
	addresses hq1.p1
	find /sys/fs/bpf/erd -mindepth 3 -printf '%p %i\n' | sort
	ip -d -j link show pri | jq '.[0].xdp.prog.id'
	frr_says /run/frr bgpd show running-config
}
before=$(snapshot)
restarts() { [[ $(property NRestarts) == "$1" ]]; }
kill -KILL "$pid"
works 'killed, it is started again' wait_for 60 restarts 1
works 'and in sync' wait_for 60 in_sync
is 'nothing has changed' "$before" "$(snapshot)"
kill -STOP "$(pgrep -x erdd)"
works 'one that hangs is ended by the watchdog' wait_for 600 restarts 2
works 'and started again' wait_for 60 in_sync
has 'which the journal says' 'Watchdog timeout' \
	"$(by_systemd journalctl -q -o cat -u erdd | grep Watchdog)"
is 'nothing has changed still' "$before" "$(snapshot)"
works 'it stops' by_systemd systemctl stop erdd
is 'in order' 'inactive success' "$(property ActiveState) $(property Result)"
is 'and leaves all as it is' "$before" "$(snapshot)"
works 'frames pass without it' in_ns msee1 ping -c 1 -W 5 192.168.15.17
[[ $tap_failed == 0 ]] || explain
finish

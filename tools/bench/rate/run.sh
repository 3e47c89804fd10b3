#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh police|shape BUILD-FOLDER [SECONDS]: offers circuits twice their rates
# and prints what became of it, a JSON object for each case. Policing is
# measured here, in namespaces of its own; shaping in a virtual machine that
# counts instructions, where all rates can be reached.
set -eu -o pipefail

if [[ -z ${RATE_INSIDE-} ]]; then
	RATE_INSIDE=1 exec unshare --net --mount "$0" "$@"
fi

way=$1
rate=$(realpath "$2")/bench/rate/rate
seconds=${3-}

mount --make-rprivate /
mount -t sysfs sysfs /sys
mount -t bpf bpf /sys/fs/bpf
sysctl -qw net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || :

if [[ $way == police ]]; then
	seconds=${seconds:-2}
	# Each processor has a queue, and receives what it sends itself.
	ip link add port numrxqueues 2 numtxqueues 2 type veth \
		peer name far numrxqueues 2 numtxqueues 2
	ethtool -K far txvlan off tx-vlan-stag-hw-insert off >/dev/null
	for idle in idle idle2; do
		ip tuntap add $idle mode tap
		ip link set $idle up
	done
	ip link set port up
	ip link set far up
	exec "$rate" --seconds "$seconds" --tries 10 port 50000000 200000000 1000000000 \
		2500000000 10000000000
fi

tries=1 loads="1508 50000000 200000000
9018 1000000000 2500000000
60018 10000000000"
# A machine of its own time, so that there are two processors, reaches less.
if [[ $(nproc) -gt 1 ]]; then
	tries=10 loads="9018 50000000 200000000"
	seconds=${seconds:-2}
fi
seconds=${seconds:-0.5}
modprobe -a veth 8021q sch_fq
ip link add port mtu 60100 type veth peer name far mtu 60100
ip link set port up
ip link set far up
ip link add link far name far.100 type vlan proto 802.1ad id 100
ip link add link far name far.101 type vlan proto 802.1ad id 101
ip link add link far.100 name limited type vlan id 200
ip link add link far.101 name other type vlan id 200
for device in far.100 far.101 limited other; do ip link set $device up; done
# With larger frames an emulated processor reaches higher rates.
bad=0
while read -r octets rates; do
	# shellcheck disable=SC2086 # one or more
	"$rate" --shape --seconds "$seconds" --tries $tries \
		--octets "$octets" port $rates || bad=1
	ip link set port xdp off 2>/dev/null || :
done <<<"$loads"
exit $bad

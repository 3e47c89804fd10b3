#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh police|shape BUILD-FOLDER [SECONDS]: offers circuits twice their rates
# and prints what became of it, a JSON object for each case. Policing is
# measured here, in namespaces of its own; shaping in virtual machines: by one
# processor where instructions are counted, by both in one of its own time.
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

# Octets of a frame: with larger ones an emulated processor reaches higher rates;
# how often a case is tried whose sender was held up; rates.
if [[ $(nproc) == 1 ]]; then
	cpus=1 seconds=${seconds:-0.5} loads="1508 1 50000000 200000000
9018 1 1000000000 2500000000
60018 1 10000000000"
else
	cpus=2 seconds=${seconds:-2} loads="9018 10 50000000 200000000
60018 10 1000000000 2500000000
60018 1 10000000000"
fi
modprobe -a veth 8021q sch_fq
ip link add port mtu 60100 type veth peer name far mtu 60100
ip link set port up
ip link set far up
ip link add link far name far.100 type vlan proto 802.1ad id 100
ip link add link far name far.101 type vlan proto 802.1ad id 101
ip link add link far.100 name limited type vlan id 200
ip link add link far.101 name other type vlan id 200
for device in far.100 far.101 limited other; do ip link set $device up; done
bad=0
while read -r octets tries rates; do
	# shellcheck disable=SC2086 # one or more
	"$rate" --shape --cpus $cpus --seconds "$seconds" --tries "$tries" \
		--octets "$octets" port $rates || bad=1
	ip link set port xdp off 2>/dev/null || :
done <<<"$loads"
exit $bad

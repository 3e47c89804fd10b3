#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kmod.sh BUILD-FOLDER [--quick]: in a virtual machine that counts
# instructions, measures what erd and stock vlan devices cost. Results go to
# /out/raw, a JSON object a line; progress to standard output.
#
# Each way of carrying tags has a veth pair: port-WAY is our end, far-WAY the
# other. Frames of either direction end in the core of the end that receives
# them, which finds nobody for their EtherType.
set -eu -o pipefail
O=$1
PATH=$O/bench:$O:$PATH
ADDRESS=02:00:00:00:00:01
MTU=1508  # 1,500 octets and both tags
ROUNDS=5
COUNTS=(1 100)
MOST=4094
if [[ ${2-} == --quick ]]; then
	ROUNDS=1
	COUNTS=(1)
	MOST=16
fi
WAYS=(qinq stack vlan dot1q)
# Cables with nobody at the far end, for frames of so many tags.
NOBODY=(nobody0 nobody1 nobody2)
# Devices that free what they are given to send.
SENDER=(sender0 sender1 sender2)

say() { printf '# %s\n' "$*"; }

# raw NAME VALUE
raw() { printf '{"name": "%s", "value": %s}\n' "$1" "$2" >>/out/raw; }

# --- devices -------------------------------------------------------------

cable() { # WAY
	ip link add "port-$1" address $ADDRESS mtu $MTU type veth \
		peer name "far-$1" address $ADDRESS mtu $MTU
	ip link set "far-$1" up
	ip link set "port-$1" up
}

sink() { # NAME
	ip link add "far-$1" type ifb
	tc qdisc replace dev "far-$1" root noqueue
	ip link set "far-$1" mtu $MTU up
}

port() { # DEVICE ENCAPSULATION
	erdctl port add "$1" dev "$1" pair "$1" role primary encap "$2" xdp off
	erdctl port enable "$1"
}

# Transmit offload of both kinds of tags.
offload() { # on|off DEVICE...
	local device

	for device in "${@:2}"; do
		ethtool -K "$device" tx-vlan-offload "$1" \
			tx-vlan-stag-hw-insert "$1" >/dev/null
	done
}

# Frames from there have their first tag taken off and the next one put
# beside them, which is how a card leaves them that strips tags.
strip() { # DEVICE...
	local device

	for device; do
		tc qdisc add dev "$device" clsact
		tc filter add dev "$device" egress matchall action vlan pop
	done
}

unstrip() { # DEVICE...
	local device

	for device; do
		tc qdisc del dev "$device" clsact
	done
}

# --- frames --------------------------------------------------------------

# Where they are sent and with which tags, and who must have counted them.
# shellcheck disable=SC2034,SC2054 # measure() is given the names; load's commas
declare -A sent=(
	[untagged]=port-untagged,-,far-untagged/rx_dropped
	[vlan]=v%,-,v%/tx_packets,far-vlan/rx_packets
	[stack]=s%p,-,s%p/tx_packets,s%/tx_packets,far-stack/rx_packets
	[qinq]=q%p,-,q%p/tx_packets,far-qinq/rx_packets
	[dot1q]=d%,-,d%/tx_packets,far-dot1q/rx_packets
)
# shellcheck disable=SC2054
declare -A received=(
	[untagged]=far-untagged,-,port-untagged/rx_dropped
	[vlan]=far-vlan,%,v%/rx_packets,v%/rx_dropped
	[stack]=far-stack,%.100,s%p/rx_packets,s%p/rx_dropped
	[qinq]=far-qinq,%.100,q%p/rx_packets,q%p/rx_dropped
	[dot1q]=far-dot1q,%,d%/rx_packets,d%/rx_dropped
	[nobody0]=far-nobody0,-,port-nobody0/rx_dropped
	[nobody1]=far-nobody1,%,port-nobody1/rx_dropped
	[nobody2]=far-nobody2,%.100,port-nobody2/rx_dropped
	[sender0]=far-sender0,-,far-sender0/rx_dropped
	[sender1]=far-sender1,%,far-sender1/rx_dropped
	[sender2]=far-sender2,%.100,far-sender2/rx_dropped
)
# The same, with a first tag for strip() to take off.
declare -A stripped
# shellcheck disable=SC2034
for lane in "${!received[@]}"; do
	stripped[$lane]=${received[$lane]/,%/,1.%}
done

# measure TABLE NAME COUNT LANE...: in turn
measure() {
	local -n table=$1
	local lane arguments=()

	for lane in "${@:4}"; do
		arguments+=("$2/$3/$lane,${table[$lane]}")
	done
	load --rounds $ROUNDS --circuits "$3" --to $ADDRESS "${arguments[@]}" \
		>>/out/raw
}

measure_sent() { # COUNT WAY...
	local ports=("${@:2}")

	ports=("${ports[@]/#/port-}")
	say "sending: $*"
	offload off "${ports[@]}"
	measure sent tx/off "$1" untagged "${@:2}"
	offload on "${ports[@]}"
	measure sent tx/on "$1" untagged "${@:2}"
}

measure_received() { # COUNT LANE...
	local lane far=()

	for lane in "${@:2}"; do
		[[ $lane == *0 ]] || far+=("far-$lane")
	done
	say "receiving: $*"
	measure received rx/off "$1" untagged "${@:2}"
	strip "${far[@]}"
	measure stripped rx/on "$1" untagged "${@:2}"
	unstrip "${far[@]}"
}

# --- circuits ------------------------------------------------------------

# links_of create|delete WAY FIRST LAST: prints nanoseconds
links_of() {
	links "$1" "$2" "port-$2" "$3" "$4" "${2:0:1}" "port-$2"
}

# RCU frees late. The clock jumps over the time, so that it costs nothing.
settle() {
	sleep 6
}

# KiB that the kernel holds and cannot take back by itself. Not MemAvailable:
# that moves with the page cache, which these files are in too. Slabs give back
# what pages they have free, so that who comes first does not pay for a stock
# that the others find.
memory() {
	local cache

	echo 3 >/proc/sys/vm/drop_caches
	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 >"$cache"
	done
	awk '/^(SUnreclaim|Percpu|VmallocUsed|PageTables|KernelStack):/ {
		sum += $2 } END { print sum }' /proc/meminfo
}

# The same, once it falls no more: what thousands of devices were is given back
# over longer than settle() waits, and would be taken from the next ones' figure.
memory_at_rest() {
	local last now

	now=$(memory)
	while
		last=$now
		settle
		now=$(memory)
		[[ $((last - now)) -ge 64 ]]
	do :; done
	echo "$now"
}

# All the circuits that there can be, of one way alone.
most() { # WAY
	local before

	# the first ones of a way make what its later ones use
	links_of create "$1" 1 8 >/dev/null
	links_of delete "$1" 1 8 >/dev/null
	before=$(memory_at_rest)
	say "creating: $MOST $1"
	raw "create/$1/ns" "$(links_of create "$1" 1 $MOST)"
	raw "create/$1/kib" $(($(memory_at_rest) - before))
	measure_sent $MOST "$1"
	measure_received $MOST "$1"
	say "deleting: $MOST $1"
	raw "delete/$1/ns" "$(links_of delete "$1" 1 $MOST)"
	settle
}

# --- the run -------------------------------------------------------------

: >/out/raw
sysctl -qw net.ipv6.conf.{all,default}.disable_ipv6=1
modprobe -a veth 8021q cls_matchall act_vlan sch_ingress
modprobe ifb numifbs=0
insmod "$O/kmod-$(uname -r | grep -oE '^[0-9]+\.[0-9]+')/kmod/erd.ko"
for way in untagged "${WAYS[@]}" "${NOBODY[@]}"; do cable "$way"; done
for name in "${SENDER[@]}"; do sink "$name"; done
port port-qinq qinq
port port-dot1q dot1q

# The most devices that there will be: what the kernel keeps of them for the next
# ones, such as per-CPU areas, is not what the first that is measured takes.
say "creating and deleting what makes the kernel's stock"
links_of create stack 1 $MOST >/dev/null
links_of delete stack 1 $MOST >/dev/null
settle
for way in "${WAYS[@]}"; do most "$way"; done
first=1
for count in "${COUNTS[@]}"; do
	for way in "${WAYS[@]}"; do
		links_of create "$way" $first "$count" >/dev/null
	done
	settle
	measure_sent "$count" "${WAYS[@]}"
	measure_received "$count" "${WAYS[@]}" "${NOBODY[@]}" "${SENDER[@]}"
	first=$((count + 1))
done
say "done"

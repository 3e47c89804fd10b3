#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kmod.sh BUILD-FOLDER [--quick]: in a virtual machine that counts
# instructions, measures what erd and stock vlan devices cost. Results go to
# /out/raw, a JSON object a line; progress to standard output.
#
# Each way of carrying tags has two ports of its own. What is sent by out-WAY,
# an ifb, is freed by its driver. What is received by in-WAY, one end of a
# veth pair, comes from far-WAY and ends where the core finds nobody for its
# EtherType, on whatever device it was brought to.
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

say() { printf '# %s\n' "$*"; }

# raw NAME VALUE
raw() { printf '{"name": "%s", "value": %s}\n' "$1" "$2" >>/out/raw; }

# --- ports ---------------------------------------------------------------

port_out() { # WAY
	ip link add "out-$1" address $ADDRESS mtu $MTU type ifb
	tc qdisc replace dev "out-$1" root noqueue
	ip link set "out-$1" up
}

port_in() { # WAY
	ip link add "in-$1" address $ADDRESS mtu $MTU type veth \
		peer name "far-$1" mtu $MTU
	ip link set "far-$1" up
	ip link set "in-$1" up
}

port_erd() { # DEVICE ENCAPSULATION
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
declare -A sent=(
	[untagged]=out-untagged,-,out-untagged/rx_dropped
	[vlan]=ov%,-,ov%/tx_packets,out-vlan/rx_dropped
	[stack]=os%p,-,os%p/tx_packets,os%/tx_packets,out-stack/rx_dropped
	[qinq]=oq%p,-,oq%p/tx_packets,out-qinq/rx_dropped
	[dot1q]=od%,-,od%/tx_packets,out-dot1q/rx_dropped
)
# senderN is the sender of N tags alone: what it does with its tags is not the
# receiver's work.
declare -A received=(
	[untagged]=far-untagged,-,in-untagged/rx_dropped
	[vlan]=far-vlan,%,iv%/rx_packets,iv%/rx_dropped
	[stack]=far-stack,%.100,is%p/rx_packets,is%p/rx_dropped
	[qinq]=far-qinq,%.100,iq%p/rx_packets,iq%p/rx_dropped
	[dot1q]=far-dot1q,%,id%/rx_packets,id%/rx_dropped
	[sender0]=out-sender0,-,out-sender0/rx_dropped
	[sender1]=out-sender1,%,out-sender1/rx_dropped
	[sender2]=out-sender2,%.100,out-sender2/rx_dropped
)
# The same, with a first tag for strip().
declare -A stripped=(
	[untagged]=${received[untagged]}
	[sender0]=${received[sender0]}
	[sender1]=out-strip1,1.%,out-strip1/rx_dropped
	[sender2]=out-strip2,1.%.100,out-strip2/rx_dropped
)
for way in "${WAYS[@]}"; do
	stripped[$way]=${received[$way]/,%/,1.%}
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

	ports=("${ports[@]/#/out-}")
	say "sending, $*"
	offload off "${ports[@]}"
	measure sent tx/off "$1" untagged "${@:2}"
	offload on "${ports[@]}"
	measure sent tx/on "$1" untagged "${@:2}"
}

measure_received() { # COUNT WAY...
	local senders=(sender0 sender1 sender2) far=("${@:2}")

	far=(out-strip{1,2} "${far[@]/#/far-}")
	say "receiving, $*"
	measure received rx/off "$1" untagged "${senders[@]}" "${@:2}"
	strip "${far[@]}"
	measure stripped rx/on "$1" untagged "${senders[@]}" "${@:2}"
	unstrip "${far[@]}"
}

# --- circuits ------------------------------------------------------------

# links_of create|delete out|in WAY FIRST LAST: prints nanoseconds
links_of() {
	links "$1" "$3" "$2-$3" "$4" "$5" "${2:0:1}${3:0:1}" "$2-$3"
}

# KiB that the kernel holds and cannot take back by itself. Not MemAvailable:
# that moves with the page cache, which these files are in too. Slabs count
# by the page, so what fragments is in it.
memory() {
	sleep 5 # RCU frees late; the time costs nothing here
	echo 3 >/proc/sys/vm/drop_caches
	sleep 1
	awk '/^(SUnreclaim|Percpu|VmallocUsed|PageTables|KernelStack):/ {
		sum += $2 } END { print sum }' /proc/meminfo
}

# All the circuits that there can be, of one way alone.
most() { # out|in WAY
	local before

	# the first ones make what every later one uses
	links_of create "$1" "$2" 1 8 >/dev/null
	links_of delete "$1" "$2" 1 8 >/dev/null
	before=$(memory)
	say "$2: creating $MOST circuits"
	raw "create/$2/ns" "$(links_of create "$1" "$2" 1 $MOST)"
	raw "create/$2/kib" $(($(memory) - before))
	case $1 in
	out) measure_sent $MOST "$2" ;;
	in) measure_received $MOST "$2" ;;
	esac
	say "$2: deleting $MOST circuits"
	raw "delete/$2/ns" "$(links_of delete "$1" "$2" 1 $MOST)"
	raw "delete/$2/kib" $(($(memory) - before))
}

# --- the run -------------------------------------------------------------

: >/out/raw
sysctl -qw net.ipv6.conf.{all,default}.disable_ipv6=1
modprobe -a veth 8021q cls_matchall act_vlan sch_ingress
modprobe ifb numifbs=0
insmod "$O/kmod-$(uname -r | grep -oE '^[0-9]+\.[0-9]+')/kmod/erd.ko"
for way in untagged "${WAYS[@]}"; do
	port_out "$way"
	port_in "$way"
done
for port in sender{0,1,2} strip{1,2}; do
	port_out "$port"
done
for way in qinq dot1q; do
	port_erd out-$way $way
	port_erd in-$way $way
done

for way in "${WAYS[@]}"; do
	most out "$way"
	most in "$way"
done
first=1
for count in "${COUNTS[@]}"; do
	for way in "${WAYS[@]}"; do
		links_of create out "$way" $first "$count" >/dev/null
		links_of create in "$way" $first "$count" >/dev/null
	done
	measure_sent "$count" "${WAYS[@]}"
	measure_received "$count" "${WAYS[@]}"
	first=$((count + 1))
done
say "done"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What can be seen of the module: each reason to refuse a frame, in counters,
# tracepoints and the core's own drop reasons; events as tracepoints; dumps that
# say when they do not fit together.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

tracing=/sys/kernel/tracing
[[ -e $tracing/trace ]] || mount -t tracefs tracefs $tracing

trace_begin() { # EVENT...
	local event

	echo 0 >$tracing/tracing_on
	echo >$tracing/set_event
	: >$tracing/trace
	for event; do echo "$event" >>$tracing/set_event; done
	echo 1 >$tracing/tracing_on
}
traced() { # PATTERN: how often
	grep -cE "$1" $tracing/trace
}

# every counter that ethtool has of c1.p1 and is not 0, but for what passed
counters() {
	ethtool -S c1.p1 | awk '/_drop_/ && $2 { print $1 $2 }' | xargs
}
# the same of the port, as erdctl has them
port_drops() { # rx|tx REASON
	erdctl --json stats v-1 | jq "[.ports[].stats.$1_drops.$2] | add"
}
seen_by_port() { [[ $(port_drops "$1" "$2") == "$3" ]]; }

lab_load
lab_quiet
ip link add v1 type veth peer name w1
ip link set w1 mtu 1508 up
erdctl --batch - <<-END
	port add v-1 dev v1 pair v role primary xdp off
	circuit create c1 pair v stag 1000
	peering create c1 private ctag 100
	port enable v-1
END
wait_for 5 carrier_is c1.p1 1

# --- frames -----------------------------------------------------------------

trace_begin erd:erd_rx erd:erd_tx erd:erd_drop
frames -i w1 --vid 1000 --vid 100 --count 4 --size 100 >/dev/null
frames -i c1.p1 --count 3 --size 100 >/dev/null
works "erd_rx tells of each frame received" wait_for 5 eval \
	'[[ $(traced "erd_rx: dev=c1.p1 port=v-1 stag=1000 ctag=100 .* frames=1 bytes=100$") == 4 ]]'
works "erd_tx of each that is sent" wait_for 5 eval \
	'[[ $(traced "erd_tx: dev=c1.p1 port=v-1 stag=1000 ctag=100 .* frames=1 bytes=108$") == 3 ]]'
is "erd_drop of none" 0 "$(traced erd_drop:)"

# --- what is refused ------------------------------------------------------------

# drops NAME WAY REASON CORE-REASON COUNT COMMAND...: COMMAND brings COUNT frames
# that are refused, counted by the port, and traced by us and the core
drops() {
	local name=$1 way=$2 reason=$3 core=$4 count=$5 before device=v1

	shift 5
	[[ $way == rx ]] || device=c1.p1
	before=$(port_drops "$way" "$reason")
	trace_begin erd:erd_drop skb:kfree_skb
	"$@" >/dev/null 2>&1
	works "$name: counted as $reason" \
		wait_for 5 seen_by_port "$way" "$reason" $((before + count))
	is "$name: erd_drop says so" "$count" \
		"$(traced "erd_drop: dev=$device $way reason=$reason .* frames=1\$")"
	is "$name: to the core it is $core" "$count" "$(core_drops "$core")"
}
# of what erd_drop told of, how much the core was given back for that reason
core_drops() {
	awk -v core="$1" '
		match($0, /skbaddr=[0-9a-f]+/) {
			skb = substr($0, RSTART, RLENGTH)
			if (/erd_drop:/)
				ours[skb] = 1
			else if (skb in ours && $NF == core) {
				n++
				delete ours[skb]
			}
		} END { print n + 0 }' $tracing/trace
}
sends() { frames -i w1 --count 3 "$@"; }

drops "another S-tag" rx unknown_stag UNHANDLED_PROTO 3 \
	sends --vid 1999 --vid 100
drops "another C-tag" rx unknown_ctag UNHANDLED_PROTO 3 \
	sends --vid 1000 --vid 101
drops "one tag" rx single_tag UNHANDLED_PROTO 3 sends --vid 1000
for tpid in 88a8 9100 9200 9300; do
	drops "outer TPID 0x$tpid" rx wrong_tpid UNHANDLED_PROTO 3 \
		sends --tpid $tpid --vid 1000 --tpid 8100 --vid 100
done
for tpid in 88a8 9100; do
	drops "inner TPID 0x$tpid" rx wrong_tpid UNHANDLED_PROTO 3 \
		sends --tpid 8100 --vid 1000 --tpid $tpid --vid 100
done
# what ends behind the second tag's TPID
truncated() {
	python3 - <<-'END'
		import socket
		sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		sock.bind(("w1", 0))
		for _ in range(3):
		    sock.send(bytes.fromhex("ffffffffffff020000000001"
		                            "810003e8" "81000064"))
	END
}
drops "a frame that ends in its tags" rx malformed HDR_TRUNC 3 truncated
works "the port counts what belongs to no sub-interface" \
	test "$(counters)" = ""

closed() { ip link set c1.p1 down; sends --vid 1000 --vid 100; }
drops "a closed sub-interface" rx subif_down DEV_READY 3 closed
ip link set c1.p1 up
disabled() { erdctl "$1" disable "${@:2}"; sends --vid 1000 --vid 100; }
drops "a disabled circuit" rx circuit_disabled DEV_READY 3 disabled circuit c1
erdctl circuit enable c1
drops "a disabled peering" rx peering_disabled DEV_READY 3 \
	disabled peering c1 private
erdctl peering enable c1 private
port_disabled() { disabled port v-1; ip link set v1 up; sends --vid 1000 --vid 100; }
drops "a disabled port" rx port_disabled DEV_READY 3 port_disabled
erdctl port enable v-1
wait_for 5 carrier_is c1.p1 1

# Frames of a device with a larger MTU are put on the sub-interface, past every
# check of its own.
ip link add x1 mtu 2000 type veth peer name y1 mtu 2000
ip link set x1 up
ip link set y1 up
modprobe -a act_mirred cls_matchall sch_ingress
tc qdisc add dev x1 ingress
tc filter add dev x1 ingress matchall action mirred egress redirect dev c1.p1
drops "more than the port takes" tx too_long PKT_TOO_BIG 3 \
	frames -i y1 --size 1515 --count 3
# shellcheck disable=SC2034 # wait_for looks at it
passed=$(counter w1 rx_packets)
frames -i y1 --size 1514 --count 3 >/dev/null
works "what it takes is sent" wait_for 5 eval \
	'[[ $(counter w1 rx_packets) == $((passed + 3)) ]]'

ip link del x1

# Where there is no carrier the core soon gives a device nothing more to send,
# without a count of it; what is on its way until then is ours. It is the longer on
# its way the busier RTNL is, which the core waits for.
rtnl_busy() { # DEVICE
	exec ip -batch <(while echo "link add $1 type veth" &&
		echo "link del $1"; do :; done) >/dev/null 2>&1
}
# comes_late REASON CLOSE OPEN: while frames are sent and RTNL is busy the gate is
# closed, and once more if all came before: how often that takes is chance
comes_late() {
	local before tries

	before=$(port_drops tx "$1")
	more() { [[ $(port_drops tx "$1") -gt $2 ]]; }
	for tries in {1..200}; do
		wait_for 5 carrier_is c1.p1 1
		sending() { [[ $(counter c1.p1 tx_packets) -gt $1 ]]; }
		wait_for 10 sending $(($(counter c1.p1 tx_packets) + 50))
		$2
		more "$1" "$before" && break
		$3
	done
	echo "# closed $tries times"
	more "$1" "$before"
}
# closes NAME REASON CLOSE OPEN
closes() {
	local name=$1 reason=$2 pids=() device

	trace_begin erd:erd_drop
	frames -i c1.p1 --count 1000000000 >/dev/null 2>&1 &
	pids+=($!)
	for device in z1 z2 z3; do
		rtnl_busy $device &
		pids+=($!)
	done
	works "$name: what comes too late is counted as $reason" \
		comes_late "$reason" "$3" "$4"
	kill "${pids[@]}" 2>/dev/null
	wait "${pids[@]}" 2>/dev/null
	has "$name: erd_drop says so" "dev=c1.p1 tx reason=$reason" \
		"$(grep -m 1 erd_drop: $tracing/trace)"
	$4
	for device in z1 z2 z3; do
		ip link del $device 2>/dev/null
	done
}
closes "no carrier" no_carrier "ip link set w1 down" "ip link set w1 up"
closes "out: a disabled circuit" circuit_disabled \
	"erdctl circuit disable c1" "erdctl circuit enable c1"
closes "out: a disabled peering" peering_disabled \
	"erdctl peering disable c1 private" "erdctl peering enable c1 private"
closes "out: a disabled port" port_disabled \
	"erdctl port disable v-1" "erdctl port enable v-1"
wait_for 5 carrier_is c1.p1 1

# a queue that refuses all but a few frames counts them itself
tc qdisc add dev v1 root tbf rate 8kbit burst 200 limit 200
before=$(counter c1.p1 tx_packets) refused=$(port_drops tx lower)
frames -i c1.p1 --size 100 --count 20 >/dev/null
queue_drops=$(tc -s -j qdisc show dev v1 root | jq '.[0].drops')
printf '# the queue of the port refused %d frames\n' "$queue_drops"
is "what the port's queue refuses is counted, the rest as sent" \
	"$queue_drops $((20 - queue_drops))" \
	"$(($(port_drops tx lower) - refused)) $(($(counter c1.p1 tx_packets) - before))"
[[ $queue_drops -gt 0 ]]
is "and it did refuse" 0 $?
tc qdisc del dev v1 root

is "ethtool has each by its name" "$(printf '%s\n' rx_drop_circuit_disabled \
	rx_drop_peering_disabled rx_drop_port_disabled rx_drop_subif_down \
	tx_drop_{lower,too_long,no_carrier,{circuit,peering,port}_disabled} |
	LC_ALL=C sort | xargs
)" "$(counters | tr ' ' '\n' | cut -d: -f1 | LC_ALL=C sort | xargs)"
sum() { counters | tr ' ' '\n' | awk -F: "/^$1/ { n += \$2 } END { print n + 0 }"; }
# the core adds those four that passed and that nobody wanted; and on the other
# side what it had itself to drop where there was no carrier
is "ip has the sum of what was refused on receive" $(($(sum rx) + 4)) \
	"$(counter c1.p1 rx_dropped)"
[[ $(counter c1.p1 tx_dropped) -ge $(sum tx) ]]
is "and no less than that of the other way" 0 $?

# --- events -------------------------------------------------------------------

trace_begin erd:erd_event
erdctl circuit create c2 pair v stag 1001
erdctl circuit disable c2
erdctl circuit delete c2
ip link set w1 down
works "events are traced, whether or not anybody listens" wait_for 5 eval \
	'[[ $(traced "erd_event: seq=[0-9]+ subif_carrier pair=v object=c1.p1 old=1 new=0 cause=carrier") == 1 ]]'
is "in their order, without a gap" \
	"circuit_added circuit_admin circuit_deleted port_carrier subif_carrier in sequence" \
	"$(awk '/erd_event:/ {
		match($0, /seq=[0-9]+/)
		seq = substr($0, RSTART + 4, RLENGTH - 4)
		if (last && seq != last + 1) gap = 1
		last = seq
		match($0, /seq=[0-9]+ [a-z_]+/)
		split(substr($0, RSTART, RLENGTH), word, " ")
		printf "%s ", word[2]
	} END { print gap ? "with a gap" : "in sequence" }' $tracing/trace)"
is "with what asked for them" 1 "$(traced \
	'circuit_admin pair=v object=c2 old=1 new=0 cause=request')"
echo >$tracing/set_event
ip link set w1 up

# --- dumps --------------------------------------------------------------------

# More than two parts of a dump: the second is made while the first is read.
CIRCUITS=160
seq $CIRCUITS | awk '{ printf "circuit create d%d pair v stag %d\n", $1, $1
	if ($1 % 4 == 0)
		printf "peering create d%d private ctag 7\n", $1 }' |
	erdctl --batch -
part=$(mktemp)
# halfway WHAT COMMAND...: how a dump ends while which COMMAND runs
halfway() {
	halfdump "$1" >"$part" &
	wait_for 10 grep -q half "$part"
	"${@:2}"
	kill $!
	wait $!
	tail -n 1 "$part"
}
for what in circuits subifs; do
	is "$what: a dump during which nothing changes is whole" all \
		"$(halfway $what true)"
	is "$what: one is added: it is interrupted, and says so" interrupted \
		"$(halfway $what erdctl circuit create new pair v stag 4000)"
	is "$what: one is deleted: the same" interrupted \
		"$(halfway $what erdctl circuit delete new)"
	is "$what: what is not of the list may change" all \
		"$(halfway $what erdctl circuit disable d1)"
	erdctl circuit enable d1
done
is "a sub-interface is deleted by ip: the same" interrupted \
	"$(halfway subifs ip link del d4.p1)"
is "and all that are left are listed, each once" \
	"$((CIRCUITS + 1)) $((CIRCUITS / 4)) $((CIRCUITS / 4))" \
	"$(erdctl -j circuit list | jq '.circuits | length') $(erdctl -j peering list |
		jq '[.peerings[].stag] | unique | length') $(ip -br link show type erd | wc -l)"
rm -f "$part"

works "the module unloads" rmmod erd
ip link del v1
finish

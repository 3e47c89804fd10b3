#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The fast path on real devices, without the module: attached, counted against
# what was sent, what arrived and what the devices say, and detached without a
# trace. O is the build folder. Runs in namespaces of its own.
# shellcheck source=tests/netns/common.bash
. "$(dirname "$(realpath "$0")")/common.bash"

# --- tests -------------------------------------------------------------------

# Counts in both directions, for one kind of attachment.
test_counts() {
	local mode=$1 rx0 rxb0 sent more name

	make_wire
	is "${label}nothing at first" "" "$(traces)"
	"$fp" attach edge.1 p0 "$mode" qinq 8100
	is "${label}attach" 0 $?
	name=xdp
	[[ $mode = generic ]] && name=xdpgeneric
	has "${label}the device says so" " $name " "$(ip link show p0) "
	[[ -v FP_NO_TCX ]] || uname -r | grep -qE '^[45]\.|^6\.[0-5]\.' ||
		is "${label}and has a TCX program" 1 "$("$fp" tcx p0)"
	is "${label}the mode is known" "mode $mode" "$("$fp" port edge.1 | head -1)"
	"$fp" add-circuit edge.1 100
	"$fp" add edge.1 100 200
	"$fp" add edge.1 100 300
	"$fp" add edge.1 7 200

	rx0=$(stat_of p0 rx_packets)
	rxb0=$(stat_of p0 rx_bytes)
	sent=$(send -i w0 --vid 100 --vid 200 --count 5000 --mix)
	more=$(send -i w0 --vid 100 --vid 300 --pcp 7 --dei --count 20 --size 9018)
	sleep 0.2
	is "${label}receive: a peering's frames, 64 to 1518 octets" "$sent" \
		"$(rx_of "$("$fp" show edge.1 100 200)")"
	is "${label}receive: jumbo frames with priority" "$more" \
		"$(rx_of "$("$fp" show edge.1 100 300)")"
	is "${label}receive: the same C-tag of another circuit has none" "0 0" \
		"$(rx_of "$("$fp" show edge.1 7 200)")"
	rx0=$(($(stat_of p0 rx_packets) - rx0))
	rxb0=$(($(stat_of p0 rx_bytes) - rxb0))
	# veth leaves the Ethernet header out once a program is in the driver.
	[[ $mode = native ]] && rxb0=$((rxb0 + 14 * rx0))
	is "${label}receive: as the device counts" "$rx0 $rxb0" \
		"$(rx_of "$(class edge.1 matched)")"

	counting w0 send -i p0 --vid 100 --vid 200 --count 5000 --mix \
		>"$tmp/sent"
	is "${label}transmit: as sent" "$(cat "$tmp/sent")" \
		"$(tx_of "$("$fp" show edge.1 100 200)")"
	is "${label}transmit: as arrived" "$arrived" \
		"8100 100 8100 200 $(tx_of "$("$fp" show edge.1 100 200)")"

	test_unknown
	test_changes
	test_aggregates
	test_aside

	"$fp" detach edge.1 p0
	is "${label}detach leaves nothing" "" "$(traces)"
	is "${label}and can be repeated" 0 "$("$fp" detach edge.1 p0; echo $?)"
	delete_wire
}

test_unknown() {
	send -i w0 --count 3 >/dev/null
	send -i w0 --vid 0 --count 3 >/dev/null
	is "${label}untagged" "3 180" "$(rx_of "$(class edge.1 untagged)")"
	is "${label}priority-tagged" "3 180" \
		"$(rx_of "$(class edge.1 priority)")"
	send -i w0 --vid 101 --vid 200 --count 4 --src 02:00:00:00:00:aa \
		>/dev/null
	is "${label}unknown S-tag" "4 240" "$(rx_of "$(class edge.1 unknown-stag)")"
	send -i w0 --vid 100 --vid 201 --count 5 >/dev/null
	is "${label}unknown C-tag" "5 300" "$(rx_of "$(class edge.1 unknown-ctag)")"
	send -i w0 --tpid 88a8 --vid 100 --vid 200 --count 6 >/dev/null
	send -i w0 --vid 100 --tpid 88a8 --vid 200 --count 6 >/dev/null
	is "${label}wrong TPIDs" "12 720" "$(rx_of "$(class edge.1 wrong-tpid)")"
	send -i w0 --vid 100 --count 7 >/dev/null
	is "${label}single tag" "7 420" "$(rx_of "$(class edge.1 single)")"
	send -i w0 --vid 100 --vid 200 --count 2 --size 60 \
		--type 8100 >/dev/null
	send -i p0 --vid 9 --vid 9 --count 8 --size 5000 >/dev/null
	is "${label}unknown S-tag, transmitted" "8 40000" \
		"$(tx_of "$(class edge.1 unknown-stag)")"
	"$fp" unknown edge.1 >"$tmp/unknown"
	is "${label}newest first" \
		"tx 8100 9 8100 9 class 2 frames 8 bytes 40000 from 02:00:00:00:00:01" \
		"$(head -1 "$tmp/unknown")"
	has "${label}with the source" \
		"rx 8100 101 8100 200 class 2 frames 4 bytes 240 from 02:00:00:00:00:aa" \
		"$(cat "$tmp/unknown")"
	is "${label}six combinations in all" 6 "$(wc -l <"$tmp/unknown")"
}

test_changes() {
	local before i c

	before=$(class edge.1 matched)
	"$fp" delete edge.1 100 200
	is "${label}a deleted peering is not counted" "peering rx 0 0 tx 0 0" \
		"$("$fp" show edge.1 100 200)"
	"$fp" add edge.1 100 200
	is "${label}and starts at zero" "peering rx 0 0 tx 0 0" \
		"$("$fp" show edge.1 100 200)"
	is "${label}the port forgets nothing" "$before" "$(class edge.1 matched)"
	"$fp" add edge.1 100 301
	"$fp" add edge.1 100 302 2>"$tmp/err"
	is "${label}a fourth C-tag is refused" 6 $?
	has "${label}and named" "S-tag 100 has 3 C-tags" "$(cat "$tmp/err")"
	for i in {1..20}; do
		"$fp" delete-circuit edge.1 8
		"$fp" add edge.1 8 "$i" &
		"$fp" add edge.1 8 $((i + 1)) &
		"$fp" add edge.1 8 $((i + 2)) &
		wait
		for c in "$i" $((i + 1)) $((i + 2)); do
			send -i w0 --vid 8 --vid "$c" --count 10 >/dev/null
		done
		sleep 0.05
		for c in "$i" $((i + 1)) $((i + 2)); do
			rx_of "$("$fp" show edge.1 8 "$c")"
		done
	done | sort -u >"$tmp/counts"
	is "${label}three commands at once all get a slot" "10 600" \
		"$(cat "$tmp/counts")"
}

# Aggregates of untrusted sources, cut by the stack after egress.
test_aggregates() {
	local size

	"$fp" add edge.1 20 21
	ethtool -K p0 tso off gso on >/dev/null
	for size in 60062 61234; do
		"$fp" delete edge.1 20 21
		"$fp" add edge.1 20 21
		counting w0 send -i p0 --vid 20 --vid 21 --gso 1400 \
			--size "$size" --count 10 >/dev/null
		is "${label}transmit: aggregates of $size octets as their segments" \
			"$arrived" \
			"8100 20 8100 21 $(tx_of "$("$fp" show edge.1 20 21)")"
		is "${label}which are more than sent" 1 \
			"$(($(cut -d' ' -f5 <<<"$arrived") > 400))"
	done
}

# A bridge keeps the outer tag beside the frame, as VLAN devices do.
test_aside() {
	local before after offload

	if ! ip link add br0 type bridge mcast_snooping 0 2>/dev/null; then
		skip "${label}transmit: tag beside the frame" "no bridge"
		return
	fi
	ip link add x0 type veth peer name x1
	ip link set x0 up mtu 9100
	ip link set x1 up mtu 9100 master br0
	ip link set p0 master br0
	ip link set br0 up type bridge forward_delay 0
	# Until its ports forward.
	sleep 0.5
	for offload in on off; do
		ethtool -K p0 txvlan "$offload" \
			tx-vlan-stag-hw-insert "$offload" >/dev/null
		before=$(class edge.1 matched | tx_of "$(cat)")
		counting w0 send -i x0 --vid 100 --vid 300 --count 50 \
			--size 1000 >/dev/null
		after=$(class edge.1 matched | tx_of "$(cat)")
		is "${label}transmit: tag beside the frame, offload $offload" \
			"$((${before% *} + 50)) $((${before#* } + 50000))" \
			"$after"
		is "${label}which arrives whole" "8100 100 8100 300 50 50000" \
			"$arrived"
	done
	ethtool -K p0 txvlan on tx-vlan-stag-hw-insert on >/dev/null
	ip link del br0
	ip link del x0
}

test_dot1q() {
	make_wire
	"$fp" attach edge p0 generic dot1q 88a8
	"$fp" add edge 0 100
	send -i w0 --tpid 88a8 --vid 100 --count 10 >/dev/null
	send -i w0 --tpid 88a8 --vid 100 --vid 5 --count 10 >/dev/null
	send -i w0 --tpid 88a8 --vid 101 --count 3 >/dev/null
	send -i w0 --vid 100 --count 4 >/dev/null
	is "${label}dot1q: by one tag" "20 1200" "$(rx_of "$("$fp" show edge 0 100)")"
	is "${label}dot1q: unknown" "3 180" "$(rx_of "$(class edge unknown-ctag)")"
	is "${label}dot1q: wrong TPID" "4 240" "$(rx_of "$(class edge wrong-tpid)")"
	"$fp" detach edge p0
	delete_wire
}

test_refusals() {
	make_wire
	fails "no such port" 3 "has no fast path" "$fp" port edge
	fails "no such device" 3 "does not exist" \
		"$fp" attach edge nosuch native qinq 8100
	fails "bad name" 2 "port" "$fp" attach "../x" p0 native qinq 8100
	fails "no BPF file system" 1 "hint: ERD_BPFFS must name one" \
		env ERD_BPFFS="$tmp" "$fp" attach edge p0 native qinq 8100
	fails "no privilege" 5 "hint: run as root" \
		setpriv --reuid 65534 --clear-groups "$fp" attach edge p0 native qinq 8100

	fails "a driver without XDP" 1 \
		"hint: if this driver has no XDP, use 'xdp generic'" \
		"$fp" attach edge lo native qinq 8100
	"$fp" attach edge lo generic qinq 8100
	is "${label}takes generic" 0 $?
	"$fp" detach edge lo

	# veth's condition, which only the kernel's own words tell.
	ip link add q0 numrxqueues 1 numtxqueues 1 type veth \
		peer name r0 numrxqueues 4 numtxqueues 4
	fails "the driver's reason" 1 \
		"XDP expects number of rx queues not less than peer tx queues" \
		"$fp" attach edge q0 native qinq 8100
	ip link del q0
	delete_wire
	is "${label}nothing is left" "" "$(ls "$ERD_BPFFS"/erd/v*)"
}

test_remains() {
	make_wire
	"$fp" attach edge p0 native qinq 8100
	"$fp" add edge 100 200
	send -i w0 --vid 100 --vid 200 --count 10 >/dev/null
	delete_wire
	has "${label}a dead port has no fast path" "has no fast path" \
		"$("$fp" port edge 2>&1)"
	make_wire
	"$fp" attach edge p0 native qinq 8100
	is "${label}its name can be used again" 0 $?
	is "${label}from zero" "matched rx 0 0 tx 0 0" "$(class edge matched)"
	"$fp" attach edge p0 generic qinq 8100
	is "${label}the same device can be attached again" 0 $?
	is "${label}in the mode asked for" "mode generic" \
		"$("$fp" port edge | head -1)"
	ip link add q0 type veth peer name r0
	"$fp" attach edge q0 native qinq 8100 2>"$tmp/err"
	is "${label}not the name of a live port: same namespace" 6 $?
	unshare -n sh -c "ip link add q1 type veth
		$fp attach edge q1 generic qinq 8100" 2>"$tmp/err"
	is "${label}not the name of a live port: another namespace" 6 $?
	has "${label}and why" "maybe of another network namespace" \
		"$(cat "$tmp/err")"
	is "${label}the live one is untouched" "mode generic" \
		"$("$fp" port edge | head -1)"
	"$fp" attach edge p0 none qinq 8100
	is "${label}none takes it off" "" "$(traces)"
	delete_wire
	ip link del q0
}

# Kernels before 6.6.
test_clsact() {
	local sent

	export FP_NO_TCX=1
	make_wire
	"$fp" attach edge p0 native qinq 8100
	is "${label}attach" 0 $?
	has "${label}makes a clsact" clsact "$(tc qdisc show dev p0)"
	"$fp" add edge 100 200
	sent=$(send -i p0 --vid 100 --vid 200 --count 100 --mix)
	is "${label}transmit: as sent" "$sent" "$(tx_of "$("$fp" show edge 100 200)")"
	"$fp" attach edge p0 generic qinq 8100
	is "${label}attached again there is one filter" 1 \
		"$(tc filter show dev p0 egress | grep -c erd_transmit)"
	"$fp" detach edge p0
	is "${label}detach leaves nothing" "" "$(traces)"

	tc qdisc add dev p0 clsact
	"$fp" attach edge p0 native qinq 8100
	"$fp" detach edge p0
	has "${label}a clsact of others stays" clsact "$(tc qdisc show dev p0)"
	tc qdisc del dev p0 clsact

	bpftool prog loadall "$build/tests/tc.bpf.o" \
		"$ERD_BPFFS/foreigners"
	"$fp" attach edge p0 native qinq 8100
	if tc filter add dev p0 ingress pref 5 bpf da object-pinned \
		"$ERD_BPFFS/foreigners/erd_transmit" 2>/dev/null; then
		"$fp" detach edge p0
		is "${label}a filter of others stays" 1 \
			"$(tc filter show dev p0 ingress | grep -c 'pref 5.*erd_transmit')"
		tc qdisc del dev p0 clsact
	else
		skip "${label}a filter of others stays" "tc cannot add one"
		"$fp" detach edge p0
	fi
	rm -r "$ERD_BPFFS/foreigners"
	"$fp" attach edge p0 native qinq 8100
	delete_wire
	make_wire
	"$fp" attach edge p0 native qinq 8100
	is "${label}a dead port's name can be used again" 0 $?
	"$fp" detach edge p0
	is "${label}and detached" "" "$(traces)"
	delete_wire
	unset FP_NO_TCX
}

for mode in native generic; do
	label="$mode: "
	test_counts "$mode"
done
label=""
test_dot1q
test_refusals
test_remains
label="clsact: "
test_clsact
label="clsact, native: "
FP_NO_TCX=1 test_counts native
finish

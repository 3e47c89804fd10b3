#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# How the fast path gets on a device and off it: tags that are kept beside
# frames, programs of others, programs that are replaced, and a death at any
# moment. O is the build folder. Runs in namespaces of its own.
# shellcheck source=tests/netns/common.bash
. "$(dirname "$(realpath "$0")")/common.bash"

# What detaching is to restore: tags' features of both ends, qdiscs, programs.
state() {
	local device

	for device in p0 w0; do
		ethtool -k "$device" 2>/dev/null | grep -i vlan
	done
	traces
}

tags() { # PORT DEVICE
	"$fp" info "$1" "$2" | sed -n 's/^tags //p'
}

warning() {
	"$fp" info "$1" "$2" | sed -n 's/^warning //p'
}

# --- hidden tags --------------------------------------------------------------

# Frames to p0 whose outer tag is beside them: a bridge takes it off the frame,
# and the other end of the wire is not asked to write it.
hide() {
	ip link add br0 type bridge mcast_snooping 0 || return 1
	ip link add x0 type veth peer name x1
	ip link set x0 up mtu 9100
	ip link set x1 up mtu 9100 master br0
	ip link set w0 master br0
	ip link set br0 up type bridge forward_delay 0
	ethtool -K w0 txvlan on tx-vlan-stag-hw-insert on >/dev/null
	# Until its ports forward.
	sleep 0.5
}

unhide() {
	ip link del br0
	ip link del x0
}

# hidden TPID MODE EXPECTED-SOURCE
hidden() {
	local tpid=$1 mode=$2 sent before single

	"$fp" attach edge p0 "$mode" qinq "$tpid"
	is "${label}attach" 0 $?
	is "${label}where tags are found" "$3" "$(tags edge p0)"
	"$fp" add-circuit edge 100
	"$fp" add edge 100 200
	"$fp" add edge 200 300
	"$fp" add edge 200 200
	before=$(stat_of p0 rx_packets)
	sent=$(send -i x0 --tpid "$tpid" --vid 100 --vid 200 --count 300 --mix)
	is "${label}hidden outer tag: the account is the sender's" "$sent" \
		"$(rx_of "$("$fp" show edge 100 200)")"
	send -i x0 --tpid "$tpid" --vid 100 --pcp 5 --dei --vid 200 --count 7 \
		>/dev/null
	is "${label}with priority too" $((${sent% *} + 7)) \
		"$(rx_of "$("$fp" show edge 100 200)" | cut -d' ' -f1)"
	# Without its outermost tag it would be circuit 200's.
	send -i x0 --tpid "$tpid" --vid 7 --tpid "$tpid" --vid 200 \
		--vid 300 --count 40 >/dev/null
	is "${label}three tags: nothing for the circuit of the inner two" "0 0" \
		"$(rx_of "$("$fp" show edge 200 300)")"
	single=$(rx_of "$(class edge single)")
	send -i x0 --tpid "$tpid" --vid 100 --count 9 >/dev/null
	is "${label}one tag is one tag" $((${single% *} + 9)) \
		"$(rx_of "$(class edge single)" | cut -d' ' -f1)"
	is "${label}every frame is in one class" \
		$(($(stat_of p0 rx_packets) - before)) \
		"$("$fp" port edge | awk '/ rx /{ n += $3 } END { print n }')"
	"$fp" detach edge p0
}

test_hidden() {
	local tpid mode was source

	make_wire
	if ! hide; then
		skip "${label}hidden tags" "no bridge"
		return
	fi
	was=$(state)
	for tpid in 8100 88a8; do
		for mode in native generic; do
			label="hidden $tpid, $mode: "
			source=peer
			[[ $mode == native ]] && drivers_tell && source=driver
			hidden $tpid $mode $source
			is "${label}detach restores both ends" "$was" "$(state)"
		done
	done
	label="dot1q: "
	"$fp" attach edge p0 native dot1q 8100
	"$fp" add edge 0 100
	"$fp" add edge 0 200
	send -i x0 --vid 100 --count 5 >/dev/null
	send -i x0 --vid 100 --vid 200 --count 6 >/dev/null
	is "${label}hidden outer tag, one or two" "11 660" \
		"$(rx_of "$("$fp" show edge 0 100)")"
	is "${label}nothing for the inner one" "0 0" \
		"$(rx_of "$("$fp" show edge 0 200)")"
	"$fp" detach edge p0
	label=""

	test_peer
	unhide
	delete_wire
}

# Whether a driver can be asked for the tag: since Linux 6.8.
drivers_tell() {
	! uname -r | grep -qE '^[45]\.|^6\.[0-7]\.'
}

# The other end of a veth is told, wherever it is, or it is refused.
test_peer() {
	local was

	was=$(state)
	"$fp" attach edge p0 generic qinq 8100
	is "the other end writes tags" 2 \
		"$(ethtool -k w0 | grep -cE 'tx-vlan.*: off$')"
	ethtool -K w0 txvlan on >/dev/null
	has "somebody turns that off: it is told" \
		"at the other end txvlan is on" "$(warning edge p0)"
	"$fp" upgrade edge p0
	is "an upgrade turns it on again" "" "$(warning edge p0)"
	"$fp" suspend edge p0
	is "taken off, the other end is as it was" \
		"$was" "$(state | grep -vx edge)"
	"$fp" detach edge p0
	is "and detached too" "$was" "$(state)"

	ip netns add erd-far
	ip link add q0 type veth peer name r0 netns erd-far
	"$fp" attach far q0 generic qinq 8100
	is "an end in another namespace: attach" 0 $?
	is "it is told" 2 "$(ip netns exec erd-far ethtool -k r0 |
		grep -cE 'tx-vlan.*: off$')"
	"$fp" detach far q0
	is "and restored" 0 "$(ip netns exec erd-far ethtool -k r0 |
		grep -cE 'tx-vlan.*: off$')"
	ip netns del erd-far
	ip link del q0 2>/dev/null

	ip link add br1 type bridge
	fails "a device that gets frames from others" 6 \
		"hint: make the device below it the port" \
		"$fp" attach edge br1 generic qinq 8100
	ip link del br1
}

# --- programs of others -------------------------------------------------------

# foreign native|generic link|netlink
foreign() {
	local flag=xdp how=xdpdrv

	[[ $1 == generic ]] && flag=xdpgeneric how=xdpgeneric
	if [[ $2 == link ]]; then
		"$fp" hold p0 "$1" "$theirs" "$ERD_BPFFS/held"
	else
		bpftool net attach $how pinned "$theirs" dev p0
	fi
	has "${label}it is there" " $flag " "$(ip link show p0) "
}

unforeign() { # native|generic link|netlink
	local how=xdpdrv

	[[ $1 == generic ]] && how=xdpgeneric
	if [[ $2 == link ]]; then
		bpftool link detach pinned "$ERD_BPFFS/held"
		rm "$ERD_BPFFS/held"
	else
		bpftool net detach $how dev p0
	fi
}

test_foreign() {
	local mode how is was id theirs=$ERD_BPFFS/others/do_pass

	make_wire
	# Theirs takes no frames in several buffers.
	ip link set p0 mtu 1500
	ip link set w0 mtu 1500
	bpftool prog loadall "$build/tests/xdp.bpf.o" "$ERD_BPFFS/others" \
		type xdp 2>/dev/null
	id=$(bpftool -j prog show pinned "$theirs" | jq .id)
	for how in native generic; do
		for is in link netlink; do
			label="another's program, $how by $is: "
			foreign $how $is
			was=$(state)
			for mode in native generic; do
				fails "${label}$mode" 6 "', id $id, tag " \
					"$fp" attach edge p0 $mode qinq 8100
			done
			is "${label}nothing is changed" "$was" "$(state)"
			unforeign $how $is
		done
	done
	label=""
	foreign native link
	has "the holder is named" "native, held by link " \
		"$("$fp" attach edge p0 native qinq 8100 2>&1)"
	unforeign native link
	foreign native netlink
	has "or that there is none" "native, set by netlink" \
		"$("$fp" attach edge p0 native qinq 8100 2>&1)"
	unforeign native netlink
	"$fp" attach edge p0 native qinq 8100
	has "a fast path of other pins is known for one" "it is a fast path of erd" \
		"$("$fp" attach other p0 native qinq 8100 2>&1)"
	is "and stays" "mode native" "$("$fp" port edge | head -1)"
	has "others cannot take its place" "Device or resource busy" \
		"$(bpftool net attach xdp pinned "$theirs" dev p0 2>&1)"
	"$fp" detach edge p0
	rm -r "$ERD_BPFFS/others"
	delete_wire
}

# A program of others at tc egress works on beside ours; TCX.
test_tcx() {
	local sent

	make_wire
	mkdir "$ERD_BPFFS/maps"
	bpftool prog loadall "$build/tests/tc.bpf.o" \
		"$ERD_BPFFS/others" pinmaps "$ERD_BPFFS/maps"
	if ! "$fp" hold p0 egress "$ERD_BPFFS/others/erd_transmit" \
		"$ERD_BPFFS/held"; then
		skip "programs of others at TCX" "there is no TCX"
		rm -r "$ERD_BPFFS/others" "$ERD_BPFFS/maps"
		delete_wire
		return
	fi
	"$fp" attach edge p0 native qinq 8100
	"$fp" add edge 100 200
	sent=$(send -i p0 --vid 100 --vid 200 --count 50)
	is "TCX: ours counts" "$sent" "$(tx_of "$("$fp" show edge 100 200)")"
	is "TCX: and theirs" 50 "$(bpftool -j map dump pinned \
		"$ERD_BPFFS/maps/seen" | jq '.[0].formatted.value')"
	is "TCX: there is nothing to say" "" "$(warning edge p0)"
	"$fp" detach edge p0
	is "TCX: detach leaves theirs" 1 "$("$fp" tcx p0)"
	rm "$ERD_BPFFS/held"
	"$fp" attach edge p0 native qinq 8100
	"$fp" hold p0 egress-first "$ERD_BPFFS/others/erd_transmit" \
		"$ERD_BPFFS/held"
	has "TCX: one before ours is told" "is before erd's at tc egress" \
		"$(warning edge p0)"
	"$fp" detach edge p0
	rm -r "$ERD_BPFFS/held" "$ERD_BPFFS/others" "$ERD_BPFFS/maps"
	delete_wire
}

# The same for filters.
test_egress() {
	local sent was

	make_wire
	if ! tc qdisc add dev p0 clsact ||
		! tc filter add dev p0 egress pref 20 matchall action ok; then
		skip "filters of others" "tc cannot add one"
		delete_wire
		return
	fi
	was=$(state)
	"$fp" attach edge p0 native qinq 8100
	"$fp" add edge 100 200
	sent=$(send -i p0 --vid 100 --vid 200 --count 50)
	is "${label}ours counts" "$sent" "$(tx_of "$("$fp" show edge 100 200)")"
	is "${label}and theirs" 50 "$(tc -s -j filter show dev p0 egress |
		jq '[.[].options.actions[]?.stats.packets] | add')"
	"$fp" detach edge p0
	is "${label}detach leaves theirs" "$was" "$(state)"
	delete_wire
}

# --- replacing programs -------------------------------------------------------

programs() { # PORT DEVICE
	"$fp" info "$1" "$2" | sed -nE 's/^(rx|tx) ([0-9]+) .*/\2/p' | xargs
}

test_upgrade() {
	local mode=$1 first sent more

	make_wire
	"$fp" attach edge p0 "$mode" qinq 8100
	"$fp" add edge 100 200
	sent=$(send -i w0 --vid 100 --vid 200 --count 100)
	send -i w0 --vid 9 --vid 9 --count 3 >/dev/null
	send -i p0 --vid 100 --vid 200 --count 20 >/dev/null
	first=$(programs edge p0)
	"$fp" upgrade edge p0
	is "${label}upgrade" 0 $?
	is "${label}both programs are others" 4 \
		"$(tr ' ' '\n' <<<"$first $(programs edge p0)" | sort -u | wc -l)"
	is "${label}the old ones are gone" "" "$(for id in $first; do
		bpftool prog show id "$id" 2>/dev/null; done)"
	is "${label}counts survive" "peering rx $sent tx 20 1200" \
		"$("$fp" show edge 100 200)"
	has "${label}unknown tags too" "rx 8100 9 8100 9 class 2 frames 3" \
		"$("$fp" unknown edge)"
	send -i w0 --vid 100 --vid 200 --count 5 >/dev/null
	send -i p0 --vid 100 --vid 200 --count 5 >/dev/null
	is "${label}and go on, once each" \
		"peering rx $((${sent% *} + 5)) $((${sent#* } + 300)) tx 25 1500" \
		"$("$fp" show edge 100 200)"
	is "${label}of this version" current \
		"$("$fp" info edge p0 | sed -n 's/^version .* //p')"

	more=$("$fp" show edge 100 200)
	"$fp" suspend edge p0
	is "${label}taken off there is no program" "" "$(traces | grep -v '^edge$')"
	send -i w0 --vid 100 --vid 200 --count 4 >/dev/null
	"$fp" attach edge p0 "$mode" qinq 8100
	is "${label}attached again it goes on" "$more" \
		"$("$fp" show edge 100 200)"
	"$fp" attach edge p0 "$mode" qinq 88a8
	is "${label}as another port it starts anew" "matched rx 0 0 tx 0 0" \
		"$(class edge matched)"
	"$fp" detach edge p0
	is "${label}detach leaves nothing" "" "$(traces)"
	delete_wire
}

# Another mode that is refused leaves the one that was.
test_back() {
	local was

	ip link add p0 numrxqueues 1 numtxqueues 1 type veth \
		peer name w0 numrxqueues 4 numtxqueues 4
	ip link set p0 up
	ip link set w0 up
	ethtool -K w0 txvlan off tx-vlan-stag-hw-insert off >/dev/null
	"$fp" attach edge p0 generic qinq 8100
	"$fp" add edge 100 200
	send -i w0 --vid 100 --vid 200 --count 6 >/dev/null
	refused "a mode that the driver refuses" 1 "XDP expects number of rx queues" \
		"$fp" attach edge p0 native qinq 8100
	is "leaves it as it was" "mode generic" "$("$fp" port edge | head -1)"
	send -i w0 --vid 100 --vid 200 --count 6 >/dev/null
	is "counting on" "12 720" "$(rx_of "$("$fp" show edge 100 200)")"
	"$fp" detach edge p0
	delete_wire
}

# --- other versions -----------------------------------------------------------

test_versions() {
	local schema

	make_wire
	"$fp" attach edge p0 native qinq 8100
	schema=$(basename "$ERD_BPFFS"/erd/v*)
	mv "$ERD_BPFFS/erd/$schema" "$ERD_BPFFS/erd/v999"
	fails "pins of another layout: attach" 6 "its maps are of layout 999" \
		"$fp" attach edge p0 native qinq 8100
	fails "upgrade" 6 "its maps are of layout 999" "$fp" upgrade edge p0
	refused "read" 6 "its maps are of layout 999" "$fp" port edge
	rmdir "$ERD_BPFFS/erd/$schema" 2>/dev/null
	mv "$ERD_BPFFS/erd/v999" "$ERD_BPFFS/erd/$schema"
	works "they are untouched" "$fp" port edge

	rm "$ERD_BPFFS/erd/$schema/edge/rx"
	bpftool map create "$ERD_BPFFS/erd/$schema/edge/rx" type array key 4 \
		value 8 entries 4 name rx
	refused "a map of another layout: upgrade" 6 "map 'rx'" \
		"$fp" upgrade edge p0
	has "the programs are as they were" " xdp " "$(ip link show p0) "
	"$fp" detach edge p0
	is "it can be detached" "" "$(traces)"
	delete_wire
}

# --- a death at any moment ----------------------------------------------------

# Every system call that changes something is one after which it may be over.
test_death() {
	local n status was names=$1 end=0

	make_wire
	if ! command -v strace >/dev/null; then
		skip "${label}killed at any moment" "no strace"
		delete_wire
		return
	fi
	ethtool -K w0 txvlan on tx-vlan-stag-hw-insert on >/dev/null
	was=$(state)
	for ((n = 1; n <= 400; n++)); do
		{
			strace -o /dev/null -e trace="$names" \
				-e inject="$names:signal=KILL:when=$n" \
				"$fp" attach edge p0 generic qinq 8100
			status=$?
		} 2>/dev/null
		[[ $status == 0 ]] && break
		# As if it never was, by the next attach of any port.
		"$fp" attach next p0 generic qinq 8100 >"$tmp/err" 2>&1 &&
			"$fp" detach next p0 && [[ $(state) == "$was" ]] ||
			{ end=$n; break; }
	done
	is "${label}killed at each of $((n - 1)) calls, the next attach clears it" \
		0 "$end"
	[[ $end == 0 ]] || { cat "$tmp/err"; diff <(echo "$was") <(state); } |
		sed 's/^/# /'
	"$fp" detach edge p0
	is "${label}detach restores all" "$was" "$(state)"
	delete_wire
}

test_death_upgrade() {
	local n end=0 sent=0

	make_wire
	if ! command -v strace >/dev/null; then
		skip "${label}killed in an upgrade" "no strace"
		delete_wire
		return
	fi
	"$fp" attach edge p0 native qinq 8100
	"$fp" add edge 100 200
	for ((n = 1; n <= 400; n++)); do
		{
			strace -o /dev/null -e trace=bpf,rename,sendto \
				-e inject=bpf,rename,sendto:signal=KILL:when="$n" \
				"$fp" upgrade edge p0 && break
		} 2>/dev/null
		send -i w0 --vid 100 --vid 200 --count 2 >/dev/null
		send -i p0 --vid 100 --vid 200 --count 2 >/dev/null
		sent=$((sent + 2))
		[[ $("$fp" show edge 100 200) == \
			"peering rx $sent $((60 * sent)) tx $sent $((60 * sent))" ]] ||
			{ end=$n; break; }
	done
	is "${label}an upgrade killed at each of $((n - 1)) calls: it counts on" \
		0 "$end"
	"$fp" detach edge p0
	is "${label}detach leaves nothing" "" "$(traces)"
	delete_wire
}

# --- namespaces that are no more ----------------------------------------------

# A new namespace gets the inode of one that is gone, its devices the same
# indexes and names. What the dead one has counted is not theirs.
reborn_make() {
	ip netns add erd-reborn
	ip -n erd-reborn link add p0 type veth peer name w0
	ip -n erd-reborn link set p0 up
	ip -n erd-reborn link set w0 up
}
reborn() { nsenter --net=/run/netns/erd-reborn "$@"; }
reborn_inode() { stat -L -c %i /run/netns/erd-reborn; }

test_reborn() {
	local inode i

	reborn_make
	inode=$(reborn_inode)
	reborn "$fp" attach edge p0 native qinq 8100
	reborn "$fp" add edge 100 200
	reborn "$frames" -i w0 --vid 100 --vid 200 --count 10 >/dev/null
	is "a namespace counts" "peering rx 10 600 tx 0 0" \
		"$(reborn "$fp" show edge 100 200)"
	# It goes some time later, and others take inodes too.
	for ((i = 0; i < 200; i++)); do
		ip netns del erd-reborn
		sleep 0.1
		reborn_make
		[[ $(reborn_inode) == "$inode" ]] && break
	done
	is "it goes, and another has its inode" "$inode" "$(reborn_inode)"
	reborn "$fp" attach edge p0 native qinq 8100
	is "a port of the same name is attached there" 0 $?
	reborn "$fp" add edge 100 200
	is "and begins from nothing" "peering rx 0 0 tx 0 0" \
		"$(reborn "$fp" show edge 100 200)"
	reborn "$fp" detach edge p0
	is "detach leaves nothing" "" "$(ls "$ERD_BPFFS"/erd/v*)"
	ip netns del erd-reborn
}

test_reborn
test_hidden
test_foreign
test_tcx
test_egress
for mode in native generic; do
	label="$mode: "
	test_upgrade $mode
done
label=""
test_back
test_versions
test_death bpf,mkdir,mkdirat,sendto
test_death_upgrade
export FP_NO_TCX=1
label="clsact: "
test_upgrade native
test_egress
test_death bpf,mkdir,mkdirat,sendto,sendmsg
test_death_upgrade
finish

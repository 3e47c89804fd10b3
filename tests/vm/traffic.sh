#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Frames and octets are equal in four places: sender, the module's counters,
# the fast path's, and receiver; each way, for every encapsulation and TPID,
# with offloads on and off.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

STAG=1000 CTAG=100
MIXED=$(lab_share 10000)
# a whole number of the blocks that it is made of
BULK=$(($(lab_share 100) * 1000000))

# --- what each place says: FRAMES BYTES, since the last call of `begin` ----

module_count() { # rx|tx
	echo "$(counter c1.p1 "$1_packets") $(counter c1.p1 "$1_bytes")"
}

fast_path_count() { # rx|tx
	erdctl --json stats | jq -r --arg frames "$1_frames" --arg bytes "$1_bytes" \
		'.peerings[0].sub_interfaces[0].fast_path
		| "\(.[$frames]) \(.[$bytes])"'
}

# The far end's network card, which knows no offloads, and sees the wire.
card_count() { # rx|tx
	ip -n msee1 -s -j link show msee1 |
		jq -r ".[0].stats64.$1 | \"\\(.packets) \\(.bytes)\""
}

count_now() { # rx|tx, as we see it: module, fast path and card
	module_count "$1"
	fast_path_count "$1"
	card_count "$([[ $1 == rx ]] && echo tx || echo rx)"
}

# The three are read one after the other: a frame between two of them would be
# missed for good. So it is begun when nothing moves.
# shellcheck disable=SC2317 # by wait_for
at_rest() { # rx|tx: sets $resting
	resting=$(count_now "$1")
	[[ $resting == "$(count_now "$1")" ]]
}

declare -A began
begin() { # rx|tx
	local lines=() resting

	wait_for 60 at_rest "$1" || echo "# nothing came to rest before: $1"
	mapfile -t lines <<<"$resting"
	began[module]=${lines[0]} began[fast]=${lines[1]} began[card]=${lines[2]}
}

less() { # "FRAMES BYTES" "FRAMES BYTES"
	local a b

	read -ra a <<<"$1"
	read -ra b <<<"$2"
	echo "$((a[0] - b[0])) $((a[1] - b[1]))"
}

seen() { # rx|tx: module, fast path and card
	local lines=()

	mapfile -t lines < <(count_now "$1")
	less "${lines[0]}" "${began[module]}"
	less "${lines[1]}" "${began[fast]}"
	less "${lines[2]}" "${began[card]}"
}

# --- setting up -------------------------------------------------------------

pair_up() { # qinq|dot1q 0x8100|0x88a8
	local stag=()

	[[ $1 == qinq ]] && stag=(stag "$STAG")
	works "$1 $2: a port, a circuit and a peering" erdctl --batch - <<-END
		port add t-1 dev pri pair t role primary encap $1 tpid $2
		circuit create c1 pair t ${stag[*]}
		peering create c1 private ctag $CTAG
		port enable t-1
	END
	# room for untagged frames of 1518 octets
	ip link set pri mtu 1512
	ip link set c1.p1 mtu 1504
	wait_for 5 carrier_is c1.p1 1
}

pair_down() {
	works "$1 $2: taken away" erdctl --batch - <<-END
		port delete t-1 --force
		circuit delete c1
	END
	ip link set pri mtu 1500
}

offloads() { # on|off
	local device

	for device in c1.p1 pri; do
		ethtool -K $device sg "$1" tx "$1" gso "$1" tso "$1" gro "$1" \
			>/dev/null 2>&1
	done
	return 0
}

tags_of() { # qinq|dot1q 0x8100|0x88a8: arguments for frames
	if [[ $1 == qinq ]]; then
		echo "--tpid ${2#0x} --vid $STAG --tpid 8100 --vid $CTAG"
	else
		echo "--tpid ${2#0x} --vid $CTAG"
	fi
}

# --- mixed frames -----------------------------------------------------------

receive() { # NAMESPACE|- DEVICE FILE: counts frames of our type, until told
	local run=(env)

	# no function: the signal that ends it must reach the program itself
	[[ $1 == - ]] || run=(nsenter "--net=/run/netns/$1")
	rm -f "$3"	# the one before was ready too
	"${run[@]}" frames -i "$2" --receive --seconds 120 >"$3" &
	receiver=$!
	wait_for 10 grep -q ready "$3"
}

# arrived rx|tx COUNT-COMMAND PLACE: MIXED frames more than when it began
# shellcheck disable=SC2317 # by wait_for
arrived() {
	local frames was

	read -r frames _ < <("$2" "$1")
	read -r was _ <<<"${began[$3]}"
	[[ $((frames - was)) -ge $MIXED ]]
}

receive_end() { # rx|tx COUNT-COMMAND PLACE: once that says that all are there
	wait_for 10 arrived "$@"
	kill -TERM $receiver
	wait $receiver
}

mixed_rx() { # TITLE encap tpid
	local sent got octets=4

	[[ $2 == qinq ]] && octets=8
	receive - c1.p1 /run/received
	begin rx
	# shellcheck disable=SC2046
	sent=$(in_ns msee1 frames -i msee1 $(tags_of "$2" "$3") --mix \
		--count $MIXED)
	receive_end rx module_count module
	got=$(awk -v octets=$octets \
		'$1 == "-" { print $5, $6 + octets * $5 }' /run/received)
	sent=${sent#sent }
	is "$1: received: module, fast path, the far card as sent" \
		"$sent $sent $sent" "$(seen rx | xargs)"
	is "$1: received: by the socket as sent" "$sent" "$got"
}

mixed_tx() { # TITLE encap tpid
	local sent got frames bytes octets=4 tags

	[[ $2 == qinq ]] && octets=8
	receive msee1 msee1 /run/received
	begin tx
	sent=$(frames -i c1.p1 --mix --count $MIXED)
	read -r frames bytes <<<"${sent#sent }"
	sent="$frames $((bytes + octets * frames))"
	if [[ $2 == qinq ]]; then
		tags="${3#0x} $STAG 8100 $CTAG"
	else
		tags="${3#0x} $CTAG - -"
	fi
	receive_end rx card_count card
	got=$(grep -v ready /run/received)
	is "$1: sent: module, fast path, the far card" \
		"$sent $sent $sent" "$(seen tx | xargs)"
	is "$1: sent: by the far socket, with its tags" "$tags $sent" "$got"
}

# --- bulk -------------------------------------------------------------------

bulk_addresses() {
	ip addr add 10.0.0.1/30 dev c1.p1
	msee_vlan msee1 msee1 outer 802.1Q $STAG
	msee_vlan msee1 outer inner 802.1Q $CTAG
	ip -n msee1 addr add 10.0.0.2/30 dev inner
	# nobody asks for an address while frames are counted
	ip neigh replace 10.0.0.2 dev c1.p1 nud permanent lladdr \
		"$(ip -n msee1 -j link show inner | jq -r '.[0].address')"
	ip -n msee1 neigh replace 10.0.0.1 dev inner nud permanent lladdr \
		"$(ip -j link show c1.p1 | jq -r '.[0].address')"
	wait_for 10 ping -c 1 -W 1 10.0.0.2
}

serve() { # NAMESPACE|- COMMAND...: waits until it listens
	local run=(env)

	[[ $1 == - ]] || run=(in_ns "$1")
	shift
	"${run[@]}" "$@" &
	server=$!
	wait_for 10 "${run[@]}" sh -c 'ss -ltn | grep -q :5001'
}

bulk_out() {
	serve msee1 socat -u TCP-LISTEN:5001,reuseaddr \
		OPEN:/run/bulk.got,creat,trunc &&
		socat -u OPEN:/run/bulk TCP:10.0.0.2:5001 && wait $server &&
		cmp /run/bulk /run/bulk.got
}

bulk_in() {
	serve - socat -u TCP-LISTEN:5001,reuseaddr \
		OPEN:/run/bulk.got,creat,trunc &&
		in_ns msee1 socat -u OPEN:/run/bulk TCP:10.0.0.1:5001 &&
		wait $server && cmp /run/bulk /run/bulk.got
}

equal_lines() { [[ $("$@" | sort -u | wc -l) == 1 ]]; }

# A transfer has frames both ways, and all of them are compared.
bulk() { # TITLE FUNCTION
	local rx tx
	local -A was

	begin rx
	for rx in "${!began[@]}"; do was[$rx]=${began[$rx]}; done
	begin tx
	works "$1: $BULK octets arrive unharmed" "$2"
	wait_for 10 equal_lines seen tx
	tx=$(seen tx)
	for rx in "${!was[@]}"; do began[$rx]=${was[$rx]}; done
	wait_for 10 equal_lines seen rx
	rx=$(seen rx)
	is "$1: received: module, fast path and the far card agree" \
		1 "$(sort -u <<<"$rx" | wc -l)"
	is "$1: sent: module, fast path and the far card agree" \
		1 "$(sort -u <<<"$tx" | wc -l)"
	printf '# %s: received %s, sent %s (frames octets; module, fast path, card)\n' \
		"$1" "$(paste -sd, <<<"$rx")" "$(paste -sd, <<<"$tx")"
}

# ----------------------------------------------------------------------------

lab_load
lab_quiet
msee_add msee1 msee1
lab_quiet msee1
in_ns msee1 ethtool -K msee1 gro off >/dev/null 2>&1
head -c 1000000 /dev/urandom >/run/block
for _ in $(seq $((BULK / 1000000))); do cat /run/block; done >/run/bulk

for encap in qinq dot1q; do
	for tpid in 0x8100 0x88a8; do
		pair_up $encap $tpid
		for state in on off; do
			offloads $state
			title="$encap $tpid, offloads $state, $MIXED mixed"
			mixed_rx "$title" $encap $tpid
			mixed_tx "$title" $encap $tpid
		done
		if [[ "$encap $tpid" == "qinq 0x8100" ]]; then
			bulk_addresses
			for state in on off; do
				offloads $state
				bulk "TCP out, offloads $state" bulk_out
				bulk "TCP in, offloads $state" bulk_in
			done
		fi
		pair_down $encap $tpid
	done
done
works "the module unloads" rmmod erd
ip netns del msee1
wait_for 5 ip link show msee1
finish

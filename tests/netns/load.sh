#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Mixed load while everything changes: programs are replaced every second,
# circuits and peerings come and go, and with HOTPLUG=1, for machines that are
# nobody else's, processors too. At the end the sum of all counters is what was
# sent. O is the build folder, DURATION how many seconds (20).
# shellcheck source=tests/netns/common.bash
. "$(dirname "$(realpath "$0")")/common.bash"

duration=${DURATION:-20}
circuits=12

running() {
	[[ $SECONDS -lt $end ]]
}

# --- what goes on -------------------------------------------------------------

# load DEVICE NAME ARGUMENTS...: sends again and again, sums in NAME
load() {
	local device=$1 sum=$tmp/$2

	shift 2
	renice -n 10 $BASHPID >/dev/null
	while running; do
		send -i "$device" "$@" --count 1000 >>"$sum" ||
			echo send >>"$tmp/failed"
		sleep 0.05
	done
}

# Circuits whose numbers change all the time, so that some are there, some no
# more and some not yet.
load_some() { # DEVICE NAME
	local device=$1 sum=$tmp/$2 n=0

	renice -n 10 $BASHPID >/dev/null
	while running; do
		send -i "$device" --vid $((100 + n % circuits)) \
			--vid $((200 + n % 4)) --mix --count 500 >>"$sum" ||
			echo send >>"$tmp/failed"
		sleep 0.02
		n=$((n + 1))
	done
}

replace() {
	local n=0

	while running; do
		"$fp" upgrade edge p0 || echo upgrade >>"$tmp/failed"
		n=$((n + 1))
		sleep 0.8
	done
	echo $n >"$tmp/replaced"
}

configure() {
	local n=0 stag

	while running; do
		stag=$((100 + n * 7 % circuits))
		"$fp" delete-circuit edge $stag &&
			"$fp" add edge $stag $((200 + n % 4)) &&
			"$fp" add edge $stag $((200 + (n + 1) % 4)) &&
			"$fp" delete edge $((100 + n * 5 % circuits)) 201 ||
			echo configure >>"$tmp/failed"
		n=$((n + 1))
	done
	echo $n >"$tmp/configured"
}

hotplug() {
	local cpu n=0

	while running; do
		for cpu in /sys/devices/system/cpu/cpu[1-9]*/online; do
			[[ ! -e $cpu ]] || { echo 0 >"$cpu" && n=$((n + 1)); }
			sleep 0.7
			[[ ! -e $cpu ]] || echo 1 >"$cpu"
			sleep 0.3
		done
	done
	echo $n >"$tmp/unplugged"
}

# --- the account --------------------------------------------------------------

# What all senders of a direction have sent: "FRAMES BYTES".
sent() { # rx|tx
	awk '{ f += $1; b += $2 } END { printf "%.0f %.0f\n", f, b }' "$tmp/$1".*
}

# The sum of all that the fast path counted.
counted() { # rx|tx
	"$fp" port edge | awk -v at="$([[ $1 == rx ]] && echo 3 || echo 6)" \
		'/ rx /{ f += $at; b += $(at + 1) }
		END { printf "%.0f %.0f\n", f, b }'
}

# The device may drop, and a sender try again or not; the fast path counts on
# receive what came in, on transmit what was tried.
check() { # rx|tx DEVICE-COUNT DROPPED
	local all seen frames octets

	read -ra all < <(sent "$1")
	read -ra seen < <(counted "$1")
	is "$1: something was sent" 1 $((all[0] > 0))
	printf '# %s: sent %s, device %s, dropped %s, counted %s\n' "$1" \
		"${all[*]}" "$2" "$3" "${seen[*]}"
	is "$1: frames as the device has them: difference" 0 $((seen[0] - $2))
	frames=$((seen[0] - all[0])) octets=$((seen[1] - all[1]))
	if [[ $3 == 0 || $frames == 0 ]]; then
		is "$1: frames and octets as sent: difference" "0 0" \
			"$frames $octets"
	else
		is "$1: as sent but for what the device dropped" 1 \
			$((${frames#-} <= $3))
	fi
}

make_wire
"$fp" attach edge p0 native qinq 8100
is "attach" 0 $?
for ((i = 0; i < circuits; i++)); do
	"$fp" add edge $((100 + i)) 200
done
"$fp" add edge 1000 100
"$fp" add edge 1001 100

# However long all of this took.
end=$((SECONDS + duration))
load w0 rx.1 --vid 1000 --vid 100 --mix &
load w0 rx.2 --vid 1001 --vid 100 --pcp 3 --size 9018 &
load w0 rx.3 --vid 1000 --vid 101 --mix &
load w0 rx.4 --vid 77 --vid 100 --size 60 &
load w0 rx.5 --tpid 88a8 --vid 1000 --vid 100 --mix &
load w0 rx.6 --mix &
load w0 rx.7 --vid 1000 --size 60 &
load_some w0 rx.8 &
load p0 tx.1 --vid 1000 --vid 100 --mix &
load p0 tx.2 --vid 1001 --vid 101 --size 9018 &
load p0 tx.3 --vid 78 --vid 100 --mix &
load_some p0 tx.4 &
replace &
configure &
[[ ${HOTPLUG-} != 1 ]] || hotplug &
wait
# What is still in a queue.
sleep 1

printf '# %d s: programs replaced %s times, circuits changed %s times%s\n' \
	"$duration" "$(cat "$tmp/replaced")" "$(cat "$tmp/configured")" \
	"${HOTPLUG:+, processors unplugged $(cat "$tmp/unplugged" 2>/dev/null) times}"
check rx "$(stat_of p0 rx_packets)" "$(stat_of w0 tx_dropped)"
check tx $(($(stat_of p0 tx_packets) + $(stat_of p0 tx_dropped))) \
	"$(stat_of p0 tx_dropped)"
is "nothing that was asked for failed" "" "$(cat "$tmp/failed" 2>/dev/null)"
# how often depends on the machine
is "programs were replaced" 1 $(($(cat "$tmp/replaced") > 1))
"$fp" detach edge p0
is "detach leaves nothing" "" "$(traces)"
delete_wire
finish

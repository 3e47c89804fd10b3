#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The module comes and goes: idle, and with frames from both ends on their way
# and dumps half read.
here=$(dirname "$0")
. "$here/../../tap.sh"
. "$here/../../lab.sh"

IDLE=${ERD_IDLE_CYCLES:-200}
BUSY=${ERD_BUSY_CYCLES:-50}
# so many that a dump of them takes more than two parts, of which the second is
# made while the first is read
CIRCUITS=8

module=$O/kmod-$lab_kernel/kmod/erd.ko
parts=$(mktemp -d)
declare -A readers
floods=()

idle_cycles() {
	local i

	for ((i = 1; i <= IDLE; i++)); do
		if ! { insmod "$module" && rmmod erd; }; then
			echo "in cycle $i"
			return 1
		fi
	done
}

configure() {
	{
		echo "port add x-1 dev pri pair x role primary xdp off"
		echo "port add x-2 dev sec pair x role secondary xdp off"
		seq $CIRCUITS | awk '{
			printf "circuit create c%d pair x stag %d\n", $1, $1
			printf "peering create c%d private ctag 100\n", $1 }'
		echo "port enable x-1"
		echo "port enable x-2"
	} | erdctl --batch - >/dev/null
}

flood() { # COMMAND...
	"$@" >/dev/null 2>&1 &
	floods+=($!)
}

# The far ends never stop. Ours ends with its device, every time. A pause leaves
# the processor something for the rest: without, one end is all that runs.
far_sends() { # NAMESPACE STAG
	flood nsenter "--net=/run/netns/$1" frames -i "$1" --vid "$2" --vid 100 \
		--interval 5000 --count 1000000000
}
flood_far() {
	far_sends msee1 1
	far_sends msee2 $CIRCUITS
}
flood_own() {
	wait_for 30 carrier_is c1.p1 1 &&
		wait_for 30 carrier_is c$CIRCUITS.p2 1 || return
	flood frames -i c1.p1 --interval 5000 --count 1000000000
	flood frames -i c$CIRCUITS.p2 --interval 5000 --count 1000000000
}

# both ways, on the first circuit's first port
flowing() {
	local packets

	for packets in /sys/class/net/c1.p1/statistics/{rx,tx}_packets; do
		[[ $(<"$packets") -gt 0 ]] || return
	done
}

# half_open WHAT: a reader that has read part of a dump and waits
half_open() {
	rm -f "$parts/$1" # what the one before said
	halfdump "$1" >"$parts/$1" &
	readers[$1]=$!
	wait_for 30 grep -q half "$parts/$1"
}

# half_close WHAT END: lets it read the rest, which must end so
half_close() {
	kill "${readers[$1]}"
	wait "${readers[$1]}" && [[ $(tail -n 1 "$parts/$1") == "$2" ]]
}

# The family is in use while a dump of it is open, and the module with it. What
# rtnetlink dumps holds nobody up, and says that it has changed.
busy_cycle() {
	insmod "$module" && configure || return
	flood_own && wait_for 30 flowing || return
	half_open subifs && half_open links || return
	! rmmod erd 2>/dev/null || return
	half_close subifs all && rmmod erd &&
		half_close links interrupted
}

busy_cycles() {
	local i

	for ((i = 1; i <= BUSY; i++)); do
		if ! busy_cycle; then
			echo "in cycle $i:"
			tail -v "$parts"/*
			kill "${readers[@]}" 2>/dev/null
			return 1
		fi
	done
}

lab_quiet
msee_add msee1 msee1
msee_add msee2 msee2
lab_quiet msee1
lab_quiet msee2

began=$SECONDS
works "$IDLE times loaded and unloaded, idle" idle_cycles
printf '# %d s\n' $((SECONDS - began))

# Where nothing is left for the parts of a dump that are still to come, the core
# does not say that anything has changed. This device is of the last in its table,
# and was there first.
ip link add last index 65535 type dummy

began=$SECONDS
flood_far
works "$BUSY times with frames from both ends and dumps half read" busy_cycles
printf '# %d s\n' $((SECONDS - began))
kill "${floods[@]}" 2>/dev/null
rmmod erd 2>/dev/null
ip link del last
for far in msee1 msee2; do
	ip netns del $far
	wait_for 5 ip link show $far
done
finish

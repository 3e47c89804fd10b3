# SPDX-License-Identifier: GPL-2.0-only
# A lab in a virtual machine: our side of the cross-connect in the root
# namespace, Microsoft's in namespaces made of stock parts. The caller sets O,
# the build folder.
# shellcheck shell=bash

: "${O:?the build folder}"
PATH=$O:$O/tests:$PATH

# as in the name of the folder of its modules
lab_kernel=$(uname -r | sed -E "s/.*-debug$/debug/; s/^([0-9]+\.[0-9]+).*/\1/")

# How many times slower than usual this kernel is: ERD_SLOW, of the caller. As
# many times longer is waited for what is to come, and what is only repeated to
# be sure is repeated less often.
lab_slow=${ERD_SLOW:-1}

# lab_share NUMBER [LEAST]: how many repetitions of NUMBER
lab_share() {
	local share=$(($1 / lab_slow)) least=${2-1}

	echo $((share > least ? share : least))
}

# lab_sim: the optical bench, which needs nothing of erd
lab_sim() {
	insmod "$O/kmod-$lab_kernel/kmod/erdsim.ko"
}

lab_load() {
	insmod "$O/kmod-$lab_kernel/kmod/erd.ko"
}

# in_ns NAMESPACE COMMAND...: without the private /sys of `ip netns exec`
in_ns() {
	nsenter --net="/run/netns/$1" "${@:2}"
}

# lab_quiet [NAMESPACE]: no frames but those that somebody asked for
lab_quiet() {
	local set=(sysctl -qw net.ipv6.conf.all.disable_ipv6=1
		net.ipv6.conf.default.disable_ipv6=1)

	if [[ $# == 0 ]]; then "${set[@]}"; else in_ns "$1" "${set[@]}"; fi
}

# msee_add NAMESPACE DEVICE: a namespace that has the far end of a cable
msee_add() {
	ip netns add "$1"
	ip link set "$2" netns "$1"
	ip -n "$1" link set lo up
	# 1500 octets of IP and both tags; and its card passes on every
	# multicast frame and tag, so that nothing is lost without a count
	ip -n "$1" link set "$2" mtu 1508 allmulticast on promisc on up
}

# msee_vlan NAMESPACE LOWER NAME PROTOCOL VID: a stock vlan device. It counts
# an aggregate as one frame, so it is given none: its counts are of frames.
msee_vlan() {
	ip -n "$1" link add link "$2" name "$3" type vlan protocol "$4" id "$5"
	in_ns "$1" ethtool -K "$3" tso off gso off gro off >/dev/null 2>&1
	in_ns "$1" ethtool -K "$2" gro off >/dev/null 2>&1
	ip -n "$1" link set "$3" up
}

# counter DEVICE NAME [NAMESPACE]: one of the device's counters, as sysfs has
# them; another namespace's sysfs is out of reach, so ip says the same
counter() {
	if [[ $# == 3 ]]; then
		ip -n "$3" -s -j link show "$1" |
			jq -r ".[0].stats64 | .${2/_/.}"
	else
		local value

		read -r value <"/sys/class/net/$1/statistics/$2"
		echo "$value"
	fi
}

# carrier_is DEVICE 0|1; a closed device has none
carrier_is() {
	local seen=''

	read -r seen 2>/dev/null <"/sys/class/net/$1/carrier"
	[[ ${seen:-0} == "$2" ]]
}

# carriers DEVICE...: 0 or 1 of each
carriers() {
	local device all=()

	for device; do
		carrier_is "$device" 1 && all+=(1) || all+=(0)
	done
	echo "${all[*]}"
}

# capture_begin NAMESPACE|- TCPDUMP-ARGUMENTS...: one frame, from when it returns
capture_begin() {
	local run=(env)

	[[ $1 == - ]] || run=(nsenter "--net=/run/netns/$1")
	: >/run/captured.err
	"${run[@]}" tcpdump -n -e -c 1 --immediate-mode -l "${@:2}" \
		>/run/captured 2>/run/captured.err &
	capture=$!
	wait_for 10 grep -q 'listening on' /run/captured.err
}

# capture_end: prints it; nothing, if none came
capture_end() {
	wait_for 10 sh -c "! kill -0 $capture 2>/dev/null" || kill "$capture"
	wait "$capture" 2>/dev/null
	cat /run/captured
}

# Nobody writes to it: to read from it with a time limit is a sleep without a
# process.
exec {lab_silence}<> <(:)

# wait_for SECONDS COMMAND...: waits for COMMAND to end with 0
wait_for() {
	local end=$((SECONDS + $1 * lab_slow))

	shift
	until "$@" >/dev/null 2>&1; do
		[[ $SECONDS -lt $end ]] || return 1
		read -rt 0.1 -u "$lab_silence" || :
	done
}

# by_hand COMMAND...: changes what runs alone, as where there is no file
by_hand() {
	local status

	mv /etc/erd/erd.yaml /etc/erd/aside
	"$@"
	status=$?
	mv /etc/erd/aside /etc/erd/erd.yaml
	return $status
}

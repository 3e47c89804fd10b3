#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh BUILD-FOLDER [FILE] [ROUNDS]: captures at the highest rate that one
# processor can send at, by erdctl and by tcpdump in turn, with as much room in
# the kernel for each, on the other processor, into memory. What is in the file
# and what is said to be dropped must be what was sent; and erdctl's share that
# is lost not more than tcpdump's. In namespaces of its own.
set -eu -o pipefail

if [[ -z ${CAPTURE_INSIDE-} ]]; then
	CAPTURE_INSIDE=1 exec unshare --net --mount "$0" "$@"
fi

O=$(realpath "$1")
out=${2-}
rounds=${3-5}
FRAMES=1000000
MIB=32

mount --make-rprivate /
mount -t sysfs sysfs /sys
mount -t tmpfs -o size=1g tmpfs /mnt
sysctl -qw net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || :
ip link add cap type veth peer name cap-
ip link set cap up
ip link set cap- up
ethtool -K cap gro off
ethtool -K cap gro on
ip tuntap add idle mode tap
ip link set idle up

ours() {
	exec nice -n -20 taskset -c 0 "$O/erdctl" capture dev cap direction in \
		buffer $MIB -w /mnt/frames
}
theirs() {
	exec nice -n -20 taskset -c 0 tcpdump -Z root -i cap -Q in -B $((MIB * 1024)) \
		-w /mnt/frames
}

# round WAY: "RATE IN-FILE DROPPED", the rate in millions a second
round() {
	local rate kept dropped pid

	rm -f /mnt/frames
	"$1" 2>/mnt/said &
	pid=$!
	until ss -0 -p | grep -q "pid=$pid,"; do sleep 0.1; done
	sleep 0.5
	rate=$("$O/bench/capture/send" cap- idle $FRAMES)
	sleep 2
	kill -INT $pid
	wait $pid || :
	kept=$(capinfos -Mc /mnt/frames | awk '/Number of packets/ { print $NF }')
	dropped=$(awk '/dropped by kernel/ { print $1 }' /mnt/said)
	echo "$rate $kept $dropped"
}

# sum WAY-FILE FIELD
sum() { awk -v f="$2" '{ s += $f } END { print s + 0 }' "$1"; }

: >/mnt/ours
: >/mnt/theirs
for ((i = 0; i < rounds; i++)); do
	round ours >>/mnt/ours
	round theirs >>/mnt/theirs
done
sent=$((rounds * FRAMES))
bad=0
for way in ours theirs; do
	kept=$(sum /mnt/$way 2) dropped=$(sum /mnt/$way 3)
	printf '%-8s %s of %s frames kept, %s said to be dropped, at %s million a second\n' \
		$way "$kept" $sent "$dropped" \
		"$(awk '{ s += $1 } END { printf "%.2f", s / NR }' /mnt/$way)"
	printf '%-8s rounds: %s\n' "" "$(paste -sd ';' /mnt/$way)"
	if [[ $way == ours && $((kept + dropped)) != "$sent" ]]; then
		echo "ours: that is not what was sent"
		bad=1
	fi
done
ours_lost=$((sent - $(sum /mnt/ours 2)))
theirs_lost=$((sent - $(sum /mnt/theirs 2)))
if [[ $ours_lost -gt $theirs_lost ]]; then
	echo "erdctl loses more than tcpdump"
	bad=1
fi
[[ -z $out ]] || printf '{"sent": %d, "lost": {"erdctl": %d, "tcpdump": %d}}\n' \
	$sent $ours_lost $theirs_lost >"$out"
exit $bad

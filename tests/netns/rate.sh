#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the fast path does beside counting, on real devices and without the
# module: rates on receive, samples and histograms, turned on and off while
# frames come. Rates are judged by the times between which counts were read, so
# it does not matter how long the machine stands still. O is the build folder.
# Runs in namespaces of its own.
set -u
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

if [[ -z ${RATE_INSIDE-} ]]; then
	RATE_INSIDE=1 exec unshare --net --mount bash "$0"
fi

build=$(realpath "$O")
fp=$build/tests/fp
fpset=$build/tests/fpset
frames=$build/tests/frames
tmp=$(mktemp -d)

clean_up() {
	umount "$tmp/bpf"
	rm -rf "$tmp"
}
trap clean_up EXIT

mount --make-rprivate /
mount -t sysfs sysfs /sys
mkdir "$tmp/bpf"
mount -t bpf bpf "$tmp/bpf"
export ERD_BPFFS=$tmp/bpf
sysctl -qw net.ipv6.conf.default.disable_ipv6=1 2>/dev/null

# Two queues, so that what CPU 0 and CPU 1 send each of them receives itself.
cpus=$(nproc --all)
queues=$((cpus > 1 ? 2 : 1))
ip link add p0 numtxqueues $queues numrxqueues $queues type veth \
	peer name w0 numtxqueues $queues numrxqueues $queues || exit 1
for ((i = 0; i < queues && queues > 1; i++)); do
	echo $((1 << i)) >"/sys/class/net/w0/queues/tx-$i/xps_cpus"
done
ip link set p0 mtu 9100 up
ip link set w0 mtu 9100 up
ethtool -K w0 txvlan off tx-vlan-stag-hw-insert off >/dev/null
"$fp" attach edge p0 native qinq 8100
for stag in 100 101; do
	"$fp" add edge $stag 200
	"$fp" add edge $stag 300
done

# --- helpers -----------------------------------------------------------------

# rx_of STAG CTAG: "FRAMES BYTES" that passed; dropped_of: that did not.
rx_of() {
	"$fp" show edge "$1" "$2" | awk '{ print $3, $4 }'
}

dropped_of() {
	"$fpset" drops edge "$1" "$2" | awk '{ print $2, $3 }'
}

# at_last EXPECTED COMMAND...: what COMMAND prints when no frame is under way
at_last() {
	local expected=$1 end=$((SECONDS + 20))

	shift
	until [[ $("$@") == "$expected" || $SECONDS -ge $end ]]; do
		sleep 0.05
	done
	sleep 0.2
	"$@"
}

options() {
	"$fpset" settings edge "$1" | awk '{ print $2 }'
}

# --- turned on and off -------------------------------------------------------

# Each change loads the programs anew. Frames go on coming, none is lost.
test_changes() {
	local sent pid i

	is "at first there is nothing but counting" \
		"options 0 rx 0 0 tx 0 0 every 0 snap 0" \
		"$("$fpset" settings edge 100)"
	"$frames" -i w0 --vid 101 --vid 200 --count 60000 >"$tmp/sent" &
	pid=$!
	for i in {1..10}; do
		"$fpset" histogram edge p0 on
		"$fpset" limit edge p0 rx 100 1000000000 0
		"$fpset" watch edge p0 100 0 1000 128 3 0
		is "turn $i: on" 11 "$(options 100)"
		"$fpset" histogram edge p0 off
		"$fpset" limit edge p0 rx 100 0 0
		"$fpset" watch edge p0 100 0 0 128 3 0
		is "turn $i: off" 0 "$(options 100)"
	done
	wait "$pid"
	sent=$(sed 's/^sent //' "$tmp/sent")
	is "no frame was lost or counted twice" "$sent" \
		"$(at_last "$sent" rx_of 101 200)"
	"$fpset" limit edge p0 rx 100 50000000 300000
	is "what is set can be read" \
		"options 2 rx 50000000 300000 tx 0 0 every 0 snap 0" \
		"$("$fpset" settings edge 100)"
	"$fp" detach edge p0
	"$fp" attach edge p0 native qinq 8100
	is "and is forgotten with the port" \
		"options 0 rx 0 0 tx 0 0 every 0 snap 0" \
		"$("$fpset" settings edge 100)"
	for i in 100 101; do
		"$fp" add edge "$i" 200
		"$fp" add edge "$i" 300
	done
}

# --- sizes -------------------------------------------------------------------

sizes_of() {
	"$fpset" sizes edge "$1" "$2" | awk '{ printf "%s ", $2 }'
}

test_sizes() {
	local size expected="20 20 10 0 0 10 20 20 "

	"$fpset" histogram edge p0 on
	for size in 60 64 65 127 128 1535 1536 2047 2048 9000; do
		"$frames" -i w0 --vid 101 --vid 300 --size $size --count 10 \
			>/dev/null
	done
	is "frames by their sizes" "$expected" \
		"$(at_last "$expected" sizes_of 101 300)"
	is "and of the others none" "0 0 0 0 0 0 0 0 " "$(sizes_of 101 200)"
	"$fpset" histogram edge p0 off
	"$fpset" histogram edge p0 on
	is "from zero when turned on again" "0 0 0 0 0 0 0 0 " \
		"$(sizes_of 101 300)"
	"$fpset" histogram edge p0 off
}

# --- samples -----------------------------------------------------------------

test_samples() {
	local pid

	refused "nothing is sampled" 3 "nothing is sampled" \
		"$fpset" samples edge 0
	"$fpset" watch edge p0 101 300 1 64 3 0
	"$fpset" samples edge 4 >"$tmp/samples" &
	pid=$!
	until grep -qs ready "$tmp/samples"; do
		sleep 0.01
	done
	refused "there is one reader" 6 "another process is reading" \
		"$fpset" samples edge 0
	"$frames" -i w0 --vid 101 --vid 300 --pcp 5 --size 900 --count 7 >/dev/null
	"$frames" -i w0 --vid 101 --vid 200 --count 7 >/dev/null
	"$frames" -i w0 --vid 100 --vid 300 --count 7 >/dev/null
	"$frames" -i p0 --vid 101 --vid 300 --size 1000 --count 2 >/dev/null
	wait "$pid"
	is "every frame of a peering, and of no other" \
		"7 rx 8100 101 8100 300 class 0 verdict 0 reason 0 length 900 captured 64
2 tx 8100 101 8100 300 class 0 verdict 0 reason 0 length 1000 captured 64" \
		"$(grep -v -e ready -e lost "$tmp/samples" |
			sed 's/ [0-9a-f]*$//' | uniq -c | sed 's/^ *//')"
	has "with their octets" "0200000000020200000000018100a0658100a12c88b5" \
		"$(sed -n '2s/.* //p' "$tmp/samples")"
	"$fpset" watch edge p0 101 0 0 64 3 0
}

# --- rates -------------------------------------------------------------------

# A frame is dropped when the bucket holds less than it, so between any two drops
# what passes is rate * time, give or take these octets: a frame that the bucket
# may hold, and for each CPU what it has taken from the bucket ahead, which is
# less than a frame, and the frame that it has in hand.
size=8000
slack=$(((1 + 2 * cpus) * size))

# judge RATE BURST: what is on standard input, from `fpset meter`. That there was
# a drop between two readings is certain if more frames were counted than each
# CPU can have been about to drop before. Where there was none for so long that
# the bucket may have become full, less than the rate may pass, and the search
# for that is begun anew. Prints octets:
#  - by how much more than the rate passed after a drop, at worst in any time
#  - by how much less than the rate between two drops
#  - by how much more than the rate in any time
#  - what had passed after the first drop
#  - how many 2 % of the rate are more than the times of the readings leave open
judge() {
	awk -v rate="$1" -v burst="$2" -v cpus="$cpus" -v slack="$slack" '
	function octets(ns) { return rate * ns / 8e9 }
	function greater(a, b) { return a > b ? a : b }
	function less(a, b) { return a < b ? a : b }
	NR == 1 { origin = $1 }
	{
		from[NR] = $1 - origin
		passed[NR] = $2
		dropped[NR] = $3
		to[NR] = $4 - origin
	}
	END {
		start_any = start_drop = start_short = start_sharp = 1e300
		for (k = 1; k <= NR; k++) {
			at = passed[k] - octets(to[k])
			over = greater(over, at - start_drop)
			any = greater(any, at - start_any)
			start_any = less(start_any, passed[k] - octets(from[k]))
			# read after the drop that is between the two before
			at = passed[k] - octets(from[k - 2])
			if (k > 2 && is_drop[k - 1])
				start_drop = less(start_drop, at)
			if (k < 3 || k == NR || dropped[k] - dropped[k - 1] <= cpus)
				continue
			is_drop[k] = 1
			if (!last)
				first = passed[k + 1]
			if (last && octets(to[k] - from[last - 1]) > burst - slack)
				start_short = start_sharp = 1e300
			last = k
			at = octets(from[k - 1]) - passed[k + 1]
			short = greater(short, at - start_short)
			at = octets(to[k]) - passed[k - 2]
			start_short = less(start_short, at)
			at = 1.02 * from[k - 1] - to[k + 1]
			sharp = greater(sharp, at - start_sharp)
			at = 1.02 * to[k + 1] - from[k - 2]
			start_sharp = less(start_sharp, at)
		}
		printf "%.0f %.0f %.0f %.0f %.0f\n", over, short, any, first,
			octets(sharp)
	}'
}

# offer SENDERS SECONDS: more than passes, and something to another circuit.
# Leaves what the meter says and what each sent in files.
offer() {
	local pids=() meter i

	rm -f "$tmp/meter" "$tmp"/sent.*
	"$fpset" meter edge 100 200 "$2" >"$tmp/meter" &
	meter=$!
	until [[ -s $tmp/meter ]]; do
		sleep 0.01
	done
	for ((i = 0; i < $1; i++)); do
		taskset -c "$i" "$frames" -i w0 --vid 100 --vid 200 \
			--size $size --count 100000000 >"$tmp/sent.$i" &
		pids+=($!)
	done
	taskset -c 0 "$frames" -i w0 --vid 101 --vid 200 --count 2000 \
		--interval 500 >"$tmp/sent.other"
	wait "$meter"
	kill -TERM "${pids[@]}"
	wait "${pids[@]}"
}

# frames and octets of the circuit since $before, passed or dropped
seen_since() {
	echo "$1 $(rx_of 100 200) $(dropped_of 100 200)" |
		awk '{ printf "%.0f %.0f", $5 + $7 - $1 - $3, $6 + $8 - $2 - $4 }'
}

# Frames of each queue; since those that were BEFORE.
by_queue() {
	ethtool -S p0 | awk -v before="$1" '
	/rx_queue_[0-9]*_xdp_packets/ {
		split(before, was)
		printf "%d ", $2 - was[++n]
	}'
}

# Nothing is wrong with what was read, but 2 % would not have been seen either.
is_unsure() { # OVER SHORT SHARP
	[[ $1 -le $slack && $2 -le $slack && ${3:?not judged} -le $((2 * slack)) ]]
}

# Policing at $1 bit/s with $2 senders, each on its CPU.
police() {
	local rate=$1 burst=$(($1 / 8)) seconds before other received sent
	local over short any first sharp name

	name="policing, $((rate / 1000000)) Mb/s, $2 CPUs"
	# The bucket holds a second: a machine that stands still for less
	# takes nothing from it.
	for seconds in 3 6 12; do
		"$fpset" limit edge p0 rx 100 "$rate" "$burst"
		before="$(rx_of 100 200) $(dropped_of 100 200)"
		other=$(rx_of 101 200)
		received=$(by_queue "")
		offer "$2" "$seconds"
		read -r over short any first sharp < \
			<(judge "$rate" "$burst" <"$tmp/meter")
		is_unsure "$over" "$short" "$sharp" || break
	done
	if is_unsure "$over" "$short" "$sharp"; then
		skip "$name: the rate" "in $seconds s of readings not often enough between drops to tell 2 % ($sharp of $((2 * slack)) octets)"
	else
		is "$name: no less than the rate between drops ($short of $slack octets)" \
			1 $((short <= slack))
		is "$name: no more than the rate after a drop ($over of $slack octets)" \
			1 $((over <= slack))
		first=$((first - $(cut -d' ' -f2 <<<"$before")))
		is "$name: the whole burst before the first drop" 1 \
			$((first >= burst - slack))
	fi
	is "$name: no more than the burst and the rate ever ($any of $burst octets)" \
		1 $((any <= burst + slack))
	sent=$(awk '{ f += $2; b += $3 } END { printf "%.0f %.0f", f, b }' \
		"$tmp"/sent.[0-9])
	is "$name: all that was sent either passed or was dropped" "$sent" \
		"$(at_last "$sent" seen_since "$before")"
	sent=$(awk -v queues=$queues '
		{ sent[FILENAME ~ /1$/] += $2 }
		END {
			for (i = 0; i < queues; i++)
				printf "%d ", sent[i]
		}' "$tmp"/sent.*)
	is "$name: each CPU received what it sent" "$sent" \
		"$(at_last "$sent" by_queue "$received")"
	is "$name: another circuit lost nothing" "0 0" "$(dropped_of 101 200)"
	other="$((${other% *} + 2000)) $((${other#* } + 2000 * 60))"
	is "$name: and all of it passed" "$other" \
		"$(at_last "$other" rx_of 101 200)"
}

test_rates() {
	local before expected

	police 50000000 1
	if ((cpus > 1)); then
		police 200000000 2
	else
		skip "policing, 2 CPUs" "this machine has one"
	fi
	"$fpset" limit edge p0 rx 100 0 0
	before=$(rx_of 100 300)
	expected="$((${before% *} + 1000)) $((${before#* } + 8000000))"
	"$frames" -i w0 --vid 100 --vid 300 --count 1000 --size 8000 >/dev/null
	is "without a limit all passes" "$expected" \
		"$(at_last "$expected" rx_of 100 300)"
}

# --- transmit ----------------------------------------------------------------

# fqs: how many queues of m0 have fq
fqs() { tc qdisc show dev m0 | grep -c 'qdisc fq .*parent 6572:'; }

# A limit on transmit is one only if each queue holds frames back.
test_queues() {
	local fq

	ip link add m0 numtxqueues 4 numrxqueues 4 type veth peer name m1
	ip link set m0 up
	ip link set m1 up
	"$fp" attach many m0 native qinq 8100
	"$fp" add many 100 200
	ip link add fq0 type dummy 2>/dev/null || ip link add fq0 type veth
	tc qdisc replace dev fq0 root fq 2>/dev/null && fq=yes || fq=no
	# as one that was killed leaves it
	tc qdisc replace dev m0 root handle 6572: mq
	if [[ $fq == yes ]]; then
		works "a limit" "$fpset" limit many m0 tx 100 1000000000 0
		is "each queue has fq" 4 "$(fqs)"
	else
		refused "no limit without fq" 1 sch_fq "$fpset" limit many m0 tx 100 \
			1000000000 0
		refused "the second time too" 1 sch_fq "$fpset" limit many m0 tx 100 \
			1000000000 0
		tc qdisc delete dev m0 root
		refused "nor on a new device" 1 sch_fq "$fpset" limit many m0 tx 100 \
			1000000000 0
		is "which is as before" "" \
			"$(tc qdisc show dev m0 | grep 6572)"
		refused "the second time too" 1 sch_fq "$fpset" limit many m0 tx 100 \
			1000000000 0
	fi
	"$fp" detach many m0
}

test_changes
test_sizes
test_samples
test_rates
test_queues
"$fp" detach edge p0
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the fast path does beside counting, on real devices and without the
# module: rates on receive, samples and histograms, turned on and off while
# frames come. Time is judged by the time that passed: a bucket that holds more
# than the machine ever stands still, and frames that never run out. O is the
# build folder. Runs in namespaces of its own.
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

ip link add p0 type veth peer name w0 || exit 1
ip link set p0 mtu 9100 up
ip link set w0 mtu 9100 up
ethtool -K w0 txvlan off tx-vlan-stag-hw-insert off >/dev/null
"$fp" attach edge p0 native qinq 8100
for stag in 100 101; do
	"$fp" add edge $stag 200
	"$fp" add edge $stag 300
done

# --- helpers -----------------------------------------------------------------

now_us() {
	echo "${EPOCHREALTIME/[^0-9]/}"
}

# rx_of STAG CTAG: "FRAMES BYTES" that passed; dropped_of: that did not.
rx_of() {
	"$fp" show edge "$1" "$2" | awk '{ print $3, $4 }'
}

dropped_of() {
	"$fpset" drops edge "$1" "$2" | awk '{ print $2, $3 }'
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
	sleep 0.2
	sent=$(sed 's/^sent //' "$tmp/sent")
	is "no frame was lost or counted twice" "$sent" "$(rx_of 101 200)"
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

test_sizes() {
	local size

	"$fpset" histogram edge p0 on
	for size in 60 64 65 127 128 1535 1536 2047 2048 9000; do
		"$frames" -i w0 --vid 101 --vid 300 --size $size --count 10 \
			>/dev/null
	done
	sleep 0.2
	is "frames by their sizes" "20 20 10 0 0 10 20 20 " \
		"$("$fpset" sizes edge 101 300 | awk '{ printf "%s ", $2 }')"
	is "and of the others none" "0 0 0 0 0 0 0 0 " \
		"$("$fpset" sizes edge 101 200 | awk '{ printf "%s ", $2 }')"
	"$fpset" histogram edge p0 off
	"$fpset" histogram edge p0 on
	is "from zero when turned on again" "0 0 0 0 0 0 0 0 " \
		"$("$fpset" sizes edge 101 300 | awk '{ printf "%s ", $2 }')"
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

# within NAME EXPECTED TOLERANCE-PERCENT IS
within() {
	local off=$(($4 - $2))

	is "$1 ($4 of $2 octets)" 1 $((${off#-} * 100 <= $2 * $3))
}

# Policing at $1 bit/s with $2 senders, each on its CPU.
police() {
	local rate=$1 senders=$2 start end before after sent passed dropped i
	local pids=() name="policing, $(($1 / 1000000)) Mb/s, $2 CPUs"

	# The bucket holds 200 ms: no stop of the machine is so long.
	"$fpset" limit edge p0 rx 100 "$rate" $((rate / 8 / 5))
	passed=$(rx_of 100 200)
	dropped=$(dropped_of 100 200)
	rm -f "$tmp"/sent.*
	for ((i = 0; i < senders; i++)); do
		taskset -c "$i" "$frames" -i w0 --vid 100 --vid 200 \
			--size 8000 --count 100000000 >"$tmp/sent.$i" &
		pids+=($!)
	done
	# Until the burst is gone.
	"$frames" -i w0 --vid 101 --vid 200 --count 1000 --interval 500 \
		>/dev/null
	start=$(now_us)
	before=$(rx_of 100 200)
	"$frames" -i w0 --vid 101 --vid 200 --count 2000 --interval 500 \
		>/dev/null
	end=$(now_us)
	after=$(rx_of 100 200)
	kill -TERM "${pids[@]}"
	wait "${pids[@]}"
	within "$name: the rate, within 2 %" \
		$((rate / 8 * (end - start) / 1000000)) 2 \
		$((${after#* } - ${before#* }))
	sleep 0.2
	after=$(rx_of 100 200)
	sent=$(awk '{ f += $2; b += $3 } END { printf "%.0f %.0f", f, b }' "$tmp"/sent.*)
	before=$dropped
	dropped=$(dropped_of 100 200)
	is "$name: all that was sent either passed or was dropped" "$sent" \
		"$((${after% *} - ${passed% *} + ${dropped% *} - ${before% *})) $((${after#* } - ${passed#* } + ${dropped#* } - ${before#* }))"
	is "$name: more than twice the rate was offered" 1 \
		$((${sent#* } > 2 * (rate / 8 * (end - start) / 1000000)))
	is "$name: another circuit lost nothing" "0 0" "$(dropped_of 101 200)"
}

test_rates() {
	local before

	police 50000000 1
	if (($(nproc) > 1)); then
		police 200000000 2
	else
		skip "policing, 2 CPUs" "this machine has one"
	fi
	"$fpset" limit edge p0 rx 100 0 0
	before=$(rx_of 100 300)
	"$frames" -i w0 --vid 100 --vid 300 --count 1000 --size 8000 >/dev/null
	sleep 0.2
	is "without a limit all passes" \
		"$((${before% *} + 1000)) $((${before#* } + 8000000))" \
		"$(rx_of 100 300)"
}

test_changes
test_sizes
test_samples
test_rates
"$fp" detach edge p0
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Captures on real devices, without the module: held against tcpdump's, taken
# at the same time, and judged by tshark and capinfos. O is the build folder.
# Runs in namespaces of its own.
set -u
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

if [[ -z ${CAPTURE_INSIDE-} ]]; then
	CAPTURE_INSIDE=1 exec unshare --net --mount bash "$0"
fi

build=$(realpath "$O")
erdctl=$build/erdctl
frames=$build/tests/frames
validate=$here/../cli/validate.py
tmp=$(mktemp -d)

clean_up() {
	umount "$tmp/small" 2>/dev/null
	rm -rf "$tmp"
}
trap clean_up EXIT

# --- the network: two wires, and a bridge that keeps tags beside frames ------

mount --make-rprivate /
mount -t sysfs sysfs /sys
sysctl -qw net.ipv6.conf.default.disable_ipv6=1 2>/dev/null
for n in 0 1; do
	ip link add "p$n" type veth peer name "w$n" || exit 1
	ip link set "p$n" mtu 9100 up
	ip link set "w$n" mtu 9100 up
	ethtool -K "w$n" txvlan off tx-vlan-stag-hw-insert off >/dev/null
done

# Of IPv4: UDP to port 7, and a KEEPALIVE of BGP to port 179.
udp=4500001c0000000040110000c0000201c0000202
udp+=1e61000700080000
bgp=4500003b0000000040060000c0000201c0000202
bgp+=9c4000b3000000010000000150180200000000
bgp+=00ffffffffffffffffffffffffffffffff001304

send() {
	"$frames" "$@" >/dev/null
}

# Until COMMAND's output file has PART, or it is over.
await() { # FILE PART PID
	until grep -qs -- "$2" "$1"; do
		kill -0 "$3" 2>/dev/null || return 1
		sleep 0.01
	done
}

# Waits until the packet sockets of process PID are there.
await_sockets() { # PID N
	until [[ $(ss -0 -p 2>/dev/null | grep -c "pid=$1,") -ge $2 ]]; do
		kill -0 "$1" 2>/dev/null || return 1
		sleep 0.01
	done
}

# Waits until process PID, which is root's, has given up what it may do: its
# sockets have their filters then.
await_open() { # PID
	local end=$((SECONDS + 10))

	until grep -qs '^CapEff:[[:space:]]*0*$' "/proc/$1/status"; do
		[[ $SECONDS -lt $end ]] || return
		sleep 0.01
	done
}

# begin SOCKETS ARG...: erdctl capture in the background; end_capture ends it
begin() {
	local sockets=$1

	shift
	"$erdctl" capture "$@" >"$tmp/out" 2>"$tmp/err" &
	capture=$!
	await_sockets "$capture" "$sockets" ||
		not_ok "capture $*" "$(<"$tmp/err")"
	await_open "$capture"
}

# Waits for it to end by itself; sets status. One that does not is a failure.
wait_capture() {
	local end=$((SECONDS + 30))

	while kill -0 "$capture" 2>/dev/null && [[ $SECONDS -lt $end ]]; do
		sleep 0.05
	done
	kill -KILL "$capture" 2>/dev/null
	wait "$capture" 2>/dev/null
	status=$?
}

end_capture() {
	kill -INT "$capture"
	wait_capture
}

# In a ring that holds more than is sent; ends after FRAMES.
begin_tcpdump() { # FILE FRAMES ARG...
	local file=$1

	# what the one before has said is not this one's
	rm -f "$tmp/tcpdump"
	tcpdump -w "$file" -c "$2" -B 65536 --nano --immediate-mode "${@:3}" \
		2>"$tmp/tcpdump" &
	tcpdump=$!
	await "$tmp/tcpdump" "listening on" "$tcpdump" ||
		not_ok "tcpdump ${*:3}" "$(<"$tmp/tcpdump")"
}

end_tcpdump() {
	local end=$((SECONDS + 30))

	while kill -0 "$tcpdump" 2>/dev/null && [[ $SECONDS -lt $end ]]; do
		sleep 0.05
	done
	kill -INT "$tcpdump" 2>/dev/null &&
		not_ok "tcpdump has all frames" "$(<"$tmp/tcpdump")"
	wait "$tcpdump"
}

# What two tools say of each frame: when, and every octet.
frames_of() {
	tcpdump -nn -tt --nano -xx -r "$1" 2>/dev/null
}

judge() { # NAME FILE
	is "$1: capinfos has nothing to say" "" \
		"$(capinfos "$2" 2>&1 >/dev/null)"
	# but for frames that are sent so short
	is "$1: tshark has nothing to say, and finds nothing malformed" "" \
		"$(tshark -r "$2" -Y '_ws.malformed and frame.len > 22' 2>&1 | grep -v 'Running as user')"
}

count_in() { # FILE
	tshark -r "$1" 2>/dev/null | wc -l
}

# --- equal to tcpdump --------------------------------------------------------

# Frames of all kinds: no tag to four, wrong TPIDs, priorities, sizes.
send_mix() { # DEVICE
	send -i "$1" --count 20 --mix
	send -i "$1" --vid 100 --count 20 --mix
	send -i "$1" --vid 100 --vid 200 --count 200 --mix
	send -i "$1" --tpid 88a8 --vid 100 --vid 200 --pcp 5 --dei --count 20
	send -i "$1" --tpid 9100 --vid 100 --vid 200 --count 20
	send -i "$1" --vid 1 --vid 2 --vid 3 --count 20 --size 200
	send -i "$1" --vid 1 --vid 2 --vid 3 --vid 4 --count 20 --size 9000
	send -i "$1" --vid 0 --count 5
	send -i "$1" --vid 100 --vid 200 --size 22 --count 5
	send -i "$1" --vid 100 --type 8100 --size 18 --count 5
}

# What ends in a tag the kernel drops on receive, before anybody sees it.
test_equal() { # NAME DIRECTION SEND-ON FRAMES
	local name=$1 direction=$2 on=$3 n=$4

	begin 1 dev p0 direction "$direction" -w "$tmp/ours.pcapng"
	begin_tcpdump "$tmp/theirs.pcap" "$n" -i p0 -Q "$direction"
	send_mix "$on"
	end_tcpdump
	end_capture
	is "$name: ends well" 0 "$status"
	frames_of "$tmp/ours.pcapng" >"$tmp/ours.txt"
	frames_of "$tmp/theirs.pcap" >"$tmp/theirs.txt"
	is "$name: there are frames" "$n" "$(grep -c '^[0-9]' "$tmp/ours.txt")"
	is "$name: equal to tcpdump's, frame for frame" "" \
		"$(diff "$tmp/ours.txt" "$tmp/theirs.txt" | head -5)"
	judge "$name" "$tmp/ours.pcapng"
	has "$name: says how many" "$n frames captured" "$(<"$tmp/err")"
	has "$name: and that none was dropped" "0 frames dropped by kernel" \
		"$(<"$tmp/err")"
}

test_equal "in" in w0 330
test_equal "out" out p0 335

test_equal_both() {
	begin 2 dev p0 -w "$tmp/ours.pcapng"
	begin_tcpdump "$tmp/theirs.pcap" 665 -i p0
	send_mix w0 &
	send_mix p0
	wait $!
	end_tcpdump
	end_capture
	frames_of "$tmp/ours.pcapng" >"$tmp/ours.txt"
	frames_of "$tmp/theirs.pcap" >"$tmp/theirs.txt"
	is "both directions: there are frames" 665 \
		"$(grep -c '^[0-9]' "$tmp/ours.txt")"
	# both processors send: tcpdump's ring has them as they came in
	is "both directions: equal to tcpdump's" "" \
		"$(diff <(paste -sd' ' "$tmp/ours.txt" | sed 's/ \([0-9]\{10\}\.\)/\n\1/g' | sort) \
			<(paste -sd' ' "$tmp/theirs.txt" | sed 's/ \([0-9]\{10\}\.\)/\n\1/g' | sort) | head -5)"
	is "both directions: in time order" "" \
		"$(tshark -r "$tmp/ours.pcapng" -T fields -e frame.time_epoch 2>/dev/null |
			sort -n -c 2>&1)"
	is "both directions: each frame has its own" "330 335" \
		"$(tshark -r "$tmp/ours.pcapng" -T fields -e frame.packet_flags_direction 2>/dev/null |
			sort | uniq -c | awk '{ print $1 }' | xargs)"
}
test_equal_both

test_snaplen() {
	begin 1 dev p0 direction in snaplen 64 -w "$tmp/ours.pcapng"
	begin_tcpdump "$tmp/theirs.pcap" 330 -i p0 -Q in -s 64
	send_mix w0
	end_tcpdump
	end_capture
	is "snaplen: equal to tcpdump's, frame for frame" "" \
		"$(diff <(frames_of "$tmp/ours.pcapng") <(frames_of "$tmp/theirs.pcap") | head -5)"
	judge "snaplen" "$tmp/ours.pcapng"
}
test_snaplen

# The outer tag beside the frame, as hardware and the stack keep it.
test_aside() {
	if ! ip link add br0 type bridge mcast_snooping 0 2>/dev/null; then
		skip "tag beside the frame: equal to tcpdump's" "no bridge"
		return
	fi
	ip link add x0 type veth peer name x1
	ip link set x0 up mtu 9100
	ip link set x1 up mtu 9100 master br0
	ip link set p0 master br0
	ip link set br0 up type bridge forward_delay 0
	sleep 0.5
	ethtool -K p0 txvlan on tx-vlan-stag-hw-insert on >/dev/null
	begin 1 dev p0 direction out stag 100 ctag 200 filter 'udp port 7' \
		-w "$tmp/filtered.pcapng"
	filtered=$capture
	begin 1 dev p0 direction out -w "$tmp/ours.pcapng"
	begin_tcpdump "$tmp/theirs.pcap" 333 -i p0 -Q out
	send_mix x0
	send -i x0 --vid 100 --vid 200 --type 0800 --payload "$udp"
	send -i x0 --vid 100 --vid 200 --type 0800 --payload "$bgp" --size 100
	send -i x0 --vid 100 --vid 201 --type 0800 --payload "$udp"
	end_tcpdump
	end_capture
	is "tag beside the frame: equal to tcpdump's" "" \
		"$(diff <(frames_of "$tmp/ours.pcapng") <(frames_of "$tmp/theirs.pcap") | head -5)"
	is "tag beside the frame: there are frames" 333 "$(count_in "$tmp/ours.pcapng")"
	capture=$filtered
	end_capture
	is "tag beside the frame: filtered by tags and by what is inside" \
		"100,200 7" "$(tshark -r "$tmp/filtered.pcapng" -T fields \
			-e vlan.id -e udp.dstport 2>/dev/null | xargs)"
	ip link set p0 nomaster
	ip link del br0
	ip link del x0
}

test_aside

# --- what is asked for -------------------------------------------------------

# Whatever the tags, in the frame or beside it, the filter means the packet.
test_filter() {
	local vids

	begin 1 dev p0 direction in filter 'tcp port 179' -w "$tmp/bgp.pcapng"
	for vids in "" "--vid 5" "--vid 5 --vid 6" "--vid 5 --vid 6 --vid 7" \
		"--tpid 88a8 --vid 5 --vid 6" "--tpid 9100 --vid 5 --vid 6" \
		"--vid 1 --vid 2 --vid 3 --vid 4"; do
		# shellcheck disable=SC2086 # words they are
		send -i w0 $vids --type 0800 --payload "$bgp" --size 100
		# shellcheck disable=SC2086 # words they are
		send -i w0 $vids --type 0800 --payload "$udp" --size 100
	done
	sleep 0.3
	end_capture
	is "filter: the packet, whatever the tags" 7 "$(count_in "$tmp/bgp.pcapng")"
	is "filter: the kernel keeps the others away" "7 frames received by filter" \
		"$(grep received "$tmp/err")"
	is "filter: it is in the file" "tcp port 179" \
		"$(capinfos "$tmp/bgp.pcapng" | sed -n 's/.*Filter string = //p')"
	judge "filter" "$tmp/bgp.pcapng"
}
test_filter

test_tags() {
	begin 1 dev p0 direction in stag 100 -w "$tmp/tags.pcapng"
	send_mix w0
	sleep 0.3
	end_capture
	is "by S-tag: with all that is behind it" 265 "$(count_in "$tmp/tags.pcapng")"
	begin 1 dev p0 direction in stag 1 ctag 2 -w "$tmp/tags.pcapng"
	send_mix w0
	sleep 0.3
	end_capture
	is "by S-tag and C-tag" 40 "$(count_in "$tmp/tags.pcapng")"
	is "by S-tag and C-tag: the kernel keeps the others away" \
		"40 frames received by filter" "$(grep received "$tmp/err" |
			awk '{ if ($1 > 40 && $1 <= 50) $1 = 40; print }')"
}
test_tags

# Both links, in time order, each with its block.
test_links() {
	local i

	begin 4 dev p0,p1 -w "$tmp/links.pcapng"
	for i in {1..25}; do
		send -i w0 --vid 100 --vid "$i"
		send -i w1 --vid 100 --vid "$i"
		send -i p0 --vid 200 --vid "$i"
	done
	sleep 0.3
	end_capture
	judge "both links" "$tmp/links.pcapng"
	is "both links: each frame, where it came, which way, in time order" \
		"$(for i in {1..25}; do
			printf '%s\n' "p0 100,$i 0x00000001" \
				"p1 100,$i 0x00000001" "p0 200,$i 0x00000002"
		done)" \
		"$(tshark -r "$tmp/links.pcapng" -T fields -E separator=' ' \
			-e frame.interface_name -e vlan.id -e frame.packet_flags 2>/dev/null)"
	is "both links: what each had is in the file" "50 25" \
		"$(capinfos "$tmp/links.pcapng" |
			sed -n 's/.*Number of packets = //p' | xargs)"
	has "both links: counts of each" "p1: 25 captured, 25 received by filter, 0 dropped" \
		"$(<"$tmp/err")"
}
test_links

# --- where it goes -----------------------------------------------------------

test_live() {
	begin 1 dev p0 direction in stag 100
	send -i w0 --vid 100 --vid 200 --type 0800 --payload "$bgp" --size 100
	await "$tmp/out" Keepalive "$capture"
	end_capture
	is "live: a line" \
		"p0 in  0x8100:100 0x8100:200  IP 192.0.2.1.40000 > 192.0.2.2.179: Flags [P.], seq 1:20, ack 1, win 512, length 19: BGP Keepalive" \
		"$(cut -d' ' -f2- "$tmp/out")"

	begin 1 --json dev p0 direction in stag 100 count 2
	send -i w0 --vid 100 --vid 200 --count 3
	wait_capture
	is "JSON: ends after count" "0 3" "$status $(wc -l <"$tmp/out")"
	works "JSON: as the schema has it" "$validate" "$tmp/out"
	is "JSON: counts" "2 0" \
		"$(jq -r 'select(.capture) | .capture | "\(.captured) \(.dropped)"' "$tmp/out")"
}
test_live

test_pipe() {
	begin 1 dev p0 direction in -w -
	send -i w0 --vid 100 --vid 200 --count 10
	await "$tmp/out" erdctl "$capture"
	end_capture
	is "to standard output" 10 "$(count_in "$tmp/out")"
	rm "$tmp/out"
	"$erdctl" capture dev p0 direction in -w - 2>"$tmp/err" |
		tshark -r - -c 1 >"$tmp/out" 2>/dev/null &
	capture=$!
	until [[ -s $tmp/out ]] || ! kill -0 "$capture"; do
		send -i w0 --vid 100 --vid 200 --count 10
		sleep 0.05
	done
	wait_capture
	has "a reader that goes ends it" "dropped by kernel" "$(<"$tmp/err")"
}
test_pipe

test_signals() {
	begin 1 dev p0 direction in -w "$tmp/signals.pcapng"
	send -i w0 --count 10
	sleep 0.2
	kill -USR1 "$capture"
	await "$tmp/err" "dropped by kernel" "$capture"
	has "SIGUSR1 prints the counts" "10 frames captured" "$(<"$tmp/err")"
	send -i w0 --count 5
	kill -TERM "$capture"
	wait_capture
	is "SIGTERM ends it well" 0 "$status"
	has "with all frames that had come" "15 frames captured" "$(<"$tmp/err")"
	is "which are in the file" 15 "$(count_in "$tmp/signals.pcapng")"
	judge "after SIGTERM" "$tmp/signals.pcapng"
	works "ends after its time" timeout 20 "$erdctl" capture dev p0 seconds 1 \
		-w "$tmp/signals.pcapng"
	judge "without a frame" "$tmp/signals.pcapng"
}
test_signals

test_ring() {
	local file sizes

	begin 1 dev p0 direction in -w "$tmp/ring.pcapng" ring 3x64K
	begin_tcpdump "$tmp/theirs.pcap" 400 -i p0 -Q in
	send -i w0 --vid 100 --vid 200 --size 1500 --count 400 --interval 100
	end_tcpdump
	end_capture
	is "ring: ends well" 0 "$status"
	is "ring: so many files" 3 "$(find "$tmp" -name 'ring.*.pcapng' | wc -l)"
	sizes=0
	for file in "$tmp"/ring.*.pcapng; do
		judge "ring: ${file##*/}" "$file"
		[[ $(stat -c %s "$file") -le 65536 ]] || sizes=1
	done
	is "ring: none is larger than it may be" 0 "$sizes"
	has "ring: all were captured" "400 frames captured" "$(<"$tmp/err")"
	for file in "$tmp"/ring.*.pcapng; do
		frames_of "$file"
	done >"$tmp/ours.txt"
	is "ring: more than two files full" 1 \
		"$(($(grep -c '^[0-9]' "$tmp/ours.txt") > 2 * 65536 / 1540))"
	is "ring: they are the latest, without a gap" "" \
		"$(diff "$tmp/ours.txt" <(frames_of "$tmp/theirs.pcap" |
			tail -n "$(wc -l <"$tmp/ours.txt")") | head -5)"
	refused "ring: too small" 2 "too small" \
		"$erdctl" capture dev p0 -w "$tmp/small.pcapng" ring 2x1K
	refused "ring: without a file" 2 "takes 'write FILE'" \
		"$erdctl" capture dev p0 ring 2x1M
	refused "ring: no size" 2 "ring 10x50M" \
		"$erdctl" capture dev p0 -w "$tmp/small.pcapng" ring 2x
}
test_ring

# While it sleeps the ring fills up. What found no room is counted, all of it.
test_drops() {
	local captured dropped

	begin 1 dev p0 direction in buffer 1 -w "$tmp/drops.pcapng"
	kill -STOP "$capture"
	send -i w0 --vid 100 --vid 200 --size 1500 --count 3000
	sleep 0.3
	kill -CONT "$capture"
	sleep 0.3
	send -i w0 --vid 100 --vid 200 --size 1500 --count 10
	sleep 0.3
	end_capture
	captured=$(sed -n 's/ frames captured//p' "$tmp/err")
	dropped=$(sed -n 's/ frames dropped by kernel//p' "$tmp/err")
	is "drops: there are some" 1 $((dropped > 0))
	is "drops: with what was captured they are all that was sent" 3010 \
		$((captured + dropped))
	is "drops: the file has what was captured" "$captured" \
		"$(count_in "$tmp/drops.pcapng")"
	is "drops: the frame behind them says how many" "$dropped" \
		"$(tshark -r "$tmp/drops.pcapng" -T fields -e frame.drop_count 2>/dev/null |
			awk '{ n += $1 } END { print n }')"
	judge "drops" "$tmp/drops.pcapng"
}
test_drops

test_full() {
	mkdir -p "$tmp/small"
	mount -t tmpfs -o size=256k tmpfs "$tmp/small"
	begin 1 dev p0 direction in -w "$tmp/small/full.pcapng"
	send -i w0 --vid 100 --vid 200 --size 1500 --count 2000 --interval 20
	wait_capture
	is "full disk: ends with 1" 1 "$status"
	has "full disk: says so" "full.pcapng: No space left on device" "$(<"$tmp/err")"
	judge "full disk" "$tmp/small/full.pcapng"
	is "full disk: and what is in the file" \
		"$(count_in "$tmp/small/full.pcapng")" \
		"$(sed -n 's/.*up to there: \([0-9]*\) frames.*/\1/p' "$tmp/err")"
	is "full disk: captured is what was written and what was not" \
		"$(sed -n 's/^\([0-9]*\) frames captured/\1/p' "$tmp/err")" \
		"$(($(count_in "$tmp/small/full.pcapng") +
			$(sed -n 's/^\([0-9]*\) frames could not be written/\1/p' "$tmp/err")))"
	is "full disk: the file has its statistics" 1 \
		"$(od -An -v -tx4 -w4 "$tmp/small/full.pcapng" | grep -c '^ 00000005$')"
	umount "$tmp/small"
	refused "a folder that is not there" 1 "No such file" \
		"$erdctl" capture dev p0 -w "$tmp/none/x.pcapng"
	timeout 20 "$erdctl" capture dev p0 -w /dev/full 2>"$tmp/err"
	is "a device that takes nothing" 1 $?
	has "and is said" "/dev/full: No space left on device" "$(<"$tmp/err")"
}
test_full

test_privileges() {
	refused "without privilege" 5 "CAP_NET_RAW" setpriv --reuid 65534 \
		--clear-groups "$erdctl" capture dev p0
	begin 1 dev p0 -w "$tmp/caps.pcapng"
	is "nothing is left of them once it is open" \
		"0000000000000000 0000000000000000" \
		"$(awk '/^Cap(Prm|Eff)/ { print $2 }' "/proc/$capture/status" | xargs)"
	end_capture
	chmod 711 "$tmp"
	works "CAP_NET_RAW alone is enough" setpriv --reuid 65534 --clear-groups \
		--inh-caps=-all,+net_raw --ambient-caps=-all,+net_raw \
		--bounding-set=-all,+net_raw \
		"$erdctl" capture dev p0 seconds 1
}
test_privileges

test_devices() {
	refused "no such device" 3 "no network device 'nosuch'" \
		"$erdctl" capture dev nosuch
	ip link set p1 down
	refused "a device that is down" 6 "'p1' is down" "$erdctl" capture dev p1
	begin 2 dev p0,p1 -w "$tmp/down.pcapng"
	has "of two, the one that is down is said" "'p1' is down and is not captured" \
		"$(<"$tmp/err")"
	send -i w0 --count 3
	sleep 0.2
	end_capture
	is "and the other captured" 3 "$(count_in "$tmp/down.pcapng")"
	ip link set p1 up
	ip link add q0 type veth peer name q1
	ip link set q0 up
	ip link set q1 up
	begin 2 dev q0,p0 direction in -w "$tmp/gone.pcapng"
	send -i q1 --count 3
	sleep 0.2
	ip link del q0
	await "$tmp/err" "its capture ends" "$capture"
	is "a device that goes is said" 0 $?
	send -i w0 --count 4
	sleep 0.2
	end_capture
	is "and the rest goes on" "0 7" "$status $(count_in "$tmp/gone.pcapng")"
}
test_devices

test_usage() {
	refused "a filter that is none" 2 "filter 'tcp prot 179'" \
		"$erdctl" capture dev p0 filter 'tcp prot 179'
	refused "a filter of tags" 2 "stag and ctag" \
		"$erdctl" capture dev p0 filter 'vlan 100 and tcp'
	refused "a device and a circuit" 2 "'dev' or 'circuit'" \
		"$erdctl" capture dev p0 circuit hq1
	refused "two things on standard output" 2 "standard output" \
		"$erdctl" --json capture dev p0 -w -
}
test_usage

# --- reading -----------------------------------------------------------------

test_read_ours() {
	begin 1 dev p0 direction in -w "$tmp/read.pcapng"
	send_mix w0
	sleep 0.3
	end_capture
	is "read: every frame" 330 \
		"$("$erdctl" --json capture read "$tmp/read.pcapng" | jq .account.frames)"
	"$erdctl" --json capture read "$tmp/read.pcapng" >"$tmp/read.json"
	works "read: as the schema has it" "$validate" "$tmp/read.json"
	is "read: octets of 100.200 as they were sent" \
		"$("$frames" -i w0 --vid 100 --vid 200 --count 200 --mix | awk '{ print $3 + 5 * 22 }')" \
		"$(jq '.account.tags[] | select(.outer_vid == 100 and .inner_vid == 200 and .outer_tpid == "0x8100") | .octets' "$tmp/read.json")"
	head -c 100000 "$tmp/read.pcapng" >"$tmp/cut.pcapng"
	refused "a file that ends in a frame" 1 "behind frame" \
		"$erdctl" capture read "$tmp/cut.pcapng"
	: >"$tmp/empty"
	refused "an empty file" 1 "truncated" "$erdctl" capture read "$tmp/empty"
	refused "no capture" 1 "unknown file format" "$erdctl" capture read "$0"
	refused "no such file" 3 "No such file" "$erdctl" capture read "$tmp/none"
	has "from a pipe" "330 frames" "$("$erdctl" capture read - <"$tmp/read.pcapng")"
}
test_read_ours
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Captures of others, and ours, accounted for by tags: tshark is the judge. The
# captures of others stay where they are: ../shared/testdata/pcap beside the
# project, or ERD_CAPTURES. O is the build folder.
set -u
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
erdctl=$(realpath "$O")/erdctl
top=$here/../..
others=${ERD_CAPTURES-$top/../shared/testdata/pcap}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# "OUTER INNER FRAMES OCTETS" for each pair of tags, - for none. A cooked header
# counts as the one of Ethernet.
by_tshark() {
	tshark -r "$1" -T fields -E separator=';' -e ieee8021ad.id -e vlan.id \
		-e frame.len -e sll.ltype -e sll.etype -e sll.pkttype 2>/dev/null |
		awk -F';' '{
			n = split($1 ($1 != "" && $2 != "" ? "," : "") $2, tag, ",")
			key = (n > 0 ? tag[1] : "-") " " (n > 1 ? tag[2] : "-")
			frames[key]++
			octets[key] += $3 - ($6 != "" ? 2 : 0)
		}
		END { for (key in frames) print key, frames[key], octets[key] }' |
		sort
}

by_erdctl() {
	"$erdctl" --json capture read "$1" |
		jq -r '.account.tags[] | "\(.outer_vid // "-") \(.inner_vid // "-") \(.frames) \(.octets)"' |
		awk '{ key = $1 " " $2; frames[key] += $3; octets[key] += $4 }
		END { for (key in frames) print key, frames[key], octets[key] }' |
		sort
}

# A message that was sent twice counts twice.
messages_by_tshark() {
	tshark -o tcp.analyze_sequence_numbers:FALSE -r "$1" -T fields -e bgp.type 2>/dev/null | tr ',' '\n' |
		grep -c .
}

messages_by_erdctl() {
	"$erdctl" --json capture read "$1" | jq '[.account.tags[].bgp |
		.open + .update + .keepalive + .notification + .route_refresh] | add // 0'
}

check() { # FILE
	local name=${1##*/}

	is "$name: frames and octets by tags, as tshark's" \
		"$(by_tshark "$1")" "$(by_erdctl "$1")"
	works "$name: as the schema has it" bash -c \
		"$erdctl --json capture read $1 | $here/../cli/validate.py"
}

for file in "$here"/../fuzz/corpus/capture_read/*.pcap*; do
	check "$file"
done
if [[ -d $others ]]; then
	for file in "$others"/*.pcap*; do
		check "$file"
	done
	file=$others/tcpdump-bgp-infinite-loop.pcap
	is "messages of BGP as tshark's" "$(messages_by_tshark "$file")" \
		"$(messages_by_erdctl "$file")"
else
	skip "captures of others" "there is no $others"
fi

# --- hostile ones ------------------------------------------------------------

good=$here/../fuzz/corpus/capture_read/little.pcap
size=$(stat -c %s "$good")

# Cut after every octet: whole frames, or a sentence; never a crash.
bad=""
for ((n = 0; n < size; n++)); do
	head -c "$n" "$good" >"$tmp/cut.pcap"
	"$erdctl" capture read "$tmp/cut.pcap" >"$tmp/out" 2>"$tmp/err"
	status=$?
	[[ $status == 0 && ! -s $tmp/err ]] ||
		[[ $status == 1 && ! -s $tmp/out &&
			$(<"$tmp/err") == "erdctl: '$tmp/cut.pcap': "* ]] ||
		bad+=" $n"
done
is "cut anywhere: whole frames or refused" "" "$bad"

# put FILE OFFSET HEX...
put() {
	# shellcheck disable=SC2059 # octets are written by their escapes
	printf "$(printf '\\x%s' "${@:3}")" |
		dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

lie() { # NAME SAYS OFFSET HEX...
	cp "$good" "$tmp/lie.pcap"
	put "$tmp/lie.pcap" "${@:3}"
	refused "$1" 1 "$2" "$erdctl" capture read "$tmp/lie.pcap"
}

lie "a length captured of 4 GB" "'$tmp/lie.pcap': " 32 ff ff ff ff
lie "more captured than there was" "shorter than what is there" 36 05 00 00 00
lie "a link that is not Ethernet" "not of Ethernet" 20 65 00 00 00
lie "another format" "unknown file format" 0 00 00 00 00
lie "a frame shorter than its header" "shorter than" 32 04 00 00 00 04 00 00 00
printf '\x0a\x0d\x0d\x0a\xff\xff\xff\xff\x4d\x3c\x2b\x1a' >"$tmp/long.pcapng"
refused "a block of 4 GB" 1 "'$tmp/long.pcapng': " \
	"$erdctl" capture read "$tmp/long.pcapng"
refused "a folder" 1 "'$tmp'" "$erdctl" capture read "$tmp"
finish

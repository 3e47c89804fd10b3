#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the fast path of a port drops, captured with its reason, among the frames
# that a tap sees. O is the build folder. Runs in namespaces of its own.
# shellcheck source=tests/netns/common.bash
. "$(dirname "$(realpath "$0")")/common.bash"
fpset=$build/tests/fpset
taps=$build/tests/taps

make_wire
"$fp" attach edge p0 native qinq 8100
"$fp" add edge 100 200
"$fp" add edge 101 200

refused "nothing is sampled" 3 "nothing is sampled" "$taps" p0 edge
"$fpset" watch edge p0 100 200 1 128 3 0
"$fpset" limit edge p0 rx 100 1000000 18432
"$taps" p0 edge >"$tmp/taps" &
pid=$!
until grep -qs ready "$tmp/taps"; do
	sleep 0.01
done
refused "there is one reader" 6 "another process is reading" "$taps" p0 edge
for _ in {1..10}; do
	"$frames" -i w0 --vid 100 --vid 200 --size 1500 --count 20 >/dev/null
	"$frames" -i w0 --vid 101 --vid 200 --size 300 --count 5 >/dev/null
done
sleep 0.5
kill -TERM "$pid"
wait "$pid"
is "ends well" 0 $?
grep length "$tmp/taps" >"$tmp/frames"

dropped=$(grep -c "in 100 200 length 1500 captured 96 dropped: rate_limited$" \
	"$tmp/frames")
passed=$(grep -c "in 100 200 length 1500 captured 96 -$" "$tmp/frames")
is "some are dropped, and some pass" "1 1" "$((dropped > 0)) $((passed > 0))"
is "together they are all that was sent, each once" 200 $((dropped + passed))
is "dropped as the fast path counts them" "$dropped" \
	"$("$fpset" drops edge 100 200 | awk '{ print $2 }')"
is "passed as the fast path counts them" "$passed" \
	"$("$fp" show edge 100 200 | awk '{ print $3 }')"
is "the other circuit's all pass" 50 \
	"$(grep -c "in 101 200 length 300 captured 96 -$" "$tmp/frames")"
works "in time order" sort -n -c -k1,1 "$tmp/frames"
is "and all are counted" "received 250 dropped 0" \
	"$(tail -n 1 "$tmp/taps")"
"$fp" detach edge p0
delete_wire
finish

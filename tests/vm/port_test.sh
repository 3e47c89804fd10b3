#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The acceptance of a cross-connect, on the bench: what passes and what does not,
# judged by what was done to the fibre.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

# try ARGUMENT...: sets status, and result to the checks that failed
try() {
	erdctl -j port test "$@" >/run/test.json 2>/run/test.err
	status=$?
	result=$(jq -r '[.port_test.results[] | select(.result == "fail") | .check] |
		join(" ")' /run/test.json)
}

lab_quiet
lab_sim
erdctl sim add er1 peer far1 speed 100G
msee_add msee1 far1
lab_quiet msee1

# Without the module erd: any device.
refused "a device that is down sends no light" 6 "'er1' is down" \
	erdctl port test dev er1 seconds 1
ip link set er1 up
wait_for 10 carrier_is er1 1
try dev er1 seconds 2
is "a good link passes" "0 " "$status $result"
is "no port's name, no record" "null no" "$(jq -r .port_test.port /run/test.json) $(
	[[ -e /var/lib/erd/port-tests ]] && echo yes || echo no)"
is "that no frame came is no failure" unknown \
	"$(jq -r '.port_test.results[] | select(.check == "frames") | .result' \
		/run/test.json)"

lab_load
erdctl port add ams-1 dev er1 pair ams role primary
refused "a disabled port: what to do is said" 6 "erdctl port enable ams-1" \
	erdctl port test ams-1 seconds 1
is "it was not tested yet" null \
	"$(erdctl -j port show ams-1 | jq -c '.ports[0].last_test')"
erdctl port enable ams-1
wait_for 10 carrier_is er1 1

in_ns msee1 frames -i far1 --count 100000 --interval 5000 &
sender=$!
try ams-1 seconds 3
is "a good link with frames passes" "0 " "$status $result"
is "the light is what ethtool reads" "$(ethtool -m er1 |
	grep -oP 'Rcvr signal.*/ \K[-0-9.]+' | sort -u | xargs)" \
	"$(jq -r '.port_test.lanes[].rx | .least_dbm, .most_dbm' /run/test.json |
		sort -u | xargs printf '%.2f ' | xargs)"
works "frames were counted" jq -e '.port_test.rx_frames > 10' /run/test.json
works "the JSON is of its schema" python3 "$here/../cli/validate.py" \
	/run/test.json
kill "$sender"
try ams-1 seconds 3
is "the result is kept" "true 3" "$(erdctl -j port show ams-1 |
	jq -r '.ports[0].last_test | "\(.passed) \(.seconds)"')"
has "and shown" "passed at 20" "$(erdctl port show ams-1 | grep ^tested)"

# --- accepted -----------------------------------------------------------------

# What would be refused is refused before: whoever watches first, never ends here.
refused "without a file there is nothing to accept in" 3 \
	"no file of desired state has a port 'ams-1'" \
	timeout 60 erdctl port test ams-1 seconds 86400 --accept
mkdir -p /etc/erd
cat >/etc/erd/erd.yaml <<-END
	schema: erd/1
	pairs:
	- name: ams
	  ports:
	  - {name: ams-1, role: primary, device: er1, admin_state: enabled}
END
refused "what was not completed is not accepted" 6 "it is completed first" \
	timeout 60 erdctl port test ams-1 seconds 86400 --accept
erdctl port loa ams-1 issued 2026-10-01
erdctl port cross-connect ams-1 ordered 2026-10-02
erdctl port cross-connect ams-1 completed 2026-10-03
# And asked again, as somebody may have been there meanwhile.
erdctl port test ams-1 seconds 5 --accept >/run/out 2>&1 &
pid=$!
sleep 2
erdctl port cross-connect ams-1 completed none
wait "$pid"
is "nor what is so no more when it has passed" 6 $?
has "it says what comes first" "it is completed first" "$(</run/out)"
is "it is not in the file" 0 "$(grep -c accepted /etc/erd/erd.yaml)"
erdctl port cross-connect ams-1 completed 2026-10-03
works "what passes is accepted" erdctl port test ams-1 seconds 1 --accept
has "today" "$(date -u +%F)" "$(erdctl port show ams-1 | grep accepted)"
erdctl port cross-connect ams-1 accepted none
erdctl sim fault er1 dark
erdctl port test ams-1 seconds 1 --accept >/dev/null 2>&1
is "what fails is not" "6 0" "$? $(grep -c accepted /etc/erd/erd.yaml)"
erdctl sim lift er1 all
wait_for 10 carrier_is er1 1
rm -r /etc/erd /var/lib/erd/history

# --- what fails ---------------------------------------------------------------

# fails NAME FAULT... : the checks that are to fail
fails() {
	local name=$1 checks=$2

	shift 2
	erdctl sim fault "$@"
	sleep 0.5
	try ams-1 seconds 2
	is "$name" "6 $checks" "$status $result"
	[[ $status$result == "6$checks" ]] ||
		jq -r '.port_test.results[] | "# \(.check): \(.text)"' /run/test.json
	erdctl sim lift "$1" all
	wait_for 10 carrier_is er1 1
}
# So little that one frame of a hundred is damaged.
fails "one lane below Microsoft's range" "rx_light frames" \
	er1 attenuate db 8.6 lane 3
has "it is named" "lane 3: -10.6" "$(jq -r '.port_test.results[2].text' /run/test.json)"
fails "no light from there" "rx_light link stability" er1 dark
fails "no light to there: only the link tells" "link stability" far1 dark
fails "a weak laser of ours" tx_light er1 weak db 9.5
fails "our laser off" "tx_light link stability" er1 laser
in_ns msee1 frames -i far1 --count 100000 --interval 5000 &
sender=$!
fails "bit errors" frames er1 corrupt ppm 100000
kill "$sender"
# whether it is there when it is looked at is chance
erdctl sim fault far1 flap hz 3
try ams-1 seconds 2
erdctl sim lift far1 all
wait_for 10 carrier_is er1 1
has "a light that comes and goes" stability "$result"
is "the last result is kept, though it failed" false \
	"$(erdctl -j port show ams-1 | jq -r '.ports[0].last_test.passed')"
refused "for people the first failure is an error" 6 "'ams-1' failed: rx_light" \
	bash -c 'erdctl sim fault er1 dark; erdctl port test ams-1 seconds 1 >/dev/null'
erdctl sim lift er1 all
wait_for 10 carrier_is er1 1

# While it runs the port can be pulled from under it.
erdctl port test ams-1 seconds 60 >/run/out 2>&1 &
pid=$!
sleep 2
erdctl port disable ams-1 --yes
wait "$pid"
is "a port that is disabled meanwhile ends it" "6 erdctl: 'er1' is down, so it sends no light" \
	"$? $(head -n 1 /run/out)"

erdctl port delete ams-1
ip netns delete msee1
erdctl sim delete er1
erdctl sim delete far1
works "the modules unload" rmmod erd erdsim
finish

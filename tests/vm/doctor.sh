#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# erdctl doctor in the lab: silent while all is well, with traffic on it; names
# the cause, its owner and its layer if one thing is not. The whole catalogue of
# faults is elsewhere.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"
. "$here/../../tools/lab/frr.sh"
. "$here/../../tools/lab/microsoft.sh"
. "$here/../../tools/lab/lab.sh"

# Nothing that an emulated machine is late for shall take a session down.
lab_bfd="300 300 15" msee_bfd_multiplier=15

established_is() { [[ $(lab_established) == "$1" ]]; }

# first: id, owner and layer of the first finding, and how grave all is
first() {
	erdctl -j doctor "$@" 2>/run/doctor.err | jq -r '.doctor |
		"\(.findings[0].id) \(.findings[0].owner) \(.findings[0].layer) \(.verdict)"'
}

# case_is NAME EXPECTED: with what doctor says otherwise, if it is not that
case_is() {
	local seen

	seen=$(first)
	is "$1" "$2" "$seen"
	[[ $seen == "$2" ]] || erdctl doctor 2>&1 | sed 's/^/# /'
}

# The clock of this machine has no source; say that it has one.
synchronise() {
	python3 - <<-'END'
	import ctypes, struct
	libc = ctypes.CDLL(None, use_errno=True)
	timex = ctypes.create_string_buffer(208)
	# modes: ADJ_STATUS and ADJ_MAXERROR and ADJ_ESTERROR; all else is 0
	struct.pack_into("I", timex, 0, 0x10 | 0x4 | 0x8)
	if libc.adjtimex(timex) < 0:
	    raise OSError(ctypes.get_errno())
	END
}

works "the lab is built" lab_up
[[ $tap_failed == 0 ]] || { finish; exit; }
works "the clock is synchronised" synchronise
works "eight sessions are up" wait_for 90 established_is 8
sleep 12
ping -q -i 0.05 -I 10.1.0.1 10.200.0.1 >/dev/null &
traffic=$!

seen=$(erdctl doctor)
status=$?
is "healthy: exit status 0" 0 $status
[[ $status == 0 ]] || sed 's/^/# /' <<<"$seen"
is "healthy: no finding, a line for each link" "healthy 0 2" \
	"$(erdctl -j doctor | jq -r '.doctor |
		"\(.verdict) \(.findings | length) \(.links | length)"')"
works "its JSON is of the schema" sh -c \
	"erdctl -j doctor | python3 '$here/../cli/validate.py'"

# --- a few of everything --------------------------------------------------------

erdctl port disable ams-1
case_is "a port that is disabled" "port_disabled us port broken"
erdctl doctor >/dev/null
is "broken: exit status 21" 21 $?
erdctl port enable ams-1

erdctl sim fault er1 cut
case_is "a fibre that is cut" "light_missing cross_connect light broken"
erdctl sim lift er1 cut
erdctl sim fault far1 speed to 10G
case_is "another speed at the far end" "speed_mismatch microsoft link broken"
erdctl sim lift far1 speed
ethtool --set-fec er1 encoding rs
case_is "another FEC" "fec_mismatch microsoft link broken"
ethtool --set-fec er1 encoding off

kill $traffic
lab_down
finish

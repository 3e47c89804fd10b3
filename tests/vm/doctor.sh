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
lab_bfd_multiplier=15 msee_bfd_multiplier=15

established_is() { [[ $(lab_established) == "$1" ]]; }

bfd_is() {
	[[ $(erdctl -j bgp list | jq -r '[.bgp_sessions[].bfd.status] |
		unique | join(" ")') == "$1" ]]
}

all_up() { established_is 8 && bfd_is up; }

# first: id, owner and layer of the first finding, and how grave all is
first() {
	erdctl -j doctor 2>/run/doctor.err | jq -r '.doctor |
		"\(.findings[0].id) \(.findings[0].owner) \(.findings[0].layer) \(.verdict)"'
}

# case_is NAME EXPECTED: with what doctor says otherwise, if it is not that
case_is() {
	local seen began=$EPOCHSECONDS

	seen=$(first)
	is "$1" "$2" "$seen"
	echo "# $((EPOCHSECONDS - began)) s"
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
ping -q -i 0.05 -I "$lab_vrf" 10.200.0.1 >/dev/null &
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

# --- without a file or privilege, and for a ticket --------------------------------

seen=$(setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
	erdctl -j doctor)
is "without privilege: nothing false" healthy "$(jq -r .doctor.verdict <<<"$seen")"
is "and it says what it did not see" "5 or more" \
	"$(jq -r '.doctor.unchecked | if length >= 5 then "5 or more" else . end' \
		<<<"$seen")"
refused "a circuit that there is not" 3 "no port 'nix'" erdctl doctor nix
is "one circuit, by its name" "healthy 2" "$(erdctl -j doctor hq1 |
	jq -r '.doctor | "\(.verdict) \(.links | length)"')"
is "one port" "healthy 1" "$(erdctl -j doctor ams-2 |
	jq -r '.doctor | "\(.verdict) \(.links | length)"')"

mv /etc/erd/erd.yaml /run/erd.yaml
seen=$(erdctl doctor)
is "without a file: exit status 0" 0 $?
[[ $seen == *healthy* && $seen != *whose* ]] || sed 's/^/# /' <<<"$seen"
(umask 077; sed -E 's/^( *)stag: 1000/&\n\1service_key: 8d5b1e2c-6a4f-4d3b-9c7e-1f2a3b4c5d6e/' \
	/run/erd.yaml >/run/keyed.yaml)
works "an archive" erdctl doctor file /run/keyed.yaml bundle /run/ticket.tar.gz
mv /run/erd.yaml /etc/erd/erd.yaml
mkdir /run/ticket
works "tar reads it" tar xzf /run/ticket.tar.gz -C /run/ticket
is "what is in it" "bgp.json doctor.json erd.yaml facts.json frr-bfdd.conf frr-bgpd.conf kernel.log optics.json status.json versions.txt" \
	"$(cd /run/ticket/erd-doctor && echo *)"
is "it has all of FRR's sessions" 8 \
	"$(grep -c remote-as /run/ticket/erd-doctor/frr-bgpd.conf)"
has "and the kernel's log" erd "$(cat /run/ticket/erd-doctor/kernel.log)"
is "no key of MD5 is in it" "" "$(grep -rl "$lab_key" /run/ticket)"
is "nor a service key" "" "$(grep -ril 8d5b1e2c-6a4f /run/ticket)"
is "where they stood is seen" "8 2 1" "$(cd /run/ticket/erd-doctor || exit
	echo "$(grep -c 'password (removed)' frr-bgpd.conf)" \
		"$(grep -c 'md5_key: (removed)' erd.yaml)" \
		"$(grep -c 'service_key: (removed)' erd.yaml)")"
works "its JSON is JSON" sh -c 'jq . /run/ticket/erd-doctor/*.json'

# --- a few of everything --------------------------------------------------------

by_hand erdctl port disable ams-1
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

# What comes after a fault that ends sessions must find them up again: one that
# is not would be what is broken.
works "sessions are up again" wait_for 90 all_up
erdctl sim fault er1 corrupt ppm 50000
case_is "damaged frames" "link_errors cross_connect link degraded"
erdctl sim lift er1 corrupt
erdctl sim fault er1 unplug
case_is "no module" "optic_missing us light broken"
erdctl sim lift er1 unplug
erdctl sim fault er1 laser lane 2
case_is "a laser that is off" "laser_off us light broken"
erdctl sim lift er1 laser
works "and again" wait_for 90 all_up
erdctl sim fault er1 attenuate db 9 lane 3
case_is "low light in one lane" "light_low cross_connect light degraded"
erdctl sim lift er1 attenuate
works "sessions come back" wait_for 90 established_is 8
sleep 12

# --- tags, addresses ------------------------------------------------------------

# the far end of a peering: with other tags
retag() { # S-TPID S C
	ip -n msee1 link del s1000
	msee_vlan msee1 far1 s1000 "$1" "$2"
	msee_vlan msee1 s1000 private 802.1Q "$3"
	lab_addresses msee1 private private 1
}
retag 802.1Q 1000 101
case_is "another C-tag" "ctag_unknown microsoft tags broken"
retag 802.1Q 1001 100
case_is "another S-tag" "stag_unknown microsoft tags broken"
retag 802.1ad 1000 100
case_is "another TPID" "tpid_wrong microsoft tags broken"
retag 802.1Q 100 1000
case_is "tags in each other's place" "tags_swapped microsoft tags broken"
ip -n msee1 link del s1000
msee_vlan msee1 far1 private 802.1Q 100
lab_addresses msee1 private private 1
case_is "one tag only" "tag_missing microsoft tags broken"
ip -n msee1 link del private
msee_vlan msee1 far1 s1000 802.1Q 1000
msee_vlan msee1 s1000 private 802.1Q 100
msee_vlan msee1 s1000 microsoft 802.1Q 200
for kind in private microsoft; do lab_addresses msee1 "$kind" "$kind" 1; done
# its BFD does not follow devices that were made anew
msee_stop msee1
msee_start msee1
works "sessions come back" wait_for 90 established_is 8
works "so does BFD" wait_for 60 bfd_is up
sleep 12
seen=$(first)
is "healthy again" "null null null healthy" "$seen"
[[ $seen == *healthy ]] || erdctl doctor | sed 's/^/# /'

kill $traffic
lab_down
finish

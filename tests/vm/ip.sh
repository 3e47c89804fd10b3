#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Stock ip(8) with link_erd.so: what it makes is what erdctl makes, and it shows
# what there is.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

export IP_LIB_DIR=$O

dump() { # DEVICE: all there is to say of it, but what is another one's each time
	ip -d -j link show "$1" | jq -c '.[0] | del(.ifindex)'
}
as_erdctl_sees() {
	erdctl --json peering show c1 private |
		jq -c 'del(.peerings[].sub_interfaces[].ifindex)'
}
data() { # DEVICE: what is erd's own
	ip -d -j link show "$1" | jq -c '.[0].linkinfo.info_data'
}
shown() { # DEVICE: the line for people
	ip -d -o link show "$1" | grep -o ' erd .* addrgenmode'
}

# the core is some time behind the carrier
is_up() { [[ $(cat "/sys/class/net/$1/operstate") == up ]]; }

lab_load
lab_quiet
erdctl port add t-1 dev pri pair t role primary xdp off
erdctl circuit create c1 pair t stag 1000
erdctl port enable t-1

erdctl peering create c1 private ctag 100
wait_for 5 is_up c1.p1
made=$(dump c1.p1) seen=$(as_erdctl_sees)
is "ip -d shows what erdctl made" \
	" erd stag 1000 ctag 100 circuit c1 peering private pair t port t-1 addrgenmode" \
	"$(shown c1.p1)"
is "and in JSON" \
	'{"circuit":"c1","ctag":100,"egress_pcp":[],"ingress_prio":[],"pair":"t","peering":"private","port":"t-1","stag":1000}' \
	"$(data c1.p1)"

# same NAME WORDS...: made by ip with WORDS, it is the same
same() {
	local name=$1

	shift
	erdctl peering delete c1 private
	works "ip makes it: $name" ip link add link pri name c1.p1 up type erd "$@"
	wait_for 5 is_up c1.p1
	is "$name: it is the same to ip" "$made" "$(dump c1.p1)"
	is "$name: it is the same to erdctl" "$seen" "$(as_erdctl_sees)"
}
same "by S-tag" stag 1000 ctag 100 peering private
same "by name" circuit c1 ctag 100 peering private
same "by both, in any order" peering private ctag 0x64 circuit c1 stag 1000
works "erdctl takes it for its own" erdctl peering create c1 private ctag 100

# --- priorities -------------------------------------------------------------

erdctl peering set c1 private egress-pcp 6:5,7:7 ingress-prio 5:6
mapped=$(dump c1.p1)
is "ip -d shows priorities" \
	" erd stag 1000 ctag 100 circuit c1 peering private pair t port t-1 \      egress-pcp 6:5,7:7 \      ingress-prio 5:6 addrgenmode" \
	"$(shown c1.p1)"
is "and in JSON, as those of a vlan" \
	'[{"from":6,"to":5},{"from":7,"to":7}] [{"from":5,"to":6}]' \
	"$(data c1.p1 | jq -r '"\(.egress_pcp) \(.ingress_prio)"')"
works "ip sets them back" \
	ip link set dev c1.p1 type erd egress-pcp 0:0 ingress-prio 0:0
is "so that it is as it was" "$made" "$(dump c1.p1)"
works "ip sets them" ip link set dev c1.p1 type erd egress-pcp 6:5,7:7
works "one by one" ip link set dev c1.p1 type erd ingress-prio 5:6
is "as erdctl does" "$mapped" "$(dump c1.p1)"
erdctl peering delete c1 private
works "ip makes it with priorities" ip link add link pri name c1.p1 up type erd \
	stag 1000 ctag 100 peering private egress-pcp 6:5,7:7 ingress-prio 5:6
wait_for 5 is_up c1.p1
is "as erdctl does in two steps" "$mapped" "$(dump c1.p1)"
refused "what it is does not change" 2 "Error: erd: " \
	ip link set dev c1.p1 type erd ctag 101
is "nor did it" "$mapped" "$(dump c1.p1)"

# --- what is wrong ----------------------------------------------------------

# no PART WORDS...: not made; the kernel says why
no() {
	local part=$1

	shift
	refused "no: $*" 2 "Error: erd: $part" \
		ip link add link pri name no type erd "$@"
}
no "a C-tag is required" stag 1000
no "the port has a sub-interface with these tags" stag 1000 ctag 100
no "the pair has no such circuit" stag 1999 ctag 7
no "the pair has no such circuit" circuit nosuch ctag 7
no "a circuit is required" ctag 7
no "the circuit has another S-tag" stag 1001 circuit c1 ctag 7
refused "no: a C-tag that is none" 2 "Error: integer out of range." \
	ip link add link pri name no type erd stag 1000 ctag 4095
refused "no: a lower device that is no port" 2 "Error: erd: the device is not a port" \
	ip link add link lo name no type erd stag 1000 ctag 7
# ip_says STATUS PART WORDS...: refused by ip itself
ip_says() {
	local status=$1 part=$2 said

	shift 2
	said=$(ip link add link pri name no type erd "$@" 2>&1)
	is "no: $*: status" "$status" $?
	has "no: $*: says so" "$part" "$said"
}
ip_says 255 '"4x" is wrong: not a tag' stag 4x ctag 7
ip_says 255 '"70000" is wrong: not a tag' stag 70000 ctag 7
ip_says 255 '"public" is wrong' stag 1000 ctag 7 peering public
ip_says 255 '"6:8" is wrong: egress-pcp' stag 1000 ctag 7 egress-pcp 6:8
ip_says 255 '"8:1" is wrong: ingress-prio' stag 1000 ctag 7 ingress-prio 8:1
ip_says 255 'duplicate "ctag"' ctag 7 ctag 8
ip_says 255 'not complete' stag 1000 ctag
ip_says 1 'unknown command "vid"' vid 7
has "ip link help erd" "egress-pcp PRIO:PCP" "$(ip link help erd)"
is "nothing of it was made" 1 "$(ip -j link show type erd | jq length)"

erdctl port delete t-1 --force
erdctl circuit delete c1
erdctl port add d-1 dev pri pair d role primary encap dot1q xdp off
erdctl circuit create c1 pair d
works "on a dot1q pair" \
	ip link add link pri name c1.p1 type erd circuit c1 ctag 100
is "there is no S-tag to show" " erd ctag 100 circuit c1 pair d port d-1 addrgenmode" \
	"$(shown c1.p1)"
unset IP_LIB_DIR
works "what it made, ip without it can delete" ip link del c1.p1
erdctl port delete d-1
erdctl circuit delete c1
works "the module unloads" rmmod erd
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The probes of doctor over a wire: who answers for which address, what sizes
# pass, what TCP port 179 says, and what the far end says by itself. The far end
# is the kernel's own stack, socat and BIRD. O is the build folder.
set -u
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

if [[ -z ${PROBE_INSIDE-} ]]; then
	PROBE_INSIDE=1 exec unshare --net --mount --pid --fork --mount-proc \
		--kill-child bash "$0"
fi

build=$(realpath "$O")
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/netns /run/bird

ours=10.0.0.1/30 theirs=10.0.0.2/30
ours6=2001:db8::1/126 theirs6=2001:db8::2/126

probe() { "$build/tests/probe" p0 "$@" >/run/said; }
said() { sed -n "s/^$1 //p" /run/said; }
far() { ip netns exec far "$@"; }

ip netns add far
ip link add p0 type veth peer name w0 netns far
ip link set lo up
far ip link set lo up
ip link set p0 up
far ip link set w0 up
ip addr add $ours dev p0
ip addr add $ours6 dev p0 nodad
far ip addr add $theirs dev w0
far ip addr add $theirs6 dev w0 nodad
mac=$(far cat /sys/class/net/w0/address)

probe $ours $theirs
is "the far end answers" "1 $mac" "$(said remote)"
is "nobody else does for ours" 0 "$(said own)"
is "nothing is lost" 0 "$(said lost)"
is "1500 octets pass" 1500 "$(said passes)"
is "a session that stands is not disturbed" untried "$(said tcp)"
probe $ours6 $theirs6
is "IPv6: the far end answers" "1 $mac" "$(said remote)"
is "IPv6: nobody else does for ours" 0 "$(said own)"
is "IPv6: nothing is lost" 0 "$(said lost)"
is "IPv6: 1500 octets pass" 1500 "$(said passes)"

# A receiver takes four octets more than its MTU, for a tag.
far ip link set w0 mtu 1492
probe $ours $theirs
is "a smaller MTU at the far end" 1496 "$(said passes)"
is "small pings pass it" 0 "$(said lost)"
far ip link set w0 mtu 1500
far ip addr replace $theirs6 dev w0 nodad

probe 10.0.0.5/30 10.0.0.6/30 other $theirs
is "an address that nobody has" 0 "$(said remote)"
is "the other link's is here" "1 $mac" "$(said crossed)"
probe 2001:db8::5/126 2001:db8::6/126 other $theirs6
is "IPv6: the other link's is here" "1 $mac" "$(said crossed)"

# Duplicates, as nobody takes ours for his if he knows that it is his own.
far ip addr add 10.0.0.5/32 dev w0
probe 10.0.0.5/30 10.0.0.6/30
is "somebody else has our address" "1 $mac" "$(said own)"
far ip addr del 10.0.0.5/32 dev w0

far ip addr add 10.9.0.2/30 dev w0
far ping -q -i 0.5 10.9.0.1 >/dev/null 2>&1 &
pinging=$!
probe 10.0.0.5/30 10.0.0.6/30
is "somebody of another network is heard" 10.9.0.2 "$(said stranger)"
kill $pinging
far ip addr del 10.9.0.2/30 dev w0

# --- TCP ------------------------------------------------------------------------

probe $ours $theirs down
is "nobody listens: refused" refused "$(said tcp)"
probe $ours6 $theirs6 down
is "IPv6: nobody listens: refused" refused "$(said tcp)"
probe $ours $theirs down key secret
is "signed: silence, but refused unsigned" "silent refused" \
	"$(said tcp) $(said other_key)"

# bird_with OPTION...: a session that calls us, with these words in it
bird_with() {
	cat >/run/bird/bird.conf <<-END
	router id 10.0.0.2;
	protocol device {}
	protocol bfd { interface "*" { min tx interval 300 ms; min rx interval 750 ms; }; }
	protocol bgp p4 {
		local 10.0.0.2 as 12076;
		neighbor 10.0.0.1 as 65010;
		connect delay time 1; connect retry time 1;
		error wait time 1, 1;
		$*
		ipv4 { import all; export none; };
	}
	END
	far bird -c /run/bird/bird.conf -s /run/bird/ctl -P /run/bird/pid
	until birdc -s /run/bird/ctl show status >/dev/null 2>&1; do
		sleep 0.1
	done
}

bird_end() {
	kill "$(</run/bird/pid)"
	while [[ -e /run/bird/pid ]]; do sleep 0.1; done
}

bird_with
probe $ours $theirs down
is "BIRD without a key: connected" connected "$(said tcp)"
is "its own attempts are unsigned, with a TTL of 1" "0 1 1" \
	"$(said syn_signed) $(said syn_unsigned) $(said ttl)"
probe $ours $theirs down key wrong
is "we have one: silence, but not unsigned" "silent connected" \
	"$(said tcp) $(said other_key)"
bird_end

bird_with 'password "right";'
probe $ours $theirs down key right
is "BIRD with a key: connected, and it calls us signed with the same" \
	"connected 1 1" "$(said tcp) $(said syn_signed) $(said syn_right)"
probe $ours $theirs down key wrong
is "another key: silence, and what it signs is not by ours" \
	"silent silent 1 0 0" "$(said tcp) $(said other_key) $(said syn_signed) \
$(said syn_right) $(said syn_unsigned)"
probe $ours $theirs down
is "no key: the same" "silent silent 1 0" \
	"$(said tcp) $(said other_key) $(said syn_signed) $(said syn_unsigned)"
bird_end

# A session that is shut takes its key along; another keeps the port open.
bird_with 'password "right"; disabled; ipv4 { import all; export none; }; }
	protocol bgp p5 { local 127.0.0.1 as 1; neighbor 127.0.0.2 as 2; multihop; passive;'
probe $ours $theirs down key right
is "shut: silence, and unsigned it is taken and closed; nobody calls" \
	"silent closed 0 0" "$(said tcp) $(said other_key) $(said syn_signed) \
$(said syn_unsigned)"
bird_end

bird_with 'ttl security on;'
probe $ours $theirs down
# its listener takes all: what it wants shows in what it sends
is "TTL security: it sends with a TTL of 255" "connected 255" \
	"$(said tcp) $(said ttl)"
bird_end

bird_with 'bfd on;'
sleep 2
probe $ours $theirs down
# BFD that is not up sends once a second (RFC 5880, 6.8.3)
is "BFD is heard, and what it wants" "1 1000 750" "$(said bfd)"
bird_end

# --- less than all ----------------------------------------------------------------

ip link set p0 down
probe $ours $theirs
is "a device that is down" 0 "$(said remote)"
ip link set p0 up
setpriv --bounding-set -net_raw --inh-caps -net_raw \
	"$build/tests/probe" p0 $ours $theirs >/run/said
has "without CAP_NET_RAW it says so" CAP_NET_RAW "$(said why)"
finish

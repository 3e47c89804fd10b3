#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a port's device may be, and what it does: bonds, teams, MACsec, cards of
# all kinds; its MTU, addresses, carrier and aggregates. The far end is stock
# stacked vlan devices on stock devices of its own.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

# two cables: m1 and m2 here, f1 and f2 in the namespace `far`
cables() {
	local i

	ip netns add far
	lab_quiet far
	ip -n far link set lo up
	for i in 1 2; do
		ip link add m$i type veth peer name f$i netns far
	done
}

# far_stack LOWER: its end of the circuit, 10.0.0.2
far_stack() {
	ip -n far link set "$1" mtu 1508 up
	ip -n far link add link "$1" name outer type vlan id 1000
	ip -n far link add link outer name inner type vlan id 100
	in_ns far ethtool -K inner tso off gso off gro off >/dev/null 2>&1
	ip -n far link set outer up
	ip -n far link set inner up
	ip -n far addr add 10.0.0.2/30 dev inner
}

port_up() { # DEVICE: a circuit on it, with 10.0.0.1 of ours
	erdctl --batch - <<-END &&
		port add w-1 dev $1 pair w role primary xdp off
		circuit create c1 pair w stag 1000
		peering create c1 private ctag 100
		port enable w-1
	END
		ip addr add 10.0.0.1/30 dev c1.p1 && wait_for 10 carrier_is c1.p1 1
}

port_down() {
	erdctl port delete w-1 --force
	erdctl circuit delete c1
	ip netns del far
}

# heard [ADDRESS]: the far end answers
heard() { wait_for 10 ping -c 1 -W 1 10.0.0.2; }

# fits OCTETS: IP packets of so many go both ways, in one piece
fits() {
	ping -M "do" -s $(($1 - 28)) -c 2 -i 0.2 -W 5 10.0.0.2 >/dev/null &&
		in_ns far ping -M "do" -s $(($1 - 28)) -c 2 -i 0.2 -W 5 \
			10.0.0.1 >/dev/null
}

address() { ip "${@:2}" -j link show "$1" | jq -r '.[0].address'; }
mtu() { cat "/sys/class/net/$1/mtu"; }
operstate() { cat "/sys/class/net/$1/operstate"; }

# counted NAME COUNT: so many frames each way, as the stock devices count them
counted() {
	local name=$1 count=$2 out in

	# nobody asks for an address while frames are counted
	ip neigh replace 10.0.0.2 dev c1.p1 nud permanent lladdr \
		"$(address inner -n far)"
	ip -n far neigh replace 10.0.0.1 dev inner nud permanent lladdr \
		"$(address c1.p1)"
	out=$(counter inner rx_packets far)
	in=$(counter c1.p1 rx_packets)
	frames -i c1.p1 --count "$count" >/dev/null
	in_ns far frames -i inner --count "$count" >/dev/null
	wait_for 10 eval "[[ \$(counter inner rx_packets far) == $((out + count)) &&
		\$(counter c1.p1 rx_packets) == $((in + count)) ]]"
	is "$name: each of $count frames arrives, both ways" "$count $count" \
		"$(($(counter inner rx_packets far) - out)) $(($(counter c1.p1 rx_packets) - in))"
}

lab_load
lab_sim
lab_quiet

# --- a bond, by LACP, as the new ports of ExpressRoute Direct have it -----------

bonded() { # MODE-WORDS...
	cables
	ip link add b0 type bond "$@"
	ip -n far link add fb0 type bond "$@"
	ip link set m1 master b0
	ip link set m2 master b0
	ip -n far link set f1 master fb0
	ip -n far link set f2 master fb0
}

# distributing: members that LACP lets send, at either end
distributing() {
	grep -c '^    port state: 63$' /proc/net/bonding/b0
}

modprobe bonding max_bonds=0
bonded mode 802.3ad miimon 50 lacp_rate fast
far_stack fb0
works "a bond is a port" port_up b0
is "its members have room for the tags too" "1508 1508" "$(mtu m1) $(mtu m2)"
works "LACP passes the port: both members distribute" \
	wait_for 20 eval '[[ $(distributing) == 4 ]]'
works "the far end answers" heard
works "1500 octets fit" fits 1500
counted "LACP" 200
ip -n far link set f1 down
sleep 0.3
works "a member without light: the far end answers" heard
is "and there is still carrier" 1 "$(carriers c1.p1)"
ip -n far link set f2 down
works "all of them: no carrier" wait_for 10 carrier_is c1.p1 0
ip -n far link set f1 up
ip -n far link set f2 up
works "with light there is again" wait_for 20 carrier_is c1.p1 1
works "and an answer" heard
is "the bond shrinks, the sub-interface with it" 1400 \
	"$(ip link set b0 mtu 1408; mtu c1.p1)"
ip link set b0 mtu 1508

# a vlan device on a member is before everything
refused "a vlan device on a member that would steal frames" 2 "outer tag" \
	ip link add link m1 name thief type vlan id 1000
works "one of another tag is let in" \
	ip link add link m1 name thief type vlan id 1001
erdctl circuit create c2 pair w stag 1001
refused "then a peering of that tag is not" 6 "vlan" \
	erdctl peering create c2 private ctag 100
ip link set m1 nomaster
ip link del thief
ip link add link m1 name thief type vlan id 1000
refused "nor a member that brings one" 2 "the member takes" \
	ip link set m1 master b0
ip link del thief
works "without it, it may be one" ip link set m1 master b0
erdctl circuit delete c2
refused "a member cannot be a port of its own" 6 "taken" \
	erdctl port add w-2 dev m2 pair w role secondary xdp off
port_down
ip link del b0

# Which member carries is told to the neighbours, on every tag.
bonded mode active-backup miimon 50
far_stack fb0
works "an active-backup bond is a port" port_up b0
ip link set b0 type bond active_slave m1
ip -n far link set fb0 type bond active_slave f1
works "the far end answers" heard
capture_begin far -i inner arp and src host 10.0.0.1
# the far bond must be on the same fibre to hear it
ip -n far link set fb0 type bond active_slave f2
ip link set b0 type bond active_slave m2
has "it changes over: the sub-interface says where it is" "10.0.0.1" \
	"$(capture_end)"
works "and the far end answers" heard
counted "active-backup" 100
port_down
ip link del b0

# --- a team ---------------------------------------------------------------------

cables
ip link add t0 type team
teamnl t0 setoption mode roundrobin
ip link set m1 master t0
ip link set m2 master t0
ip -n far link add ft0 type team
in_ns far teamnl ft0 setoption mode roundrobin
ip -n far link set f1 master ft0
ip -n far link set f2 master ft0
ip -n far link set f1 up
ip -n far link set f2 up
far_stack ft0
works "a team is a port" port_up t0
works "the far end answers" heard
works "1500 octets fit" fits 1500
counted "team" 200
ip -n far link set f1 down
ip -n far link set f2 down
works "no member has light: no carrier" wait_for 10 carrier_is c1.p1 0
port_down
ip link del t0

# --- MACsec ---------------------------------------------------------------------

# macsec LOWER KEY-IN KEY-OUT PEER-ADDRESS [NAMESPACE]
macsec() {
	local in=()

	[[ $# == 5 ]] && in=(-n "$5")
	ip "${in[@]}" link add link "$1" name "s$1" type macsec encrypt on
	ip "${in[@]}" macsec add "s$1" tx sa 0 pn 1 on key 01 "$3"
	ip "${in[@]}" macsec add "s$1" rx port 1 address "$4"
	ip "${in[@]}" macsec add "s$1" rx port 1 address "$4" sa 0 pn 1 on \
		key 02 "$2"
	ip "${in[@]}" link set "s$1" up
}

cables
ip link set m1 mtu 1540 up
ip -n far link set f1 mtu 1540 up
key_a=00112233445566778899aabbccddeeff key_b=ffeeddccbbaa99887766554433221100
macsec m1 $key_a $key_b "$(address f1 -n far)"
macsec f1 $key_b $key_a "$(address m1)" far
far_stack sf1
works "a MACsec device is a port" port_up sm1
works "the far end answers" heard
works "1500 octets fit" fits 1500
counted "MACsec" 100
capture_begin - -i m1 -Q out
frames -i c1.p1 --count 1 >/dev/null
has "on the fibre both tags are behind MACsec's" "0x88e5" "$(capture_end)"
port_down
ip link del m1 2>/dev/null

# A device that cannot have more: the sub-interfaces have less, and it is said.
cables
ip link set m1 up
ip -n far link set f1 up
macsec m1 $key_a $key_b "$(address f1 -n far)"
macsec f1 $key_b $key_a "$(address m1)" far
has "no room for 1500 octets: it is said" "less than 1500" \
	"$(erdctl port add w-1 dev sm1 pair w role primary xdp off 2>&1)"
erdctl port delete w-1
far_stack sf1 2>/dev/null
port_up sm1 >/dev/null 2>&1
is "the sub-interface has what is left" $(($(mtu sm1) - 8)) "$(mtu c1.p1)"
works "and that goes" fits "$(mtu c1.p1)"
refused "more is refused" 2 "" ip link set c1.p1 mtu $(($(mtu sm1) - 7))
port_down
ip link del m1 2>/dev/null

# --- a card: MTU ------------------------------------------------------------------

cables
far_stack f1
works "a veth device is a port" port_up m1
works "the far end answers" heard

# copied COMMAND...: of how many frames the head was made larger, for their tags
tracing=/sys/kernel/tracing
copied() {
	echo 'p:copied pskb_expand_head' >$tracing/kprobe_events
	echo 1 >$tracing/options/stacktrace
	echo >$tracing/trace
	echo 1 >$tracing/events/kprobes/copied/enable
	"$@" >/dev/null
	echo 0 >$tracing/events/kprobes/copied/enable
	echo 0 >$tracing/options/stacktrace
	grep -c 'erd_xmit' $tracing/trace
	echo >$tracing/kprobe_events
}
pings() { ping -c 3 -i 0.2 -W 5 10.0.0.2; }
# what a socket of somebody else hears is shared, and must be copied
overheard() {
	capture_begin - -i c1.p1 icmp
	pings
	capture_end >/dev/null
}
for how in off on; do
	ethtool -K m1 txvlan $how
	if [[ ! -e $tracing/kprobe_events ]]; then
		skip "offload $how: the stack leaves room for the tags" \
			"this kernel has no kprobes"
		continue
	fi
	is "offload $how: the stack leaves room for the tags" 0 "$(copied pings)"
	[[ $(copied overheard) -gt 0 ]]
	is "offload $how: and would be seen if it did not" 0 $?
done

ip link set m1 mtu 1608
ip -n far link set f1 mtu 1608
ip -n far link set outer mtu 1604
ip -n far link set inner mtu 1600
works "baby giants" ip link set c1.p1 mtu 1600
works "they fit" fits 1600
ip link set m1 mtu 9008
ip -n far link set f1 mtu 9008
ip -n far link set outer mtu 9004
ip -n far link set inner mtu 9000
works "jumbo frames" ip link set c1.p1 mtu 9000
works "they fit" fits 9000
refused "more than the port takes is refused" 2 "mtu greater than device maximum" \
	ip link set c1.p1 mtu 9001
ip link set m1 mtu 1508
is "the port shrinks, so does the sub-interface" 1500 "$(mtu c1.p1)"

# --- addresses --------------------------------------------------------------------

# answers ADDRESS: the far end is answered if it sends to that
answers() {
	ip -n far neigh replace 10.0.0.1 dev inner nud permanent lladdr "$1"
	in_ns far ping -c 2 -i 0.2 -W 1 -q 10.0.0.1 >/dev/null
}
own=02:00:00:00:00:77 moved=02:00:00:00:00:88
filter() { bridge fdb show dev m1 | grep -ciE "^($own|01:00:5e:01:02:03) "; }

is "the port hears everything" 1 \
	"$(ip -d -j link show m1 | jq '.[0].promiscuity')"
works "it has the port's address" answers "$(address m1)"
ip link set m1 address $moved
is "the port's address changes, so does the sub-interface's" $moved \
	"$(address c1.p1)"
works "which answers" answers $moved
works "it is given one of its own" ip link set c1.p1 address $own
works "which answers" answers $own
refused "the port's does not any more" 1 "" answers $moved
is "the card's filter has it" 1 "$(filter)"
ip link set m1 address 02:00:00:00:00:99
is "it stays when the port's changes" $own "$(address c1.p1)"
ip maddr add 01:00:5e:01:02:03 dev c1.p1
is "so has it what groups it joins" 2 "$(filter)"
ip link set c1.p1 down
is "closed, it needs neither" 0 "$(filter)"
ip link set c1.p1 up
is "opened, both" 2 "$(filter)"
ip maddr del 01:00:5e:01:02:03 dev c1.p1
ip addr replace 10.0.0.1/30 dev c1.p1
ip link set c1.p1 promisc on
before=$(counter c1.p1 rx_packets)
in_ns far frames -i inner --dst 02:00:00:00:00:11 --count 5 >/dev/null
wait_for 5 eval '[[ $(counter c1.p1 rx_packets) == $((before + 5)) ]]'
# as tcpdump -p does not ask for it, what it shows is of the packets' types
types() {
	timeout $((5 * lab_slow)) python3 - "$@" <<-'END'
		import socket, subprocess, sys
		kinds = {0: "host", 1: "broadcast", 2: "multicast",
		         3: "otherhost", 4: "outgoing"}
		sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
		                     socket.htons(0x88b5))
		sock.bind((sys.argv[1], 0x88b5))
		subprocess.run(sys.argv[3:], stdout=subprocess.DEVNULL)
		for _ in range(int(sys.argv[2])):
		    data, source = sock.recvfrom(2048)
		    print(kinds[source[2]])
	END
}
for what in "$own host" "ff:ff:ff:ff:ff:ff broadcast" \
	"01:00:5e:00:00:01 multicast" "02:00:00:00:00:11 otherhost"; do
	is "a frame to ${what% *} is for ${what#* }" "${what#* }" \
		"$(types c1.p1 1 nsenter --net=/run/netns/far \
			frames -i inner --dst "${what% *}" --count 1)"
done
before=$(counter inner rx_packets far) had=$(counter c1.p1 rx_packets)
frames -i c1.p1 --dst $own --count 3 >/dev/null
wait_for 5 eval '[[ $(counter inner rx_packets far) == $((before + 3)) ]]'
is "a frame to itself leaves on the fibre, and does not come back" "3 0" \
	"$(($(counter inner rx_packets far) - before)) $(($(counter c1.p1 rx_packets) - had))"
ip link set c1.p1 promisc off

# --- carrier ------------------------------------------------------------------------

# A dump of links is of one moment: in none may the port have lost its carrier
# and the sub-interface not.
ip addr flush dev c1.p1
rm -f /run/flapped
{
	for _ in $(seq "$(lab_share 12 4)"); do
		ip -n far link set f1 down
		wait_for 5 eval '[[ $(operstate m1) != up ]]'
		ip -n far link set f1 up
		wait_for 5 eval '[[ $(operstate m1) == up ]]'
	done
	: >/run/flapped
} &
states=$(mktemp)
until [[ -e /run/flapped ]]; do ip -j link show; done |
	jq -r 'map({(.ifname): .operstate}) | add | "\(.m1) \(."c1.p1")"' |
	sort | uniq -c >"$states"
wait $!
sed 's/^/# port and sub-interface: /' "$states"
works "both states of the port were seen" sh -c "
	grep -q 'UP UP' $states && grep -qE ' (LOWERLAYER)?DOWN LOWERLAYERDOWN' $states"
is "at no moment is the port without carrier and the sub-interface up" "" \
	"$(grep -v ' UP ' "$states" | grep 'UP$')"
rm -f "$states"
wait_for 5 carrier_is c1.p1 1
ip addr replace 10.0.0.1/30 dev c1.p1

# --- aggregates of the receiver's own -------------------------------------------------

ip link set c1.p1 address "$(address m1)"
ip -n far neigh flush all nud permanent 2>/dev/null
ip -n far neigh del 10.0.0.1 dev inner 2>/dev/null
heard
received() { nstat -asz IpInReceives | awk '/IpIn/ { print $2 }'; }
# gro on|off: frames and buffers that a transfer takes, single frames at its
# sender
gro() {
	local frames buffers

	ethtool -K m1 gro "$1" >/dev/null 2>&1
	in_ns far ethtool -K f1 tso off gso off tx off >/dev/null 2>&1
	frames=$(counter c1.p1 rx_packets) buffers=$(received)
	socat -u TCP-LISTEN:5001,reuseaddr OPEN:/dev/null &
	wait_for 10 sh -c 'ss -ltn | grep -q :5001'
	head -c "$(lab_share 4000000)" /dev/zero |
		in_ns far socat -u - TCP:10.0.0.1:5001
	wait $!
	echo "$(($(counter c1.p1 rx_packets) - frames)) $(($(received) - buffers))"
}
read -r count buffers <<<"$(gro on)"
printf '# gro on: %d frames in %d buffers\n' "$count" "$buffers"
[[ $((buffers * 2)) -lt $count ]]
is "the port's device gathers what carries two tags" 0 $?
read -r count buffers <<<"$(gro off)"
is "and does not where it is told not to" "$count" "$buffers"
port_down

# --- what is taken already ---------------------------------------------------------

ip link add v0 type veth peer name v1
ip link set v0 up
modprobe macvlan
ip link add link v0 name mv type macvlan
refused "a device with a macvlan on it" 6 "taken" \
	erdctl port add w-1 dev v0 pair w role primary xdp off
ip link del mv
modprobe bridge
ip link add br0 type bridge
ip link set v0 master br0
refused "a bridge's" 6 "taken" \
	erdctl port add w-1 dev v0 pair w role primary xdp off
ip link del br0
works "nobody's" erdctl port add w-1 dev v0 pair w role primary xdp off
for kind in macvlan ipvlan; do
	modprobe $kind
	refused "$kind on a port" 2 "" ip link add link v0 name mv type $kind
done
ip link add b0 type bond
refused "a bond of it" 2 "" sh -c 'ip link set v0 down; ip link set v0 master b0'
ip link del b0
erdctl port delete w-1
ip link del v0

# --- what cards do -------------------------------------------------------------------

ip netns add far
lab_quiet far
erdctl sim add s0 peer s1
ip link set s1 netns far
in_ns far ethtool -K s1 gro off
far_stack s1
ip -n far link set s1 promisc on

erdctl sim nic s0 fail change-mtu
has "a card that changes no MTU: it is said" "less than 1500" \
	"$(erdctl port add w-1 dev s0 pair w role primary xdp off 2>&1)"
is "and the sub-interfaces have what there is" 1492 \
	"$(erdctl -j port show w-1 | jq '.ports[0].sub_interface_mtu')"
erdctl port delete w-1
erdctl sim nic s0 fail open
erdctl port add w-1 dev s0 pair w role primary xdp off
refused "a card that does not open" 1 "input/output error" \
	erdctl port enable w-1
is "leaves the port disabled" disabled \
	"$(erdctl -j port show w-1 | jq -r '.ports[0].admin_state')"
erdctl port delete w-1
# cards that filter tags even if they are to hear everything
erdctl sim nic s0 fail none filter-promisc on
works "a card that filters tags always" port_up s0
works "lets ours through" heard
counted "filter" 20
in_ns far frames -i s1 --vid 1001 --vid 100 --count 9 >/dev/null
works "and no other" wait_for 5 eval \
	'[[ $(ethtool -S s0 | awk "/rx_filtered_tag/ { print \$2 }") == 9 ]]'
ethtool -K s0 rx-vlan-filter off
ethtool -K s0 rx-vlan-filter on
works "it forgets and is told again" heard
erdctl sim nic s0 vid-limit "$(erdctl -j sim show s0 |
	jq '.sim_ports[0].nic.ctags')"
erdctl circuit create c2 pair w stag 1001
refused "no room for another tag" 1 "no room for another tag" \
	erdctl peering create c2 private ctag 100
erdctl sim nic s0 vid-limit 8192 fail add-vid
refused "a filter that fails" 1 "no room for another tag" \
	erdctl peering create c2 private ctag 100
erdctl sim nic s0 fail none
works "or works" erdctl peering create c2 private ctag 100
works "and forgets" erdctl circuit delete c2 --force
is "the card's filter has ours, and the stack's VID 0" 2 "$(erdctl -j sim show s0 |
	jq '.sim_ports[0].nic.ctags')"
erdctl sim nic s0 caps none
works "a card that can nothing" heard
works "1500 octets fit" fits 1500
counted "caps none" 20
erdctl sim nic s0 caps all
is "ethtool shows the port's settings" "Speed: 100000Mb/s Port: FIBRE" \
	"$(ethtool c1.p1 | grep -E 'Speed|Port:' | xargs)"
for features in default passthru none; do
	erdctl sim nic s0 features-check $features
	sum=$(head -c 300000 /dev/zero | sha256sum)
	in_ns far socat -u TCP-LISTEN:5001,reuseaddr - | sha256sum >/run/sum &
	wait_for 10 in_ns far sh -c 'ss -ltn | grep -q :5001'
	head -c 300000 /dev/zero | socat -u - TCP:10.0.0.2:5001
	wait $!
	is "a driver's own check of features, $features: TCP arrives" "$sum" \
		"$(cat /run/sum)"
done
erdctl sim fault s0 unplug
works "a module unplugged: no carrier" wait_for 5 carrier_is c1.p1 0
erdctl sim lift s0 all
works "plugged in again" wait_for 5 carrier_is c1.p1 1
port_down
erdctl sim delete s0
works "the modules unload" sh -c 'rmmod erd && rmmod erdsim'
finish

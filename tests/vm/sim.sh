#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The optical bench: what light there is, what is read of it, and what it does
# to the carrier. The judges are the stock ethtool, which decodes the modules,
# and the kernel's own idea of carrier.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

sim() { erdctl sim "$@"; }

# state PORT: as the bench sees it
state() { erdctl -j sim show "$1" | jq -r '.sim_ports[0].state'; }

# powers DEVICE tx|rx: the lanes' readings in dBm, as ethtool decodes them;
# lanes that a module only has towards its host are left out
powers() {
	local what='^[ \t](Receiver signal|Rcvr signal)'

	[[ $2 == rx ]] || what='^[ \t](Laser output power  |Transmit avg)'
	ethtool -m "$1" | awk -v what="$what" -v lanes="$lanes" '
		$0 ~ what && / dBm/ && !/alarm|warning/ && n++ < lanes {
			sub(/ dBm.*/, "")
			sub(/.* /, "")
			printf "%s%s", (n > 1 ? " " : ""), $0
		}'
}

# near "READINGS" "LEVELS": each within 0.1 dB
near() {
	awk -v seen="$1" -v wanted="$2" 'BEGIN {
		n = split(seen, s)
		bad = n != split(wanted, w)
		for (i = 1; i <= n; i++) {
			d = s[i] - w[i]
			if (s[i] ~ /inf/ || d > 0.1 || d < -0.1)
				bad = 1
		}
		exit bad
	}'
}

levels_are() { # NAME LEVELS READINGS
	if near "$3" "$2"; then ok "$1"; else
		not_ok "$1" "expected: $2 dBm" "seen:     $3 dBm"; fi
}

# each LEVEL: that, for each lane
each() {
	local i all=()

	for ((i = 0; i < lanes; i++)); do all+=("$1"); done
	echo "${all[*]}"
}

calc() { awk "BEGIN { printf \"%.2f\", $1 }"; }

lines() { # CARRIERS DEVICE...: waits for them
	local want=$1

	shift
	wait_for 5 eval "[[ \$(carriers $*) == '$want' ]]"
	carriers "$@"
}

# octets DEVICE PAGE-ARGUMENTS...: in decimal
octets() {
	local all

	read -rd '' -a all < <(ethtool -m "$@" raw on | od -An -v -tu1)
	echo "${all[*]}"
}

# alarm DEVICE: whether a lane's light is alarmingly low. Of CMIS the stock
# ethtool 6.1 reads these flags as off, whatever they are.
alarm() {
	if [[ $speed == 400G ]]; then
		[[ $(octets "$1" page 0x11 offset 150 length 1) != 0 ]]
	else
		ethtool -m "$1" | grep -i 'rx power low alarm' |
			grep -v threshold | grep -q ': On'
	fi
}

lab_quiet
lab_sim

# --- each type of module --------------------------------------------------------

# SPEED LANES IDENTIFIER LAUNCH SENSITIVITY: typical launch power of the bench,
# and the standards' least average receive power
while read -r speed lanes identifier launch sensitivity; do
	works "$speed: two ports" sim add a1 peer a2 speed "$speed"
	is "$speed: no light while they are down" "admin_down 0" \
		"$(state a1) $(lines 0 a1)"
	ip link set a1 up
	is "$speed: nor with one of them up" "no_light 0" \
		"$(state a1) $(lines 0 a1)"
	ip link set a2 up
	is "$speed: carrier with both" "1 1" "$(lines "1 1" a1 a2)"
	has "$speed: ethtool knows the speed" "Speed: ${speed%G}000Mb/s" \
		"$(ethtool a1)"
	has "$speed: and the port" "Port: FIBRE" "$(ethtool a1)"
	has "$speed: ethtool knows the module" "$identifier" "$(ethtool -m a1)"
	has "$speed: its serial number is the port" "SN                                 : a1" \
		"$(ethtool -m a1 | sed 's/Vendor SN  /SN  /')"
	levels_are "$speed: launch power" "$(each "$launch")" "$(powers a1 tx)"
	levels_are "$speed: received power is that less 1 dB" \
		"$(each "$(calc "$launch - 1")")" "$(powers a1 rx)"
	is "$speed: no alarm" "" \
		"$(alarm a1 && echo low; ethtool -m a1 | grep -E '(alarm|warning).*: On')"

	# down to the sensitivity in steps, with another loss on each lane
	margin=$(calc "$launch - 1 - ($sensitivity)")
	for part in 0.1 0.37 0.5 0.83 1; do
		want=''
		while read -r lane db level; do
			sim fault a1 attenuate db "$db" lane "$lane"
			want+=" $level"
		done < <(awk -v most="$margin" -v part="$part" -v n="$lanes" \
			-v sent="$launch" 'BEGIN {
			for (lane = 1; lane <= n; lane++) {
				db = most * part - (lane - 1) * 0.1
				if (db < 0)
					db = 0
				printf "%d %.2f %.2f\n", lane, db,
					sent - 1 - sprintf("%.2f", db)
			}
		}')
		levels_are "$speed: attenuated by $part of the margin" "${want# }" \
			"$(powers a1 rx)"
	done
	is "$speed: at the sensitivity there is carrier" "1" "$(lines 1 a1)"
	is "$speed: the other direction is as it was" "1" \
		"$(near "$(powers a2 rx)" "$(each "$(calc "$launch - 1")")" && echo 1)"

	sim lift a1 attenuate
	sim fault a1 attenuate lane "$lanes" db "$(calc "$margin + 0.9")"
	is "$speed: a lane 0.9 dB below it keeps its signal" "up 1" \
		"$(state a1) $(lines 1 a1)"
	sim fault a1 attenuate lane "$lanes" db "$(calc "$margin + 1.1")"
	is "$speed: 1.1 dB below it is lost" "low_light 0" \
		"$(state a1) $(lines 0 a1)"
	works "$speed: the module has an alarm" alarm a1
	is "$speed: so has the other end no carrier: remote fault" \
		"remote_fault 0" "$(state a2) $(lines 0 a2)"
	sim fault a1 attenuate lane "$lanes" db "$(calc "$margin + 0.5")"
	is "$speed: 0.5 dB below it is not enough to come back" "0" \
		"$(lines 0 a1)"
	sim fault a1 attenuate lane "$lanes" db "$margin"
	is "$speed: the sensitivity is" "1 1" "$(lines "1 1" a1 a2)"
	sim lift a1 attenuate

	sim fault a2 laser lane "$lanes"
	is "$speed: one laser off takes the carrier" "0 0" \
		"$(lines "0 0" a1 a2)"
	is "$speed: no light is no number" "-inf" \
		"$(powers a1 rx | awk -v n="$lanes" '{ print $n }')"
	is "$speed: and null in JSON" "null" "$(erdctl -j sim show a1 |
		jq -c ".sim_ports[0].lanes[$lanes - 1].rx_power_dbm")"
	sim lift a2 laser
	sim fault a2 weak db 2.5
	levels_are "$speed: a weak laser is seen at both ends" \
		"$(calc "$launch - 2.5") $(calc "$launch - 3.5")" \
		"$(powers a2 tx | cut -d' ' -f1) $(powers a1 rx | cut -d' ' -f1)"
	sim lift a2 all
	sim fault a2 strong db 1.5
	levels_are "$speed: so is a strong one" \
		"$(calc "$launch + 1.5") $(calc "$launch + 0.5")" \
		"$(powers a2 tx | cut -d' ' -f1) $(powers a1 rx | cut -d' ' -f1)"
	sim lift a2 all

	sim fault a2 unplug
	is "$speed: a module unplugged" "no_module no_light 0 0" \
		"$(state a2) $(state a1) $(lines "0 0" a1 a2)"
	refused "$speed: cannot be read" 1 "no module" ethtool -m a2
	sim lift a2 unplug
	is "$speed: plugged in again" "1 1" "$(lines "1 1" a1 a2)"
	sim delete a1
	sim delete a2
done <<-END
	10G 1 (SFP) -2.5 -14.4
	40G 4 (QSFP+) -1.5 -13.7
	100G 4 (QSFP28) -1 -10.6
	400G 4 (QSFP-DD -0.5 -9
END

# --- memory ---------------------------------------------------------------------

# sum_is OCTETS FROM TO AT: the checksum that modules have
sum_is() {
	awk -v from="$2" -v to="$3" -v at="$4" '{
		for (i = from; i <= to; i++) s += $(i + 1)
		exit s % 256 != $(at + 1) }' <<<"$1"
}

sim add s1 peer s2 speed 10G
sim add q1 peer q2 speed 100G
sim add d1 peer d2 speed 400G
a0=$(octets s1 page 0 i2c 0x50 offset 0 length 128)
works "SFF-8472: CC_BASE" sum_is "$a0" 0 62 63
works "SFF-8472: CC_EXT" sum_is "$a0" 64 94 95
works "SFF-8472: checksum of the thresholds" \
	sum_is "$(octets s1 page 0 i2c 0x51 offset 0 length 128)" 0 94 95
p0=$(octets q1 page 0 i2c 0x50 offset 128 length 128)
works "SFF-8636: CC_BASE" sum_is "$p0" 0 62 63
works "SFF-8636: CC_EXT" sum_is "$p0" 64 94 95
works "CMIS: checksum of page 0" \
	sum_is "$(octets d1 page 0 i2c 0x50 offset 128 length 128)" 0 93 94
works "CMIS: of page 1" \
	sum_is "$(octets d1 page 1 i2c 0x50 offset 128 length 128)" 2 126 127
works "CMIS: of page 2" \
	sum_is "$(octets d1 page 2 i2c 0x50 offset 128 length 128)" 0 126 127
refused "a page that a module does not have" 1 "no such page" \
	ethtool -m q1 page 9 offset 128 length 128
ip link set q1 up
ip link set q2 up
# by ioctl, as programs do that know no netlink: type and all octets
by_ioctl() {
	python3 - "$1" <<-'END'
		import array, fcntl, socket, struct, sys
		sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		def ethtool(request):
		    data = array.array("B", request)
		    fcntl.ioctl(sock, 0x8946, struct.pack(  # SIOCETHTOOL
		        "16sP", sys.argv[1].encode(), data.buffer_info()[0]))
		    return data.tobytes()
		info = ethtool(struct.pack("III32x", 0x42, 0, 0))  # GMODULEINFO
		kind, length = struct.unpack("II", info[4:12])
		dump = ethtool(struct.pack(  # GMODULEEEPROM
		    "IIII", 0x43, 0, 0, length) + bytes(length))
		print(kind, length, *dump[16:])
	END
}
# ETH_MODULE_SFF_8472 is 2, ETH_MODULE_SFF_8636 is 3
is "by ioctl: SFF-8472" "2 512 $a0" "$(by_ioctl s1 | cut -d' ' -f1-130)"
is "by ioctl: SFF-8636" "3 640 $(octets q1 page 0 i2c 0x50 offset 0 length 128) $p0" \
	"$(by_ioctl q1 | cut -d' ' -f1-258)"
is "and its thresholds" "$(octets q1 page 3 offset 128 length 128)" \
	"$(by_ioctl q1 | cut -d' ' -f515-642)"
is "by ioctl: CMIS, as far as there is room" "3 256 24" \
	"$(by_ioctl d1 | cut -d' ' -f1-3)"
has "the card tells what it is" "driver: erdsim" "$(ethtool -i q1)"
is "it has an address of its own" "$(cat /sys/class/net/q1/address)" \
	"$(ethtool -P q1 | awk '{ print $3 }')"

# --- coding ---------------------------------------------------------------------

fec() { # DEVICE corrected|uncorrectable
	ethtool -I --show-fec "$1" | awk "/$2_blocks/ { print \$2 }"
}

ip link set d1 up
ip link set d2 up
lines "1 1" d1 d2 >/dev/null
is "a good light needs no correction" "0 0" \
	"$(fec d1 corrected) $(fec d1 uncorrectable)"
# there are 7.5 dB of margin
sim fault d1 attenuate db 5.5
works "at 2 dB of margin there is some" wait_for 5 eval '[[ $(fec d1 corrected) -gt 0 ]]'
is "and all is corrected" "0" "$(fec d1 uncorrectable)"
sim fault d1 attenuate db 8.4
works "below sensitivity not all is" \
	wait_for 5 eval '[[ $(fec d1 uncorrectable) -gt 0 ]]'
sim lift d1 attenuate
was=$(fec d1 corrected)
sleep 0.3
is "good light again: no more" "$was" "$(fec d1 corrected)"
is "the other direction never had any" "0" "$(fec d2 corrected)"
has "400G does not work without" "not supported" \
	"$(ethtool --set-fec d1 encoding off 2>&1)"
is "100G does" "Active FEC encoding: Off" "$(ethtool --show-fec q1 | grep Active)"
ethtool --set-fec q1 encoding rs
is "both ends must agree" "fec_mismatch fec_mismatch 0 0" \
	"$(state q1) $(state q2) $(lines "0 0" q1 q2)"
ethtool --set-fec q2 encoding rs
is "then there is carrier" "1 1" "$(lines "1 1" q1 q2)"

# --- LED ------------------------------------------------------------------------

is "the LED is off" "false" \
	"$(erdctl -j sim show q1 | jq '.sim_ports[0].identify')"
ethtool -p q1 &
works "it blinks while ethtool wants it to" wait_for 5 eval \
	'[[ $(erdctl -j sim show q1 | jq .sim_ports[0].identify) == true ]]'
kill $!
wait $! 2>/dev/null
is "and no longer" "false false" "$(erdctl -j sim show q1 |
	jq -r '.sim_ports[0] | "\(.identify) \(.led)"')"

# --- the patch field --------------------------------------------------------------

for port in s1 s2 q1 q2 d1 d2; do sim delete "$port"; done
sim add p1 peer m1
sim add p2 peer m2
for port in p1 p2 m1 m2; do ip link set "$port" up; done
is "two links" "1 1 1 1" "$(lines "1 1 1 1" p1 m1 p2 m2)"

# fault_is FAULT-ARGUMENTS STATE-OF-p1 STATE-OF-m1
fault_is() {
	local fault=$1

	# shellcheck disable=SC2086 # words
	sim fault p1 $fault
	is "$fault" "$2 $3 0 0" "$(state p1) $(state m1) $(lines "0 0" p1 m1)"
	is "$fault: the other link is as it was" "1 1" "$(lines "1 1" p2 m2)"
	sim lift p1 "${fault%% *}"
	is "$fault: lifted" "1 1" "$(lines "1 1" p1 m1)"
}

fault_is cut no_light no_light
fault_is dark no_light remote_fault
fault_is roll no_light no_light
fault_is laser remote_fault no_light
fault_is unplug no_module no_light
fault_is "speed to 10G" speed_mismatch speed_mismatch
fault_is "attenuate db 20" low_light remote_fault
has "ethtool has a word for it" "No cable" \
	"$(sim fault p1 unplug; lines 0 p1 >/dev/null; ethtool p1; sim lift p1 all)"

sim fault p1 roll
sim fault m1 roll
is "rolled at both ends is straight" "1 1" "$(lines "1 1" p1 m1)"
sim lift p1 roll
is "rolled at the other is rolled" "0 0" "$(lines "0 0" p1 m1)"
sim lift m1 roll
is "straight again" "1 1" "$(lines "1 1" p1 m1)"

sim cross p1 peer p2
is "crossed: carrier on all, as in life" "1 1 1 1" \
	"$(lines "1 1 1 1" p1 m1 p2 m2)"
is "but each ends at the other's" "m2:rx m2:tx m1:rx m1:tx" \
	"$(erdctl -j sim list | jq -r '[.sim_ports[] | select(.name[0:1] == "p") |
		(.tx_strand, .rx_strand) | "\(.peer):\(.peer_socket)"] | join(" ")')"
sim fault p1 cut
is "a cut is in that fibre" "0 1 1 0" "$(lines "0 1 1 0" p1 m1 p2 m2)"
sim cross p1 peer p2
is "and goes with it" "1 1 0 0" "$(lines "1 1 0 0" p1 m1 p2 m2)"
sim lift p2 cut

sim unpatch m1 socket rx
is "one strand unplugged: one end sees no light, the other its fault" \
	"no_light remote_fault" "$(state m1) $(state p1)"
sim patch p1 peer m1 socket tx peer-socket rx loss 3
lanes=4
levels_are "and plugged in again with 3 dB" "$(each -4)" "$(powers m1 rx)"
sim patch p1 peer m2 socket tx peer-socket rx
sim patch m2 peer p1 socket tx peer-socket rx
is "patching unplugs what was there" "1 0 0 1" \
	"$(lines "1 0 0 1" p1 m1 p2 m2)"
sim patch p1 peer p1
is "a loop has carrier" "1" "$(lines 1 p1)"
sim patch p1 peer m1
sim patch p2 peer m2
is "all straight" "1 1 1 1" "$(lines "1 1 1 1" p1 m1 p2 m2)"
refused "a strand needs two sockets" 2 "two sockets" \
	erdctl sim patch p1 peer p1 socket tx peer-socket tx
refused "what is not patched cannot be cut" 1 "nothing is patched" sh -c '
	erdctl sim unpatch m2; erdctl sim fault m2 cut'
sim patch p2 peer m2
sim add t1 speed 10G
refused "a module has so many lanes" 2 "has 1 lane" \
	erdctl sim fault t1 laser lane 2
sim delete t1

changes() {
	local n

	read -r n <"/sys/class/net/$1/carrier_changes"
	echo "$n"
}
was=$(changes p1)
sim fault p1 flap hz 5
works "flapping" wait_for 10 eval '[[ $(changes p1) -ge $((was + 6)) ]]'
sim lift p1 flap
is "lifted" "1 1" "$(lines "1 1" p1 m1)"
was=$(changes p1)
sleep 1
is "for good" "$was" "$(changes p1)"

# the kernel's own client, which knows the specification alone
by_spec() {
	python3 - "$("$here/../../tools/vm/vm" source)" \
		"$here/../../docs/netlink/erdsim.yaml" <<-'END'
		import os, sys
		source, spec = sys.argv[1:3]
		sys.path.insert(0, os.path.join(source, "tools/net/ynl"))
		from lib import YnlFamily, NlError
		bench = YnlFamily(spec, os.path.join(
		    source, "Documentation/netlink/genetlink.yaml"))
		bench.do("strand-set", {"port": "p1", "socket": "rx",
		                        "lane": 1, "attenuation": 250})
		port = bench.do("port-get", {"name": "p1"})
		print(*[lane["rx-power"] for lane in port["lane"]])
		try:
		    bench.do("strand-set", {"port": "p1", "flap": 100001})
		except NlError as error:
		    print(error.nl_msg.error)
		print(*[port["state"] for port in bench.dump("port-get", {})])
	END
}
is "the kernel's YNL client drives the bench by its specification" \
	"-200 -450 -200 -200 -34 up up up up" "$(by_spec | xargs)"

works "the module unloads" rmmod erdsim
is "with all its devices" "" "$(ip -br link | grep -E '^[pm][12]')"
finish

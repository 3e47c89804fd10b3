# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A cable: two of the guest's interfaces and a hub between them. The host
# pulls it on request of the guest's `cable` command, by way of QEMU's monitor.

cable_a=()          # the names of the two ends of each cable
cable_b=()
cable_speed=()      # Mb/s
cable_properties=() # for QEMU's virtio-net-pci

# cable_parse A:B[:SPEED[:PROPERTIES]]
cable_parse() {
	local a b speed properties name

	IFS=: read -r a b speed properties <<<"$1"
	for name in "$a" "$b"; do
		[[ $name =~ ^[A-Za-z][A-Za-z0-9_.-]{0,14}$ && $name != lo ]] ||
			usage "'$name' in --cable $1 cannot be the name of an interface"
		[[ " ${cable_a[*]} ${cable_b[*]} " != *" $name "* && $a != "$b" ]] ||
			usage "two ends of a cable are named '$name'"
	done
	[[ ${speed:=100000} =~ ^[1-9][0-9]{0,8}$ ]] ||
		usage "'$speed' in --cable $1 is not a speed in Mb/s"
	cable_a+=("$a")
	cable_b+=("$b")
	cable_speed+=("$speed")
	cable_properties+=("$properties")
}

cable_any() {
	[[ ${#cable_a[@]} != 0 ]]
}

# Nobody outside the machine ever sees these addresses.
cable_mac() {
	printf '02:65:72:64:%02x:%02x\n' "$1" "$2"
}

# Print the guest's view of the cables: NAME=ADDRESS ...
cable_ends() {
	local i

	for i in "${!cable_a[@]}"; do
		printf '%s=%s ' "${cable_a[i]}" "$(cable_mac "$i" 1)"
		printf '%s=%s ' "${cable_b[i]}" "$(cable_mac "$i" 2)"
	done
}

# Print QEMU's arguments for the cables, one a line. A hub carries whole
# frames and knows no offloads, so that virtio_net takes a native XDP program
# and a large MTU without further ado.
cable_arguments() {
	local i end

	for i in "${!cable_a[@]}"; do
		for end in 1 2; do
			printf '%s\n' \
				-netdev "hubport,hubid=$i,id=hub$i-$end" \
				-device "virtio-net-pci,netdev=hub$i-$end,id=cable$i-$end,mac=$(
				cable_mac "$i" "$end"
			),speed=${cable_speed[i]},duplex=full,romfile=${cable_properties[i]:+,${cable_properties[i]}}"
		done
	done
}

# cable_serve DIR: answer the guest's requests, from and to DIR/cable.out and
# .in, with the help of the monitor at DIR/qmp.in and .out, until killed.
# (For pipes, .in and .out are from QEMU's point of view.)
cable_serve() {
	local verb name guest_in guest_out qmp_in qmp_out

	exec {guest_in}>"$1/cable.in" {guest_out}<"$1/cable.out" \
		{qmp_in}>"$1/qmp.in" {qmp_out}<"$1/qmp.out"
	cable_monitor '{"execute": "qmp_capabilities"}' >/dev/null
	while read -r -u "$guest_out" verb name; do
		case $verb in
		pull) cable_plug "$name" false ;;
		restore) cable_plug "$name" true ;;
		list) cable_list ;;
		*) echo "error the host knows no '$verb'" ;;
		esac >&"$guest_in"
	done
}

cable_list() {
	local i

	for i in "${!cable_a[@]}"; do
		echo "text ${cable_a[i]} ${cable_b[i]} ${cable_speed[i]}Mb/s"
	done
	echo ok
}

# cable_plug NAME true|false
cable_plug() {
	local i end

	for i in "${!cable_a[@]}"; do
		[[ $1 == "${cable_a[i]}" || $1 == "${cable_b[i]}" ]] || continue
		for end in 1 2; do
			cable_monitor "{\"execute\": \"set_link\", \"arguments\":
				{\"name\": \"cable$i-$end\", \"up\": $2}}" || return
		done
		echo ok
		return
	done
	echo "error no cable ends in '$1'"
}

# cable_monitor REQUEST: have QEMU's monitor do it. If it does not, print an
# answer for the guest.
cable_monitor() {
	local line

	echo "$1" >&"$qmp_in"
	while read -r -t 20 -u "$qmp_out" line; do
		case $line in
		*'"return"'*) return ;;
		*'"error"'*)
			echo "error QEMU refuses: $line"
			return 1
			;;
		esac # else it is the greeting, or tells of an event
	done
	echo "error QEMU's monitor does not answer"
	return 1
}

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every S-tag there is, two peerings each, on one port.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

CIRCUITS=4094
AGAIN=1024

# KiB that the kernel has allocated and cannot take back by itself
memory_used() {
	echo 3 >/proc/sys/vm/drop_caches
	awk '$1 == "SUnreclaim:" || $1 == "Percpu:" { sum += $2 }
		END { print sum }' /proc/meminfo
}

create() { # CIRCUITS
	{
		echo "port add big dev sec pair big role primary xdp native"
		seq "$1" | awk '{
			printf "circuit create c%d pair big stag %d\n", $1, $1
			printf "peering create c%d private ctag 100\n", $1
			printf "peering create c%d microsoft ctag 200\n", $1 }'
	} | erdctl --batch -
}

delete_circuits() {
	erdctl --json circuit list |
		jq -r '.circuits[] | "circuit delete \(.name)"' |
		erdctl --batch -
}

lab_load
lab_quiet

began=$SECONDS
works "$CIRCUITS circuits with 2 peerings are created" create $CIRCUITS
printf '# created in %d s\n' $((SECONDS - began))
is "ip lists them" $((2 * CIRCUITS)) "$(ip -br link show type erd | wc -l)"
began=$SECONDS
is "erdctl lists the circuits" $CIRCUITS \
	"$(erdctl --json circuit list | jq '.circuits | length')"
is "erdctl lists the peerings, each tag once" $((2 * CIRCUITS)) \
	"$(erdctl --json peering list |
		jq '[.peerings[] | [.stag, .ctag]] | unique | length')"
printf '# listed in %d s\n' $((SECONDS - began))

erdctl port enable big
wait_for 10 carrier_is c4094.m1 1
ip link set msee2 up
for stag in 1 2047 4094; do
	frames -i msee2 --vid $stag --vid 200 --count 10 >/dev/null
done
sleep 0.5
is "frames find their way to the first, middle and last" "10 10 10" \
	"$(counter c1.m1 rx_packets) $(counter c2047.m1 rx_packets) $(counter c4094.m1 rx_packets)"

began=$SECONDS
works "a peering is deleted by itself" erdctl peering delete c7 private
works "a circuit with its peerings" erdctl circuit delete c8 --force
works "all of them, with the port" erdctl port delete big --force
is "ip lists none" 0 "$(ip -br link show type erd | wc -l)"
works "and the circuits" delete_circuits
is "erdctl lists none" 0 "$(erdctl --json circuit list | jq '.circuits | length')"
printf '# deleted in %d s\n' $((SECONDS - began))

# What the kernel keeps for the next time it has kept by now; a leak grows.
sleep 10
before=$(memory_used)
create $AGAIN && erdctl port delete big --force && delete_circuits
# what RCU frees it frees in batches, some seconds later
memory_back() {
	after=$(memory_used)
	[[ $((after - before)) -lt 512 ]]
}
works "none of the memory of $((2 * AGAIN)) devices is lost" \
	wait_for 30 memory_back
memory_back
printf '# memory in use: %d KiB before, %d KiB after %d circuits more\n' \
	"$before" "$after" $AGAIN

works "the module unloads" rmmod erd
ip link set msee2 down
finish

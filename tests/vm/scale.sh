#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every S-tag there is, two peerings each, on one port.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

CIRCUITS=$(lab_share 4094)
# circuits that come and go in each round of the search for what is lost
AGAIN=512
ROUNDS=3

# What the kernel has allocated, a line each: of every slab cache its objects
# that are in use (exactly, once it has given back the empty ones that it
# keeps), and the pages of what are no objects.
memory_used() {
	local cache

	# RCU frees some in batches, seconds later
	sleep 8
	echo 3 >/proc/sys/vm/drop_caches
	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 >"$cache"
	done
	awk 'FNR > 2 { print $1, $2 }' /proc/slabinfo
	awk '/^(Percpu|VmallocUsed|PageTables|KernelStack):/ { print $1, $2 / 4 }' \
		/proc/meminfo
}

# A leak grows by the same in each round. What the kernel keeps for the next
# time it has kept after the first. So lost is that of which there was more
# after every round, by an object for two devices, or half a page for a hundred.
lost() { # FILE...: what memory_used said, round by round
	awk -v devices=$((2 * AGAIN)) '
		FNR == 1 { round++ }
		{ n[$1, round] = $2; names[$1] }
		END {
			for (name in names) {
				least = devices / (name ~ /:$/ ? 200 : 2)
				for (r = 2; r <= round; r++)
					if (n[name, r] - n[name, r - 1] < least)
						break
				if (r > round)
					printf "%s: %d in round 1, %d in round %d\n",
						name, n[name, 1],
						n[name, round], round
			}
		}' "$@"
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
		jq -r '.circuits[] | "circuit delete \(.name) pair \(.pair)"' |
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
middle=$((CIRCUITS / 2))
wait_for 10 carrier_is c$CIRCUITS.m1 1
ip link set msee2 up
for stag in 1 $middle $CIRCUITS; do
	frames -i msee2 --vid $stag --vid 200 --count 10 >/dev/null
done
arrived() {
	echo "$(counter c1.m1 rx_packets) $(counter c$middle.m1 rx_packets) $(counter c$CIRCUITS.m1 rx_packets)"
}
wait_for 5 eval '[[ $(arrived) == "10 10 10" ]]'
is "frames find their way to the first, middle and last" "10 10 10" "$(arrived)"

# The clock of this machine has no source, and that is all.
began=$SECONDS
is "doctor looks through all of them" clock_unsynchronised \
	"$(erdctl --json doctor | jq -r '[.doctor.findings[].id] | join(" ")')"
printf '# examined in %d s\n' $((SECONDS - began))

began=$SECONDS
works "a peering is deleted by itself" erdctl peering delete c7 private
works "a circuit with its peerings" erdctl circuit delete c8 --force
works "all of them, with the port" erdctl port delete big --force
is "ip lists none" 0 "$(ip -br link show type erd | wc -l)"
works "and the circuits" delete_circuits
is "erdctl lists none" 0 "$(erdctl --json circuit list | jq '.circuits | length')"
printf '# deleted in %d s\n' $((SECONDS - began))

again="$((2 * AGAIN)) devices, $ROUNDS times made and deleted"
if [[ -e /sys/kernel/debug/kmemleak ]]; then
	skip "nothing is lost of $again" "kmemleak looks for that, in debug/leaks"
else
	used=$(mktemp -d)
	for ((round = 0; round < ROUNDS; round++)); do
		create $AGAIN && erdctl port delete big --force && delete_circuits
		memory_used >"$used/$round"
	done
	is "nothing is lost of $again" "" "$(lost "$used"/*)"
	printf '# in use, round by round: %s objects\n' "$(for file in "$used"/*; do
		awk '$1 !~ /:$/ { sum += $2 } END { print sum }' "$file"; done | xargs)"
	rm -r "$used"
fi

works "the module unloads" rmmod erd
ip link set msee2 down
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Rates of circuits, by erdctl: shaped on the way out, policed on the way in. The
# judges are stock vlan devices at the far end and, on our side, the module.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

RATE=5000000		# bit/s: little enough for an emulated machine to exceed
BURST=625000		# octets: one second, in which the machine may stand still
SIZE=1000		# of a frame, without tags
WIRE=$((SIZE + 8))
SLACK=40		# frames that may be on their way when they are counted

# packets DEVICE NAME: into the variable NAME, without a process of its own
packets() {
	read -r "$2" <"/sys/class/net/$1/statistics/rx_packets"
}

microseconds() { # NAME
	printf -v "$1" %s "${EPOCHREALTIME/[.,]/}"
}

# meter DEVICE SECONDS: frames that it received, and within which time: at least
# and at most so many microseconds, by the clock around each reading
meter() {
	local before after first then_before then_after last

	microseconds before
	packets "$1" first
	microseconds after
	sleep "$2"
	microseconds then_before
	packets "$1" last
	microseconds then_after
	frames=$((last - first))
	least=$((then_before - after))
	most=$((then_after - before))
}

# keeps_rate DEVICE: while more is offered than may pass. Never more than the rate
# and one burst; and the rate itself, unless the machine was held up so long that
# less was offered, which is made up for later: then it is looked at again.
keeps_rate() {
	local low high

	for _ in 1 2 3 4 5; do
		meter "$1" 3
		low=$((RATE * 98 / 100 * least / 8000000 / WIRE - SLACK))
		high=$((RATE * 102 / 100 * most / 8000000 / WIRE + SLACK))
		printf '# %d frames in %d us: %d to %d were to be\n' \
			"$frames" "$least" "$low" "$high"
		[[ $frames -le $((high + BURST / WIRE)) ]] || return
		[[ $frames -lt $low || $frames -gt $high ]] || return 0
	done
	return 1
}

limited() { # rx|tx: what the rate of hq1 kept from passing on the port
	erdctl -j stats | jq "[.peerings[] | select(.circuit == \"hq1\") |
		.sub_interfaces[].fast_path.drops.rate_limited.$1_frames] | add"
}
above() { # DEVICE FRAMES
	local now

	packets "$1" now
	[[ $now -gt $2 ]]
}
flood() { # ARGUMENT...
	frames "$@" --size "$size" --count 1000000000 >/dev/null 2>&1 &
	flooding=$!
}
flood_end() {
	kill "$flooding"
	wait "$flooding" 2>/dev/null
}
rates() {
	erdctl -j circuit show hq1 | jq -c '.circuits[0].rates'
}

modprobe 8021q
lab_load
lab_quiet
{
	echo "port add r-1 dev pri pair r role primary"
	echo "circuit create hq1 pair r stag 1000"
	echo "circuit create hq2 pair r stag 1001"
	echo "peering create hq1 private ctag 100"
	echo "peering create hq2 private ctag 100"
	echo "port enable r-1"
} | erdctl --batch -
ip link set msee1 mtu 1508 promisc on up
for stag in 1000 1001; do
	ip link add link msee1 name "s$stag" type vlan id $stag
	ip link add link "s$stag" name "c$stag" type vlan id 100
	ip link set "s$stag" up
	ip link set "c$stag" up
done
wait_for 10 carrier_is hq1.p1 1
before=$(tc qdisc show dev pri)

# --- out ----------------------------------------------------------------------

works "a circuit is limited on the way out" \
	erdctl circuit set hq1 rate-out 5mbit burst $BURST
is "which can be read" "$RATE $BURST" "$(rates |
	jq -r '.out | "\(.bits_per_second) \(.burst_bytes)"')"
has "the port's device has fq" "fq" "$(tc qdisc show dev pri)"
erdctl port add r-2 dev sec pair r role secondary
has "and so has a port that joins the pair" "fq" "$(tc qdisc show dev sec)"
erdctl circuit set hq1 rate-out none
hasnt() { [[ $3 != *"$2"* ]] && ok "$1" || not_ok "$1" "seen: $3"; }
hasnt "both lose it" "fq" "$(tc qdisc show dev pri)$(tc qdisc show dev sec)"
erdctl port set r-2 xdp off
erdctl circuit set hq1 rate-out 5mbit burst $BURST
hasnt "a port that is off is left out" "fq" "$(tc qdisc show dev sec)"
erdctl port set r-2 xdp native
has "and has it when it is on again" "fq" "$(tc qdisc show dev sec)"
erdctl port delete r-2 --force
size=$SIZE
flood -i hq1.p1
dropping() { [[ $(limited "$1") -gt $2 ]]; }
works "more than the burst passes" wait_for 60 above c1000 \
	$((BURST / WIRE + 1000))
works "then it passes at the rate, within 2 %" keeps_rate c1000
works "what would be too late is dropped" wait_for 10 dropping tx 0
packets c1001 first
frames -i hq2.p1 --size $SIZE --count 300 --interval 2000 >/dev/null
works "and another circuit loses nothing meanwhile" wait_for 10 above c1001 \
	$((first + 299))
flood_end
works "it is unlimited again" erdctl circuit set hq1 rate-out none
is "the port's device is as it was" "$before" "$(tc qdisc show dev pri)"

# --- in -----------------------------------------------------------------------

works "a circuit is limited on the way in" \
	erdctl circuit set hq1 rate-in 5mbit burst $BURST
size=$WIRE
flood -i msee1 --vid 1000 --vid 100
works "what is more is dropped" wait_for 60 dropping rx 1000
works "the rest passes at the rate, within 2 %" keeps_rate hq1.p1
works "with more being dropped all the time" wait_for 10 dropping rx \
	"$(limited rx)"
packets hq2.p1 first
frames -i msee1 --vid 1001 --vid 100 --size $WIRE --count 300 --interval 2000 \
	>/dev/null
works "and another circuit loses nothing meanwhile" wait_for 10 above hq2.p1 \
	$((first + 299))
flood_end
works "it is unlimited again" erdctl circuit set hq1 rate-in none
is "and nothing is set any more" "null null" \
	"$(rates | jq -r '"\(.in) \(.out)"')"

# --- sizes --------------------------------------------------------------------

works "sizes are counted when asked for" erdctl port set r-1 histogram on
frames -i msee1 --vid 1000 --vid 100 --size 64 --count 20 >/dev/null
frames -i msee1 --vid 1000 --vid 100 --size 1500 --count 10 >/dev/null
sizes() {
	erdctl -j stats | jq -c '[.peerings[] | select(.circuit == "hq1") |
		.sub_interfaces[].fast_path.sizes[].rx_frames]'
}
sizes_are() { [[ $(sizes) == "$1" ]]; }
works "each in its class" wait_for 10 sizes_are "[20,0,0,0,0,10,0,0]"
printf '# %s\n' "$(sizes)"

# --- samples ------------------------------------------------------------------

samples() { erdctl -j port show r-1 | jq .ports[0].attachment.samples; }
is "frames of no peering are not sampled" false "$(samples)"
works "they are when asked for" erdctl port set r-1 sample on
is "and it is shown" true "$(samples)"
works "and no more" erdctl port set r-1 sample off
is "which is shown too" false "$(samples)"

erdctl port delete r-1 --force
erdctl circuit delete hq1
erdctl circuit delete hq2
works "the module unloads" rmmod erd
for stag in 1000 1001; do ip link del "s$stag"; done
ip link set msee1 promisc off mtu 1500 down
finish

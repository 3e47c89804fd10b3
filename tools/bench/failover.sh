#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# failover.sh BUILD-FOLDER RUNS: how long routes stay on a link that fails, in the
# lab, in the virtual machine that this runs in: so many times by loss of carrier,
# and so many without a sign, which BFD has to find. A line of JSON each.
set -u
O=$1
runs=$2
here=$(dirname "$0")
. "$here/../../tests/lab.sh"
. "$here/../lab/frr.sh"
. "$here/../lab/microsoft.sh"
. "$here/../lab/lab.sh"

# The default ones, as Azure's: three times 300 ms.
: "${msee_bfd_ms:?}" "${lab_bfd_ms:?}"

say() { printf '%s\n' "$*" >&2; }
die() { say "failover: $*"; erdctl bgp list >&2; exit 1; }

watched=(10.200.0.0/16 1001 2001:db8:200::/48 1001)
over_both() {
	local i family vrf

	for ((i = 0; i < ${#watched[@]}; i += 2)); do
		family=-4
		[[ ${watched[i]} == *:* ]] && family=-6
		vrf=(table "${watched[i + 1]}")
		[[ $(ip $family -j route show "${watched[i]}" "${vrf[@]}" |
			jq '[.[] | if .nexthops then .nexthops[] else . end] |
				length') == 2 ]] || return
	done
}
whole() {
	[[ $(erdctl -j bgp list | jq '[.bgp_sessions[] |
		select(.established and .bfd.status == "up")] | length') == 8 ]] &&
		over_both
}

lab_up >/dev/null || die "the lab is not built"
for ((run = 0; run < runs; run++)); do
	for kind in cut silent; do
		wait_for 180 whole || die "the lab does not come up"
		# not always at the same point of any interval
		sleep "0.$((RANDOM % 900 + 100))"
		detect=$(erdctl -j bgp show hq1 | jq '[.bgp_sessions[] |
			select(.session | endswith("/1")) | .bfd.detect_ms] | max')
		line=$("$O/bench/failover" $kind er1 hq1.p1 "${watched[@]}") ||
			die "no figure"
		echo "$line" | jq -c --argjson detect "$detect" \
			'. + {detect_ms: $detect}' || die "no figure"
	done
done
lab_down

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Desired state from any to any: converge.py's random files on this kernel.
# ERD_SEED of the caller does one run again.
here=$(dirname "$0")
. "$here/../lab.sh"
. "$here/../../tools/lab/frr.sh"

umask 077
lab_load
modprobe vrf
for n in 1 2 3 4; do
	ip link add v$n type veth peer name w$n
	ip link set w$n up
done
export FRR_RUN=/run/frr
frr_start $FRR_RUN zebra bgpd bfdd
# shellcheck disable=SC2086 # no seed, no word
"$here/converge.py" "$(lab_share 12)" ${ERD_SEED-}
status=$?
for daemon in zebra bgpd bfdd; do
	kill -0 "$(<$FRR_RUN/$daemon.pid)" 2>/dev/null && continue
	echo "# FRR's $daemon is gone:"
	tail -n 40 "$FRR_RUN/$daemon.log" | sed 's/^/# /'
	status=1
done
exit $status

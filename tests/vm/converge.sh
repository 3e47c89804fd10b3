#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Desired state from any to any: converge.py's random files on this kernel.
# ERD_SEED of the caller does one run again.
here=$(dirname "$0")
. "$here/../lab.sh"

umask 077
lab_load
modprobe vrf
for n in 1 2 3 4; do
	ip link add v$n type veth peer name w$n
	ip link set w$n up
done
# shellcheck disable=SC2086 # no seed, no word
exec "$here/converge.py" "$(lab_share 12)" ${ERD_SEED-}

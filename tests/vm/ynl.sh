#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel's own YNL client reads and drives the family, knowing no more of
# it than docs/netlink/erd.yaml.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

lab_load
ip link add y0 type veth peer name y1
python3 "$here/ynl.py" "$("$here/../../tools/vm/vm" source)" \
	"$here/../../docs/netlink/erd.yaml"
status=$?
rmmod erd
ip link del y0
exit $status

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What erdctl reads of modules, on the bench. The judge is the stock ethtool,
# which reads the same modules, and the bench's own light budget.
here=$(dirname "$0")
. "$here/../tap.sh"
. "$here/../lab.sh"

bench=$(find "$O/kmod-$lab_kernel" -name erdsim.ko -print -quit)
if [[ ! $bench ]]; then
	skip "optics" "there is no bench, erdsim.ko"
	finish
	exit
fi
insmod "$bench"
python3 "$here/optics.py" "$("$here/../../tools/vm/vm" source)" \
	"$here/../../docs/netlink/erdsim.yaml" \
	"$O/kmod-$lab_kernel/kmod/erd.ko" "$here/../cli/validate.py"
status=$?
rmmod erd erdsim
exit $status

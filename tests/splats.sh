#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Whatever a kernel reports about itself fails a machine's run: the reports are
# written to its console as the kernel words them.
here=$(dirname "$(realpath "$0")")
. "$here/tap.sh"

reports=(
	"BUG: KASAN: slab-use-after-free in erd_rx+0x1f/0x2e0 [erd]"
	"BUG: sleeping function called from invalid context at mm/slab.h:1"
	"BUG: kernel NULL pointer dereference, address: 0000000000000008"
	"kernel BUG at net/core/dev.c:11000!"
	"general protection fault, probably for non-canonical address: 0000 [#1]"
	"WARNING: CPU: 0 PID: 1 at net/core/dev.c:1 dev_close+0x1/0x2"
	"WARNING: possible circular locking dependency detected"
	"WARNING: suspicious RCU usage"
	"INFO: trying to register non-static key."
	"INFO: task rmmod:99 blocked for more than 120 seconds."
	"UBSAN: array-index-out-of-bounds in kmod/table.c:1:2"
	"ODEBUG: free active (active state 0) object type: timer_list hint: 0x0"
	"kmemleak: 1 new suspected memory leaks (see /sys/kernel/debug/kmemleak)"
	"refcount_t: underflow; use-after-free."
	"ref_tracker: net refcnt@00000000f00 has 1/1 users at"
	"leaked reference."
	"unregister_netdevice: waiting for c1.p1 to become free. Usage count = 2"
)

# report LINE...: what the run says after the kernel has said that
report() {
	"$here/../tools/vm/vm" run -c 1 -- \
		sh -c 'for line; do echo "$line" >/dev/kmsg; done' report "$@" 2>&1
}

"$here/../tools/vm/vm" fetch >&2  # whose progress is no report
said=$(report "erd: nothing is wrong")
is "a kernel that reports nothing passes" "0 " "$? $said"
said=$(report "${reports[@]}")
is "one that does fails" 126 $?
for line in "${reports[@]}"; do
	has "because of: $line" "$line" "$said"
done
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The last suite of a machine with the debug kernel: nothing has leaked, and
# what should have noticed was awake all the time. Whatever the kernel has
# reported on its console fails the machine's run by itself.
here=$(dirname "$0")
. "$here/../../tap.sh"
. "$here/../../lab.sh"

leak=/sys/kernel/debug/kmemleak

# What is no older than five seconds is no leak yet; and what a scan found in a
# register or on a stack by chance, the next one does not.
scan() {
	sleep 6
	echo scan >$leak && echo scan >$leak
}

instrumented() {
	grep -qaw "$1" "$O/kmod-$lab_kernel/kmod/erd.ko"
}

is "the module is not loaded" "" "$(lsmod | awk '$1 == "erd"')"
works "kmemleak looks for memory that nobody knows" scan
is "and finds none" "" "$(head -n 60 $leak)"
is "lockdep has watched to the end" 1 \
	"$(awk '$1 == "debug_locks:" { print $2 }' /proc/lockdep_stats)"
works "the module is built with KASAN" instrumented __asan_report_load8_noabort
works "and with UBSAN" instrumented __ubsan_handle_out_of_bounds
finish

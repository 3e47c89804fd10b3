#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# erdd as it is installed: its unit, its user, its manual. What it does is in
# tests/vm/erdd.sh.

top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
build=$(realpath "${1:-$top/build}")
. "$top/tests/tap.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

is '--version' 'erdd' "$("$build/erdd" --version | cut -d' ' -f1)"
"$build/erdd" nonsense 2>"$work/err"
is 'an argument ends with 2' 2 $?
has 'and says what there is' '--version' "$(<"$work/err")"

# --- what is installed ---------------------------------------------------------

# As below its prefix, which is where the unit looks for the program.
works 'it can be installed' make --no-print-directory -C "$top" O="$build" \
	PREFIX="$work/usr" IP_LIB_DIR="$work/ip" SYSCONFDIR="$work/etc" install
unit=$work/usr/lib/systemd/system/erdd.service
works 'its unit is one' systemd-analyze verify --man=no "$unit"
works 'it is exposed as little as 1.5 of 10' \
	systemd-analyze security --offline=true --threshold=15 "$unit"
is 'its capabilities are three' 'CAP_NET_ADMIN CAP_BPF CAP_PERFMON' \
	"$(sed -n 's/^AmbientCapabilities=//p' "$unit")"

# In a root of its own, that knows nobody yet.
root=$work/root
mkdir -p "$root"/{etc,run,var/lib,sys/fs/bpf}
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\n' >"$root/etc/group"
works 'its user is made' systemd-sysusers --root="$root" \
	"$work/usr/lib/sysusers.d/erd.conf"
has 'and is in the group of FRR' 'frrvty:x:' "$(cat "$root/etc/group")"
is 'which it is a member of' erd \
	"$(sed -n 's/^frrvty:.*://p' "$root/etc/group")"
if [[ $(id -u) == 0 ]]; then
	works 'its folders are made' systemd-tmpfiles --root="$root" --create \
		"$work/usr/lib/tmpfiles.d/erd.conf"
	uid=$(sed -n 's/^erd:x:\([0-9]*\):.*/\1/p' "$root/etc/passwd")
	is 'and are its own' "700 $uid 755 $uid 700 $uid 700 $uid" "$(cd "$root" &&
		stat -c '%a %u' etc/erd run/erd var/lib/erd sys/fs/bpf/erd | xargs)"
	is 'it gets through to them' '710 0' \
		"$(stat -c '%a %u' "$root/sys/fs/bpf")"
else
	skip 'its folders' 'not root'
fi

# --- its watchdog ----------------------------------------------------------------

# The loop feeds it after an hour at the earliest, and as it begins; what it does
# in between may take long, so it is fed before that.
fed() {
	unshare --mount --net bash -s "$build/erdd" "$work/notified" <<'EOF'
	told=$2
	wait_for() { for _ in {1..300}; do "$@" && return; sleep 0.1; done; }
	is_ready() { [[ $(grep -c READY=1 "$told") -ge $1 ]]; }
	mount -t tmpfs none /run
	mkdir /run/erd
	socat -u UNIX-RECV:/run/notify - >"$told" &
	socat=$!
	wait_for test -S /run/notify
	WATCHDOG_USEC=7200000000 NOTIFY_SOCKET=/run/notify "$1" 2>/dev/null &
	erdd=$!
	wait_for is_ready 1
	kill -HUP "$erdd"
	wait_for is_ready 2
	kill "$erdd" "$socat"
	wait
EOF
}
if [[ $(id -u) == 0 ]]; then
	fed
	works 'its watchdog is fed before each look' grep -qz \
		'RELOADING=1.*WATCHDOG=1.*READY=1' "$work/notified"
else
	skip 'its watchdog' 'not root'
fi

# --- the manual ------------------------------------------------------------------

is 'the manual has the number of each kind of record' \
	"$(grep -ohE '"[0-9a-f]{32}"' "$top/userspace/erdd/record.c" |
		tr -d '"' | sort)" \
	"$(grep -ohE '\b[0-9a-f]{32}\b' "$top/docs/man/erdd.8" | sort)"
names() { tr -d '\n\t' | grep -oE '"[0-9a-f]{32}", *"[a-z]+"' | sed -E 's/"([0-9a-f]+)", *"(.*)"/\1 \2/'; }
is 'and its name' "$(names <"$top/userspace/erdd/record.c" | sort)" \
	"$(sed -nE '/^\.B [0-9a-f]{32}$/{s/^\.B //;N;s/\n\.BR? / /;s/ :$//;p}' \
		"$top/docs/man/erdd.8" | sort)"
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The fast path frame by frame, the unit tests that need a kernel's BPF: what
# passes on the machine's own kernel passes on this one. O is the build folder.
set -u
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

mountpoint -q /sys/fs/bpf || mount -t bpf bpf /sys/fs/bpf
for suite in fastpath fastpath_counts fastpath_options; do
	said=$(CMOCKA_MESSAGE_OUTPUT=TAP "$O/tests/test_$suite" 2>&1)
	while read -r verdict; do
		case $verdict in
		"not ok "*) not_ok "$suite: ${verdict#* - }" "$said" ;;
		"ok "*"# SKIP"*) not_ok "$suite: ${verdict#* - }" "$said" ;;
		"ok "*) ok "$suite: ${verdict#* - }" ;;
		esac
	done <<<"$said"
	has "$suite: all of them ran" "1.." "$said"
done
finish

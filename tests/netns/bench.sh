#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The ways of counting that make bench-xdp compares, on the same frames: each
# must have counted every one of them and, where it counts those of the wire,
# every octet. O is the build folder. How fast they are does not matter here.
set -u
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

raw=$(mktemp)
trap 'rm -f "$raw"' EXIT

works "all ways of counting count what was sent" \
	"$here/../../tools/bench/xdp/run.sh" "$O" "$raw" --check
is "and all of them were there" \
	"drop_only erd erd_full hash xdp_filter tcx nft_map libpcap" \
	"$(jq -r '.name | select(startswith("live/"))[5:]' "$raw" | xargs)"
finish

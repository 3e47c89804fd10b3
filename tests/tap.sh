# SPDX-License-Identifier: GPL-2.0-only
# TAP for shell tests. Source it, call the checks, end with `finish`.
# shellcheck shell=bash

# The same language. jq compiles its own library at each start, which is a
# quarter of a second in an emulated machine.
jq() { gojq "$@"; }

tap_n=0
tap_failed=0

# ok NAME / not_ok NAME [EXPLANATION...]
ok() {
	printf 'ok %d - %s\n' $((++tap_n)) "$1"
}

not_ok() {
	printf 'not ok %d - %s\n' $((++tap_n)) "$1"
	shift
	[[ $# == 0 ]] || printf '# %s\n' "$@"
	tap_failed=$((tap_failed + 1))
}

# skip NAME REASON
skip() {
	printf 'ok %d - %s # SKIP %s\n' $((++tap_n)) "$1" "$2"
}

# is NAME EXPECTED SEEN
is() {
	if [[ $2 == "$3" ]]; then
		ok "$1"
	else
		not_ok "$1" "expected: $2" "seen:     $3"
	fi
}

# has NAME EXPECTED-PART SEEN
has() {
	if [[ $3 == *"$2"* ]]; then
		ok "$1"
	else
		not_ok "$1" "expected in it: $2" "seen:           $3"
	fi
}

# works NAME COMMAND...: COMMAND must end with 0; prints what it said if not
works() {
	local name=$1 said

	shift
	if said=$("$@" 2>&1); then
		ok "$name"
	else
		not_ok "$name" "status $? of: $*" "${said//$'\n'/$'\n# '}"
	fi
}

# refused NAME STATUS PART COMMAND...: COMMAND must end with STATUS and say PART
refused() {
	local name=$1 status=$2 part=$3 said seen

	shift 3
	said=$("$@" 2>&1)
	seen=$?
	if [[ $seen == "$status" && $said == *"$part"* && $said != *$'\n'*$'\n'*$'\n'* ]]; then
		ok "$name"
	else
		not_ok "$name" "of: $*" "expected: status $status and: $part" \
			"seen:     status $seen and: $said"
	fi
}

finish() {
	printf '1..%d\n' "$tap_n"
	[[ $tap_failed == 0 ]]
}

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# host.sh BUILD: what erdctl does where the module is not loaded.
# shellcheck source-path=SCRIPTDIR
set -u

top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
build=$(realpath "${1:-$top/build}")
. "$top/tests/tap.sh"
erdctl=$build/erdctl
validate=$top/tests/cli/validate.py

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# run ARG...: sets status, out and err
run() {
	"$erdctl" "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	out=$(<"$work/out")
	err=$(<"$work/err")
}

# --- without the module ----------------------------------------------------

if [[ -e /sys/module/erd ]]; then
	skip 'without the module' 'the module is loaded'
else
	for command in '' 'port list' 'stats' 'monitor' 'capture' \
		'peering create hq1 private ctag 100'; do
		# shellcheck disable=SC2086 # words they are
		run $command
		is "'$command' without the module ends with 4" 4 "$status"
		is "'$command' says so, and what to do" \
			$'erdctl: the kernel module erd is not loaded\n        modprobe erd' "$err"
		is "'$command' prints nothing" '' "$out"
	done

	run --json port list
	is 'JSON: standard output is empty' '' "$out"
	has 'JSON: the error is JSON' '"code":"no_kernel","exit_status":4' "$err"
	if python3 -c 'import jsonschema' 2>/dev/null; then
		works 'JSON: the error is as the schema has it' \
			"$validate" "$work/err"
	else
		skip 'JSON: the error is as the schema has it' 'no jsonschema'
	fi
fi

# --- usage -----------------------------------------------------------------

run port lst
is 'an unknown verb ends with 2' 2 "$status"
has 'an unknown verb: the nearest is suggested' "did you mean 'list'?" "$err"
run peering set hq1 private egress-pcp 6:5,7:8
is 'a map out of range ends with 2' 2 "$status"
has 'a map out of range: the pair that is wrong is named' 'egress-pcp 7:8: ' "$err"
run peering create hq1 private ctag 4095
is 'a number out of range ends with 2' 2 "$status"
is 'a number out of range: the range is said' \
	'erdctl: ctag 4095: must be 1 to 4094' "$err"
run --version
is '--version' "0 erdctl" "$status ${out%% *}"
run port add --help
is 'help is on standard output' '0 ' "$status $err"
has 'help has every parameter' 'xdp native|generic|off' "$out"
manual=$(sed -E 's/\\f.//g' "$top"/docs/man/*.8)
while read -r command; do
	# shellcheck disable=SC2086 # words they are
	run help $command
	is "help $command" 0 "$status"
	has "the manual has '$command'" "$command" "$manual"
done < <("$erdctl" help | sed -nE '/^Commands:/,/^$/s/^  (.{19}).*/\1/p')

# --- batches ---------------------------------------------------------------

printf '# nothing\n\n  help port # and more\nbad line\nworse\n' >"$work/batch"
run --batch "$work/batch"
is 'a batch ends with the failure of its first bad line' 2 "$status"
is 'a batch names the line' "erdctl: line 4: 'bad': no such command" \
	"${err%%$'\n'*}"
run --batch "$work/batch" --keep-going
is '--keep-going ends with the first failure' 2 "$status"
has '--keep-going goes on' 'line 5' "$err"
echo "help \"port\" l'is't \"\" extra" >"$work/quoted"
run --batch "$work/quoted"
is 'a batch: quotes make words, empty ones too' \
	"erdctl: line 1: help: '' is not understood" "${err%%$'\n'*}"
echo "port loa ams-1 customer \"Example Ltd" >"$work/quoted"
run --batch "$work/quoted"
is 'a batch: a quote that is not closed' \
	"2 erdctl: line 1: a quote is not closed" "$status $err"
run --batch "$work/none"
is 'a batch that does not exist ends with 2' 2 "$status"
run --json --batch "$work/batch"
has 'JSON: the line is in the error' '"line":4' "$err"

# --- output that fails -----------------------------------------------------

"$erdctl" help >/dev/full 2>"$work/err"
is 'a full disk ends with 1' 1 $?
has 'a full disk is said' 'No space left' "$(<"$work/err")"
{
	sleep 0.2
	"$erdctl" help 2>"$work/err"
	echo $? >"$work/status"
} | true
is 'a reader that went away ends with 1' 1 "$(<"$work/status")"
is 'a reader that went away is told nothing' '' "$(<"$work/err")"

# --- ip link ---------------------------------------------------------------

# ip is what link_erd.so finds its functions in; a newer ip may lack one.
if type -P ip >/dev/null; then
	ip=$(realpath "$(type -P ip)")
	is 'ip has all that link_erd.so needs of it' '' \
		"$(comm -23 <(nm -D --undefined-only "$build/link_erd.so" |
			awk '$1 == "U" && $2 !~ /@/ { print $2 }' | sort) \
			<(nm -D --defined-only "$ip" | awk '{ print $3 }' | sort))"
	export IP_LIB_DIR=$build
	has 'ip link help erd' 'ctag N' "$(ip link help erd 2>&1)"
	has 'ip complains in its own words' \
		'Error: argument "4x" is wrong: not a tag' \
		"$(ip link add link lo name x type erd ctag 4x 2>&1)"
	unset IP_LIB_DIR
else
	skip 'ip and link_erd.so' 'no ip'
fi

# --- completion and manual -------------------------------------------------

run __complete -- port add er1 role ''
is 'completion of values' $'primary\nsecondary' "$out"
run __complete -- nonsense ''
is 'completion of nonsense is silent' '0  ' "$status $out $err"
COMP_WORDS=(erdctl peering create hq1 mi) COMP_CWORD=4 COMPREPLY=()
PATH=$build:$PATH
# shellcheck source=../../userspace/completion/erdctl.bash
. "$top/userspace/completion/erdctl.bash"
_erdctl
is "bash's completion" microsoft "${COMPREPLY[*]}"
COMP_WORDS=(erdctl port add er1 --role "=" s) COMP_CWORD=6
_erdctl
is "bash's completion: --key=value" secondary "${COMPREPLY[*]}"
COMP_WORDS=(erdctl port add er1 --encap "=") COMP_CWORD=5
_erdctl
is "bash's completion: --key=" 'qinq dot1q' "${COMPREPLY[*]}"

if type -P man >/dev/null; then
	is 'the manual has no warnings' '' \
		"$(man --warnings -E UTF-8 -l -Tutf8 -Z "$top/docs/man/erdctl.8" \
			2>&1 >/dev/null)"
else
	skip 'the manual has no warnings' 'no man'
fi

finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# config.sh BUILD: the file of desired state, which needs no module.
# shellcheck source-path=SCRIPTDIR
set -u

here=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
top=$(realpath "$here/../..")
build=$(realpath "${1:-$top/build}")
. "$top/tests/tap.sh"
PATH=$build:$PATH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077

# --- the schema --------------------------------------------------------------

is 'docs/erd.schema.json is what erdctl prints' '' \
	"$(diff <(erdctl config schema) "$top/docs/erd.schema.json")"
if python3 -c 'import jsonschema, yaml' 2>/dev/null; then
	works 'the schema and erdctl agree on files right and wrong' \
		"$here/schema_agrees.py" "$build/erdctl" "$here/config/files.yaml"
else
	skip 'the schema and erdctl agree' 'no jsonschema or no yaml'
fi

# --- check and show ----------------------------------------------------------

cat >"$work/right" <<-END
	pairs:
	- circuits: [{stag: 5, name: c}]
	  bandwidth_gbps: 10
	  name: d
	schema: erd/1
END
is 'what is right is not mentioned' '0 ' \
	"$? $(erdctl config check "$work/right" 2>&1)"
is 'it is shown in one form' \
	'schema: erd/1|pairs:|- name: d|  bandwidth_gbps: 10|  circuits:|  - name: c|    stag: 5' \
	"$(erdctl config show "$work/right" | paste -sd'|')"
is 'as JSON too' '{"schema":"erdctl/1","config":{"schema":"erd/1","pairs":[{"name":"d","bandwidth_gbps":10,"circuits":[{"name":"c","stag":5}]}]}}' \
	"$(erdctl -j config show "$work/right")"
is 'what is shown is shown the same again' \
	"$(erdctl config show "$work/right")" \
	"$(erdctl config show "$work/right" | erdctl config show -)"

sed 's/stag: 5/stag: 5, bandwith_gbps: 5/' "$work/right" >"$work/wrong"
refused 'what is wrong ends with 2' 2 \
	"$work/wrong:2: circuit: there is no key 'bandwith_gbps'" \
	erdctl config show "$work/wrong"
is 'check says it, with what was meant' \
	"$work/wrong:2: circuit: there is no key 'bandwith_gbps'|        did you mean 'bandwidth_gbps'?" \
	"$(erdctl config check "$work/wrong" 2>/dev/null | paste -sd'|')"
is 'and counts' "erdctl: $work/wrong: 1 error, 0 warnings" \
	"$(erdctl config check "$work/wrong" 2>&1 >/dev/null)"
erdctl -j config check "$work/wrong" >"$work/json" 2>/dev/null
has 'as JSON too' '"line":2,"severity":"error"' "$(<"$work/json")"
if python3 -c 'import jsonschema' 2>/dev/null; then
	erdctl -j config show "$work/right" >>"$work/json"
	works 'which is as its schema has it' "$here/validate.py" "$work/json"
fi
printf 'schema: erd/1\npairs:\n\t- name: d\n' >"$work/tab"
has 'a tab is called one' 'there is a tab: YAML is indented with blanks' \
	"$(erdctl config check "$work/tab" 2>/dev/null)"
refused 'a file that is not there ends with 3' 3 'No such file' \
	erdctl config check "$work/none"
refused 'a folder is no file' 1 'Is a directory' erdctl config check "$work"

# a key that others could read
sed "s/name: c/name: c, peerings: [{type: private, ctag: 1, md5_key: s3cret}]/" \
	"$work/right" >"$work/secret"
works 'a file with a key is private' erdctl config check "$work/secret"
is 'its key is not shown' '' "$(erdctl config show "$work/secret" | grep s3cret)"
is 'nor in JSON' '' "$(erdctl -j config show "$work/secret" | grep s3cret)"
chmod 640 "$work/secret"
refused 'or it is refused' 2 'md5_key, and others than its owner' \
	erdctl config show "$work/secret"

# --- pairs -------------------------------------------------------------------

cp "$here/azure/direct.yaml" "$work/pair"
chmod 600 "$work/pair"
has 'pair list: capacity and what comes next' \
	'ams  direct Equinix-Amsterdam-AM5     2  100        1          10   90 -         authorization' \
	"$(erdctl pair list "$work/pair")"
has 'pair show: each step' "cross-connect port 'ams-2'" \
	"$(erdctl pair show ams "$work/pair")"
refused 'pair show: none of that name' 3 "has no pair 'x'" \
	erdctl pair show x "$work/pair"
if python3 -c 'import jsonschema' 2>/dev/null; then
	erdctl -j pair list "$work/pair" >"$work/json"
	works 'as its schema has it' "$here/validate.py" "$work/json"
fi

# --- what circuits are linked with ---------------------------------------------

cat >"$work/linked" <<'END'
schema: erd/1
pairs:
- name: ams
  circuits:
  - name: hq1
    stag: 5
    peerings: [{type: private, ctag: 1}]
    connections:
    - {name: hub, virtual_network: vnet-hub, state: Connected, prefixes: [10.2.0.0/16, 'fd02::/48']}
    - name: lab
    global_reach:
    - {name: lon, peer_circuit: hq-lon, ipv4: 172.18.0.0/29}
  - {name: hq2, stag: 6}
END
has 'connection list' 'hq1     ams  hub        vnet-hub        Connected 10.2.0.0/16 fd02::/48' \
	"$(erdctl connection list "$work/linked")"
has 'connection list: what is not said' 'hq1     ams  lab        -               -         -' \
	"$(erdctl connection list "$work/linked")"
has 'global-reach list' 'hq1     ams  lon        hq-lon       -     172.18.0.0/29 -' \
	"$(erdctl global-reach list "$work/linked")"
is 'of one circuit' '' "$(erdctl connection list "$work/linked" circuit hq2)"
is 'of one pair' '' "$(erdctl global-reach list "$work/linked" pair fra)"
is 'connection list in JSON' \
	'[["hub","vnet-hub",["10.2.0.0/16","fd02::/48"]],["lab",null,[]]]' \
	"$(erdctl -j connection list "$work/linked" |
		jq -c '[.connections[] | [.name, .virtual_network, .prefixes]]')"
if python3 -c 'import jsonschema' 2>/dev/null; then
	for noun in connection global-reach; do
		erdctl -j $noun list "$work/linked" >"$work/json"
		works "$noun list: as its schema has it" "$here/validate.py" "$work/json"
	done
fi

# --- preflight ---------------------------------------------------------------

sed 's/device: eth1/device: lo/; s/device: eth2/device: nosuchdevice0/' \
	"$here/azure/direct.yaml" >"$work/pair"
chmod 600 "$work/pair"
erdctl -j preflight "$work/pair" >"$work/json" 2>"$work/err"
# check WHAT: its state and what to do
check() {
	jq -r --arg what "$1" '.checks[] | select(.what == $what) |
		"\(.state) \(.advice)"' "$work/json"
}
is 'preflight: the kernel' 'ok null' "$(check kernel)"
[[ -e /sys/module/erd ]] ||
	is 'preflight: the module' 'missing modprobe erd' "$(check 'module erd')"
is 'preflight: a device there is' 'ok null' "$(check "device of port 'ams-1'")"
is 'preflight: one there is not' 'missing ip link shows those there are' \
	"$(check "device of port 'ams-2'")"
erdctl preflight "$work/pair" >"$work/both" 2>&1
has 'preflight: the error comes behind the table, also in one file' \
	'erdctl: preflight: ' "$(tail -n 1 "$work/both")"
has 'preflight: what is missing is an error' '"exit_status":6' "$(<"$work/err")"
if python3 -c 'import jsonschema' 2>/dev/null; then
	works 'preflight: as its schema has it' "$here/validate.py" "$work/json"
fi

# --- import azure ------------------------------------------------------------

for shape in direct rest; do
	case $shape in
	direct) files='port-az circuit-az peerings' devices='primary eth1 secondary eth2' ;;
	rest) files='port-rest circuit-rest' devices='' ;;
	esac
	for file in $files; do cat "$here/azure/$file.json"; done >"$work/azure"
	# shellcheck disable=SC2086 # words they are
	erdctl import azure - $devices <"$work/azure" >"$work/out" 2>"$work/err"
	is "import azure: $shape: ends with 0" 0 $?
	is "import azure: $shape: the objects" '' \
		"$(diff "$here/azure/$shape.yaml" "$work/out")"
	is "import azure: $shape: what is said of them" '' \
		"$(diff "$here/azure/$shape.err" "$work/err")"
done
erdctl import azure "$here/azure/port-az.json" primary eth1 secondary eth2 \
	>"$work/port" 2>/dev/null
erdctl import azure "$here/azure/circuit-az.json" into "$work/port" \
	>"$work/circuit" 2>/dev/null
erdctl import azure "$here/azure/peerings.json" into "$work/circuit" \
	>"$work/out" 2>/dev/null
is 'import azure: one after the other into a file' '' \
	"$(diff "$here/azure/direct.yaml" "$work/out")"
works 'import azure: what comes out is right' erdctl config check "$work/out"
refused 'import azure: a peering of nobody' 3 "circuit 'hq1', which is not there" \
	erdctl import azure "$here/azure/peerings.json"
echo '{"name": "x", "location": "y"}' >"$work/azure"
refused 'import azure: another resource' 2 'no port, circuit or peering' \
	erdctl import azure "$work/azure"
printf '{\n"name": x}' >"$work/azure"
refused 'import azure: what is not JSON' 2 "$work/azure:2: not JSON" \
	erdctl import azure "$work/azure"
refused 'import azure: nothing' 2 'no JSON' erdctl import azure /dev/null

finish

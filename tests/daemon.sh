# SPDX-License-Identifier: GPL-2.0-only
# erdd, as tests ask how it is and give it files. To be sourced after lab.sh; the
# caller sets edge, the file that it begins with.
# shellcheck shell=bash disable=SC2154

# put SED...: the file with edits, as an editor puts it there
put() {
	sed -e '' "${@/#/-e}" "$edge" >"$edge.new"
	install -o erd -g erd -m 600 "$edge.new" /etc/erd/erd.yaml.tmp
	mv /etc/erd/erd.yaml.tmp /etc/erd/erd.yaml
}

# state FILTER: what erdd says of itself
state() { erdctl -j daemon | jq -r ".daemon$1"; }
state_is() { [[ $(state .last_state.state) == "$1" ]]; }
differs() { erdctl -j diff | jq '.changes | length'; }
in_sync() { state_is in_sync && [[ $(differs) == 0 ]]; }
addresses() {
	ip -j address show dev "$1" 2>/dev/null | jq -r '.[0].addr_info[] |
		select(.scope == "global") | "\(.local)/\(.prefixlen)"' |
		sort | xargs
}
address_is() { [[ $(addresses "$1") == "$2" ]]; }

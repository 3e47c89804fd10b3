# SPDX-License-Identifier: GPL-2.0-only
# FRR's daemons by hand, as a service would run them: in the namespace and with
# the folder that they are told. To be sourced.
# shellcheck shell=bash

frr_bin=/usr/lib/frr

# frr_warm DAEMON...: what they open, where a machine has a way to keep that at hand.
# A clock that leaps over each wait for a file is seconds on by the time a daemon has
# what it needs, longer than a command may take: bgpd opens /etc/services for each
# neighbour, and seems to hang.
frr_warm() {
	! command -v warm >/dev/null || warm "${@/#/$frr_bin/}" \
		/etc/{gai.conf,nsswitch.conf,services,protocols}
}

# frr_start FOLDER DAEMON...: zebra, bgpd, bfdd, with their sockets in FOLDER;
# zebra first. They start without configuration and keep none.
frr_start() {
	local folder=$1 daemon more

	shift
	mkdir -p "$folder"
	chown frr:frr "$folder"
	frr_warm "$@"
	for daemon; do
		more=()
		[[ $daemon == bfdd ]] && more=(--bfdctl "$folder/bfdd.sock")
		"$frr_bin/$daemon" -d -f /dev/null -P 0 \
			-z "$folder/zserv.api" -i "$folder/$daemon.pid" \
			--vty_socket "$folder" --log "file:$folder/$daemon.log" \
			"${more[@]}" >/dev/null || return
		[[ $daemon != zebra ]] || frr_plain_routes "$folder"
	done
}

# frr_plain_routes FOLDER: routes with their own next hops, not with the kernel's
# nexthop objects. The kernel forgets such an object when its device loses
# carrier; zebra makes it anew but does not put it back into groups, so that of
# two paths one is left for good after a link was gone (FRR 8.4).
frr_plain_routes() {
	vtysh --vty_socket "$1" -d zebra -c 'configure terminal' \
		-c 'no zebra nexthop kernel enable'
}

# settled [NAMESPACE]...: waits until no address of IPv6, here and there, is still
# looked for elsewhere. Without a link-local address FRR resets sessions of IPv6.
settled() {
	local ns tries

	for ns in "" "$@"; do
		for ((tries = 0; tries < 100; tries++)); do
			ip ${ns:+-n "$ns"} -6 addr show tentative | grep -q . ||
				break
			sleep 0.1
		done
	done
}

# frr_stop FOLDER DAEMON...
frr_stop() {
	local folder=$1 daemon pid

	shift
	for daemon; do
		pid=$(<"$folder/$daemon.pid") && kill "$pid" || continue
		while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
	done
}

# frr_says FOLDER DAEMON COMMAND...: what it answers, for people and tests
frr_says() {
	vtysh --vty_socket "$1" -d "$2" -c "${*:3}"
}

# SPDX-License-Identifier: GPL-2.0-only
# What the suites in namespaces share: a namespace and a BPF file system of
# their own, a wire, and what is asked of the fast path. Source it first.
# shellcheck shell=bash disable=SC2034 # what the suites use
set -u
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

if [[ -z ${FASTPATH_INSIDE-} ]]; then
	FASTPATH_INSIDE=1 exec unshare --net --mount bash "$0" "$@"
fi

build=$(realpath "$O")
fp=$build/tests/fp
frames=$build/tests/frames
# Without a dot, which libbpf takes out of the paths of pins.
tmp=$(mktemp -d -t erdXXXXXX)
label=""

clean_up() {
	umount "$tmp/bpf"
	rm -rf "$tmp"
}
trap clean_up EXIT

mount --make-rprivate /
mount -t sysfs sysfs /sys
mkdir "$tmp/bpf"
mount -t bpf bpf "$tmp/bpf"
export ERD_BPFFS=$tmp/bpf
# No neighbour discovery among the frames that are counted.
sysctl -qw net.ipv6.conf.default.disable_ipv6=1 2>/dev/null

# The port is p0, the wire's other end w0.
make_wire() {
	ip link add p0 type veth peer name w0 || exit 1
	ip link set p0 mtu 9100 up
	ip link set w0 mtu 9100 up
	# Tags in the frames, as on a wire; frames as big as they are sent.
	ethtool -K w0 txvlan off tx-vlan-stag-hw-insert off >/dev/null
}

delete_wire() {
	ip link del p0
}

stat_of() {
	cat "/sys/class/net/$1/statistics/$2"
}

# A class or peering in one direction: "FRAMES BYTES".
rx_of() {
	awk '{ print $3, $4 }' <<<"$1"
}

tx_of() {
	awk '{ print $6, $7 }' <<<"$1"
}

class() {
	"$fp" port "$1" | grep "^$2 "
}

# Sends, prints "FRAMES BYTES".
send() {
	"$frames" "$@" | sed 's/^sent //'
}

# Runs the rest while counting what arrives at $1; the count is in arrived.
counting() {
	local iface=$1 pid

	shift
	rm -f "$tmp/count"
	"$frames" --receive -i "$iface" --seconds 60 >"$tmp/count" &
	pid=$!
	until grep -qs ready "$tmp/count"; do
		sleep 0.01
	done
	"$@"
	sleep 0.3
	kill -TERM "$pid"
	wait "$pid" || echo "# the receiver failed" >&2
	arrived=$(grep -v ready "$tmp/count")
}

# What must be as it was when nothing of ours is there.
traces() {
	ip -d link show p0 | grep -o 'xdp[a-z]* .*' | head -1
	tc qdisc show dev p0 | grep -v noqueue
	ls "$ERD_BPFFS"/erd/v* 2>/dev/null
	"$fp" tcx p0 | grep -v '^0$'
}

# fails NAME STATUS PART COMMAND...: as refused, and leaves no trace.
fails() {
	local name=$1 before

	before=$(traces)
	refused "$@"
	is "$name: leaves nothing" "$before" "$(traces)"
}

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Each allocation of each request fails once: it is done or it is not, and
# nothing is lost.
here=$(dirname "$0")
. "$here/../../tap.sh"
. "$here/../../lab.sh"

module=$O/kmod-$lab_kernel/kmod/erd.ko
log=$(mktemp)

faults=(/sys/kernel/debug/fail{slab,_page_alloc})

# Allocations that may wait fail too, and single pages too.
faults_configure() {
	local at

	for at in "${faults[@]}"; do
		echo N >"$at/ignore-gfp-wait"
	done
	traces 0
	echo 0 >/sys/kernel/debug/fail_page_alloc/min-order
	echo N >/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem
}

# traces 0|2: whether the kernel logs the way that led to each allocation that
# fails
traces() { tee "${faults[@]/%//verbose}" <<<"$1" >/dev/null; }

# fails NAME REQUEST...
fails() {
	local name=$1 began=$SECONDS

	shift
	if failnth --module "$module" "$@" >"$log" 2>&1; then
		ok "$name"
		printf '# %s, in %d s\n' "$(tail -n 1 "$log")" $((SECONDS - began))
	else
		not_ok "$name" "of: failnth $*"
		tail -n 12 "$log" | sed 's/^/# /'
	fi
}

lab_quiet
ip link add v1 type veth peer name w1
ip link add v2 type veth peer name w2
ip link set w1 up
ip link set w2 up
faults_configure

# Hundreds of others come before the module's own. Some of those of loading must
# not fail: the kernel warns if a tracepoint gets no memory for its fields.
traces 2
fails "the module is loaded" --module-only module-load --undo module-unload
lab_load
fails "it is unloaded" --module-only module-unload --undo module-load
traces 0
# The module has its part early: where a later one fails that is undone.
fails "a namespace is made while it is there" --every 13 \
	netns-enter --undo netns-leave

fails "a port is added, and its pair" port-new a v1 p 0 --undo port-del a
erdctl port add a dev v1 pair p role primary xdp off
fails "a second one is" port-new b v2 p 1 --undo port-del b
fails "a port is deleted" port-del a --undo port-new a v1 p 0
fails "it is enabled" port-set a 1 --undo port-set a 0
erdctl port enable a
fails "it is disabled" port-set a 0 --undo port-set a 1

fails "a circuit is created" circuit-new p c 1000 --undo circuit-del p c
erdctl circuit create c pair p stag 1000
fails "it is deleted" circuit-del p c --undo circuit-new p c 1000

fails "a sub-interface is made" subif-new c.p1 v1 c 100 --undo subif-del c.p1
erdctl peering create c private ctag 100
remade=(--undo subif-new c.p1 v1 c 100 --undo subif-set c.p1 1)
fails "it is deleted" subif-del c.p1 "${remade[@]}"
fails "it is deleted with its circuit" circuit-del p c \
	--undo circuit-new p c 1000 "${remade[@]}"
fails "it is deleted with its port" port-del a \
	--undo port-new a v1 p 0 --undo port-set a 1 "${remade[@]}"
fails "everything goes with the module" module-unload --undo module-load \
	--undo port-new a v1 p 0 --undo port-set a 1 \
	--undo circuit-new p c 1000 "${remade[@]}"
# an address that the port's filter has to be told
ip link set c.p1 address 02:00:00:00:00:99
fails "it is closed" subif-set c.p1 0 --undo subif-set c.p1 1
ip link set c.p1 down
fails "it is opened" subif-set c.p1 1 --undo subif-set c.p1 0

# Each frame lies in a socket of somebody else too, so it must be copied before it
# gets its tags.
# Prints how many frames were taken by the socket.
send_frames() {
	python3 - <<-'END'
		import os, socket
		sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		sock.bind(("c.p1", 0))
		other = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
		                      socket.htons(3))  # ETH_P_ALL
		other.bind(("c.p1", 0))
		fail = os.open("/proc/thread-self/fail-nth", os.O_RDWR)
		taken = 0
		for n in range(1, 41):
		    os.pwrite(fail, b"%d" % n, 0)
		    try:
		        sock.send(b"\xff" * 6 + b"\x02" + bytes(5) +
		                  b"\x88\xb5" + bytes(50))
		        taken += 1
		    except OSError:
		        pass
		    finally:
		        os.pwrite(fail, b"0", 0)
		print(taken)
	END
}
no_memory() { ethtool -S c.p1 | awk '/tx_drop_no_memory:/ { print $2 }'; }
ip link set c.p1 up
wait_for 5 carrier_is c.p1 1
sent=$(counter c.p1 tx_packets) lost=$(no_memory)
taken=$(send_frames)
sent=$(($(counter c.p1 tx_packets) - sent)) lost=$(($(no_memory) - lost))
printf '# of %d frames %d were sent, %d had no memory\n' "$taken" $sent $lost
is "each frame is sent or counted as one that had no memory" \
	"$taken" $((sent + lost))
[[ $lost -gt 0 && $sent -gt 0 ]]
is "and there were both" 0 $?

# more than one part of a dump holds
seq 20 | awk '{ printf "circuit create d%d pair p stag %d\n", $1, $1
	printf "peering create d%d private ctag 100\n", $1 }' | erdctl --batch -
for what in port circuit subif link; do
	fails "every $what is listed" $what-dump
done
erdctl port delete a --force
works "the module unloads" rmmod erd
ip link del v1
ip link del v2
finish

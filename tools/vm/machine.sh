# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A machine: one run of QEMU, from its options to its verdict.
#
# What goes in and comes out is in a temporary folder. The guest's output goes
# to regular files, and from there on: unlike a pipe they never make QEMU wait,
# so that nothing is lost when the guest is gone.

machine_kind=
machine_version=6.1
machine_cpus=2
machine_memory=1024
machine_timeout=300
machine_icount=
machine_thread=multi
machine_out=
machine_console=
machine_allow_splat=
machine_command=()

machine_dir=
machine_stty=        # the terminal's settings, where QEMU changes them
machine_children=()  # processes to end
machine_followers=() # those of them that pass on the guest's output
machine_late=        # the time was up

# What the kernel says when it has found a fault in itself.
# tests/splats.sh has an example of each.
machine_splat='BUG:|kernel BUG at|WARNING:|Oops|general protection fault'
machine_splat+='|KASAN|UBSAN:|kmemleak: .* suspected|ODEBUG:'
machine_splat+='|possible (circular|recursive)|suspicious RCU'
machine_splat+='|trying to register non-static key|blocked for more than'
machine_splat+='|unregister_netdevice: waiting|refcount_t|ref_tracker:'
machine_splat+='|leaked reference|reference already released'

# machine_options run|shell [ARGS...]
machine_options() {
	machine_kind=$1
	shift
	while [[ $# -gt 0 ]]; do
		case $1 in
		-k | -c | -m | -t | --cable | --out | --console)
			[[ $# -ge 2 ]] || usage "$1 needs a value"
			machine_option "$1" "$2"
			shift 2
			;;
		--icount) machine_icount=yes && shift ;;
		--turns) machine_thread=single && shift ;;
		--allow-splat) machine_allow_splat=yes && shift ;;
		--) shift && break ;;
		-*) usage "unknown option '$1'" ;;
		*) break ;;
		esac
	done
	machine_command=("$@")
}

machine_option() {
	case $1 in
	-c | -m | -t)
		[[ $2 =~ ^[1-9][0-9]{0,6}$ ]] || usage "$1 needs a number, not '$2'"
		;;
	esac
	case $1 in
	-k) kernel_known "$2" && machine_version=$2 ;;
	-c) machine_cpus=$2 ;;
	-m) machine_memory=$2 ;;
	-t) machine_timeout=$2 ;;
	--cable) cable_parse "$2" ;;
	--out) machine_out=$(realpath -m "$2") ;;
	--console) machine_console=$(realpath -m "$2") ;;
	esac
}

machine_run() {
	local initramfs

	needs qemu-system-x86_64:qemu-system-x86
	case $PWD/ in
	/dev/* | /proc/* | /run/* | /sys/*)
		die "the machine cannot work in $PWD: it has files of its own there" ;;
	esac
	kernel_need "$machine_version"
	initramfs=$(initramfs_file "$machine_version") || exit
	[[ ! $machine_out ]] || mkdir -p "$machine_out" ||
		die "cannot make the folder $machine_out"

	trap machine_clean EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	machine_dir=$(mktemp -d "${TMPDIR:-/tmp}/erd-vm.XXXXXX") ||
		die "cannot make a temporary folder"
	: "${machine_console:=$machine_dir/console}"

	machine_job
	cat "$initramfs" "$machine_dir/job.cpio" >"$machine_dir/initramfs" ||
		die "cannot write to $machine_dir: disk full?"
	machine_start
	machine_wait
	machine_judge
}

machine_clean() {
	trap '' HUP INT TERM
	exec 2>/dev/null # bash tells of every process killed
	[[ ${#machine_children[@]} == 0 ]] || kill -KILL "${machine_children[@]}"
	wait
	[[ ! $machine_stty ]] || stty "$machine_stty"
	[[ ! $machine_dir ]] || rm -rf "$machine_dir"
}

# The names of the guest's ports to the host; the files that QEMU keeps for
# them are named alike.
machine_ports() {
	echo verdict
	[[ $machine_kind == shell ]] || printf '%s\n' stdout stderr
	! cable_any || echo cable
}

# Write what the guest needs to know: an archive for behind the initramfs.
machine_job() {
	local release one_stream='' window=''

	mkdir -p "$machine_dir/root/job"
	release=$(kernel_release "$machine_version")
	# Where both streams go to one place, one stream keeps their order.
	[[ /dev/stdout -ef /dev/stderr ]] && one_stream=yes
	[[ $machine_kind == shell ]] &&
		window=$(stty size | sed 's/\(.*\) \(.*\)/rows \1 columns \2/')
	{
		echo "kind=$machine_kind"
		echo "release=$release"
		echo "modules=$(quote "$(kernel_dir "$machine_version")/root/lib/modules/$release")"
		echo "ports=$(quote "$(machine_ports | paste -s -d ' ')")"
		echo "cable_ends=$(quote "$(cable_ends)")"
		echo "out=${machine_out:+yes}"
		echo "one_stream=$one_stream"
		echo "window=$(quote "$window")"
		echo "term=$(quote "${TERM:-dumb}")"
		echo "cwd=$(quote "$PWD")"
	} >"$machine_dir/root/job/config"
	echo "set -- $(quote "${machine_command[@]}")" >"$machine_dir/root/job/command"
	initramfs_pack "$machine_dir/root" >"$machine_dir/job.cpio" || exit
}

# Print words such that a shell, busybox's too, reads them back.
quote() {
	local word

	for word; do
		printf "'%s' " "${word//\'/\'\\\'\'}"
	done
}

machine_start() {
	local terminal

	machine_arguments=()
	machine_computer
	machine_connections
	mapfile -t -O "${#machine_arguments[@]}" machine_arguments < <(cable_arguments)

	[[ $machine_kind == run ]] || machine_stty=$(stty -g)
	# What is started in the background would read from /dev/null.
	exec {terminal}<&0
	# However this script ends, QEMU must not outlive it.
	setpriv --pdeathsig KILL qemu-system-x86_64 "${machine_arguments[@]}" \
		<&"$terminal" 2>"$machine_dir/qemu" &
	machine_qemu=$!
	machine_children+=("$machine_qemu")

	if [[ $machine_kind == run ]]; then
		machine_follow stdout
		machine_follow stderr >&2
	fi
	if cable_any; then
		cable_serve "$machine_dir" &
		machine_children+=("$!")
	fi
}

# QEMU's arguments for the computer itself.
machine_computer() {
	local kernel_arguments

	# A serial line is slow: the boot shows warnings only. Nothing disturbs the
	# emulated clock, and nobody attacks the emulated processor.
	kernel_arguments="console=ttyS0 loglevel=5 panic=-1 oops=panic"
	# What was translated of a program serves its next start, if that is at
	# the same addresses.
	kernel_arguments+=" tsc=reliable no_timer_check mitigations=off norandmaps"
	if [[ $machine_icount ]]; then
		# An instruction takes a nanosecond: no need to measure that.
		kernel_arguments+=" tsc_early_khz=1000000"
		machine_arguments+=(-smp 1 -accel "tcg,thread=single,tb-size=512"
			-icount "shift=0,sleep=off")
	else
		# To measure the delay loop of every processor takes long. That of a
		# 4 GHz one, at 250 jiffies a second, is never too short.
		kernel_arguments+=" lpj=16000000"
		machine_arguments+=(-smp "$machine_cpus"
			-accel "tcg,thread=$machine_thread,tb-size=512")
	fi
	machine_arguments+=(
		-no-user-config -nodefaults -display none -no-reboot
		# A fifth level of page tables is one more to walk in software.
		-machine pc -cpu "max,la57=off,erms=off" -m "$machine_memory"
		-kernel "$(kernel_file "$machine_version")"
		-initrd "$machine_dir/initramfs"
		-append "$kernel_arguments"
	)
}

# QEMU's arguments for what goes between guest and host. It takes a comma in a
# value doubled.
machine_connections() {
	local port files=${machine_dir//,/,,}

	machine_arguments+=(
		-chardev "file,id=console,path=${machine_console//,/,,}"
		-serial chardev:console
		# Folders of the host that are on other file systems come along.
		-fsdev "local,id=root,path=/,security_model=none,readonly=on,multidevs=remap"
		-device "virtio-9p-pci,fsdev=root,mount_tag=root"
		# Without ioeventfd, what the guest writes to a port is in its file
		# when the guest goes on.
		-device "virtio-serial-pci,ioeventfd=off"
	)
	for port in $(machine_ports); do
		case $port in
		cable)
			mkfifo "$machine_dir"/{cable,qmp}.{in,out}
			machine_arguments+=(-chardev "pipe,id=cable,path=$files/cable"
				-chardev "pipe,id=qmp,path=$files/qmp"
				-mon "chardev=qmp,mode=control")
			;;
		*)
			: >"$machine_dir/$port"
			machine_arguments+=(-chardev "file,id=$port,path=$files/$port")
			;;
		esac
		machine_arguments+=(-device "virtserialport,chardev=$port,name=erd.$port")
	done
	if [[ $machine_out ]]; then
		machine_arguments+=(
			-fsdev "local,id=out,path=${machine_out//,/,,},security_model=none"
			-device "virtio-9p-pci,fsdev=out,mount_tag=out"
		)
	fi
	if [[ $machine_kind == shell ]]; then
		machine_arguments+=(-chardev "stdio,id=tty,signal=off"
			-device "virtconsole,chardev=tty")
	fi
}

# machine_follow FILE: pass on what is written to it while the machine runs.
machine_follow() {
	tail -c +1 -f -s 0.05 --pid="$machine_qemu" "$machine_dir/$1" &
	machine_followers+=("$!")
	machine_children+=("$!")
}

machine_wait() {
	local ended timer

	if [[ $machine_kind == run ]]; then
		setpriv --pdeathsig KILL sleep "$machine_timeout" &
		timer=$!
		machine_children+=("$timer")
		wait -n -p ended "$machine_qemu" "$timer"
		if [[ $ended == "$timer" ]]; then
			machine_late=yes
			kill -KILL "$machine_qemu"
			wait "$machine_qemu"
		fi
	else
		wait "$machine_qemu"
	fi 2>/dev/null # where bash reports what was killed
	[[ ${#machine_followers[@]} == 0 ]] || wait "${machine_followers[@]}"
}

# Exit as the run deserves.
machine_judge() {
	local word='' status=''

	read -r word status <"$machine_dir/verdict"
	# That no cable leads to the host is as it should be.
	sed '/hub .* is not connected to host network/d; s/^/vm: /' \
		"$machine_dir/qemu" >&2
	if [[ $machine_late ]]; then
		note "time is up: no end after $machine_timeout seconds"
		machine_report
		exit 124
	fi
	if [[ $word != exit ]]; then
		note "the machine died without a verdict"
		machine_report
		exit 125
	fi
	if [[ ! $machine_allow_splat ]] &&
		grep -aqE "$machine_splat" "$machine_console"; then
		note "the kernel found fault with itself:"
		grep -aE "$machine_splat" "$machine_console" | tr -d '\r' >&2
		exit 126
	fi
	exit "$status"
}

machine_report() {
	[[ -s $machine_console ]] || return
	note "the end of its console:"
	# From the first fault on, for what follows it may be long.
	tr -d '\r' <"$machine_console" | awk -v fault="$machine_splat|Kernel panic" '
		!first && $0 ~ fault { first = NR }
		{ line[NR] = $0 }
		END {
			start = NR > 40 ? NR - 39 : 1
			if (first && first < start)
				start = first
			for (i = start; i <= NR; i++)
				print line[i]
		}' | head -n 200 >&2
}

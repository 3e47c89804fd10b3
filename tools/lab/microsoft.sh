# SPDX-License-Identifier: GPL-2.0-only
# Microsoft's edge routers: namespaces in which BIRD 2 speaks BGP as AS 12076,
# with MD5 and BFD, and announces a virtual network and a public service with
# the communities that Azure gives them. To be sourced.
# shellcheck shell=bash

# Where their files are.
msee_run=${msee_run:-/run/microsoft}
# BFD of BIRD: milliseconds, and how many may miss.
msee_bfd_ms=${msee_bfd_ms:-300}
msee_bfd_multiplier=${msee_bfd_multiplier:-3}

# What they announce: of a region's virtual network to a private peering, of a
# public service to a microsoft peering.
msee_private4=10.200.0.0/16
msee_private6=2001:db8:200::/48
msee_public4=198.51.100.0/24
msee_public6=2001:db8:51::/48

# What a microsoft peering never carries, to see that nobody takes it; only with
# msee_leaks=1.
msee_leaks=${msee_leaks:-0}

# msee_begin NAMESPACE ROUTER-ID: begins the router's configuration
msee_begin() {
	local leak4='' leak6=''

	mkdir -p "$msee_run"
	if [[ $msee_leaks == 1 ]]; then
		leak4='route 0.0.0.0/0 blackhole; route 10.66.0.0/16 blackhole;'
		leak6='route ::/0 blackhole; route fd66::/32 blackhole;'
	fi
	cat >"$msee_run/$1.conf" <<-END
	log "$msee_run/$1.log" all;
	router id $2;
	protocol device {}
	protocol bfd {
		interface "*" {
			min rx interval $msee_bfd_ms ms;
			min tx interval $msee_bfd_ms ms;
			multiplier $msee_bfd_multiplier;
		};
	}
	protocol kernel { ipv4 { export where source = RTS_BGP; }; }
	protocol kernel { ipv6 { export where source = RTS_BGP; }; }
	protocol static private4 {
		ipv4;
		route $msee_private4 unreachable { bgp_community.add((12076, 51004)); };
	}
	protocol static private6 {
		ipv6;
		route $msee_private6 unreachable { bgp_community.add((12076, 51004)); };
	}
	protocol static microsoft4 {
		ipv4;
		route $msee_public4 unreachable {
			bgp_community.add((12076, 51004));
			bgp_community.add((12076, 5010));
		};
		$leak4
	}
	protocol static microsoft6 {
		ipv6;
		route $msee_public6 unreachable {
			bgp_community.add((12076, 51004));
			bgp_community.add((12076, 5010));
		};
		$leak6
	}
	template bgp customer {
		bfd on;
		hold time 180;
		keepalive time 60;
		connect delay time 1;
		connect retry time 2;
		error wait time 1, 2;
		error forget time 1;
	}
	END
}

# msee_session NAMESPACE NAME private|microsoft LOCAL REMOTE AS [KEY]: a session
# with a customer; the family is that of the addresses
msee_session() {
	local family=4 key=''

	[[ $4 == *:* ]] && family=6
	[[ -z ${7-} ]] || key="password \"$7\";"
	cat >>"$msee_run/$1.conf" <<-END
	protocol bgp $2 from customer {
		local $4 as 12076;
		neighbor $5 as $6;
		$key
		ipv$family {
			import all;
			export where proto = "$3$family";
		};
	}
	END
}

# msee_start NAMESPACE, msee_stop NAMESPACE
msee_start() {
	nsenter --net="/run/netns/$1" bird -c "$msee_run/$1.conf" \
		-s "$msee_run/$1.ctl" -P "$msee_run/$1.pid"
}

msee_stop() {
	kill "$(<"$msee_run/$1.pid")"
}

# msee_says NAMESPACE COMMAND...: what BIRD answers
msee_says() {
	birdc -s "$msee_run/$1.ctl" "${@:2}" 2>&1 | sed 1d
}

# msee_hears NAMESPACE NAME: the prefixes that a session brought
msee_hears() {
	msee_says "$1" show route protocol "$2" | grep -oE '^[0-9a-f.:]+/[0-9]+' |
		sort -u | xargs
}

# msee_path NAMESPACE NAME PREFIX: the path of AS of one of them
msee_path() {
	msee_says "$1" show route all protocol "$2" "$3" |
		sed -n 's/.*BGP.as_path: //p' | xargs
}

# msee_up NAMESPACE NAME...: whether these sessions are established
msee_up() {
	local ns=$1 name

	shift
	for name; do
		msee_says "$ns" show protocols "$name" | grep -q Established ||
			return
	done
}

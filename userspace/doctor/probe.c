// SPDX-License-Identifier: LGPL-2.1-or-later
#include "probe.h"
#include "gather.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BGP_PORT	179
#define SNAP		512
/* What is of interest of all that a sub-interface sees. */
#define FILTER		"arp or (icmp6 and (ip6[40] = 135 or ip6[40] = 136)) " \
			"or tcp port 179 or udp port 3784"
/* Small pings, one each so many milliseconds, show loss of a few per cent. */
#define PINGS		50
#define PING_EVERY_MS	20
#define PING_OCTETS	84
/* Times at which a question is asked again, if it has no answer. */
#define ROUNDS		4
#define ROUND_MS	250
/* The least that is taken, and what late answers may take beyond. */
#define SHORTEST_MS	1500
#define PONGS_MS	3000
/* A TTL that shows who asks for one of 255 (RFC 5082); BGP's own is 1. */
#define TTL_FAR		255

/* One family of a path that is probed. */
struct target {
	struct facts_path *path;
	struct facts_family *f;
	int ping;			/* descriptors; -1: none */
	int tcp[FACTS_TCPS];
};

struct probe {
	struct target *targets;
	size_t n_targets;
	struct listener {
		struct facts_path *path; /* NULL: of a port's device */
		struct facts_port *port;
		const char *keys[2];	/* of MD5, by family */
		int fd;
	} *listeners;
	size_t n_listeners;
	struct pollfd *polls;
	uint16_t id;			/* of our pings */
	unsigned int pings;		/* sent on each target */
	unsigned int rounds;
	struct timespec begin;
};

static int elapsed_ms(const struct probe *probe)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - probe->begin.tv_sec) * 1000 +
	       (now.tv_nsec - probe->begin.tv_nsec) / 1000000;
}

/* --- sockets ------------------------------------------------------------ */

static bool attach_filter(int fd, const char *filter)
{
	struct bpf_program program;
	struct sock_fprog prog;
	pcap_t *pcap;
	bool done;

	pcap = pcap_open_dead(DLT_EN10MB, SNAP);
	if (!pcap)
		return false;
	done = !pcap_compile(pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN);
	if (done) {
		prog.len = program.bf_len;
		prog.filter = (struct sock_filter *)program.bf_insns;
		done = !setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog,
				   sizeof(prog));
		pcap_freecode(&program);
	}
	pcap_close(pcap);
	return done;
}

/* Hears what comes in on a device; -1 with errno. */
static int open_listener(uint32_t ifindex, const char *filter)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = ifindex,
	};
	int fd, on = 1;

	/* It hears nothing until it is bound, and then only what it wants. */
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on));
	if (attach_filter(fd, filter) &&
	    !bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return fd;
	close(fd);
	return -1;
}

static socklen_t sockaddr_of(const struct prefix *host, uint16_t port,
			     uint32_t scope, struct sockaddr_storage *to)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;
	struct sockaddr_in *v4 = (struct sockaddr_in *)to;

	memset(to, 0, sizeof(*to));
	to->ss_family = host->family;
	if (host->family == AF_INET) {
		v4->sin_port = htons(port);
		memcpy(&v4->sin_addr, host->address, sizeof(v4->sin_addr));
		return sizeof(*v4);
	}
	v6->sin6_port = htons(port);
	v6->sin6_scope_id = scope;
	memcpy(&v6->sin6_addr, host->address, sizeof(v6->sin6_addr));
	return sizeof(*v6);
}

/* A socket that uses this sub-interface and our address there. */
static int open_bound(const struct target *t, int type, int protocol)
{
	const char *ifname = t->path->subif.ifname;
	struct sockaddr_storage address;
	socklen_t len;
	int fd;

	fd = socket(t->f->family, type | SOCK_NONBLOCK | SOCK_CLOEXEC,
		    protocol);
	if (fd < 0)
		return -1;
	len = sockaddr_of(&t->f->local, 0, 0, &address);
	if (!setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, ifname,
			strlen(ifname)) &&
	    !bind(fd, (struct sockaddr *)&address, len))
		return fd;
	close(fd);
	return -1;
}

static void set_option(int fd, int level, int name, int value)
{
	setsockopt(fd, level, name, &value, sizeof(value));
}

/* --- pings -------------------------------------------------------------- */

static void open_ping(struct target *t)
{
	struct sockaddr_storage address;
	struct icmp6_filter filter;
	bool v4 = t->f->family == AF_INET;
	socklen_t len;

	t->ping = open_bound(t, SOCK_RAW, v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	if (t->ping < 0)
		return;
	if (v4) {
		set_option(t->ping, IPPROTO_IP, IP_MTU_DISCOVER,
			   IP_PMTUDISC_PROBE);
	} else {
		ICMP6_FILTER_SETBLOCKALL(&filter);
		ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
		setsockopt(t->ping, IPPROTO_ICMPV6, ICMP6_FILTER, &filter,
			   sizeof(filter));
		set_option(t->ping, IPPROTO_IPV6, IPV6_MTU_DISCOVER,
			   IPV6_PMTUDISC_PROBE);
		set_option(t->ping, IPPROTO_IPV6, IPV6_DONTFRAG, 1);
	}
	set_option(t->ping, SOL_SOCKET, SO_RCVBUF, 1 << 20);
	len = sockaddr_of(&t->f->remote, 0, 0, &address);
	if (connect(t->ping, (struct sockaddr *)&address, len)) {
		close(t->ping);
		t->ping = -1;
	}
}

/* What an echo says, beside its length: who asks, and the how-manieth it is. */
struct echo {
	uint8_t type, code;
	uint16_t checksum;
	uint16_t id, seq;
};

static uint16_t checksum(const uint8_t *data, size_t len)
{
	uint32_t total = 0;
	size_t i;

	for (i = 0; i < len; i += 2)
		total += data[i] << 8 | (i + 1 < len ? data[i + 1] : 0);
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return htons(~total);
}

/* Numbers from SIZED on are of sizes, those below of small pings. */
#define SIZED	0x8000

static void send_ping(const struct probe *probe, struct target *t,
		      uint32_t octets, uint16_t seq)
{
	uint32_t header = t->f->family == AF_INET ? 20 : 40;
	uint8_t data[65536] = {};
	struct echo echo = {
		.type = t->f->family == AF_INET ? ICMP_ECHO :
						  ICMP6_ECHO_REQUEST,
		.id = probe->id,
		.seq = htons(seq),
	};
	size_t len;

	if (octets < header + sizeof(echo) || octets - header > sizeof(data))
		return;
	len = octets - header;
	memcpy(data, &echo, sizeof(echo));
	/* Of IPv6 the kernel makes it, as the standard has it do. */
	if (t->f->family == AF_INET) {
		echo.checksum = checksum(data, len);
		memcpy(data, &echo, sizeof(echo));
	}
	send(t->ping, data, len, MSG_DONTWAIT);
}

/* What ought to pass, and what still does if a tag or two are one too many. */
static void choose_sizes(struct target *t)
{
	uint32_t mtu = t->path->wanted_mtu ? t->path->wanted_mtu :
					     t->path->mtu;
	const uint32_t less[FACTS_SIZES] = { 100, 8, 4, 2, 1, 0 };
	unsigned int i;

	/* IPv6 has no link with less. */
	for (i = 0; i < FACTS_SIZES && mtu > 1280 + less[0]; i++)
		t->f->probe.size[i] = mtu - less[i];
}

static void send_sizes(const struct probe *probe, struct target *t)
{
	unsigned int i;

	for (i = 0; i < FACTS_SIZES; i++)
		if (t->f->probe.size[i] && !t->f->probe.sized[i])
			send_ping(probe, t, t->f->probe.size[i], SIZED | i);
}

static void take_pong(const struct probe *probe, struct target *t,
		      const uint8_t *data, ssize_t n)
{
	bool v4 = t->f->family == AF_INET;
	struct facts_probe *p = &t->f->probe;
	size_t skip = v4 && n > 0 ? 4u * (data[0] & 15) : 0;
	struct echo echo;
	uint16_t seq;

	if (n < (ssize_t)(skip + sizeof(echo)))
		return;
	memcpy(&echo, data + skip, sizeof(echo));
	if (echo.type != (v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) ||
	    echo.id != probe->id)
		return;
	seq = ntohs(echo.seq);
	if (seq & SIZED) {
		if ((seq & ~SIZED) < FACTS_SIZES)
			p->sized[seq & ~SIZED]++;
	} else {
		p->pongs++;
	}
}

static void read_pongs(const struct probe *probe, struct target *t)
{
	uint8_t data[256];
	ssize_t n;

	while ((n = recv(t->ping, data, sizeof(data), MSG_DONTWAIT)) > 0)
		take_pong(probe, t, data, n);
}

/* --- TCP ---------------------------------------------------------------- */

/* Signs what is sent to the far end. False where the kernel cannot. */
static bool set_key(int fd, const struct sockaddr_storage *to,
		    const char *key)
{
	struct tcp_md5sig md5 = {};
	bool done;

	md5.tcpm_keylen = strlen(key);
	if (md5.tcpm_keylen > TCP_MD5SIG_MAXKEYLEN)
		return false;
	memcpy(&md5.tcpm_addr, to, sizeof(*to));
	memcpy(md5.tcpm_key, key, md5.tcpm_keylen);
	done = !setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &md5, sizeof(md5));
	explicit_bzero(&md5, sizeof(md5));
	return done;
}

static void open_tcp(struct target *t, enum facts_tcp how, const char *key)
{
	enum facts_tcp_result *result = &t->f->probe.tcp[how];
	struct sockaddr_storage address;
	int ttl = how == FACTS_TCP_FAR ? TTL_FAR : 1;
	socklen_t len;
	int fd;

	if (how == FACTS_TCP_OTHER_KEY)
		key = key ? NULL : "0";
	*result = FACTS_TCP_FAILED;
	fd = open_bound(t, SOCK_STREAM, 0);
	if (fd < 0)
		return;
	if (t->f->family == AF_INET)
		set_option(fd, IPPROTO_IP, IP_TTL, ttl);
	else
		set_option(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, ttl);
	len = sockaddr_of(&t->f->remote, BGP_PORT, 0, &address);
	if ((key && !set_key(fd, &address, key)) ||
	    (connect(fd, (struct sockaddr *)&address, len) &&
	     errno != EINPROGRESS)) {
		close(fd);
		return;
	}
	*result = FACTS_TCP_SILENT;
	t->tcp[how] = fd;
}

static void finish_tcp(struct target *t, enum facts_tcp how)
{
	struct linger at_once = { .l_onoff = 1 };
	socklen_t len = sizeof(int);
	int error = 0, fd = t->tcp[how];

	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	t->f->probe.tcp[how] = !error ? FACTS_TCP_CONNECTED :
			       error == ECONNREFUSED ? FACTS_TCP_REFUSED :
			       error == ETIMEDOUT ? FACTS_TCP_SILENT :
						    FACTS_TCP_FAILED;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
	t->tcp[how] = -1;
}

/* Where a session is wanted and does not stand. */
static void open_tcps(struct target *t, const char *key)
{
	const struct facts_family *f = t->f;
	int how;

	if (f->session ? f->session->established : !f->session_wanted)
		return;
	for (how = 0; how < FACTS_TCPS; how++)
		open_tcp(t, how, key);
}

/* --- questions ---------------------------------------------------------- */

static void ask(const struct listener *l, const struct prefix *source,
		const struct prefix *target)
{
	uint8_t frame[PROBE_FRAME_MAX];
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = l->path->subif.ifindex,
		.sll_halen = 6,
	};
	size_t len;

	len = probe_request(frame, l->path->mac, source, target);
	memcpy(to.sll_addr, frame, 6);
	to.sll_protocol = htons(target->family == AF_INET ? ETH_P_ARP :
							    ETH_P_IPV6);
	sendto(l->fd, frame, len, MSG_DONTWAIT, (struct sockaddr *)&to,
	       sizeof(to));
}

/* Who has theirs, ours, and that of the other link? */
static void ask_all(const struct listener *l)
{
	static const struct prefix nobody;
	const struct facts_path *other = l->path ? l->path->other : NULL;
	const struct facts_family *f;
	unsigned int i;

	for (i = 0; l->path && i < 2; i++) {
		f = &l->path->family[i];
		if (!f->local.family || !f->remote.family)
			continue;
		ask(l, &f->local, &f->remote);
		ask(l, &nobody, &f->local);
		if (other && other->family[i].remote.family)
			ask(l, &nobody, &other->family[i].remote);
	}
}

/* The tag that the kernel keeps beside a frame, or -1. */
static int tag_beside(struct msghdr *msg)
{
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg);
	struct tpacket_auxdata aux;

	if (!cmsg || cmsg->cmsg_level != SOL_PACKET ||
	    cmsg->cmsg_type != PACKET_AUXDATA ||
	    cmsg->cmsg_len < CMSG_LEN(sizeof(aux)))
		return -1;
	memcpy(&aux, CMSG_DATA(cmsg), sizeof(aux));
	return aux.tp_status & TP_STATUS_VLAN_VALID ? aux.tp_vlan_tci & 0xfff :
						      -1;
}

static void hear(struct listener *l)
{
	char control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct sockaddr_ll from;
	uint8_t frame[SNAP];
	struct iovec iov = { frame, sizeof(frame) };
	struct msghdr msg;
	ssize_t n;

	for (;;) {
		msg = (struct msghdr){
			.msg_name = &from, .msg_namelen = sizeof(from),
			.msg_iov = &iov, .msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof(control),
		};
		n = recvmsg(l->fd, &msg, MSG_DONTWAIT);
		if (n <= 0)
			return;
		if (from.sll_pkttype == PACKET_OUTGOING)
			continue;
		if (l->path)
			probe_take_frame(l->path, l->keys, frame, n);
		else
			probe_take_arp(l->port, tag_beside(&msg), frame, n);
	}
}

/* --- all of them -------------------------------------------------------- */

static void open_target(struct probe *probe, struct facts_path *path,
			unsigned int family, const char *key)
{
	struct facts_family *f = &path->family[family];
	struct target *t = &probe->targets[probe->n_targets++];
	int how;

	t->path = path;
	t->f = f;
	for (how = 0; how < FACTS_TCPS; how++)
		t->tcp[how] = -1;
	f->probe.arp_done = true;
	choose_sizes(t);
	open_ping(t);
	f->probe.ping_done = t->ping >= 0;
	open_tcps(t, key);
}

/* On two tags nothing of ARP shows at the port's own device: on fewer it does. */
static void open_port(struct probe *probe, struct facts_port *port)
{
	struct listener *l = &probe->listeners[probe->n_listeners];

	if (!port || !port->bound || port->erd.encap != ERD_ENCAP_QINQ ||
	    port->lone.known.is)
		return;
	l->port = port;
	l->fd = open_listener(port->erd.ifindex, "arp");
	port->lone.known.is = l->fd >= 0;
	if (l->fd >= 0)
		probe->n_listeners++;
}

static void open_path(struct probe *probe, struct facts_path *path,
		      probe_key_fn key, void *data)
{
	struct listener *l = &probe->listeners[probe->n_listeners];
	unsigned int i;

	l->path = path;
	l->port = path->port;
	l->keys[0] = key(path, AF_INET, data);
	l->keys[1] = key(path, AF_INET6, data);
	l->fd = open_listener(path->subif.ifindex, FILTER);
	if (l->fd < 0) {
		unknown_why(&path->probe_known, errno == EPERM ?
			    "probing takes CAP_NET_RAW" : "%m");
		path->probed = false;
		return;
	}
	path->probe_known.is = true;
	probe->n_listeners++;
	open_port(probe, path->port);
	for (i = 0; i < 2; i++)
		if (path->family[i].local.family &&
		    path->family[i].remote.family)
			open_target(probe, path, i, l->keys[i]);
}

static bool open_all(struct probe *probe, struct facts *facts,
		     probe_key_fn key, void *data)
{
	size_t i, n = 0;

	for (i = 0; i < facts->n_paths; i++)
		n += facts->paths[i].probed;
	probe->listeners = calloc(2 * n + 1, sizeof(*probe->listeners));
	probe->targets = calloc(2 * n + 1, sizeof(*probe->targets));
	probe->polls = calloc((4 + 2 * FACTS_TCPS) * n + 1,
			      sizeof(*probe->polls));
	if (!probe->listeners || !probe->targets || !probe->polls)
		return false;
	for (i = 0; i < facts->n_paths; i++)
		if (facts->paths[i].probed)
			open_path(probe, &facts->paths[i], key, data);
	return true;
}

static void close_all(struct probe *probe)
{
	size_t i;
	int how;

	for (i = 0; i < probe->n_listeners; i++)
		close(probe->listeners[i].fd);
	for (i = 0; i < probe->n_targets; i++) {
		if (probe->targets[i].ping >= 0)
			close(probe->targets[i].ping);
		for (how = 0; how < FACTS_TCPS; how++)
			if (probe->targets[i].tcp[how] >= 0)
				close(probe->targets[i].tcp[how]);
	}
	free(probe->listeners);
	free(probe->targets);
	free(probe->polls);
}

/* --- time --------------------------------------------------------------- */

/* Sends what is due; returns how many milliseconds later something is. */
static int send_due(struct probe *probe)
{
	int now = elapsed_ms(probe);
	size_t i;

	for (; probe->rounds < ROUNDS &&
	       now >= (int)probe->rounds * ROUND_MS; probe->rounds++) {
		for (i = 0; i < probe->n_listeners; i++)
			ask_all(&probe->listeners[i]);
		for (i = 0; i < probe->n_targets; i++)
			if (probe->targets[i].ping >= 0)
				send_sizes(probe, &probe->targets[i]);
	}
	/* One at a time, also if we come late: a burst would be lost. */
	if (probe->pings < PINGS && now >= (int)probe->pings * PING_EVERY_MS) {
		for (i = 0; i < probe->n_targets; i++) {
			if (probe->targets[i].ping < 0)
				continue;
			send_ping(probe, &probe->targets[i], PING_OCTETS,
				  probe->pings);
			probe->targets[i].f->probe.pings++;
		}
		probe->pings++;
	}
	return probe->pings < PINGS ? PING_EVERY_MS : 100;
}

static bool is_tcp_open(const struct target *t)
{
	int how;

	for (how = 0; how < FACTS_TCPS; how++)
		if (t->tcp[how] >= 0)
			return true;
	return false;
}

/* Whether a target still lacks an answer that may come. */
static bool is_waiting(const struct target *t, int now)
{
	const struct facts_probe *p = &t->f->probe;

	/* Without an address nothing else comes; somebody may speak up. */
	if (!p->remote.n)
		return !p->own.n && !p->crossed.n && !t->path->n_strangers;
	if (t->ping >= 0 && p->pongs < p->pings && now < PONGS_MS)
		return true;
	/* What their own attempts look like tells more than our silence. */
	return is_tcp_open(t) && !p->heard.syn_signed && !p->heard.syn_unsigned;
}

static bool is_done(const struct probe *probe)
{
	int now = elapsed_ms(probe);
	size_t i;

	if (now >= PROBE_LONGEST_MS)
		return true;
	if (now < SHORTEST_MS || probe->pings < PINGS)
		return false;
	for (i = 0; i < probe->n_targets; i++)
		if (is_waiting(&probe->targets[i], now))
			return false;
	return true;
}

/* Waits for answers and takes them. */
static void wait_for_answers(struct probe *probe, int timeout_ms)
{
	struct pollfd *p = probe->polls;
	struct target *t;
	size_t i, n = 0;
	int how;

	for (i = 0; i < probe->n_listeners; i++)
		p[n++] = (struct pollfd){ probe->listeners[i].fd, POLLIN, 0 };
	for (i = 0; i < probe->n_targets; i++) {
		t = &probe->targets[i];
		p[n++] = (struct pollfd){ t->ping, POLLIN, 0 };
		for (how = 0; how < FACTS_TCPS; how++)
			p[n++] = (struct pollfd){ t->tcp[how], POLLOUT, 0 };
	}
	poll(p, n, timeout_ms);
	n = 0;
	for (i = 0; i < probe->n_listeners; i++, n++)
		if (p[n].revents)
			hear(&probe->listeners[i]);
	for (i = 0; i < probe->n_targets; i++) {
		t = &probe->targets[i];
		if (p[n++].revents)
			read_pongs(probe, t);
		for (how = 0; how < FACTS_TCPS; how++)
			if (p[n++].revents)
				finish_tcp(t, how);
	}
}

void probe_paths(struct facts *facts, probe_key_fn key, void *data)
{
	struct probe probe = { .id = htons(getpid()) };
	int timeout_ms;

	clock_gettime(CLOCK_MONOTONIC, &probe.begin);
	if (open_all(&probe, facts, key, data)) {
		/* Also where there is nothing to ask: counters need time. */
		while (!is_done(&probe)) {
			timeout_ms = send_due(&probe);
			wait_for_answers(&probe, timeout_ms);
		}
	}
	close_all(&probe);
}

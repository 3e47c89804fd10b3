// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gather.h"
#include "probe_target.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SNAP		512
/* What is of interest of all that a sub-interface sees. */
#define FILTER		"arp or (icmp6 and (ip6[40] = 135 or ip6[40] = 136)) " \
			"or tcp port 179 or udp port 3784"
/* Small pings, one each so many milliseconds, show loss of a few per cent. */
#define PINGS		50
#define PING_EVERY_MS	20
/*
 * Times at which a question is asked again, if it has no answer: of one packet
 * in three that is lost, one question in a thousand has none.
 */
#define ROUNDS		6
#define ROUND_MS	250
/* The least that is taken, and what late answers may take beyond. */
#define SHORTEST_MS	1500
#define PONGS_MS	3000
/* Who is not heard is asked as often as it may answer (see probe_unheard.c). */
#define UNHEARD_EVERY_MS 600
#define UNHEARD_MS	3000

struct probe {
	struct probe_target *targets;
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
	unsigned int unheard;		/* times it was asked for */
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
	struct probe_target *t = &probe->targets[probe->n_targets++];
	int how;

	t->path = path;
	t->f = f;
	for (how = 0; how < FACTS_TCPS; how++)
		t->tcp[how] = -1;
	f->probe.arp_done = true;
	t->ping = -1;
	t->key = key;
	target_open_ping(t);
	target_open_tcp(t);
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
			target_close_tcp(&probe->targets[i], how);
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
			target_ping_sizes(&probe->targets[i], probe->id);
	}
	if (now >= (int)probe->unheard * UNHEARD_EVERY_MS) {
		targets_ask_unheard(probe->targets, probe->n_targets);
		probe->unheard++;
	}
	/* One at a time, also if we come late: a burst would be lost. */
	if (probe->pings < PINGS && now >= (int)probe->pings * PING_EVERY_MS) {
		for (i = 0; i < probe->n_targets; i++)
			target_ping(&probe->targets[i], probe->id,
				    probe->pings);
		probe->pings++;
	}
	return probe->pings < PINGS ? PING_EVERY_MS : 100;
}

/* Whether a target still lacks an answer that may come. */
static bool is_waiting(const struct probe_target *t, int now)
{
	const struct facts_probe *p = &t->f->probe;

	/* Without an address nothing else comes; somebody may speak up. */
	if (!p->remote.n)
		return !p->own.n && !p->crossed.n && !t->path->n_strangers;
	if (t->ping >= 0 && p->pongs < p->pings && now < PONGS_MS)
		return true;
	if (p->heard.unheard.answered)
		return false;
	if (p->heard.unheard.n && now < UNHEARD_MS)
		return true;
	/* What their own attempts look like tells more than our silence. */
	return target_tries_tcp(t) && !p->heard.syn_signed && !p->heard.syn_unsigned;
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
	struct probe_target *t;
	size_t i, n = 0;
	int how;

	for (i = 0; i < probe->n_listeners; i++)
		p[n++] = (struct pollfd){ probe->listeners[i].fd, POLLIN, 0 };
	for (i = 0; i < probe->n_targets; i++) {
		t = &probe->targets[i];
		p[n++] = (struct pollfd){ t->ping, POLLIN, 0 };
		for (how = 0; how < FACTS_TCPS; how++)
			p[n++] = (struct pollfd){ t->tcp[how],
						  target_tcp_events(t, how),
						  0 };
	}
	poll(p, n, timeout_ms);
	n = 0;
	for (i = 0; i < probe->n_listeners; i++, n++)
		if (p[n].revents)
			hear(&probe->listeners[i]);
	for (i = 0; i < probe->n_targets; i++) {
		t = &probe->targets[i];
		if (p[n++].revents)
			target_read_pongs(t, probe->id);
		for (how = 0; how < FACTS_TCPS; how++)
			if (p[n++].revents)
				target_take_tcp(t, how);
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

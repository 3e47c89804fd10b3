// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Connections of BGP on which the far end acknowledges nothing. It may be that it
 * takes only packets with a TTL of 255 (RFC 5082): then its listener answers, its
 * session does not, and it seldom speaks by itself. So it is sent a segment with
 * that TTL that is beyond any window: nothing comes of it but an acknowledgement
 * (RFC 9293, 3.10.7.4), and whose TTL that has is the session's.
 */
#include "dump.h"
#include "probe_target.h"

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#define BGP_PORT	179
/* One that is lost is nothing. */
#define RETRANSMITS	2

/* Those that carry something of ours. */
#define STATES	(1U << TCP_ESTABLISHED | 1U << TCP_FIN_WAIT1 | \
		 1U << TCP_CLOSE_WAIT | 1U << TCP_LAST_ACK | 1U << TCP_CLOSING)

/* --- which there are ---------------------------------------------------- */

struct look {
	struct probe_target *targets;
	size_t n;
};

static int take_info(const struct nlattr *attr, void *data)
{
	uint8_t *retransmits = data;
	struct tcp_info info;

	if (mnl_attr_get_type(attr) != INET_DIAG_INFO ||
	    mnl_attr_get_payload_len(attr) <
		    offsetof(struct tcp_info, tcpi_probes))
		return MNL_CB_OK;
	memcpy(&info, mnl_attr_get_payload(attr),
	       offsetof(struct tcp_info, tcpi_probes));
	*retransmits = info.tcpi_retransmits;
	return MNL_CB_OK;
}

/* What no daemon holds any more may be of a session long before: it dies out. */
static bool is_of(const struct probe_target *t, const struct inet_diag_msg *msg)
{
	const struct inet_diag_sockid *id = &msg->id;
	size_t size = t->f->family == AF_INET ? 4 : 16;
	unsigned int vrf = t->path->vrf[0] ? if_nametoindex(t->path->vrf) : 0;

	return msg->idiag_inode && msg->idiag_family == t->f->family &&
	       (id->idiag_sport == htons(BGP_PORT) ||
		id->idiag_dport == htons(BGP_PORT)) &&
	       (id->idiag_if == t->path->subif.ifindex ||
		id->idiag_if == vrf) &&
	       !memcmp(id->idiag_src, t->f->local.address, size) &&
	       !memcmp(id->idiag_dst, t->f->remote.address, size);
}

static void add(struct facts_unheard *unheard, const struct inet_diag_msg *msg,
		uint8_t retransmits)
{
	if (retransmits > unheard->retransmits)
		unheard->retransmits = retransmits;
	if (unheard->n == FACTS_UNHEARD)
		return;
	unheard->local_port[unheard->n] = ntohs(msg->id.idiag_sport);
	unheard->remote_port[unheard->n] = ntohs(msg->id.idiag_dport);
	unheard->n++;
}

static int take_connection(const struct nlmsghdr *nlh, void *data)
{
	const struct inet_diag_msg *msg = mnl_nlmsg_get_payload(nlh);
	const struct look *look = data;
	uint8_t retransmits = 0;
	size_t i;

	if (nlh->nlmsg_type != SOCK_DIAG_BY_FAMILY ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*msg) ||
	    mnl_attr_parse(nlh, sizeof(*msg), take_info, &retransmits) < 0 ||
	    retransmits < RETRANSMITS)
		return MNL_CB_OK;
	for (i = 0; i < look->n; i++)
		if (is_of(&look->targets[i], msg))
			add(&look->targets[i].f->probe.heard.unheard, msg,
			    retransmits);
	return MNL_CB_OK;
}

static void ask_connections(struct nlmsghdr *nlh, int family)
{
	struct inet_diag_req_v2 *request;

	nlh->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	request = mnl_nlmsg_put_extra_header(nlh, sizeof(*request));
	request->sdiag_family = family;
	request->sdiag_protocol = IPPROTO_TCP;
	request->idiag_ext = 1 << (INET_DIAG_INFO - 1);
	request->idiag_states = STATES;
}

/* --- asking ------------------------------------------------------------- */

#define OPTION_NOP	1
#define OPTION_MD5	19

/* An acknowledgement of nothing, as large as its signature makes it. */
static size_t make_segment(const struct probe_target *t, unsigned int i,
			   uint8_t data[sizeof(struct tcphdr) + 20])
{
	const struct facts_unheard *unheard = &t->f->probe.heard.unheard;
	size_t len = sizeof(struct tcphdr) + (t->key ? 20 : 0);
	struct tcphdr tcp = {
		.th_sport = htons(unheard->local_port[i]),
		.th_dport = htons(unheard->remote_port[i]),
		.th_off = len / 4,
		.th_flags = TH_ACK,
	};
	const struct probe_segment segment = {
		t->f->family, t->f->local.address, t->f->remote.address,
		data, len,
	};

	memcpy(data, &tcp, sizeof(tcp));
	if (t->key) {
		data[20] = data[21] = OPTION_NOP;
		data[22] = OPTION_MD5;
		data[23] = 2 + PROBE_SIGNATURE_SIZE;
		if (!probe_signature(&segment, t->key, data + 24))
			return 0;
	}
	tcp.th_sum = probe_tcp_checksum(&segment);
	memcpy(data, &tcp, sizeof(tcp));
	return len;
}

static void ask(struct probe_target *t)
{
	struct facts_unheard *unheard = &t->f->probe.heard.unheard;
	uint8_t data[sizeof(struct tcphdr) + 20];
	struct sockaddr_storage to;
	socklen_t to_len = target_sockaddr(&t->f->remote, 0, &to);
	unsigned int i;
	int fd;

	fd = target_socket(t, SOCK_RAW, IPPROTO_TCP);
	if (fd < 0)
		return;
	target_ttl(t, fd, FACTS_TTL_SECURE);
	for (i = 0; i < unheard->n; i++)
		sendto(fd, data, make_segment(t, i, data), MSG_DONTWAIT,
		       (struct sockaddr *)&to, to_len);
	close(fd);
}

void targets_ask_unheard(struct probe_target *targets, size_t n)
{
	struct look look = { targets, n };
	struct facts_unheard *unheard;
	size_t i;

	/* Those that went on by themselves are not asked again. */
	for (i = 0; i < n; i++) {
		unheard = &targets[i].f->probe.heard.unheard;
		unheard->n = unheard->retransmits = 0;
	}
	dump_families(NETLINK_SOCK_DIAG, ask_connections, take_connection, &look);
	for (i = 0; i < n; i++)
		if (targets[i].f->probe.heard.unheard.n)
			ask(&targets[i]);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is asked on a link, and what frames that arrive there say. */
#include "probe.h"

#include <netinet/icmp6.h>
#include <netinet/if_ether.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <string.h>

#define BGP_PORT	179
#define BFD_PORT	3784
#define TCPOPT_MD5	19

/* --- frames that arrive ------------------------------------------------- */

/* What is left of a frame. */
struct rest {
	const uint8_t *at;
	size_t len;
};

/* The next @n octets, or NULL if there are fewer. */
static const void *take(struct rest *rest, size_t n)
{
	const uint8_t *at = rest->at;

	if (rest->len < n)
		return NULL;
	rest->at += n;
	rest->len -= n;
	return at;
}

/* The same as a copy, since what is in a frame is aligned to nothing. */
static bool copy(struct rest *rest, void *to, size_t n)
{
	const void *at = take(rest, n);

	if (at)
		memcpy(to, at, n);
	return at;
}

static uint16_t u16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static uint32_t u32(const uint8_t *at)
{
	return (uint32_t)u16(at) << 16 | u16(at + 2);
}

static struct routing_address address_of(int family, const void *octets)
{
	struct routing_address address = { .family = family };

	if (family == AF_INET)
		memcpy(&address.v4, octets, sizeof(address.v4));
	else
		memcpy(&address.v6, octets, sizeof(address.v6));
	return address;
}

static bool is(const struct prefix *prefix, const struct routing_address *a)
{
	return prefix->family == a->family &&
	       !memcmp(prefix->address, &a->v4, a->family == AF_INET ? 4 : 16);
}

/* Whether an address is in the network of a host's. */
static bool in_network(const struct prefix *host,
		       const struct routing_address *a)
{
	const uint8_t *octets = (const uint8_t *)&a->v4;
	unsigned int bit;

	if (host->family != a->family)
		return false;
	for (bit = 0; bit < host->len; bit++)
		if ((host->address[bit / 8] ^ octets[bit / 8]) &
		    0x80 >> bit % 8)
			return false;
	return true;
}

static bool is_unspecified(const struct routing_address *a)
{
	static const uint8_t zero[16];

	return !memcmp(&a->v4, zero, a->family == AF_INET ? 4 : 16);
}

static bool is_link_local(const struct routing_address *a)
{
	return a->family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&a->v6);
}

static void add_answer(struct facts_answers *answers, const uint8_t mac[6])
{
	unsigned int i;

	for (i = 0; i < answers->n && i < FACTS_MACS; i++)
		if (!memcmp(answers->mac[i], mac, 6))
			return;
	if (answers->n < FACTS_MACS)
		memcpy(answers->mac[answers->n], mac, 6);
	answers->n++;
}

static void add_stranger(struct facts_path *path,
			 const struct routing_address *sender,
			 const struct routing_address *asked,
			 const uint8_t mac[6])
{
	struct facts_stranger *stranger;
	unsigned int i;

	for (i = 0; i < path->n_strangers; i++)
		if (!memcmp(&path->stranger[i].sender, sender,
			    sizeof(*sender)))
			return;
	if (path->n_strangers == FACTS_HEARD)
		return;
	stranger = &path->stranger[path->n_strangers++];
	stranger->sender = *sender;
	if (asked)
		stranger->asked = *asked;
	memcpy(stranger->mac, mac, 6);
}

/*
 * Somebody at @mac says that @sender is his; @asked is what he looks for, NULL
 * if that was an answer. Who only asks, and never answers, is silent.
 */
static void hear(struct facts_path *path, const struct routing_address *sender,
		 const struct routing_address *asked, const uint8_t mac[6])
{
	struct facts_family *f = &path->family[sender->family == AF_INET6];
	const struct facts_path *other = path->other;

	if (!memcmp(mac, path->mac, 6) || is_unspecified(sender) ||
	    is_link_local(sender))
		return;
	if (is(&f->remote, sender)) {
		if (!asked)
			add_answer(&f->probe.remote, mac);
	} else if (is(&f->local, sender)) {
		add_answer(&f->probe.own, mac);
	} else if (other && is(&other->family[f->family == AF_INET6].remote,
			       sender)) {
		add_answer(&f->probe.crossed, mac);
	} else if (!in_network(&f->local, sender)) {
		add_stranger(path, sender, asked, mac);
	}
}

static void take_arp(struct facts_path *path, struct rest rest)
{
	struct routing_address sender, asked;
	struct ether_arp arp;

	if (!copy(&rest, &arp, sizeof(arp)) ||
	    ntohs(arp.arp_hrd) != ARPHRD_ETHER ||
	    ntohs(arp.arp_pro) != ETHERTYPE_IP || arp.arp_hln != 6 ||
	    arp.arp_pln != 4)
		return;
	sender = address_of(AF_INET, arp.arp_spa);
	asked = address_of(AF_INET, arp.arp_tpa);
	hear(path, &sender,
	     ntohs(arp.arp_op) == ARPOP_REPLY ? NULL : &asked, arp.arp_sha);
}

void probe_take_arp(struct facts_port *port, int vid, const uint8_t *frame,
		    size_t len)
{
	struct rest rest = { frame, len };
	struct facts_lone *lone = &port->lone;
	struct ether_header eth;
	struct ether_arp arp;

	if (!copy(&rest, &eth, sizeof(eth)) || !copy(&rest, &arp, sizeof(arp)) ||
	    ntohs(eth.ether_type) != ETHERTYPE_ARP)
		return;
	if (vid < 0) {
		lone->untagged++;
	} else {
		lone->single++;
		lone->vid = vid;
	}
	memcpy(lone->mac, eth.ether_shost, sizeof(lone->mac));
	lone->sender = address_of(AF_INET, arp.arp_spa);
	lone->asked = address_of(AF_INET, arp.arp_tpa);
}

static void take_icmp6(struct facts_path *path, struct rest rest,
		       const struct in6_addr *source, const uint8_t mac[6])
{
	struct routing_address sender, asked;
	struct nd_neighbor_advert advert;

	/* A solicitation is laid out alike. */
	if (!copy(&rest, &advert, sizeof(advert)))
		return;
	asked = address_of(AF_INET6, &advert.nd_na_target);
	if (advert.nd_na_type == ND_NEIGHBOR_ADVERT) {
		hear(path, &asked, NULL, mac);
	} else if (advert.nd_na_type == ND_NEIGHBOR_SOLICIT) {
		sender = address_of(AF_INET6, source);
		hear(path, &sender, &asked, mac);
	}
}

/* --- BGP and BFD -------------------------------------------------------- */

/* The AS of an OPEN, of four octets if it can say so (RFC 6793). */
static uint32_t open_as(struct rest rest)
{
	static const uint8_t marker[16] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					    0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					    0xff, 0xff, 0xff, 0xff };
	const uint8_t *open = take(&rest, 29), *param, *cap;
	struct rest params;
	uint32_t as;

	if (!open || memcmp(open, marker, sizeof(marker)) || open[18] != 1)
		return 0;
	as = u16(open + 20);
	while ((param = take(&rest, 2))) {
		params = (struct rest){ rest.at, param[1] };
		if (!take(&rest, param[1]) || param[0] != 2)
			break;
		while ((cap = take(&params, 2))) {
			if (cap[0] == 65 && cap[1] == 4 && params.len >= 4)
				as = u32(params.at);
			if (!take(&params, cap[1]))
				break;
		}
	}
	return as;
}

/* The signature among the options of TCP, or NULL. */
static const uint8_t *signature_in(struct rest options)
{
	const uint8_t *kind, *len, *value;

	while ((kind = take(&options, 1)) && *kind != TCPOPT_EOL) {
		if (*kind == TCPOPT_NOP)
			continue;
		len = take(&options, 1);
		if (!len || *len < 2)
			break;
		value = take(&options, *len - 2);
		if (!value)
			break;
		if (*kind == TCPOPT_MD5 && *len == 2 + PROBE_SIGNATURE_SIZE)
			return value;
	}
	return NULL;
}

static void take_syn(struct facts_heard *heard,
		     const struct probe_segment *segment,
		     const uint8_t *signature, const char *key)
{
	uint8_t ours[PROBE_SIGNATURE_SIZE];

	if (!signature) {
		heard->syn_unsigned++;
		return;
	}
	heard->syn_signed++;
	if (!key || !probe_signature(segment, key, ours))
		return;
	if (memcmp(ours, signature, sizeof(ours)))
		heard->syn_wrong++;
	else
		heard->syn_right++;
}

/* Whether it is of a connection on which nothing of ours was acknowledged. */
static bool is_unheard(const struct facts_unheard *unheard,
		       const struct tcphdr *tcp)
{
	unsigned int i;

	for (i = 0; i < unheard->n; i++)
		if (unheard->local_port[i] == ntohs(tcp->th_dport) &&
		    unheard->remote_port[i] == ntohs(tcp->th_sport))
			return true;
	return false;
}

static void take_tcp(struct facts_heard *heard,
		     const struct probe_segment *segment, uint8_t ttl,
		     const char *key)
{
	struct rest rest = { segment->data, segment->len }, options;
	struct tcphdr tcp;
	uint32_t as;

	if (!copy(&rest, &tcp, sizeof(tcp)) || tcp.th_off < 5)
		return;
	options = (struct rest){ rest.at, 4u * tcp.th_off - sizeof(tcp) };
	if (!take(&rest, options.len))
		return;
	as = open_as(rest);
	if (as)
		heard->open_as = as;
	/* What answers us before a session is known may have another one. */
	if (rest.len)
		heard->ttl = ttl;
	else if ((tcp.th_flags & (TH_SYN | TH_FIN | TH_RST | TH_ACK)) == TH_ACK &&
		 is_unheard(&heard->unheard, &tcp)) {
		heard->ttl = ttl;
		heard->unheard.answered += ttl == FACTS_TTL_SECURE;
	}
	if ((tcp.th_flags & (TH_SYN | TH_ACK)) != TH_SYN ||
	    ntohs(tcp.th_dport) != BGP_PORT)
		return;
	heard->ttl = ttl;
	take_syn(heard, segment, signature_in(options), key);
}

static void take_udp(struct facts_heard *heard, struct rest rest)
{
	const uint8_t *bfd;
	struct udphdr udp;

	if (!copy(&rest, &udp, sizeof(udp)) || ntohs(udp.uh_dport) != BFD_PORT)
		return;
	bfd = take(&rest, 24);
	if (!bfd || bfd[0] >> 5 != 1)
		return;
	heard->bfd_packets++;
	heard->bfd_tx_ms = u32(bfd + 12) / 1000;
	heard->bfd_rx_ms = u32(bfd + 16) / 1000;
}

static void take_payload(struct facts_family *f, uint8_t protocol,
			 const struct probe_segment *segment, uint8_t ttl,
			 const char *key)
{
	if (protocol == IPPROTO_TCP)
		take_tcp(&f->probe.heard, segment, ttl, key);
	else if (protocol == IPPROTO_UDP)
		take_udp(&f->probe.heard,
			 (struct rest){ segment->data, segment->len });
}

/* What is behind a packet pads the frame. */
static void cut(struct rest *rest, size_t len)
{
	if (rest->len > len)
		rest->len = len;
}

static void take_ip(struct facts_path *path, struct rest rest, const char *key)
{
	struct facts_family *f = &path->family[0];
	struct routing_address source;
	struct ip ip;

	if (!copy(&rest, &ip, sizeof(ip)) || ip.ip_v != 4 || ip.ip_hl < 5 ||
	    !take(&rest, 4u * ip.ip_hl - sizeof(ip)))
		return;
	if (ntohs(ip.ip_len) < 4u * ip.ip_hl)
		return;
	cut(&rest, ntohs(ip.ip_len) - 4u * ip.ip_hl);
	source = address_of(AF_INET, &ip.ip_src);
	if (is(&f->remote, &source))
		take_payload(f, ip.ip_p,
			     &(struct probe_segment){ AF_INET, &ip.ip_src,
						      &ip.ip_dst, rest.at,
						      rest.len },
			     ip.ip_ttl, key);
}

static void take_ip6(struct facts_path *path, struct rest rest,
		     const uint8_t mac[6], const char *key)
{
	struct facts_family *f = &path->family[1];
	struct routing_address source;
	struct ip6_hdr ip;

	if (!copy(&rest, &ip, sizeof(ip)))
		return;
	cut(&rest, ntohs(ip.ip6_plen));
	source = address_of(AF_INET6, &ip.ip6_src);
	if (ip.ip6_nxt == IPPROTO_ICMPV6)
		take_icmp6(path, rest, &ip.ip6_src, mac);
	else if (is(&f->remote, &source))
		take_payload(f, ip.ip6_nxt,
			     &(struct probe_segment){ AF_INET6, &ip.ip6_src,
						      &ip.ip6_dst, rest.at,
						      rest.len },
			     ip.ip6_hlim, key);
}

void probe_take_frame(struct facts_path *path, const char *const keys[2],
		      const uint8_t *frame, size_t len)
{
	struct rest rest = { frame, len };
	struct ether_header eth;

	if (!copy(&rest, &eth, sizeof(eth)) ||
	    !memcmp(eth.ether_shost, path->mac, 6))
		return;
	switch (ntohs(eth.ether_type)) {
	case ETHERTYPE_ARP:
		take_arp(path, rest);
		break;
	case ETHERTYPE_IP:
		take_ip(path, rest, keys[0]);
		break;
	case ETHERTYPE_IPV6:
		take_ip6(path, rest, eth.ether_shost, keys[1]);
	}
}

/* --- frames that ask ---------------------------------------------------- */

struct arp_frame {
	struct ether_header eth;
	struct ether_arp arp;
} __attribute__((packed));

struct nd_frame {
	struct ether_header eth;
	struct ip6_hdr ip;
	struct nd_neighbor_solicit ns;
	uint8_t option[8];	/* our own address, or not there */
} __attribute__((packed));

_Static_assert(sizeof(struct nd_frame) <= PROBE_FRAME_MAX, "it has room");

static size_t arp_request(struct arp_frame *f, const uint8_t mac[6],
			  const struct prefix *source,
			  const struct prefix *target)
{
	memset(f->eth.ether_dhost, 0xff, 6);
	f->eth.ether_type = htons(ETHERTYPE_ARP);
	f->arp.arp_hrd = htons(ARPHRD_ETHER);
	f->arp.arp_pro = htons(ETHERTYPE_IP);
	f->arp.arp_hln = 6;
	f->arp.arp_pln = 4;
	f->arp.arp_op = htons(ARPOP_REQUEST);
	memcpy(f->arp.arp_sha, mac, 6);
	if (source->family)
		memcpy(f->arp.arp_spa, source->address, 4);
	memcpy(f->arp.arp_tpa, target->address, 4);
	return sizeof(*f);
}

/* The sum of 16-bit words; all that is summed is even. */
static uint32_t sum(const void *data, size_t len, uint32_t start)
{
	const uint8_t *at = data;
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		start += u16(at + i);
	return start;
}

static uint16_t folded(uint32_t total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return htons(~total);
}

uint16_t probe_tcp_checksum(const struct probe_segment *segment)
{
	size_t size = segment->family == AF_INET ? 4 : 16;
	uint32_t total = segment->len + IPPROTO_TCP;

	total = sum(segment->source, size, total);
	total = sum(segment->destination, size, total);
	return folded(sum(segment->data, segment->len, total));
}

static size_t solicitation(struct nd_frame *f, const uint8_t mac[6],
			   const struct prefix *source,
			   const struct prefix *target)
{
	size_t len = sizeof(f->ns);
	/* ff02::1:ff and the last three octets of the target */
	uint8_t group[16] = { [0] = 0xff, [1] = 0x02, [11] = 0x01,
			      [12] = 0xff };
	uint32_t total;

	memcpy(group + 13, target->address + 13, 3);
	if (source->family) {
		memcpy(&f->ip.ip6_src, source->address, 16);
		f->option[0] = ND_OPT_SOURCE_LINKADDR;
		f->option[1] = 1;
		memcpy(f->option + 2, mac, 6);
		len += sizeof(f->option);
	}
	memset(f->eth.ether_dhost, 0x33, 2);
	memcpy(f->eth.ether_dhost + 2, group + 12, 4);
	f->eth.ether_type = htons(ETHERTYPE_IPV6);
	f->ip.ip6_vfc = 0x60;
	f->ip.ip6_plen = htons(len);
	f->ip.ip6_nxt = IPPROTO_ICMPV6;
	f->ip.ip6_hlim = 255;
	memcpy(&f->ip.ip6_dst, group, sizeof(group));
	f->ns.nd_ns_type = ND_NEIGHBOR_SOLICIT;
	memcpy(&f->ns.nd_ns_target, target->address, 16);
	total = sum((uint8_t *)f + offsetof(struct nd_frame, ip) +
		    offsetof(struct ip6_hdr, ip6_src), 32,
		    len + IPPROTO_ICMPV6);
	total = sum((uint8_t *)f + offsetof(struct nd_frame, ns), len, total);
	f->ns.nd_ns_cksum = folded(total);
	return offsetof(struct nd_frame, ns) + len;
}

size_t probe_request(uint8_t frame[PROBE_FRAME_MAX], const uint8_t mac[6],
		     const struct prefix *source, const struct prefix *target)
{
	memset(frame, 0, PROBE_FRAME_MAX);
	memcpy(frame + 6, mac, 6);
	return target->family == AF_INET ?
		arp_request((struct arp_frame *)frame, mac, source, target) :
		solicitation((struct nd_frame *)frame, mac, source, target);
}

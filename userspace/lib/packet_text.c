// SPDX-License-Identifier: LGPL-2.1-or-later
/* Packets as a line of text, in tcpdump's manner. */
#include "packet.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct line {
	char *text;
	size_t used;
};

static void say(struct line *line, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(struct line *line, const char *format, ...)
{
	size_t room = PACKET_LINE_SIZE - line->used;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line->text + line->used, room, format, args);
	va_end(args);
	if (n > 0)
		line->used += (size_t)n < room ? (size_t)n : room - 1;
}

static const char *word_of(const char *const *words, size_t n, size_t value)
{
	return value < n && words[value] ? words[value] : "unknown";
}

#define WORD(words, value) \
	word_of(words, sizeof(words) / sizeof(*(words)), value)

/* --- words -------------------------------------------------------------- */

const char *packet_bgp_type_name(enum packet_bgp_type type)
{
	static const char *const words[] = {
		[PACKET_BGP_OPEN] = "Open",
		[PACKET_BGP_UPDATE] = "Update",
		[PACKET_BGP_NOTIFICATION] = "Notification",
		[PACKET_BGP_KEEPALIVE] = "Keepalive",
		[PACKET_BGP_ROUTE_REFRESH] = "Route Refresh",
	};

	return WORD(words, type);
}

const char *packet_bfd_state_name(unsigned int state)
{
	static const char *const words[] = {
		"AdminDown", "Down", "Init", "Up",
	};

	return WORD(words, state);
}

/* RFC 5880, 4.1. */
const char *packet_bfd_diagnostic_name(unsigned int diagnostic)
{
	static const char *const words[] = {
		"No Diagnostic",
		"Control Detection Time Expired",
		"Echo Function Failed",
		"Neighbor Signaled Session Down",
		"Forwarding Plane Reset",
		"Path Down",
		"Concatenated Path Down",
		"Administratively Down",
		"Reverse Concatenated Path Down",
	};

	return WORD(words, diagnostic);
}

/* RFC 4271, 4.5; RFC 4486; RFC 5492; RFC 6608; RFC 8538; RFC 9384. */
void packet_bgp_reason(uint8_t code, uint8_t subcode, char *text, size_t size)
{
	static const char *const codes[] = {
		[1] = "Message Header Error",
		[2] = "OPEN Message Error",
		[3] = "UPDATE Message Error",
		[4] = "Hold Timer Expired",
		[5] = "Finite State Machine Error",
		[6] = "Cease",
		[7] = "ROUTE-REFRESH Message Error",
	};
	static const char *const open[] = {
		[1] = "Unsupported Version Number",
		[2] = "Bad Peer AS",
		[3] = "Bad BGP Identifier",
		[4] = "Unsupported Optional Parameter",
		[6] = "Unacceptable Hold Time",
		[7] = "Unsupported Capability",
	};
	static const char *const cease[] = {
		[1] = "Maximum Number of Prefixes Reached",
		[2] = "Administrative Shutdown",
		[3] = "Peer De-configured",
		[4] = "Administrative Reset",
		[5] = "Connection Rejected",
		[6] = "Other Configuration Change",
		[7] = "Connection Collision Resolution",
		[8] = "Out of Resources",
		[9] = "Hard Reset",
		[10] = "BFD Down",
	};
	const char *what = WORD(codes, code);

	if (code == 2 && subcode)
		snprintf(text, size, "%s: %s", what, WORD(open, subcode));
	else if (code == 6 && subcode)
		snprintf(text, size, "%s: %s", what, WORD(cease, subcode));
	else if (subcode)
		snprintf(text, size, "%s, subcode %u", what, subcode);
	else
		snprintf(text, size, "%s", what);
}

/* --- pieces ------------------------------------------------------------- */

static void say_address(struct line *line, const struct packet *packet,
			const uint8_t *address, int port)
{
	int family = packet->network == PACKET_IP6 ? AF_INET6 : AF_INET;
	char text[INET6_ADDRSTRLEN];

	inet_ntop(family, address, text, sizeof(text));
	say(line, "%s", text);
	if (port >= 0)
		say(line, ".%d", port);
}

static void say_mac(struct line *line, const uint8_t mac[6])
{
	say(line, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
	    mac[3], mac[4], mac[5]);
}

static void say_letters(struct line *line, const char *letters,
			unsigned int flags)
{
	bool any = false;

	for (; *letters; letters++, flags >>= 1) {
		if (!(flags & 1))
			continue;
		say(line, "%c", *letters);
		any = true;
	}
	if (!any)
		say(line, "none");
}

/* --- layers ------------------------------------------------------------- */

static void say_bgp(struct line *line, const struct packet_bgp_message *m)
{
	char id[INET_ADDRSTRLEN], reason[96];

	say(line, " %s", packet_bgp_type_name(m->type));
	if (m->type == PACKET_BGP_OPEN) {
		inet_ntop(AF_INET, m->id, id, sizeof(id));
		say(line, " (AS %u, hold %u s, id %s)", m->as, m->hold_s, id);
	} else if (m->type == PACKET_BGP_NOTIFICATION) {
		packet_bgp_reason(m->code, m->subcode, reason, sizeof(reason));
		say(line, " (%u/%u %s)", m->code, m->subcode, reason);
	} else if (m->type == PACKET_BGP_UPDATE) {
		say(line, " (%u)", m->length);
	}
}

static void say_tcp(struct line *line, const struct packet *packet)
{
	size_t i;

	say(line, ": Flags [");
	/* tcpdump's letters, from FIN up; ACK is its dot. */
	say_letters(line, "FSRP.UEW", packet->tcp.flags);
	say(line, "], seq %u", packet->tcp.seq);
	if (packet->payload)
		say(line, ":%u", packet->tcp.seq + (uint32_t)packet->payload);
	if (packet->tcp.flags & PACKET_TCP_ACK)
		say(line, ", ack %u", packet->tcp.ack);
	say(line, ", win %u, length %zu", packet->tcp.window, packet->payload);
	if (packet->n_bgp)
		say(line, ": BGP");
	for (i = 0; i < packet->n_bgp; i++) {
		say(line, "%s", i ? "," : "");
		say_bgp(line, &packet->bgp[i]);
	}
}

static void say_bfd(struct line *line, const struct packet_bfd *bfd)
{
	say(line, ": BFDv1, %s, Flags [", packet_bfd_state_name(bfd->state));
	/* Multipoint, demand, authentication, control plane, final, poll. */
	say_letters(line, "MDACFP", bfd->flags);
	say(line, "], %s, mult %u, tx %u us, rx %u us, mine 0x%08x, yours 0x%08x",
	    packet_bfd_diagnostic_name(bfd->diagnostic), bfd->multiplier,
	    bfd->tx_us, bfd->rx_us, bfd->mine, bfd->yours);
}

static void say_icmp(struct line *line, const struct packet *packet)
{
	bool six = packet->transport == PACKET_ICMP6;
	uint8_t type = packet->icmp.type;

	say(line, six ? ": ICMP6, " : ": ICMP ");
	if (type == (six ? 128 : 8))
		say(line, "echo request, id %u, seq %u", packet->icmp.id,
		    packet->icmp.seq);
	else if (type == (six ? 129 : 0))
		say(line, "echo reply, id %u, seq %u", packet->icmp.id,
		    packet->icmp.seq);
	else if (six && type == 2)
		say(line, "packet too big, mtu %u",
		    (uint32_t)packet->icmp.id << 16 | packet->icmp.seq);
	else if (!six && type == 3 && packet->icmp.code == 4)
		say(line, "unreachable - need to frag, mtu %u",
		    packet->icmp.seq);
	else if (type == (six ? 1 : 3))
		say(line, "unreachable, code %u", packet->icmp.code);
	else if (type == (six ? 3 : 11))
		say(line, "time exceeded, code %u", packet->icmp.code);
	else if (six && type == PACKET_ND_SOLICITATION)
		say(line, "neighbor solicitation, who has ");
	else if (six && type == PACKET_ND_ADVERTISEMENT)
		say(line, "neighbor advertisement, tgt is ");
	else
		say(line, "type %u, code %u", type, packet->icmp.code);
	if (six && (type == PACKET_ND_SOLICITATION ||
		    type == PACKET_ND_ADVERTISEMENT))
		say_address(line, packet, packet->icmp.target, -1);
	say(line, ", length %u", packet->ip.length);
}

static void say_ip(struct line *line, const struct packet *packet)
{
	bool ports = packet->transport == PACKET_TCP ||
		     packet->transport == PACKET_UDP;

	say(line, packet->network == PACKET_IP6 ? "IP6 " : "IP ");
	say_address(line, packet, packet->ip.source,
		    ports ? packet->sport : -1);
	say(line, " > ");
	say_address(line, packet, packet->ip.destination,
		    ports ? packet->dport : -1);
	switch (packet->transport) {
	case PACKET_TCP:
		say_tcp(line, packet);
		break;
	case PACKET_UDP:
		if (packet->has_bfd)
			say_bfd(line, &packet->bfd);
		else
			say(line, ": UDP, length %zu", packet->payload);
		break;
	case PACKET_ICMP:
	case PACKET_ICMP6:
		say_icmp(line, packet);
		break;
	default:
		say(line, ": ip-proto-%u, length %u", packet->ip.protocol,
		    packet->ip.length);
	}
	if (packet->ip.fragment || packet->ip.more_fragments)
		say(line, ", frag %u%s", packet->ip.fragment,
		    packet->ip.more_fragments ? "+" : "");
}

static void say_arp(struct line *line, const struct packet *packet)
{
	const struct packet_arp *arp = &packet->arp;

	if (arp->op == PACKET_ARP_REQUEST) {
		say(line, "ARP, Request who-has ");
		say_address(line, packet, arp->target, -1);
		say(line, " tell ");
		say_address(line, packet, arp->sender, -1);
	} else if (arp->op == PACKET_ARP_REPLY) {
		say(line, "ARP, Reply ");
		say_address(line, packet, arp->sender, -1);
		say(line, " is-at ");
		say_mac(line, arp->sender_mac);
	} else {
		say(line, "ARP, operation %u", arp->op);
	}
	say(line, ", length %zu", packet->length);
}

static void say_side(struct line *line, const char *name,
		     const struct packet_lacp_side *side)
{
	say(line, ", %s ", name);
	say_mac(line, side->system);
	say(line, " key %u port %u [", side->key, side->port);
	/* Activity, timeout, aggregation, sync, collecting, distributing, … */
	say_letters(line, "ATGSCDFE", side->state);
	say(line, "]");
}

static void say_other(struct line *line, const struct packet *packet)
{
	static const struct {
		uint16_t type;
		const char *name;
	} names[] = {
		{ 0x0800, "IP" },	{ 0x86dd, "IP6" },
		{ 0x0806, "ARP" },	{ 0x8809, "Slow Protocols" },
		{ 0x88cc, "LLDP" },	{ 0x8847, "MPLS" },
		{ 0x8863, "PPPoE D" },	{ 0x8864, "PPPoE" },
		{ 0x888e, "EAPOL" },	{ 0x88e5, "MACsec" },
		{ 0x8902, "CFM" },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].type == packet->type)
			break;
	if (i < sizeof(names) / sizeof(names[0]))
		say(line, "%s", names[i].name);
	else if (packet->type < 0x600)
		say(line, "802.3");
	else
		say(line, "ethertype 0x%04x", packet->type);
	say(line, ", length %zu", packet->length);
}

char *packet_write(const struct packet *packet, char text[PACKET_LINE_SIZE])
{
	struct line line = { .text = text };

	text[0] = '\0';
	switch (packet->network) {
	case PACKET_ARP:
		say_arp(&line, packet);
		break;
	case PACKET_IP4:
	case PACKET_IP6:
		say_ip(&line, packet);
		break;
	case PACKET_LACP:
		say(&line, "LACPv1");
		say_side(&line, "actor", &packet->lacp.actor);
		say_side(&line, "partner", &packet->lacp.partner);
		break;
	case PACKET_LLDP:
		say(&line, "LLDP, chassis %s, port %s, system %s, ttl %u s",
		    packet->lldp.chassis, packet->lldp.port,
		    packet->lldp.system, packet->lldp.ttl_s);
		break;
	default:
		say_other(&line, packet);
	}
	if (packet->cut)
		say(&line, " [|cut]");
	return text;
}

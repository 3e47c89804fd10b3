// SPDX-License-Identifier: LGPL-2.1-or-later
/* LACP and LLDP: what the two ends of a link tell each other. */
#include "packet_parts.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define SLOW_LACP	1
#define LACP_ACTOR	1
#define LACP_PARTNER	2

enum lldp_tlv {
	LLDP_END,
	LLDP_CHASSIS,
	LLDP_PORT,
	LLDP_TTL,
	LLDP_SYSTEM = 5,
};

static uint16_t get16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static void read_side(const uint8_t *at, struct packet_lacp_side *side)
{
	memcpy(side->system, at + 2, 6);
	side->key = get16(at + 8);
	side->port = get16(at + 12);
	side->state = at[14];
}

void packet_read_lacp(struct packet_rest rest, struct packet *packet)
{
	const uint8_t *head = packet_take(&rest, 2), *at;

	if (!head || head[0] != SLOW_LACP) {
		packet->cut = !head;
		return;
	}
	while ((at = packet_take(&rest, 2)) && at[0] && at[1] >= 2) {
		uint8_t type = at[0], length = at[1];

		at = packet_take(&rest, length - 2);
		if (!at)
			break;
		if (length < 18)
			continue;
		if (type == LACP_ACTOR) {
			packet->network = PACKET_LACP;
			read_side(at, &packet->lacp.actor);
		} else if (type == LACP_PARTNER) {
			read_side(at, &packet->lacp.partner);
		}
	}
	packet->cut = packet->network != PACKET_LACP;
}

/* --- LLDP --------------------------------------------------------------- */

static void copy_text(char to[PACKET_TEXT_SIZE], const uint8_t *at, size_t n)
{
	size_t i;

	for (i = 0; i < n && i < PACKET_TEXT_SIZE - 1; i++)
		to[i] = at[i] >= ' ' && at[i] <= '~' ? at[i] : '.';
	to[i] = '\0';
}

/* An identifier: its subtype, then an address or text. */
static void copy_identifier(char to[PACKET_TEXT_SIZE], const uint8_t *at,
			    size_t n, uint8_t mac_subtype,
			    uint8_t network_subtype)
{
	if (n == 7 && at[0] == mac_subtype)
		snprintf(to, PACKET_TEXT_SIZE,
			 "%02x:%02x:%02x:%02x:%02x:%02x", at[1], at[2], at[3],
			 at[4], at[5], at[6]);
	else if (n == 6 && at[0] == network_subtype && at[1] == 1)
		snprintf(to, PACKET_TEXT_SIZE, "%u.%u.%u.%u", at[2], at[3],
			 at[4], at[5]);
	else if (n > 1)
		copy_text(to, at + 1, n - 1);
}

void packet_read_lldp(struct packet_rest rest, struct packet *packet)
{
	struct packet_lldp *lldp = &packet->lldp;
	const uint8_t *head, *at;

	while ((head = packet_take(&rest, 2))) {
		size_t n = get16(head) & 511;

		at = packet_take(&rest, n);
		if (!at) {
			packet->cut = true;
			return;
		}
		switch (head[0] >> 1) {
		case LLDP_END:
			return;
		case LLDP_CHASSIS:
			packet->network = PACKET_LLDP;
			copy_identifier(lldp->chassis, at, n, 4, 5);
			break;
		case LLDP_PORT:
			copy_identifier(lldp->port, at, n, 3, 4);
			break;
		case LLDP_TTL:
			lldp->ttl_s = n >= 2 ? get16(at) : 0;
			break;
		case LLDP_SYSTEM:
			copy_text(lldp->system, at, n);
			break;
		}
	}
}

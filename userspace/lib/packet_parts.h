/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of the decoder share. */
#ifndef LIBERD_PACKET_PARTS_H
#define LIBERD_PACKET_PARTS_H

#include "packet.h"

/* What is left of a packet. */
struct packet_rest {
	const uint8_t *at;
	size_t left;
};

/* The next @n octets, or NULL if there are fewer. */
const uint8_t *packet_take(struct packet_rest *rest, size_t n);

/* The protocols of the link itself. */
void packet_read_lacp(struct packet_rest rest, struct packet *packet);
void packet_read_lldp(struct packet_rest rest, struct packet *packet);

#endif /* LIBERD_PACKET_PARTS_H */

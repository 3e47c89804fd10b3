// SPDX-License-Identifier: LGPL-2.1-or-later
#include "json_bgp.h"
#include "json.h"

/* A number, or null where it says nothing. */
static json_t *number(uint64_t value, bool says)
{
	return says ? json_integer(value) : json_null();
}

static json_t *bfd(const struct routing_bfd_state *bfd)
{
	bool up = bfd->detect_ms;

	if (!bfd->present)
		return json_null();
	return json_pack("{s:o s:o s:o s:o s:o s:o s:o}",
			 "status", json_text(bfd->status),
			 "diagnostic", json_text(bfd->diagnostic),
			 "remote_diagnostic", json_text(bfd->remote_diagnostic),
			 "transmit_ms", number(bfd->tx_ms, up),
			 "receive_ms", number(bfd->rx_ms, up),
			 "detect_ms", number(bfd->detect_ms, up),
			 "uptime_s", number(bfd->uptime_s, bfd->uptime_s));
}

json_t *json_bgp_session(const struct routing_session_state *s)
{
	json_t *json;

	json = json_pack("{s:s s:s s:s s:o s:I s:I s:s s:b s:b s:b}",
			 "session", s->name,
			 "family", s->family == AF_INET ? "ipv4" : "ipv6",
			 "peer", s->peer,
			 "vrf", json_text(s->vrf),
			 "local_as", (json_int_t)s->local_as,
			 "remote_as", (json_int_t)s->remote_as,
			 "state", s->state,
			 "established", s->established,
			 "authenticated", s->authenticated,
			 "drained", s->drained);
	if (json)
		json_object_update_new(
			json,
			json_pack("{s:o s:o s:o s:I s:I s:o s:I s:o s:o}",
				  "uptime_s",
				  number(s->uptime_s, s->established),
				  "hold_s", number(s->hold_s, s->established),
				  "keepalive_s",
				  number(s->keepalive_s, s->established),
				  "connections_established",
				  (json_int_t)s->connections_established,
				  "connections_dropped",
				  (json_int_t)s->connections_dropped,
				  "last_reset", json_text(s->last_reset),
				  "last_reset_s", (json_int_t)s->last_reset_s,
				  "last_notification",
				  json_text(s->last_notification),
				  "reason", json_text(s->reason)));
	if (json)
		json_object_update_new(
			json,
			json_pack("{s:I s:I s:o s:o s:o}",
				  "prefixes_in", (json_int_t)s->prefixes_in,
				  "prefixes_out", (json_int_t)s->prefixes_out,
				  "accept_limit",
				  number(s->accept_limit, s->accept_limit),
				  "advertise_limit",
				  number(s->advertise_limit, s->advertise_limit),
				  "bfd", bfd(&s->bfd)));
	return json;
}

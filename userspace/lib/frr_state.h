/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the daemons' replies say, as functions of their text. */
#ifndef LIBERD_FRR_STATE_H
#define LIBERD_FRR_STATE_H

#include "list.h"
#include "routing.h"

/* What frr_state_parse_bgp() reads the reply to. */
#define FRR_SHOW_NEIGHBORS	"show bgp vrf all neighbors json"

/* Adds the sessions that are ours to a list of struct routing_session_state. */
int frr_state_parse_bgp(const char *reply, struct list *sessions,
			struct erd_error *err);
/* Completes those that have BFD. */
int frr_state_parse_bfd(const char *reply, struct list *sessions,
			struct erd_error *err);
/* Takes what concerns MD5 out of /proc/net/netstat. */
void frr_state_parse_netstat(const char *netstat,
			     struct routing_md5_failures *md5);

#endif /* LIBERD_FRR_STATE_H */

// SPDX-License-Identifier: LGPL-2.1-or-later
/* BGP and BFD as FRR has them, and as the file wants them. */
#include "error.h"
#include "frr_vty.h"
#include "gather.h"
#include "sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --- sessions ----------------------------------------------------------- */

static void session_name(const struct facts_path *path,
			 char name[ROUTING_NAME_SIZE])
{
	const struct routing_session session = {
		.circuit = path->circuit,
		.peering = path->peering,
		.link = path->port->role,
	};

	routing_session_name(&session, name);
}

static int compare(const void *a, const void *b)
{
	const struct routing_session_state *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->family > y->family) - (x->family < y->family);
}

/* They are sorted so. */
static const struct routing_session_state *
find_session(const struct routing_state *state, const char *name, int family)
{
	struct routing_session_state like = { .family = family };

	if (!state->n)
		return NULL;
	snprintf(like.name, sizeof(like.name), "%s", name);
	return bsearch(&like, state->sessions, state->n, sizeof(like), compare);
}

/* --- those that the file wants ------------------------------------------ */

struct wanted_session {
	char name[ROUTING_NAME_SIZE];
	int family;
};

static int compare_wanted(const void *a, const void *b)
{
	const struct wanted_session *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->family > y->family) - (x->family < y->family);
}

/* As erdctl apply would make them, sorted. */
static void list_wanted(const struct facts *facts, struct list *list)
{
	const struct routing_session *session;
	struct wanted_session *wanted;
	struct sessions sessions;

	if (sessions_of(&sessions, &facts->file.desired))
		desired_each(session, &sessions.sessions) {
			wanted = list_add(list);
			if (!wanted)
				break;
			routing_session_name(session, wanted->name);
			wanted->family = session->remote.family;
		}
	sessions_free(&sessions);
	if (list->n)
		qsort(list->items, list->n, list->size, compare_wanted);
}

static bool is_wanted(const struct list *list, const char *name, int family)
{
	struct wanted_session like = { .family = family };

	snprintf(like.name, sizeof(like.name), "%s", name);
	return list->n && bsearch(&like, list->items, list->n, list->size,
				  compare_wanted);
}

/* --- both together ------------------------------------------------------ */

/* A network that is larger than it need be does not tell who is there. */
static void take_peer(struct facts_family *family)
{
	struct routing_address peer;

	if (family->remote.family || !family->local.family ||
	    !family->session ||
	    routing_address_parse(family->session->peer, &peer, NULL))
		return;
	family->remote = family->local;
	if (peer.family == AF_INET)
		memcpy(family->remote.address, &peer.v4, sizeof(peer.v4));
	else
		memcpy(family->remote.address, &peer.v6, sizeof(peer.v6));
}

static void match_path(struct facts *facts, struct facts_path *path,
		       const struct list *wanted)
{
	char name[ROUTING_NAME_SIZE];
	struct facts_family *family;
	unsigned int i;

	session_name(path, name);
	for (i = 0; i < 2; i++) {
		family = &path->family[i];
		family->session = find_session(&facts->routing.state, name,
					       family->family);
		family->session_wanted = is_wanted(wanted, name,
						   family->family);
		family->used |= family->session != NULL;
		take_peer(family);
	}
}

/* Needed as soon as a session has BFD, and then to be there. */
static void read_bfdd(struct facts_routing *routing)
{
	struct erd_error err;
	struct frr_vty vty;
	bool needed = false;
	size_t i;

	for (i = 0; i < routing->state.n; i++)
		needed |= routing->state.sessions[i].bfd.present;
	routing->bfd_known.is = true;
	if (!needed)
		return;
	if (frr_vty_open(&vty, routing_run(), FRR_BFDD, &err) ==
	    ERD_NOT_FOUND)
		unknown_why(&routing->bfd_known, "%s", err.text);
	else
		frr_vty_close(&vty);
}

/* A daemon that ended leaves its socket behind. */
static bool is_dead(void)
{
	char path[108];
	struct stat st;

	snprintf(path, sizeof(path), "%s/bgpd.vty", routing_run());
	return !stat(path, &st);
}

/*
 * FRR forgets what a session ended with when its BFD falls after it, and when
 * the far end calls back. What was read before is so still, and what came then is
 * said behind it.
 */
static void remember(const struct routing_state *was, struct routing_state *is)
{
	const struct routing_session_state *before;
	struct routing_session_state *s;

	for (s = is->sessions; s < is->sessions + is->n; s++) {
		before = find_session(was, s->name, s->family);
		if (!before || !before->last_notification[0] ||
		    s->last_notification[0])
			continue;
		if (s->reason[0])
			snprintf(s->reason, sizeof(s->reason), "%.120s, then %s",
				 before->reason, s->last_reset);
		memcpy(s->last_notification, before->last_notification,
		       sizeof(s->last_notification));
		memcpy(s->last_reset, before->last_reset,
		       sizeof(s->last_reset));
	}
}

static void read_sessions(struct facts *facts)
{
	struct facts_routing *routing = &facts->routing;
	struct routing_state was = routing->state;
	struct erd_error err;
	int ret;

	ret = routing_state(routing_run(), &routing->state, &err);
	routing->known.is = !ret;
	routing->dead = ret == ERD_NOT_FOUND && is_dead();
	if (ret)
		unknown_why(&routing->known, "%s", err.text);
	else
		remember(&was, &routing->state);
	routing_state_free(&was);
	read_bfdd(routing);
}

/* --- all of it ---------------------------------------------------------- */

void gather_sessions(struct facts *facts)
{
	struct list wanted = LIST_OF(struct wanted_session);
	size_t i;

	read_sessions(facts);
	list_wanted(facts, &wanted);
	for (i = 0; i < facts->n_paths; i++)
		if (facts->paths[i].selected)
			match_path(facts, &facts->paths[i], &wanted);
	list_free(&wanted);
}

void gather_keys(struct keys *keys)
{
	struct frr_vty vty;
	char *reply;

	if (frr_vty_open(&vty, routing_run(), FRR_BGPD, NULL))
		return;
	if (!frr_vty_command(&vty, "show running-config", &reply, NULL)) {
		keys_read(keys, reply);
		explicit_bzero(reply, strlen(reply));
		free(reply);
	}
	frr_vty_close(&vty);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What differs from the file, the clock, and what runs here. */
#include "error.h"
#include "gather.h"
#include "handle.h"
#include "reconcile.h"

#include <netlink/genl/ctrl.h>
#include <netlink/genl/family.h>
#include <netlink/genl/genl.h>
#include <netlink/genl/mngt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <sys/utsname.h>

/* What a change is about, as far as it is about one thing. */
static void about(const struct change *change, struct facts_drift *drift)
{
	const char *port = "", *circuit = "", *peering = "";

	switch (change->kind) {
	case CHANGE_PORT:
	case CHANGE_XDP:
	case CHANGE_HISTOGRAM:
	case CHANGE_PORT_SAMPLE:
	case CHANGE_PORT_ADMIN:
		port = change->port.name;
		break;
	case CHANGE_CIRCUIT:
	case CHANGE_RATE_IN:
	case CHANGE_RATE_OUT:
	case CHANGE_CIRCUIT_SAMPLE:
	case CHANGE_CIRCUIT_ADMIN:
		circuit = change->circuit.name;
		break;
	case CHANGE_VRF:
	case CHANGE_ROUTING:
		break;
	/* of all its ports */
	case CHANGE_PEERING_ADMIN:
		circuit = change->subif.circuit;
		peering = erd_peering_name(change->subif.peering);
		break;
	default:
		port = change->subif.port;
		circuit = change->subif.circuit;
		peering = erd_peering_name(change->subif.peering);
	}
	snprintf(drift->port, sizeof(drift->port), "%s", port);
	snprintf(drift->circuit, sizeof(drift->circuit), "%s", circuit);
	snprintf(drift->peering, sizeof(drift->peering), "%s", peering);
}

/* Copies what is before the next slash; returns what is behind it. */
static const char *take_part(const char *at, char *part, size_t size)
{
	size_t len = strcspn(at, "/");

	snprintf(part, size, "%.*s", (int)len, at);
	return at + len + (at[len] == '/');
}

/* "BGP session hq1/private/1 v4" */
static void about_session(struct facts_drift *drift)
{
	const char *at = strstr(drift->object, "session ");

	if (!at)
		return;
	at = take_part(at + strlen("session "), drift->circuit,
		       sizeof(drift->circuit));
	at = take_part(at, drift->peering, sizeof(drift->peering));
	drift->link = strtoul(at, NULL, 10);
}

static bool add_drift(struct facts *facts, const struct change *change)
{
	struct list rows = LIST_OF(struct plan_row);
	const struct plan_row *row;
	struct facts_drift *drift;
	bool done = true;

	if (change->kind == CHANGE_ROUTING) {
		done = routing_step_rows(change, &rows);
	} else {
		struct plan_row *only = list_add(&rows);

		done = only;
		if (only)
			plan_row_of(change, only);
	}
	desired_each(row, &rows) {
		drift = list_add(&facts->drift);
		if (!drift) {
			done = false;
			break;
		}
		strcpy(drift->object, row->object);
		strcpy(drift->text, row->text);
		drift->kind = change->kind;
		about(change, drift);
		if (change->kind == CHANGE_ROUTING)
			about_session(drift);
	}
	list_free(&rows);
	return done;
}

static void read_drift(struct facts *facts, struct erd *erd)
{
	const struct change *change;
	struct reconcile r;
	struct erd_error err;

	if (!erd || !facts->file_known.is) {
		unknown_why(&facts->drift_known, "%s",
			    facts->file_known.is ? "the module is not there" :
						   facts->file_known.why);
		return;
	}
	facts->drift_known.is = !reconcile_begin(&r, erd, &facts->file,
						 STORE_FOLDER,
						 RECONCILE_FORCE, &err);
	if (!facts->drift_known.is)
		unknown_why(&facts->drift_known, "%s", err.text);
	else
		desired_each(change, &r.plan.changes)
			if (!add_drift(facts, change))
				unknown_why(&facts->drift_known,
					    "out of memory");
	reconcile_end(&r);
}

static void read_clock(struct facts *facts)
{
	struct timex timex = {};
	int state = adjtimex(&timex);

	facts->clock_known.is = state >= 0;
	if (state < 0) {
		unknown_why(&facts->clock_known, "adjtimex: %m");
		return;
	}
	facts->clock_synchronised = !(timex.status & STA_UNSYNC);
	facts->clock_error_s = timex.esterror / 1e6;
}

static void read_family(struct facts *facts)
{
	struct genl_family *family;
	struct nl_cache *cache;
	struct nl_sock *sock;

	if (handle_connect(&sock, NETLINK_GENERIC, NULL))
		return;
	if (!genl_ctrl_alloc_cache(sock, &cache)) {
		family = genl_ctrl_search_by_name(cache, ERD_FAMILY_NAME);
		if (family) {
			facts->family_version =
				genl_family_get_version(family);
			genl_family_put(family);
		}
		nl_cache_free(cache);
	}
	nl_socket_free(sock);
}

void gather_state(struct facts *facts, struct erd *erd)
{
	struct utsname name;

	uname(&name);
	snprintf(facts->kernel, sizeof(facts->kernel), "%s", name.release);
	read_family(facts);
	read_clock(facts);
	read_drift(facts, erd);
	clock_gettime(CLOCK_REALTIME, &facts->time);
}

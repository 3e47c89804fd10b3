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
#include <string.h>
#include <sys/timex.h>
#include <sys/utsname.h>

static void read_drift(struct facts *facts, struct erd *erd)
{
	const struct change *change;
	struct reconcile r;
	struct erd_error err;
	char *text;

	if (!erd || !facts->file_known.is) {
		unknown_why(&facts->drift_known, "%s",
			    facts->file_known.is ? "the module is not there" :
						   facts->file_known.why);
		return;
	}
	facts->drift_known.is = !reconcile_begin(&r, erd, &facts->file,
						 STORE_FOLDER, true, false,
						 &err);
	if (!facts->drift_known.is)
		unknown_why(&facts->drift_known, "%s", err.text);
	else
		desired_each(change, &r.plan.changes) {
			text = list_add(&facts->drift);
			if (text)
				change_text(change, text);
		}
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

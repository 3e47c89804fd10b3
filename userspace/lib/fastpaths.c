// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fastpaths.h"
#include "fastpath.h"
#include "handle.h"
#include "request.h"

#include <stdlib.h>
#include <string.h>

/*
 * Opening maps them, which is dear if done for each of thousands of peerings.
 * The number of the program tells whether they are still those of the port:
 * another process may have detached it and attached it anew.
 */
struct fastpaths {
	struct fastpaths *next;
	char port[ERD_NAME_MAX];
	uint32_t prog_id;
	struct erd_fastpath *fp;
};

static void drop(struct fastpaths **at)
{
	struct fastpaths *entry = *at;

	*at = entry->next;
	erd_fastpath_close(entry->fp);
	free(entry);
}

static struct fastpaths **find(struct erd *erd, const char *port)
{
	struct fastpaths **at = &erd->fastpaths;

	while (*at && strcmp((*at)->port, port))
		at = &(*at)->next;
	return at;
}

static int add(struct erd *erd, const struct erd_port *port, uint32_t prog_id,
	       struct erd_fastpath **fp, struct erd_error *err)
{
	struct fastpaths *entry = calloc(1, sizeof(*entry));
	int ret;

	if (!entry)
		return request_no_memory(err);
	ret = erd_fastpath_open(port->name, &entry->fp, err);
	if (ret) {
		free(entry);
		return ret == ERD_NOT_FOUND ? ERD_OK : ret;
	}
	memcpy(entry->port, port->name, sizeof(entry->port));
	entry->prog_id = prog_id;
	entry->next = erd->fastpaths;
	erd->fastpaths = entry;
	*fp = entry->fp;
	return ERD_OK;
}

int fastpaths_get(struct erd *erd, const struct erd_port *port,
		  struct erd_fastpath **fp, struct erd_error *err)
{
	struct fastpaths **at = find(erd, port->name);
	uint32_t prog_id = 0;
	bool attached = fastpath_ifindex(port->name, &prog_id) > 0;

	*fp = NULL;
	if (*at && attached && (*at)->prog_id == prog_id) {
		*fp = (*at)->fp;
		return ERD_OK;
	}
	if (*at)
		drop(at);
	/* Says why, if it is there and cannot be told. */
	return add(erd, port, prog_id, fp, err);
}

void fastpaths_forget(struct erd *erd, const char *port)
{
	struct fastpaths **at = find(erd, port);

	if (*at)
		drop(at);
}

void fastpaths_close(struct erd *erd)
{
	while (erd->fastpaths)
		drop(&erd->fastpaths);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gather.h"
#include "change.h"
#include "error.h"
#include "probe.h"

#include <linux/capability.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

void unknown_why(struct known *known, const char *format, ...)
{
	va_list args;

	known->is = false;
	va_start(args, format);
	vsnprintf(known->why, sizeof(known->why), format, args);
	va_end(args);
}

double facts_seconds(const struct facts *facts)
{
	return (facts->boot_ns[FACTS_LAST] - facts->boot_ns[FACTS_FIRST]) / 1e9;
}

/* --- what is examined --------------------------------------------------- */

static bool is_port(const struct facts *facts, const char *name)
{
	size_t i;

	for (i = 0; i < facts->n_ports; i++)
		if (!strcmp(facts->ports[i].name, name))
			return true;
	return false;
}

/* A port and its paths, or the paths of a circuit and their ports. */
static void select_named(struct facts *facts, const char *name, bool port)
{
	struct facts_path *path;
	size_t i;

	for (i = 0; i < facts->n_ports; i++)
		facts->ports[i].selected =
			!name ||
			(port && !strcmp(facts->ports[i].name, name));
	for (i = 0; i < facts->n_paths; i++) {
		path = &facts->paths[i];
		path->selected = name && !port ?
					 !strcmp(path->circuit, name) :
					 path->port->selected;
	}
	for (i = 0; i < facts->n_paths; i++)
		facts->paths[i].port->selected |= facts->paths[i].selected;
}

static int select_objects(struct facts *facts, const struct gather_wish *wish,
			  struct erd_error *err)
{
	size_t i;

	select_named(facts, wish->name,
		     wish->name && is_port(facts, wish->name));
	/* Without the module there is nothing to find it in. */
	if (!wish->name || !facts->module.is)
		return ERD_OK;
	for (i = 0; i < facts->n_ports; i++)
		if (facts->ports[i].selected)
			return ERD_OK;
	return erd_fail(err, ERD_NOT_FOUND,
			"there is no port '%s', nor a circuit of that name with a peering",
			wish->name);
}

/* --- paths by their device ---------------------------------------------- */

static int by_ifindex(const void *a, const void *b)
{
	const struct facts_path *const *x = a, *const *y = b;

	return ((*x)->subif.ifindex > (*y)->subif.ifindex) -
	       ((*x)->subif.ifindex < (*y)->subif.ifindex);
}

static int index_paths(struct facts *facts, struct erd_error *err)
{
	struct facts_path *path;
	size_t i;

	facts->by_ifindex = calloc(facts->n_paths + 1,
				   sizeof(*facts->by_ifindex));
	if (!facts->by_ifindex)
		return erd_fail(err, ERD_ERROR, "out of memory");
	for (i = 0; i < facts->n_paths; i++) {
		path = &facts->paths[i];
		if (path->selected && path->there && path->subif.netnsid < 0)
			facts->by_ifindex[facts->n_by_ifindex++] = path;
	}
	qsort(facts->by_ifindex, facts->n_by_ifindex,
	      sizeof(*facts->by_ifindex), by_ifindex);
	return ERD_OK;
}

struct facts_path *facts_path_of(const struct facts *facts, uint32_t ifindex)
{
	const struct facts_path like = { .subif.ifindex = ifindex }, *key = &like;
	struct facts_path **found;

	if (!facts->n_by_ifindex)
		return NULL;
	found = bsearch(&key, facts->by_ifindex, facts->n_by_ifindex,
			sizeof(*facts->by_ifindex), by_ifindex);
	return found ? *found : NULL;
}

/* --- what is probed ----------------------------------------------------- */

/* Something that a closer look may explain. */
static bool is_suspect(const struct facts_path *path)
{
	const struct facts_family *f;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		f = &path->family[i];
		if (f->used && f->neighbour != FACTS_NEIGHBOUR_KNOWN)
			return true;
		if (f->session && !f->session->established)
			return true;
	}
	return false;
}

/* Whether a frame has a way at all. */
static bool can_probe(struct facts_path *path)
{
	if (!path->selected)
		unknown_why(&path->probe_known, "%s", "");
	else if (!path->there)
		unknown_why(&path->probe_known, "it has no sub-interface");
	else if (path->subif.netnsid >= 0)
		unknown_why(&path->probe_known,
			    "it is in another network namespace");
	else if (!path->subif.up || !path->subif.carrier)
		unknown_why(&path->probe_known, "it is down");
	else
		return true;
	return false;
}

/* All if they are few or named; else those that something is wrong with. */
static void choose_probed(struct facts *facts, const struct gather_wish *wish)
{
	size_t i, n = 0, chosen = 0;
	struct facts_path *path;

	for (i = 0; i < facts->n_paths; i++)
		n += facts->paths[i].selected && facts->paths[i].there;
	for (i = 0; i < facts->n_paths; i++) {
		path = &facts->paths[i];
		if (!can_probe(path))
			continue;
		if (n > GATHER_PROBES_MAX && !wish->name &&
		    !is_suspect(path)) {
			unknown_why(&path->probe_known, "nothing is suspect");
			continue;
		}
		if (chosen == GATHER_PROBES_MAX) {
			unknown_why(&path->probe_known,
				    "%d others are probed: name a circuit",
				    GATHER_PROBES_MAX);
			continue;
		}
		chosen++;
		path->probed = true;
	}
}

static const char *find_key(const struct facts_path *path, int family,
			    void *data)
{
	return keys_find(data, path, family);
}

static void probe(struct facts *facts, const struct gather_wish *wish)
{
	struct keys keys;

	keys_begin(&keys);
	if (facts->routing.known.is)
		gather_keys(&keys);
	choose_probed(facts, wish);
	probe_paths(facts, find_key, &keys);
	keys_end(&keys);
}

/* --- the beginning ------------------------------------------------------ */

static bool has_capability(unsigned int bit)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {};

	syscall(SYS_capget, &header, data);
	return data[bit / 32].effective & 1U << bit % 32;
}

static void read_privilege(struct facts *facts)
{
	static const struct {
		unsigned int bit;
		const char *name;
	} wanted[] = {
		{ CAP_NET_ADMIN, "CAP_NET_ADMIN" },
		{ CAP_NET_RAW, "CAP_NET_RAW" },
		{ CAP_BPF, "CAP_BPF" },
	};
	size_t i;

	facts->privilege.is = true;
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (facts->privilege.is && !has_capability(wanted[i].bit))
			unknown_why(&facts->privilege, "run without %s",
				    wanted[i].name);
}

/* The usual file may be missing, one that was named may not. */
static int read_file(struct facts *facts, const char *path,
		     struct erd_error *err)
{
	int ret = desired_file_read(&facts->file, path ? path : desired_path(),
				    err);

	if (!ret)
		ret = desired_file_fail(&facts->file, err);
	facts->file_known.is = !ret;
	if (!ret || path)
		return ret;
	unknown_why(&facts->file_known, "%s", err->text);
	/* What is wrong with a file must not pass for what is wanted. */
	desired_file_free(&facts->file);
	memset(&facts->file, 0, sizeof(facts->file));
	return ERD_OK;
}

static int begin(struct facts *facts, const struct gather_wish *wish,
		 struct erd **erd, struct erd_error *err)
{
	int ret;

	memset(facts, 0, sizeof(*facts));
	facts->drift = (struct list)LIST_OF(struct facts_drift);
	facts->expected = (struct list)LIST_OF(struct facts_expected);
	ret = read_file(facts, wish->file, err);
	if (ret)
		return ret;
	read_privilege(facts);
	*erd = erd_open(err);
	facts->module.is = *erd;
	if (!*erd)
		unknown_why(&facts->module, "%s", err->text);
	ret = gather_objects(facts, *erd, err);
	if (!ret)
		ret = select_objects(facts, wish, err);
	return ret ? ret : index_paths(facts, err);
}

int gather(struct facts *facts, const struct gather_wish *wish,
	   struct erd_error *err)
{
	struct erd *erd = NULL;
	int ret = begin(facts, wish, &erd, err);

	if (!ret) {
		gather_counts(facts, erd, FACTS_FIRST);
		gather_addresses(facts);
		gather_sessions(facts);
		probe(facts, wish);
		gather_counts(facts, erd, FACTS_LAST);
		gather_devices(facts);
		gather_sessions(facts);
		gather_routes(facts);
		gather_state(facts, erd);
	}
	erd_close(erd);
	return ret;
}

void facts_free(struct facts *facts)
{
	routing_state_free(&facts->routing.state);
	list_free(&facts->drift);
	list_free(&facts->expected);
	desired_file_free(&facts->file);
	free(facts->by_ifindex);
	free(facts->paths);
	free(facts->ports);
}

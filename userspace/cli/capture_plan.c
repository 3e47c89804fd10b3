// SPDX-License-Identifier: LGPL-2.1-or-later
/* From a request to devices, names and tags. */
#include "capture.h"
#include "error.h"
#include "model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(struct cli *cli)
{
	return erd_fail(&cli->err, ERD_ERROR, "out of memory");
}

/* --- names -------------------------------------------------------------- */

static struct tag_name name_of_subif(const struct erd_subif *subif,
				     const struct erd_port *port)
{
	struct tag_name name = {
		.encap = port->encap,
		.outer_tpid = port->outer_tpid,
		.stag = subif->stag,
		.ctag = subif->ctag,
		.peering = subif->peering,
	};

	strcpy(name.pair, subif->pair);
	strcpy(name.circuit, subif->circuit);
	return name;
}

static const struct erd_port *port_of_pair(const struct model *model,
					   const char *pair)
{
	size_t i;

	for (i = 0; i < model->n_ports; i++)
		if (!strcmp(model->ports[i].pair, pair))
			return &model->ports[i];
	return NULL;
}

/* A circuit's tag is known before it has a peering. */
static int add_circuits(struct cli *cli, const struct model *model,
			struct tag_names *names)
{
	struct erd_circuit *circuits;
	size_t n, i;
	int ret;

	ret = erd_circuit_list(cli->erd, &circuits, &n, &cli->err);
	if (ret)
		return ret;
	for (i = 0; !ret && i < n; i++) {
		const struct erd_port *port =
			port_of_pair(model, circuits[i].pair);
		struct tag_name name = { .stag = circuits[i].stag };

		if (!port || !circuits[i].stag)
			continue;
		name.encap = port->encap;
		name.outer_tpid = port->outer_tpid;
		strcpy(name.pair, circuits[i].pair);
		strcpy(name.circuit, circuits[i].name);
		if (tag_names_add(names, &name))
			ret = no_memory(cli);
	}
	free(circuits);
	return ret;
}

int capture_names(struct cli *cli, const struct model *model,
		  struct tag_names *names)
{
	size_t i;
	int ret = add_circuits(cli, model, names);

	for (i = 0; !ret && i < model->n_subifs; i++) {
		const struct erd_subif *subif = &model->subifs[i];
		const struct erd_port *port = model_port(model, subif->port);
		struct tag_name name;

		if (!port)
			continue;
		name = name_of_subif(subif, port);
		if (tag_names_add(names, &name))
			ret = no_memory(cli);
	}
	return ret;
}

const struct tag_name *capture_plan_name(const struct capture_plan *plan,
					 const struct frame *frame,
					 const struct frame_tags *tags)
{
	const struct capture_interface *interface =
		&plan->interface[frame->interface];

	if (interface->is_subif)
		return &interface->subif;
	if (!interface->pair[0])
		return NULL;
	return tag_names_find(plan->names, interface->pair, tags);
}

/* --- tags --------------------------------------------------------------- */

static bool wants_name(const struct capture_request *request,
		       const struct tag_name *name)
{
	return name &&
	       (!request->circuit || !strcmp(name->circuit, request->circuit)) &&
	       (!request->pair || !strcmp(name->pair, request->pair)) &&
	       (!request->peering || (name->ctag &&
				      name->peering == request->peering));
}

bool capture_plan_wants(const struct capture_request *request,
			const struct tag_name *name,
			const struct frame_tags *tags)
{
	if (request->stag &&
	    (!tags->n || frame_vid(tags->tag[0]) != request->stag))
		return false;
	if (request->ctag &&
	    (tags->n < 2 || frame_vid(tags->tag[1]) != request->ctag))
		return false;
	return (!request->circuit && !request->peering) ||
	       wants_name(request, name);
}

/* The same for the kernel, which knows no names. */
static int choose_tags(struct cli *cli, const struct capture_request *request,
		       struct capture_plan *plan)
{
	size_t n = tag_names_count(plan->names), i;

	plan->tags = calloc(n + 1, sizeof(*plan->tags));
	if (!plan->tags)
		return no_memory(cli);
	if (request->stag) {
		plan->tags[0].outer = request->stag;
		plan->tags[0].inner = request->ctag ? (int)request->ctag : -1;
		plan->n_tags = 1;
	}
	if (!request->circuit && !request->peering)
		return ERD_OK;
	for (i = 0; i < n; i++) {
		const struct tag_name *name = tag_names_at(plan->names, i);
		struct tag_choice *choice = &plan->tags[plan->n_tags];
		bool qinq = name->encap == ERD_ENCAP_QINQ;

		if (!wants_name(request, name))
			continue;
		choice->outer = qinq ? name->stag : name->ctag;
		choice->inner = qinq && name->ctag ? name->ctag : -1;
		plan->n_tags++;
	}
	if (plan->n_tags)
		return ERD_OK;
	if (request->circuit)
		return erd_fail(&cli->err, ERD_NOT_FOUND,
				"circuit '%s' has no %s", request->circuit,
				request->peering ? "such peering" :
						   "peering to know it by");
	return erd_fail(&cli->err, ERD_NOT_FOUND, "there is no %s peering",
			erd_peering_name(request->peering));
}

/* --- devices ------------------------------------------------------------ */

static struct capture_interface *add_interface(struct cli *cli,
					       struct capture_plan *plan)
{
	if (plan->n_interfaces < CAPTURE_INTERFACES_MAX)
		return &plan->interface[plan->n_interfaces++];
	erd_fail(&cli->err, ERD_USAGE, "capture: at most %d devices at once",
		 CAPTURE_INTERFACES_MAX);
	erd_hint(&cli->err, "choose by port, pair, circuit, peering or link");
	return NULL;
}

static void set_port(struct capture_interface *interface,
		     const struct erd_port *port)
{
	snprintf(interface->ifname, sizeof(interface->ifname), "%s",
		 port->ifname);
	strcpy(interface->pair, port->pair);
	snprintf(interface->description, sizeof(interface->description),
		 "%s, %s of %s, %s 0x%04x", port->ifname,
		 erd_role_name(port->role), port->pair,
		 erd_encap_name(port->encap), port->outer_tpid);
}

/* Whether @word is one of those in "a,b,c". */
static bool is_in_list(const char *list, const char *word)
{
	size_t len = strlen(word), n;

	for (; *list; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		if (n == len && !strncmp(list, word, n))
			return true;
	}
	return false;
}

static bool wants_port(const struct capture_request *request,
		       const struct erd_port *port)
{
	static const enum erd_role roles[] = {
		[CAPTURE_LINK_PRIMARY] = ERD_ROLE_PRIMARY,
		[CAPTURE_LINK_SECONDARY] = ERD_ROLE_SECONDARY,
	};

	if (request->link && port->role != roles[request->link])
		return false;
	return (!request->ports || is_in_list(request->ports, port->name)) &&
	       (!request->pair || !strcmp(request->pair, port->pair));
}

/* Every name of a list must be one of a port. */
static int check_ports(struct cli *cli, const char *list,
		       const struct model *model)
{
	char name[ERD_NAME_MAX];
	size_t n;

	for (; list && *list; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		snprintf(name, sizeof(name), "%.*s", (int)n, list);
		if (n >= sizeof(name) || !model_port(model, name))
			return erd_fail(&cli->err, ERD_NOT_FOUND,
					"there is no port '%.*s'",
					n > 64 ? 64 : (int)n, list);
	}
	return ERD_OK;
}

static int tap_ports(struct cli *cli, const struct capture_request *request,
		     const struct model *model, struct capture_plan *plan)
{
	struct capture_interface *interface;
	size_t i;

	for (i = 0; i < model->n_ports; i++) {
		const struct erd_port *port = &model->ports[i];

		if (!wants_port(request, port))
			continue;
		interface = add_interface(cli, plan);
		if (!interface)
			return cli->err.status;
		strcpy(interface->name, port->name);
		set_port(interface, port);
	}
	return ERD_OK;
}

/* The peerings' frames there are without tags, and only theirs. */
static int tap_subifs(struct cli *cli, const struct capture_request *request,
		      const struct model *model, struct capture_plan *plan)
{
	struct capture_interface *interface;
	size_t i;

	for (i = 0; i < model->n_subifs; i++) {
		const struct erd_subif *subif = &model->subifs[i];
		const struct erd_port *port = model_port(model, subif->port);
		struct tag_name name;

		if (!port || !wants_port(request, port))
			continue;
		name = name_of_subif(subif, port);
		if ((request->circuit || request->peering) &&
		    !wants_name(request, &name))
			continue;
		if (subif->netnsid >= 0) {
			fprintf(stderr, "erdctl: warning: '%s' is in another network namespace and is not captured\n",
				subif->ifname);
			continue;
		}
		interface = add_interface(cli, plan);
		if (!interface)
			return cli->err.status;
		set_port(interface, port);
		snprintf(interface->ifname, sizeof(interface->ifname), "%s",
			 subif->ifname);
		snprintf(interface->name, sizeof(interface->name), "%s",
			 subif->ifname);
		snprintf(interface->description,
			 sizeof(interface->description),
			 "%s peering of circuit %s on port %s",
			 erd_peering_name(subif->peering), subif->circuit,
			 port->name);
		interface->is_subif = true;
		interface->subif = name;
	}
	return ERD_OK;
}

/* Names are known there if the module is there and the device is a port. */
static int tap_devices(struct cli *cli, const char *list,
		       const struct model *model, struct capture_plan *plan)
{
	struct capture_interface *interface;
	size_t n, i;

	for (; *list; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		interface = add_interface(cli, plan);
		if (!interface)
			return cli->err.status;
		if (!n || n >= sizeof(interface->ifname))
			return erd_fail(&cli->err, ERD_NOT_FOUND,
					"there is no network device '%.64s'",
					list);
		memcpy(interface->ifname, list, n);
		memcpy(interface->name, list, n);
		for (i = 0; i < model->n_ports; i++)
			if (!strcmp(model->ports[i].ifname, interface->ifname))
				set_port(interface, &model->ports[i]);
	}
	return ERD_OK;
}

/* --- the whole ---------------------------------------------------------- */

/* A circuit's name may be that of several pairs, as in other commands. */
static int find_circuit(struct cli *cli, const struct capture_request *request,
			struct capture_request *resolved,
			struct erd_circuit *circuit)
{
	int ret;

	*resolved = *request;
	if (!request->circuit)
		return ERD_OK;
	ret = erd_circuit_get(cli->erd, request->pair, request->circuit,
			      circuit, &cli->err);
	if (!ret)
		resolved->pair = circuit->pair;
	return ret;
}

static int choose(struct cli *cli, const struct capture_request *request,
		  const struct model *model, struct capture_plan *plan)
{
	struct capture_request resolved;
	struct erd_circuit circuit;
	int ret;

	ret = find_circuit(cli, request, &resolved, &circuit);
	if (!ret)
		ret = check_ports(cli, request->ports, model);
	if (!ret)
		ret = choose_tags(cli, &resolved, plan);
	if (!ret && request->on_sub_interfaces) {
		plan->n_tags = 0;
		ret = tap_subifs(cli, &resolved, model, plan);
	} else if (!ret) {
		ret = tap_ports(cli, &resolved, model, plan);
	}
	if (ret || plan->n_interfaces)
		return ret;
	erd_fail(&cli->err, ERD_NOT_FOUND, "there is no such %s to capture on",
		 request->on_sub_interfaces ? "sub-interface" : "port");
	erd_hint(&cli->err, "'erdctl' shows what there is; 'dev IFACE' captures on any device");
	return ERD_NOT_FOUND;
}

int capture_plan_make(struct cli *cli, const struct capture_request *request,
		      struct capture_plan *plan)
{
	struct model model = {};
	int ret;

	memset(plan, 0, sizeof(*plan));
	plan->names = tag_names_new();
	if (!plan->names)
		return no_memory(cli);
	ret = model_read(cli, &model);
	if (!ret)
		ret = capture_names(cli, &model, plan->names);
	if (request->devices && ret == ERD_NO_KERNEL)
		ret = ERD_OK;
	if (!ret && request->devices) {
		ret = tap_devices(cli, request->devices, &model, plan);
		if (!ret)
			ret = choose_tags(cli, request, plan);
	} else if (!ret) {
		ret = choose(cli, request, &model, plan);
	}
	model_free(&model);
	return ret;
}

void capture_plan_free(struct capture_plan *plan)
{
	tag_names_free(plan->names);
	free(plan->tags);
}

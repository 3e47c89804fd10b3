// SPDX-License-Identifier: LGPL-2.1-or-later
#include "model.h"
#include "error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int compare_ports(const void *a, const void *b)
{
	const struct erd_port *x = a, *y = b;
	int order = strcmp(x->pair, y->pair);

	return order ? order : (int)x->role - (int)y->role;
}

/* Those of one peering are neighbours. */
static int compare_peerings(const struct erd_subif *x,
			    const struct erd_subif *y)
{
	int order = strcmp(x->pair, y->pair);

	if (!order)
		order = (int)x->stag - (int)y->stag;
	if (!order)
		order = strcmp(x->circuit, y->circuit);
	if (!order)
		order = (int)x->peering - (int)y->peering;
	return order ? order : (int)x->ctag - (int)y->ctag;
}

static int compare_subifs(const void *a, const void *b)
{
	const struct erd_subif *x = a, *y = b;
	int order = compare_peerings(x, y);

	return order ? order : strcmp(x->port, y->port);
}

const struct erd_port *model_port(const struct model *model, const char *name)
{
	size_t i;

	for (i = 0; i < model->n_ports; i++)
		if (!strcmp(model->ports[i].name, name))
			return &model->ports[i];
	return NULL;
}

static void sort(void *items, size_t n, size_t size,
		 int (*compare)(const void *, const void *))
{
	if (n)
		qsort(items, n, size, compare);
}

int model_group(struct model *model)
{
	struct model_peering *peering = NULL;
	const struct erd_subif *subif;
	const struct erd_port *port;
	size_t i;

	sort(model->ports, model->n_ports, sizeof(*model->ports),
	     compare_ports);
	sort(model->subifs, model->n_subifs, sizeof(*model->subifs),
	     compare_subifs);
	model->peerings = calloc(model->n_subifs + 1, sizeof(*peering));
	if (!model->peerings)
		return -ENOMEM;
	for (i = 0; i < model->n_subifs; i++) {
		subif = &model->subifs[i];
		/* A port may go between reading ports and sub-interfaces. */
		port = model_port(model, subif->port);
		if (!port || port->role > ERD_ROLE_SECONDARY)
			continue;
		if (!peering || compare_peerings(peering->any, subif))
			peering = &model->peerings[model->n_peerings++];
		peering->any = subif;
		peering->link[port->role] = subif;
	}
	return 0;
}

int model_read(struct cli *cli, struct model *model)
{
	int ret;

	memset(model, 0, sizeof(*model));
	ret = cli_open(cli);
	if (!ret)
		ret = erd_port_list(cli->erd, &model->ports, &model->n_ports,
				    &cli->err);
	if (!ret)
		ret = erd_subif_list(cli->erd, &model->subifs,
				     &model->n_subifs, &cli->err);
	if (!ret && model_group(model))
		ret = erd_fail(&cli->err, ERD_ERROR, "out of memory");
	return ret;
}

void model_free(struct model *model)
{
	free(model->peerings);
	free(model->subifs);
	free(model->ports);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Enabling and disabling: of ports, circuits and peerings alike. */
#ifndef ERDCTL_GATE_H
#define ERDCTL_GATE_H

#include "cli.h"
#include "table.h"

/* The sub-interfaces behind a gate; what is NULL or UNSPEC may be any. */
struct gate {
	const char *port;
	const char *pair, *circuit;
	enum erd_peering peering;
};

/*
 * Asks whether the gate is to be closed, if somebody is there to answer and
 * traffic would end. @what, "port 'er1'", is what the question is about.
 */
int gate_ask(struct cli *cli, const struct gate *gate, const char *what);

/* The cell for an admin state. */
void gate_cell(struct table *table, enum erd_admin_state state);

#endif /* ERDCTL_GATE_H */

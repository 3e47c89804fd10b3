// SPDX-License-Identifier: LGPL-2.1-or-later
#include "port_record.h"
#include "edit.h"
#include "record_keys.h"

static const struct cli_choice connectors[] = {
	{ "LC", 0, false },
	{ "SC", 0, false },
	{ "none", 0, false },
	{}
};

/* The first parameter of both. */
#define NAME	0

/* --- the letter of authorization ---------------------------------------- */

enum {
	LOA_ISSUED = NAME + 1,
	LOA_CUSTOMER,
	LOA_REFERENCE,
	LOA_ROUTER,
	LOA_INTERFACE,
	LOA_RACK,
	LOA_PATCH_PANEL,
	LOA_COLO,
	LOA_CONNECTOR,
	LOA_FORCE,
	LOA_RUNTIME,
};

const struct cli_param port_loa_params[] = {
	[NAME] = PARAM_OBJECT("name", "NAME", "the port", CLI_PORT),
	[LOA_ISSUED] = RECORD_DATE("issued", "when it was issued"),
	[LOA_CUSTOMER] = RECORD_TEXT("customer", "who it is made out to"),
	[LOA_REFERENCE] = RECORD_TEXT("reference",
				      "number or file of the document"),
	[LOA_ROUTER] = RECORD_TEXT("router", "Microsoft's router"),
	[LOA_INTERFACE] = RECORD_TEXT("interface",
				      "interface of Microsoft's router"),
	[LOA_RACK] = RECORD_TEXT("rack", "Microsoft's rack"),
	[LOA_PATCH_PANEL] = RECORD_TEXT("patch-panel",
					"patch panel and its ports"),
	[LOA_COLO] = RECORD_TEXT("colo", "colocation of a hybrid port"),
	[LOA_CONNECTOR] = RECORD_WORD("connector", "type of the connector",
				      connectors),
	[LOA_FORCE] = PARAM_FORCE_RECORD,
	[LOA_RUNTIME] = PARAM_RUNTIME,
	{}
};

static const struct record_key loa_keys[] = {
	{ LOA_ISSUED, &desired_loa_type, "issued" },
	{ LOA_CUSTOMER, &desired_loa_type, "customer" },
	{ LOA_REFERENCE, &desired_loa_type, "reference" },
	{ LOA_ROUTER, &desired_port_type, "router" },
	{ LOA_INTERFACE, &desired_port_type, "interface" },
	{ LOA_RACK, &desired_port_type, "rack" },
	{ LOA_PATCH_PANEL, &desired_port_type, "patch_panel" },
	{ LOA_COLO, &desired_port_type, "colo" },
	{ LOA_CONNECTOR, &desired_port_type, "connector" },
	{}
};

static int change_loa(struct desired *will, const void *what,
		      struct erd_error *err)
{
	const struct cli_value *value = what;
	struct desired_port *port = desired_find_port(will, value[NAME].text,
						      NULL);

	if (!port)
		return ERD_NOT_FOUND;
	if (!record_put(loa_keys, &desired_port_type, port, value) ||
	    !record_put_part(loa_keys, &desired_loa_type, (void **)&port->loa,
			     value))
		return edit_no_memory(err);
	return ERD_OK;
}

/* --- the cross-connect -------------------------------------------------- */

enum {
	CONNECT_PROVIDER = NAME + 1,
	CONNECT_ORDER,
	CONNECT_ORDERED,
	CONNECT_COMPLETED,
	CONNECT_ACCEPTED,
	CONNECT_FORCE,
	CONNECT_RUNTIME,
};

const struct cli_param port_cross_connect_params[] = {
	[NAME] = PARAM_OBJECT("name", "NAME", "the port", CLI_PORT),
	[CONNECT_PROVIDER] = RECORD_TEXT("provider", "who patches it"),
	[CONNECT_ORDER] = RECORD_TEXT("order", "number of the order"),
	[CONNECT_ORDERED] = RECORD_DATE("ordered", "when it was ordered"),
	[CONNECT_COMPLETED] = RECORD_DATE("completed",
					  "when it was said to be patched"),
	[CONNECT_ACCEPTED] = RECORD_DATE("accepted",
					 "when light, link and the far end had been seen"),
	[CONNECT_FORCE] = PARAM_FORCE_RECORD,
	[CONNECT_RUNTIME] = PARAM_RUNTIME,
	{}
};

static const struct record_key connect_keys[] = {
	{ CONNECT_PROVIDER, &desired_cross_connect_type, "provider" },
	{ CONNECT_ORDER, &desired_cross_connect_type, "order" },
	{ CONNECT_ORDERED, &desired_cross_connect_type, "ordered" },
	{ CONNECT_COMPLETED, &desired_cross_connect_type, "completed" },
	{ CONNECT_ACCEPTED, &desired_cross_connect_type, "accepted" },
	{}
};

static int change_connect(struct desired *will, const void *what,
			  struct erd_error *err)
{
	const struct cli_value *value = what;
	struct desired_port *port = desired_find_port(will, value[NAME].text,
						      NULL);

	if (!port)
		return ERD_NOT_FOUND;
	return record_put_part(connect_keys, &desired_cross_connect_type,
			       (void **)&port->cross_connect, value) ?
		       ERD_OK : edit_no_memory(err);
}

/* --- commands ----------------------------------------------------------- */

static int of_nobody(struct cli *cli, const void *what)
{
	const struct cli_value *value = what;

	return record_of_nobody(cli, "port", value[NAME].text);
}

int port_loa_run(struct cli *cli, const struct cli_value *value)
{
	const struct edit edit = {
		.change = change_loa,
		.running = of_nobody,
		.what = value,
		.record = true,
		.runtime = value[LOA_RUNTIME].set,
		.force = value[LOA_FORCE].set,
	};
	int ret = record_check(cli, "port loa", port_loa_params, loa_keys,
			       value);

	if (!ret)
		ret = edit_run(cli, &edit);
	return cli_confirm(cli, ret, "letter of authorization of port '%s' recorded",
			   value[NAME].text);
}

static int record_connect(struct cli *cli, const struct cli_value *value)
{
	const struct edit edit = {
		.change = change_connect,
		.running = of_nobody,
		.what = value,
		.record = true,
		.runtime = value[CONNECT_RUNTIME].set,
		.force = value[CONNECT_FORCE].set,
	};

	return cli_confirm(cli, edit_run(cli, &edit),
			   "cross-connect of port '%s' recorded",
			   value[NAME].text);
}

int port_cross_connect_run(struct cli *cli, const struct cli_value *value)
{
	int ret = record_check(cli, "port cross-connect",
			       port_cross_connect_params, connect_keys, value);

	return ret ? ret : record_connect(cli, value);
}

int port_accept(struct cli *cli, const char *name)
{
	const struct cli_value value[] = {
		[NAME] = { .set = true, .text = name },
		[CONNECT_ACCEPTED] = { .set = true, .text = "today" },
		[CONNECT_RUNTIME] = {},
	};

	return record_connect(cli, value);
}

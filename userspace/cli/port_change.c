// SPDX-License-Identifier: LGPL-2.1-or-later
#include "port_change.h"
#include "attachment.h"
#include "edit.h"
#include "error.h"
#include "gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- words -------------------------------------------------------------- */

static const struct cli_choice roles[] = {
	{ "primary", ERD_ROLE_PRIMARY, false },
	{ "secondary", ERD_ROLE_SECONDARY, false },
	{ "link1", ERD_ROLE_PRIMARY, true },
	{ "link2", ERD_ROLE_SECONDARY, true },
	{}
};

static const struct cli_choice encaps[] = {
	{ "qinq", ERD_ENCAP_QINQ, false },
	{ "dot1q", ERD_ENCAP_DOT1Q, false },
	{}
};

static const struct cli_choice tpids[] = {
	{ "0x8100", 0x8100, false },
	{ "0x88a8", 0x88a8, false },
	{ "802.1q", 0x8100, true },
	{ "802.1ad", 0x88a8, true },
	{}
};

#define NAME_PARAM(is)	PARAM_OBJECT("name", "NAME", "the port", is)

/* --- add and delete ----------------------------------------------------- */

enum {
	ADD_NAME,
	ADD_DEV,
	ADD_PAIR,
	ADD_ROLE,
	ADD_ENCAP,
	ADD_TPID,
	ADD_XDP,
	ADD_RUNTIME,
};

const struct cli_param port_add_params[] = {
	[ADD_NAME] = NAME_PARAM(CLI_NAME),
	[ADD_DEV] = {
		.name = "dev",
		.placeholder = "IFACE",
		.help = "network device that is the link",
		.kind = CLI_DEVICE,
	},
	[ADD_PAIR] = {
		.name = "pair",
		.placeholder = "PAIR",
		.help = "port pair, the ExpressRoute Direct resource",
		.kind = CLI_PAIR,
	},
	[ADD_ROLE] = {
		.name = "role",
		.help = "which link of the pair: Azure's link1 or link2",
		.kind = CLI_CHOICE,
		.choices = roles,
	},
	[ADD_ENCAP] = {
		.name = "encap",
		.help = "encapsulation (default: as the pair, or qinq)",
		.kind = CLI_CHOICE,
		.choices = encaps,
		.optional = true,
	},
	[ADD_TPID] = {
		.name = "tpid",
		.help = "of the outer tag (default: as the pair, or 0x8100)",
		.kind = CLI_CHOICE,
		.choices = tpids,
		.optional = true,
	},
	[ADD_XDP] = {
		.name = "xdp",
		.help = "how the fast path is attached (default: native)",
		.kind = CLI_CHOICE,
		.choices = attachment_modes,
		.optional = true,
	},
	[ADD_RUNTIME] = PARAM_RUNTIME,
	{}
};

struct add {
	struct cli *cli;
	struct erd_port_config config;
};

/* Whether somebody made it by hand: then the file is not to speak of it. */
static int is_by_hand(struct cli *cli, const char *pair, bool *is)
{
	struct erd_port *ports;
	size_t n, i;
	int ret = cli_open(cli);

	*is = false;
	if (!ret)
		ret = erd_port_list(cli->erd, &ports, &n, &cli->err);
	if (ret)
		return ret;
	for (i = 0; i < n; i++)
		*is |= !strcmp(ports[i].pair, pair);
	free(ports);
	return ERD_OK;
}

static int add_pair(struct desired *will, const struct add *add,
		    struct desired_pair **pair)
{
	const struct erd_port_config *config = &add->config;
	bool by_hand;
	int ret = is_by_hand(add->cli, config->pair, &by_hand);

	if (!ret && by_hand)
		ret = erd_fail(&add->cli->err, ERD_NOT_FOUND,
			       "pair '%s' was made by hand", config->pair);
	if (ret)
		return ret;
	*pair = desired_add(&desired_pair_type, &will->pairs);
	if (!*pair || !desired_set_text(&(*pair)->name, config->pair))
		return edit_no_memory(&add->cli->err);
	if (config->encap_set)
		(*pair)->encap = config->encap;
	if (config->tpid_set)
		(*pair)->outer_tpid = config->outer_tpid;
	return ERD_OK;
}

static bool fits(const struct erd_port_config *config,
		 const struct desired_pair *pair)
{
	return (!config->encap_set || config->encap == pair->encap) &&
	       (!config->tpid_set || config->outer_tpid == pair->outer_tpid);
}

static int change_add(struct desired *will, const void *what,
		      struct erd_error *err)
{
	const struct add *add = what;
	const struct erd_port_config *config = &add->config;
	struct desired_pair *pair = desired_find_pair(will, config->pair), *of;
	struct desired_port *port = desired_find_port(will, config->name, &of);
	int ret = ERD_OK;

	if (!pair)
		ret = add_pair(will, add, &pair);
	if (ret)
		return ret;
	if (!fits(config, pair))
		return erd_fail(err, ERD_CONFLICT,
				"pair '%s' is %s with TPID 0x%04x", pair->name,
				erd_encap_name(pair->encap), pair->outer_tpid);
	if (port && (of != pair || port->role != config->role ||
		     strcmp(port->device, config->ifname)))
		return erd_fail(err, ERD_CONFLICT,
				"port '%s' exists: %s of pair '%s' on %s",
				port->name, erd_role_name(port->role), of->name,
				port->device);
	if (port)
		return ERD_OK;
	port = desired_add(&desired_port_type, &pair->ports);
	if (!port || !desired_set_text(&port->name, config->name) ||
	    !desired_set_text(&port->device, config->ifname))
		return edit_no_memory(err);
	port->role = config->role;
	port->xdp = config->xdp;
	return ERD_OK;
}

static int running_add(struct cli *cli, const void *what)
{
	const struct add *add = what;
	int ret = erd_port_add(cli->erd, &add->config, &cli->err);

	if (ret == ERD_OK && cli->err.text[0])
		fprintf(stderr, "erdctl: warning: %s\n", cli->err.text);
	return ret;
}

int port_add_run(struct cli *cli, const struct cli_value *value)
{
	const struct add add = {
		.cli = cli,
		.config = {
			.name = value[ADD_NAME].text,
			.ifname = value[ADD_DEV].text,
			.pair = value[ADD_PAIR].text,
			.role = value[ADD_ROLE].number,
			.encap_set = value[ADD_ENCAP].set,
			.tpid_set = value[ADD_TPID].set,
			.encap = value[ADD_ENCAP].number,
			.outer_tpid = value[ADD_TPID].number,
			.xdp = value[ADD_XDP].set ? value[ADD_XDP].number :
						    ERD_XDP_NATIVE,
		},
	};
	const struct edit edit = {
		.change = change_add,
		.running = running_add,
		.what = &add,
		.runtime = value[ADD_RUNTIME].set,
	};

	return cli_confirm(cli, edit_run(cli, &edit),
			   "port '%s' added, disabled",
			   add.config.name);
}

enum {
	DELETE_NAME,
	DELETE_FORCE,
	DELETE_RUNTIME,
};

const struct cli_param port_delete_params[] = {
	[DELETE_NAME] = NAME_PARAM(CLI_PORT),
	[DELETE_FORCE] = PARAM_FLAG("force", "delete its sub-interfaces too"),
	[DELETE_RUNTIME] = PARAM_RUNTIME,
	{}
};

/* Whether the file says more of it than a port can. */
static bool says_more(const struct desired_pair *pair)
{
	static const char *const of_port[] = {
		"name", "encap", "outer_tpid", "ports", "circuits",
	};
	const struct field *field;
	bool more = pair->ports.n || pair->circuits.n;
	size_t i;

	for (field = desired_pair_type.fields; field->key; field++) {
		bool said = pair->node.key_line[field - desired_pair_type.fields];

		for (i = 0; i < sizeof(of_port) / sizeof(of_port[0]); i++)
			said &= strcmp(field->key, of_port[i]) != 0;
		more |= said;
	}
	return more;
}

static int change_delete(struct desired *will, const void *what,
			 struct erd_error *err)
{
	const struct cli_value *value = what;
	const char *name = value[DELETE_NAME].text;
	const struct desired_circuit *circuit;
	struct desired_pair *pair;
	struct desired_port *port = desired_find_port(will, name, &pair);

	if (!port)
		return ERD_NOT_FOUND;
	desired_each(circuit, &pair->circuits) {
		if (!circuit->peerings.n || value[DELETE_FORCE].set)
			continue;
		erd_fail(err, ERD_CONFLICT,
			 "port '%s' has sub-interfaces, of circuit '%s'", name,
			 circuit->name);
		erd_hint(err, "--force deletes them too");
		return ERD_CONFLICT;
	}
	desired_remove(&desired_port_type, &pair->ports, port);
	/* It came with its first port. */
	if (!says_more(pair))
		desired_remove(&desired_pair_type, &will->pairs, pair);
	return ERD_OK;
}

static int running_delete(struct cli *cli, const void *what)
{
	const struct cli_value *value = what;

	return erd_port_delete(cli->erd, value[DELETE_NAME].text,
			       value[DELETE_FORCE].set, &cli->err);
}

int port_delete_run(struct cli *cli, const struct cli_value *value)
{
	const struct edit edit = {
		.change = change_delete,
		.running = running_delete,
		.what = value,
		.runtime = value[DELETE_RUNTIME].set,
		.force = value[DELETE_FORCE].set,
	};

	return cli_confirm(cli, edit_run(cli, &edit),
			   "port '%s' deleted",
			   value[DELETE_NAME].text);
}

/* --- enable and disable ------------------------------------------------- */

enum {
	STATE_NAME,
	STATE_RUNTIME,
	STATE_YES,
	STATE_FORCE,
};

const struct cli_param port_enable_params[] = {
	[STATE_NAME] = NAME_PARAM(CLI_PORT),
	[STATE_RUNTIME] = PARAM_RUNTIME,
	{}
};

const struct cli_param port_disable_params[] = {
	[STATE_NAME] = NAME_PARAM(CLI_PORT),
	[STATE_RUNTIME] = PARAM_RUNTIME,
	[STATE_YES] = PARAM_YES,
	[STATE_FORCE] = PARAM_FORCE_PATH,
	{}
};

struct state {
	const char *name;
	enum erd_admin_state state;
};

static int change_state(struct desired *will, const void *what,
			struct erd_error *err)
{
	const struct state *is = what;
	struct desired_port *port = desired_find_port(will, is->name, NULL);

	(void)err;
	if (!port)
		return ERD_NOT_FOUND;
	port->admin_state = is->state;
	return ERD_OK;
}

static int running_state(struct cli *cli, const void *what)
{
	const struct state *is = what;

	return erd_port_set_admin_state(cli->erd, is->name, is->state,
					&cli->err);
}

static int set_state(struct cli *cli, const struct cli_value *value,
		     enum erd_admin_state will, bool force)
{
	const struct state state = { value[STATE_NAME].text, will };
	const struct edit edit = {
		.change = change_state,
		.running = running_state,
		.what = &state,
		.runtime = value[STATE_RUNTIME].set,
		.force = force,
	};

	return cli_confirm(cli, edit_run(cli, &edit),
			   "port '%s' %s", state.name,
			   erd_admin_state_name(will));
}

int port_enable_run(struct cli *cli, const struct cli_value *value)
{
	return set_state(cli, value, ERD_ADMIN_STATE_ENABLED, false);
}

int port_disable_run(struct cli *cli, const struct cli_value *value)
{
	const char *name = value[STATE_NAME].text;
	const struct gate gate = { .port = name };
	char what[64];
	int ret = ERD_OK;

	snprintf(what, sizeof(what), "port '%s'", name);
	if (!value[STATE_YES].set)
		ret = gate_ask(cli, &gate, what);
	return ret ? ret : set_state(cli, value, ERD_ADMIN_STATE_DISABLED,
				     value[STATE_FORCE].set);
}

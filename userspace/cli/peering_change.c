// SPDX-License-Identifier: LGPL-2.1-or-later
#include "peering_change.h"
#include "edit.h"
#include "error.h"
#include "gate.h"
#include "peering.h"

#include <stdio.h>
#include <string.h>

/* --- create and delete -------------------------------------------------- */

enum {
	CREATE_CIRCUIT,
	CREATE_TYPE,
	CREATE_CTAG,
	CREATE_PAIR,
	CREATE_IFNAME,
	CREATE_RUNTIME,
};

const struct cli_param peering_create_params[] = {
	[CREATE_CIRCUIT] = PEERING_CIRCUIT_PARAM,
	[CREATE_TYPE] = PEERING_TYPE_PARAM,
	[CREATE_CTAG] = PARAM_TAG("ctag",
				  "C-tag, Azure's VLAN ID of the peering",
				  false),
	[CREATE_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[CREATE_IFNAME] = {
		.name = "ifname",
		.placeholder = "PATTERN",
		.help = "names of the sub-interfaces; %d is 1 or 2, the link",
		.kind = CLI_NAME,
		.optional = true,
	},
	[CREATE_RUNTIME] = PARAM_RUNTIME,
	{}
};

/* The circuit of the file that @config is about. */
static int find(const struct desired *will,
		const struct erd_peering_config *config,
		struct desired_circuit **circuit, struct erd_error *err)
{
	struct desired_pair *pair;

	return desired_get_circuit(will, config->pair, config->circuit, &pair,
				   circuit, err);
}

static int change_create(struct desired *will, const void *what,
			 struct erd_error *err)
{
	const struct erd_peering_config *config = what;
	struct desired_circuit *circuit;
	struct desired_peering *peering;
	int ret = find(will, config, &circuit, err);

	if (ret)
		return ret;
	if (config->ifname) {
		erd_fail(err, ERD_USAGE,
			 "ifname: the sub-interfaces of what is in the file are called after their circuit");
		erd_hint(err, "ip link set NAME name OTHER renames one, and it is found again");
		return ERD_USAGE;
	}
	peering = desired_find_peering(circuit, config->peering);
	if (peering && peering->ctag != config->ctag)
		return erd_fail(err, ERD_CONFLICT,
				"circuit '%s' has its %s peering with C-tag %u",
				circuit->name,
				erd_peering_name(config->peering),
				peering->ctag);
	if (peering)
		return ERD_OK;
	peering = desired_add(&desired_peering_type, &circuit->peerings);
	if (!peering)
		return edit_no_memory(err);
	peering->type = config->peering;
	peering->ctag = config->ctag;
	return ERD_OK;
}

static int running_create(struct cli *cli, const void *what)
{
	return erd_peering_create(cli->erd, what, &cli->err);
}

int peering_create_run(struct cli *cli, const struct cli_value *value)
{
	const struct erd_peering_config config = {
		.pair = value[CREATE_PAIR].text,
		.circuit = value[CREATE_CIRCUIT].text,
		.peering = value[CREATE_TYPE].number,
		.ctag = value[CREATE_CTAG].number,
		.ifname = value[CREATE_IFNAME].text,
	};
	const struct edit edit = {
		.change = change_create,
		.running = running_create,
		.what = &config,
		.runtime = value[CREATE_RUNTIME].set,
	};

	return cli_confirm(cli, edit_run(cli, &edit),
			   "%s peering of circuit '%s' created",
			   erd_peering_name(config.peering), config.circuit);
}

enum {
	ONE_CIRCUIT = PEERING_CIRCUIT,
	ONE_TYPE = PEERING_TYPE,
	ONE_PAIR = PEERING_PAIR,
	ONE_RUNTIME,
	ONE_FORCE,
	ONE_YES,
};

const struct cli_param peering_enable_params[] = {
	[ONE_CIRCUIT] = PEERING_CIRCUIT_PARAM,
	[ONE_TYPE] = PEERING_TYPE_PARAM,
	[ONE_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[ONE_RUNTIME] = PARAM_RUNTIME,
	{}
};

const struct cli_param peering_delete_params[] = {
	[ONE_CIRCUIT] = PEERING_CIRCUIT_PARAM,
	[ONE_TYPE] = PEERING_TYPE_PARAM,
	[ONE_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[ONE_RUNTIME] = PARAM_RUNTIME,
	[ONE_FORCE] = PARAM_FORCE_PATH,
	{}
};

const struct cli_param peering_disable_params[] = {
	[ONE_CIRCUIT] = PEERING_CIRCUIT_PARAM,
	[ONE_TYPE] = PEERING_TYPE_PARAM,
	[ONE_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[ONE_RUNTIME] = PARAM_RUNTIME,
	[ONE_FORCE] = PARAM_FORCE_PATH,
	[ONE_YES] = PARAM_YES,
	{}
};

/* One peering; what becomes of it. */
struct one {
	struct erd_peering_config config;
	enum erd_admin_state state;
};

static struct one one_of(const struct cli_value *value)
{
	return (struct one){
		.config = {
			.pair = value[ONE_PAIR].text,
			.circuit = value[ONE_CIRCUIT].text,
			.peering = value[ONE_TYPE].number,
		},
	};
}

static int find_one(const struct desired *will, const struct one *one,
		    struct desired_circuit **circuit,
		    struct desired_peering **peering, struct erd_error *err)
{
	int ret = find(will, &one->config, circuit, err);

	if (ret)
		return ret;
	*peering = desired_find_peering(*circuit, one->config.peering);
	return *peering ? ERD_OK : ERD_NOT_FOUND;
}

static int change_delete(struct desired *will, const void *what,
			 struct erd_error *err)
{
	struct desired_circuit *circuit;
	struct desired_peering *peering;
	int ret = find_one(will, what, &circuit, &peering, err);

	if (!ret)
		desired_remove(&desired_peering_type, &circuit->peerings,
			       peering);
	return ret;
}

static int running_delete(struct cli *cli, const void *what)
{
	const struct one *one = what;

	return erd_peering_delete(cli->erd, one->config.pair,
				  one->config.circuit, one->config.peering,
				  &cli->err);
}

int peering_delete_run(struct cli *cli, const struct cli_value *value)
{
	const struct one one = one_of(value);
	const struct edit edit = {
		.change = change_delete,
		.running = running_delete,
		.what = &one,
		.runtime = value[ONE_RUNTIME].set,
		.force = value[ONE_FORCE].set,
	};

	return cli_confirm(cli, edit_run(cli, &edit),
			   "%s peering of circuit '%s' deleted",
			   erd_peering_name(one.config.peering),
			   one.config.circuit);
}

/* --- enable and disable ------------------------------------------------- */

static int change_state(struct desired *will, const void *what,
			struct erd_error *err)
{
	const struct one *one = what;
	struct desired_circuit *circuit;
	struct desired_peering *peering;
	int ret = find_one(will, one, &circuit, &peering, err);

	if (!ret)
		peering->admin_state = one->state;
	return ret;
}

static int running_state(struct cli *cli, const void *what)
{
	const struct one *one = what;

	return erd_peering_set_admin_state(cli->erd, one->config.pair,
					   one->config.circuit,
					   one->config.peering, one->state,
					   &cli->err);
}

static int set_state(struct cli *cli, const struct cli_value *value,
		     enum erd_admin_state state, bool force)
{
	struct one one = one_of(value);
	const struct edit edit = {
		.change = change_state,
		.running = running_state,
		.what = &one,
		.runtime = value[ONE_RUNTIME].set,
		.force = force,
	};
	int ret;

	one.state = state;
	ret = edit_run(cli, &edit);
	if (ret < 0)
		return ret;
	return cli_confirm(cli, ret, "%s peering of circuit '%s' %s",
			   erd_peering_name(one.config.peering),
			   one.config.circuit, erd_admin_state_name(state));
}

int peering_enable_run(struct cli *cli, const struct cli_value *value)
{
	return set_state(cli, value, ERD_ADMIN_STATE_ENABLED, false);
}

int peering_disable_run(struct cli *cli, const struct cli_value *value)
{
	const struct gate gate = {
		.pair = value[ONE_PAIR].text,
		.circuit = value[ONE_CIRCUIT].text,
		.peering = value[ONE_TYPE].number,
	};
	char what[96];
	int ret = ERD_OK;

	snprintf(what, sizeof(what), "the %s peering of circuit '%s'",
		 erd_peering_name(gate.peering), gate.circuit);
	if (!value[ONE_YES].set)
		ret = gate_ask(cli, &gate, what);
	return ret ? ret : set_state(cli, value, ERD_ADMIN_STATE_DISABLED,
				     value[ONE_FORCE].set);
}

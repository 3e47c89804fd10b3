// SPDX-License-Identifier: LGPL-2.1-or-later
/* The optical bench: ports and the fibres between them. */
#include "sim.h"

#define TEXT(attr, value)	{ (attr), SIM_TEXT, (value), 0 }
#define NUMBER(attr, value)	{ (attr), SIM_U32, NULL, (value) }
#define COUNT(array)		(sizeof(array) / sizeof((array)[0]))

/* --- add and delete ----------------------------------------------------- */

enum {
	ADD_NAME,
	ADD_PEER,
	ADD_SPEED,
};

static const struct cli_param add_params[] = {
	[ADD_NAME] = {
		.name = "name",
		.placeholder = "NAME",
		.help = "the port, and its network device",
		.kind = CLI_NAME,
		.positional = true,
	},
	[ADD_PEER] = {
		.name = "peer",
		.placeholder = "PEER",
		.help = "a second port, patched to it",
		.kind = CLI_NAME,
		.optional = true,
	},
	[ADD_SPEED] = {
		.name = "speed",
		.help = "of the module (default: 100G)",
		.kind = CLI_CHOICE,
		.choices = sim_speeds,
		.optional = true,
	},
	{}
};

static int run_add(struct cli *cli, const struct cli_value *value)
{
	const char *name = value[ADD_NAME].text;
	const struct sim_attr attrs[] = {
		TEXT(ERDSIM_A_PORT_NAME, name),
		NUMBER(ERDSIM_A_PORT_SPEED, value[ADD_SPEED].set ?
					    value[ADD_SPEED].number : 100000),
		TEXT(ERDSIM_A_PORT_PEER, value[ADD_PEER].text),
	};
	const struct sim_request request = {
		.cmd = ERDSIM_CMD_PORT_NEW,
		.attrs = attrs,
		.n = value[ADD_PEER].set ? 3 : 2,
	};
	int ret = sim_send(cli, &request, name);

	if (ret)
		return ret;
	return cli_confirm(cli, ret, value[ADD_PEER].set ?
			   "ports '%s' and '%s' added and patched" :
			   "port '%s' added", name, value[ADD_PEER].text);
}

static const struct cli_param delete_params[] = {
	SIM_PORT_PARAM("the port"),
	{}
};

static int run_delete(struct cli *cli, const struct cli_value *value)
{
	const struct sim_attr attrs[] = {
		TEXT(ERDSIM_A_PORT_NAME, value[0].text),
	};
	const struct sim_request request = {
		.cmd = ERDSIM_CMD_PORT_DEL,
		.attrs = attrs,
		.n = COUNT(attrs),
	};
	int ret = sim_send(cli, &request, value[0].text);

	if (ret)
		return ret;
	return cli_confirm(cli, ret, "port '%s' deleted", value[0].text);
}

/* --- patching ----------------------------------------------------------- */

enum {
	PATCH_NAME,
	PATCH_PEER,
	PATCH_SOCKET,
	PATCH_PEER_SOCKET,
	PATCH_LOSS,
};

static const struct cli_param patch_params[] = {
	[PATCH_NAME] = SIM_PORT_PARAM("a port"),
	[PATCH_PEER] = {
		.name = "peer",
		.placeholder = "PEER",
		.help = "the port at the other end",
		.kind = CLI_SIM_PORT,
	},
	[PATCH_SOCKET] = {
		.name = "socket",
		.help = "one strand only, from this socket",
		.kind = CLI_CHOICE,
		.choices = sim_sockets,
		.optional = true,
	},
	[PATCH_PEER_SOCKET] = {
		.name = "peer-socket",
		.help = "to this one",
		.kind = CLI_CHOICE,
		.choices = sim_sockets,
		.optional = true,
	},
	[PATCH_LOSS] = {
		.name = "loss",
		.placeholder = "DB",
		.help = "of fibre and connectors (default: 1.0)",
		.kind = CLI_NAME,
		.optional = true,
	},
	{}
};

static int run_patch(struct cli *cli, const struct cli_value *value)
{
	const char *name = value[PATCH_NAME].text;
	const char *peer = value[PATCH_PEER].text;
	struct sim_attr attrs[5] = {
		TEXT(ERDSIM_A_STRAND_PORT, name),
		TEXT(ERDSIM_A_STRAND_PEER, peer),
	};
	struct sim_request request = {
		.cmd = ERDSIM_CMD_PATCH,
		.attrs = attrs,
		.n = 2,
	};
	uint32_t loss;
	int ret;

	if (value[PATCH_SOCKET].set)
		attrs[request.n++] = (struct sim_attr)
			NUMBER(ERDSIM_A_STRAND_SOCKET,
			       value[PATCH_SOCKET].number);
	if (value[PATCH_PEER_SOCKET].set)
		attrs[request.n++] = (struct sim_attr)
			NUMBER(ERDSIM_A_STRAND_PEER_SOCKET,
			       value[PATCH_PEER_SOCKET].number);
	if (value[PATCH_LOSS].set) {
		ret = sim_decimal("loss", value[PATCH_LOSS].text, 2,
				  ERDSIM_LOSS_MAX, &loss, &cli->err);
		if (ret)
			return ret;
		attrs[request.n++] = (struct sim_attr)
			NUMBER(ERDSIM_A_STRAND_LOSS, loss);
	}
	ret = sim_send(cli, &request, name);
	if (ret)
		return ret;
	return cli_confirm(cli, ret, "port '%s' patched to '%s'", name, peer);
}

enum {
	UNPATCH_NAME,
	UNPATCH_SOCKET,
};

static const struct cli_param unpatch_params[] = {
	[UNPATCH_NAME] = SIM_PORT_PARAM("the port"),
	[UNPATCH_SOCKET] = {
		.name = "socket",
		.help = "the strand in this socket only",
		.kind = CLI_CHOICE,
		.choices = sim_sockets,
		.optional = true,
	},
	{}
};

static int run_unpatch(struct cli *cli, const struct cli_value *value)
{
	const struct sim_attr attrs[] = {
		TEXT(ERDSIM_A_STRAND_PORT, value[UNPATCH_NAME].text),
		NUMBER(ERDSIM_A_STRAND_SOCKET, value[UNPATCH_SOCKET].number),
	};
	const struct sim_request request = {
		.cmd = ERDSIM_CMD_UNPATCH,
		.attrs = attrs,
		.n = value[UNPATCH_SOCKET].set ? 2 : 1,
	};
	int ret = sim_send(cli, &request, value[UNPATCH_NAME].text);

	if (ret)
		return ret;
	return cli_confirm(cli, ret, "port '%s' unplugged",
			   value[UNPATCH_NAME].text);
}

static const struct cli_param cross_params[] = {
	SIM_PORT_PARAM("a port"),
	{
		.name = "peer",
		.placeholder = "PEER",
		.help = "the port that its fibres go to instead",
		.kind = CLI_SIM_PORT,
	},
	{}
};

static int run_cross(struct cli *cli, const struct cli_value *value)
{
	const struct sim_attr attrs[] = {
		TEXT(ERDSIM_A_STRAND_PORT, value[0].text),
		TEXT(ERDSIM_A_STRAND_PEER, value[1].text),
	};
	const struct sim_request request = {
		.cmd = ERDSIM_CMD_CROSS,
		.attrs = attrs,
		.n = COUNT(attrs),
	};
	int ret = sim_send(cli, &request, value[0].text);

	if (ret)
		return ret;
	return cli_confirm(cli, ret, "the fibres of '%s' and '%s' changed places",
			   value[0].text, value[1].text);
}

/* --- the table ---------------------------------------------------------- */

const struct cli_command sim_commands[] = {
	{
		.noun = "sim",
		.verb = "add",
		.help = "make a simulated port, or two patched to each other",
		.params = add_params,
		.run = run_add,
	},
	{
		.noun = "sim",
		.verb = "delete",
		.help = "remove a simulated port",
		.params = delete_params,
		.run = run_delete,
	},
	{
		.noun = "sim",
		.verb = "list",
		.help = "show the optical bench",
		.params = sim_list_params,
		.run = sim_list_run,
	},
	{
		.noun = "sim",
		.verb = "show",
		.help = "show a simulated port with its light budget",
		.params = sim_show_params,
		.run = sim_show_run,
	},
	{
		.noun = "sim",
		.verb = "patch",
		.help = "join two simulated ports by fibres",
		.params = patch_params,
		.run = run_patch,
	},
	{
		.noun = "sim",
		.verb = "unpatch",
		.help = "unplug the fibres of a simulated port",
		.params = unpatch_params,
		.run = run_unpatch,
	},
	{
		.noun = "sim",
		.verb = "cross",
		.help = "let the fibres of two simulated ports change places",
		.params = cross_params,
		.run = run_cross,
	},
	{
		.noun = "sim",
		.verb = "fault",
		.help = "break something at a simulated port",
		.params = sim_fault_params,
		.run = sim_fault_run,
	},
	{
		.noun = "sim",
		.verb = "lift",
		.help = "repair it",
		.params = sim_lift_params,
		.run = sim_lift_run,
	},
	{
		.noun = "sim",
		.verb = "nic",
		.help = "say how a simulated card behaves",
		.params = sim_nic_params,
		.run = sim_nic_run,
	},
	{}
};

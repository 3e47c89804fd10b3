// SPDX-License-Identifier: LGPL-2.1-or-later
/* What breaks at a simulated port, and how it is repaired. */
#include "error.h"
#include "sim.h"

#include <errno.h>

enum fault {
	FAULT_CUT,
	FAULT_DARK,
	FAULT_ATTENUATE,
	FAULT_CORRUPT,
	FAULT_FLAP,
	FAULT_ROLL,
	FAULT_LASER,
	FAULT_WEAK,
	FAULT_STRONG,
	FAULT_UNPLUG,
	FAULT_SPEED,
	FAULTS,
	FAULT_ALL = FAULTS,
};

#define FAULT_WORDS					\
	{ "cut", FAULT_CUT, false },			\
	{ "dark", FAULT_DARK, false },			\
	{ "attenuate", FAULT_ATTENUATE, false },	\
	{ "corrupt", FAULT_CORRUPT, false },		\
	{ "flap", FAULT_FLAP, false },			\
	{ "roll", FAULT_ROLL, false },			\
	{ "laser", FAULT_LASER, false },		\
	{ "weak", FAULT_WEAK, false },			\
	{ "strong", FAULT_STRONG, false },		\
	{ "unplug", FAULT_UNPLUG, false },		\
	{ "speed", FAULT_SPEED, false }

static const struct cli_choice faults[] = {
	FAULT_WORDS,
	{}
};

static const struct cli_choice lifts[] = {
	FAULT_WORDS,
	{ "all", FAULT_ALL, false },
	{}
};

enum {
	PARAM_NAME,
	PARAM_FAULT,
	PARAM_DB,
	PARAM_LANE,
	PARAM_PPM,
	PARAM_HZ,
	PARAM_TO,
};

const struct cli_param sim_fault_params[] = {
	[PARAM_NAME] = SIM_PORT_PARAM("the port"),
	[PARAM_FAULT] = {
		.name = "fault",
		.help = "what breaks",
		.kind = CLI_CHOICE,
		.choices = faults,
		.positional = true,
	},
	[PARAM_DB] = {
		.name = "db",
		.placeholder = "DB",
		.help = "attenuate, weak, strong: by how much",
		.kind = CLI_NAME,
		.optional = true,
	},
	[PARAM_LANE] = {
		.name = "lane",
		.placeholder = "LANE",
		.help = "attenuate, laser: one lane only",
		.kind = CLI_NUMBER,
		.min = 1,
		.max = ERDSIM_LANES_MAX,
		.optional = true,
	},
	[PARAM_PPM] = {
		.name = "ppm",
		.placeholder = "PPM",
		.help = "corrupt: frames in a million",
		.kind = CLI_NUMBER,
		.min = 1,
		.max = ERDSIM_CORRUPT_MAX,
		.optional = true,
	},
	[PARAM_HZ] = {
		.name = "hz",
		.placeholder = "HZ",
		.help = "flap: how often",
		.kind = CLI_NAME,
		.optional = true,
	},
	[PARAM_TO] = {
		.name = "to",
		.help = "speed: what the port runs at instead",
		.kind = CLI_CHOICE,
		.choices = sim_speeds,
		.optional = true,
	},
	{}
};

const struct cli_param sim_lift_params[] = {
	[PARAM_NAME] = SIM_PORT_PARAM("the port"),
	[PARAM_FAULT] = {
		.name = "fault",
		.help = "what is repaired",
		.kind = CLI_CHOICE,
		.choices = lifts,
		.positional = true,
	},
	{}
};

/* A fault as the kernel takes it. */
struct change {
	uint8_t cmd;
	struct sim_attr attrs[4];
	size_t n;
};

static void add(struct change *change, int type, int kind, uint32_t number)
{
	change->attrs[change->n++] = (struct sim_attr){
		.type = type,
		.kind = kind,
		.number = number,
	};
}

static void begin(struct change *change, uint8_t cmd, const char *port)
{
	*change = (struct change){
		.cmd = cmd,
		.attrs = { {
			.type = cmd == ERDSIM_CMD_PORT_SET ?
				ERDSIM_A_PORT_NAME : ERDSIM_A_STRAND_PORT,
			.kind = SIM_TEXT,
			.text = port,
		} },
		.n = 1,
	};
}

/* The strand that a port receives from. */
static void begin_received(struct change *change, const char *port)
{
	begin(change, ERDSIM_CMD_STRAND_SET, port);
	add(change, ERDSIM_A_STRAND_SOCKET, SIM_U32, ERDSIM_SOCKET_RX);
}

/*
 * @number is what the fault takes; 0, or what is right, lifts it. @lane is
 * from 1; 0 is all.
 */
static void make_change(struct change *change, const struct sim_port *port,
			enum fault fault, uint32_t number, unsigned int lane)
{
	uint32_t all = (1U << port->lanes) - 1;

	switch (fault) {
	case FAULT_CUT:
		/* a spade takes both strands */
		begin(change, ERDSIM_CMD_STRAND_SET, port->name);
		add(change, ERDSIM_A_STRAND_CUT, SIM_U8, number);
		break;
	case FAULT_DARK:
		begin_received(change, port->name);
		add(change, ERDSIM_A_STRAND_DARK, SIM_U8, number);
		break;
	case FAULT_ATTENUATE:
		begin_received(change, port->name);
		add(change, ERDSIM_A_STRAND_ATTENUATION, SIM_U32, number);
		if (lane)
			add(change, ERDSIM_A_STRAND_LANE, SIM_U32, lane - 1);
		break;
	case FAULT_CORRUPT:
		begin_received(change, port->name);
		add(change, ERDSIM_A_STRAND_CORRUPT, SIM_U32, number);
		break;
	case FAULT_FLAP:
		begin_received(change, port->name);
		add(change, ERDSIM_A_STRAND_FLAP, SIM_U32, number);
		break;
	case FAULT_ROLL:
		begin(change, ERDSIM_CMD_PORT_SET, port->name);
		add(change, ERDSIM_A_PORT_ROLLED, SIM_U8, number);
		break;
	case FAULT_LASER:
		begin(change, ERDSIM_CMD_PORT_SET, port->name);
		if (!number)
			number = all;
		else if (lane)
			number = port->lasers & ~(1U << (lane - 1));
		else
			number = 0;
		add(change, ERDSIM_A_PORT_LASERS, SIM_U32, number);
		break;
	case FAULT_WEAK:
		begin(change, ERDSIM_CMD_PORT_SET, port->name);
		add(change, ERDSIM_A_PORT_WEAK, SIM_U32, number);
		break;
	case FAULT_STRONG:
		begin(change, ERDSIM_CMD_PORT_SET, port->name);
		add(change, ERDSIM_A_PORT_STRONG, SIM_U32, number);
		break;
	case FAULT_UNPLUG:
		begin(change, ERDSIM_CMD_PORT_SET, port->name);
		add(change, ERDSIM_A_PORT_MODULE, SIM_U8, !number);
		break;
	case FAULT_SPEED:
		begin(change, ERDSIM_CMD_PORT_SET, port->name);
		add(change, ERDSIM_A_PORT_LINE_RATE, SIM_U32,
		    number ? number : port->speed);
		break;
	case FAULTS:
		break;
	}
}

static int send_change(struct sim *sim, const struct change *change,
		       const char *port, struct erd_error *err)
{
	const struct sim_request request = {
		.cmd = change->cmd,
		.attrs = change->attrs,
		.n = change->n,
	};

	return sim_do(sim, &request, port, err);
}

/* --- fault -------------------------------------------------------------- */

/* Which parameter says how bad a fault is, or 0. */
static int param_of(enum fault fault)
{
	switch (fault) {
	case FAULT_ATTENUATE:
	case FAULT_WEAK:
	case FAULT_STRONG:
		return PARAM_DB;
	case FAULT_CORRUPT:
		return PARAM_PPM;
	case FAULT_FLAP:
		return PARAM_HZ;
	case FAULT_SPEED:
		return PARAM_TO;
	default:
		return 0;
	}
}

static bool takes(enum fault fault, int param)
{
	if (param == PARAM_LANE)
		return fault == FAULT_ATTENUATE || fault == FAULT_LASER;
	return param == param_of(fault);
}

static int check_params(const struct cli_value *value, struct erd_error *err)
{
	enum fault fault = value[PARAM_FAULT].number;
	int param = param_of(fault);

	if (param && !value[param].set)
		return erd_fail(err, ERD_USAGE, "sim fault: %s takes %s",
				faults[fault].word,
				sim_fault_params[param].name);
	for (param = PARAM_DB; param <= PARAM_TO; param++)
		if (value[param].set && !takes(fault, param))
			return erd_fail(err, ERD_USAGE,
					"sim fault: %s takes no %s",
					faults[fault].word,
					sim_fault_params[param].name);
	return ERD_OK;
}

/* How bad it is, in the kernel's unit. */
static int get_number(const struct cli_value *value, uint32_t *number,
		      struct erd_error *err)
{
	enum fault fault = value[PARAM_FAULT].number;
	int param = param_of(fault);

	*number = param ? value[param].number : 1;
	if (param == PARAM_DB)
		return sim_decimal("db", value[param].text, 2,
				   fault == FAULT_STRONG ? ERDSIM_STRONG_MAX :
							   ERDSIM_LOSS_MAX,
				   number, err);
	if (param == PARAM_HZ)
		return sim_decimal("hz", value[param].text, 3, ERDSIM_FLAP_MAX,
				   number, err);
	return ERD_OK;
}

int sim_fault_run(struct cli *cli, const struct cli_value *value)
{
	const char *name = value[PARAM_NAME].text;
	struct sim_port port;
	struct change change;
	struct sim *sim;
	uint32_t number;
	int ret;

	ret = check_params(value, &cli->err);
	if (!ret)
		ret = get_number(value, &number, &cli->err);
	if (!ret)
		ret = sim_open(&sim, &cli->err);
	if (ret)
		return ret;
	ret = sim_get(sim, name, &port, &cli->err);
	if (!ret && value[PARAM_LANE].number > port.lanes)
		ret = erd_fail(&cli->err, ERD_USAGE, "%s: has %u lane%s", name,
			       port.lanes, port.lanes == 1 ? "" : "s");
	if (!ret) {
		make_change(&change, &port, value[PARAM_FAULT].number, number,
			    value[PARAM_LANE].number);
		ret = send_change(sim, &change, name, &cli->err);
	}
	sim_close(sim);
	if (ret)
		return ret;
	return cli_confirm(cli, ret, "port '%s': %s", name,
			   faults[value[PARAM_FAULT].number].word);
}

/* --- lift --------------------------------------------------------------- */

static int lift(struct sim *sim, const struct sim_port *port, enum fault fault,
		struct erd_error *err)
{
	struct change change;

	make_change(&change, port, fault, 0, 0);
	return send_change(sim, &change, port->name, err);
}

static int lift_all(struct sim *sim, const struct sim_port *port,
		    struct erd_error *err)
{
	int ret, fault;

	for (fault = 0; fault < FAULTS; fault++) {
		ret = lift(sim, port, fault, err);
		/* what is not there needs no repair */
		if (ret && err->sys_errno != ENOTCONN)
			return ret;
	}
	return ERD_OK;
}

int sim_lift_run(struct cli *cli, const struct cli_value *value)
{
	const char *name = value[PARAM_NAME].text;
	enum fault fault = value[PARAM_FAULT].number;
	struct sim_port port;
	struct sim *sim;
	int ret;

	ret = sim_open(&sim, &cli->err);
	if (ret)
		return ret;
	ret = sim_get(sim, name, &port, &cli->err);
	if (!ret && fault == FAULT_ALL)
		ret = lift_all(sim, &port, &cli->err);
	else if (!ret)
		ret = lift(sim, &port, fault, &cli->err);
	sim_close(sim);
	if (ret)
		return ret;
	return cli_confirm(cli, ret, "port '%s': %s lifted", name,
			   lifts[fault].word);
}

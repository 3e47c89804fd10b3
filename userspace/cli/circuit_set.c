// SPDX-License-Identifier: LGPL-2.1-or-later
#include "circuit_set.h"
#include "cli.h"
#include "error.h"
#include "number.h"
#include "params.h"
#include "rate.h"

#include <strings.h>

enum {
	SET_NAME,
	SET_PAIR,
	SET_RATE_IN,
	SET_RATE_OUT,
	SET_BURST,
	SET_SAMPLE,
	SET_SNAP,
};

/* What is kept of a sampled frame unless it is said: its headers. */
#define SNAP_DEFAULT	128
#define SNAP_MAX	9216

static const struct cli_choice or_none[] = {
	{ "none", 0, false },
	{}
};

const struct cli_param circuit_set_params[] = {
	[SET_NAME] = PARAM_OBJECT("name", "NAME", "the circuit", CLI_CIRCUIT),
	[SET_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[SET_RATE_IN] = {
		.name = "rate-in",
		.placeholder = "RATE",
		.help = "what may come in: 50mbit, 1gbit, … or none",
		.kind = CLI_RATE,
		.choices = or_none,
		.optional = true,
	},
	[SET_RATE_OUT] = {
		.name = "rate-out",
		.placeholder = "RATE",
		.help = "what may go out",
		.kind = CLI_RATE,
		.choices = or_none,
		.optional = true,
	},
	[SET_BURST] = {
		.name = "burst",
		.placeholder = "BYTES",
		.help = "that may come at once: 64k, 1m, … (default: 5 ms)",
		.kind = CLI_NAME,
		.optional = true,
	},
	[SET_SAMPLE] = {
		.name = "sample",
		.placeholder = "N",
		.help = "copy one of N frames for who reads them, or none",
		.kind = CLI_RATE,
		.choices = or_none,
		.optional = true,
	},
	[SET_SNAP] = {
		.name = "snap",
		.placeholder = "BYTES",
		.help = "of each sampled frame (default: 128)",
		.kind = CLI_NUMBER,
		.min = 14,
		.max = SNAP_MAX,
		.optional = true,
	},
	{}
};

static int get_rate(struct cli *cli, const struct cli_param *param,
		    const struct cli_value *value, struct erd_rate *rate)
{
	if (!value->set || rate_parse(value->text, &rate->bits_per_s))
		return ERD_OK;
	erd_fail(&cli->err, ERD_USAGE, "%s %.32s: is no rate", param->name,
		 value->text);
	erd_hint(&cli->err, "a number and bit, kbit, mbit or gbit: 50mbit, 2.5gbit; or none");
	return ERD_USAGE;
}

static int get_burst(struct cli *cli, const struct cli_value *value,
		     uint32_t *burst)
{
	*burst = 0;
	if (!value->set || size_parse(value->text, burst))
		return ERD_OK;
	erd_fail(&cli->err, ERD_USAGE, "burst %.32s: is no size",
		 value->text);
	erd_hint(&cli->err, "bytes, or a number and k or m: 64k, 1m");
	return ERD_USAGE;
}

static int set_rates(struct cli *cli, const struct cli_value *value)
{
	struct erd_rate in = {}, out = {};
	uint32_t burst;
	int ret;

	ret = get_rate(cli, &circuit_set_params[SET_RATE_IN],
		       &value[SET_RATE_IN], &in);
	if (!ret)
		ret = get_rate(cli, &circuit_set_params[SET_RATE_OUT],
			       &value[SET_RATE_OUT], &out);
	if (!ret)
		ret = get_burst(cli, &value[SET_BURST], &burst);
	if (ret)
		return ret;
	in.burst = out.burst = burst;
	return erd_circuit_set_rates(cli->erd, value[SET_PAIR].text,
				     value[SET_NAME].text,
				     value[SET_RATE_IN].set ? &in : NULL,
				     value[SET_RATE_OUT].set ? &out : NULL,
				     &cli->err);
}

static int set_sampling(struct cli *cli, const struct cli_value *value)
{
	struct erd_sampling sampling = {
		.snap = value[SET_SNAP].set ? value[SET_SNAP].number :
					      SNAP_DEFAULT,
		.directions = 3,
		.verdicts = 3,
	};
	const char *text = value[SET_SAMPLE].text;

	if (strcasecmp(text, "none") &&
	    number_parse(text, 1, INT32_MAX, &sampling.every)) {
		erd_fail(&cli->err, ERD_USAGE,
			 "sample %.32s: must be 1 to %d, or none", text,
			 INT32_MAX);
		return ERD_USAGE;
	}
	return erd_circuit_set_sampling(cli->erd, value[SET_PAIR].text,
					value[SET_NAME].text, 0, &sampling,
					&cli->err);
}

/* What makes no sense together, before anything is done. */
static int check(struct cli *cli, const struct cli_value *value)
{
	bool rates = value[SET_RATE_IN].set || value[SET_RATE_OUT].set;

	if (!rates && !value[SET_SAMPLE].set)
		return erd_fail(&cli->err, ERD_USAGE,
				"circuit set: nothing to set: rate-in, rate-out or sample");
	if (value[SET_BURST].set && !rates)
		return erd_fail(&cli->err, ERD_USAGE,
				"circuit set: burst: of which rate? rate-in or rate-out is missing");
	if (value[SET_SNAP].set && !value[SET_SAMPLE].set)
		return erd_fail(&cli->err, ERD_USAGE,
				"circuit set: snap: sample is missing");
	return ERD_OK;
}

int circuit_set_run(struct cli *cli, const struct cli_value *value)
{
	int ret = check(cli, value);

	if (!ret)
		ret = cli_open(cli);
	if (!ret && (value[SET_RATE_IN].set || value[SET_RATE_OUT].set))
		ret = set_rates(cli, value);
	if (!ret && value[SET_SAMPLE].set)
		ret = set_sampling(cli, value);
	if (ret)
		return ret;
	return cli_confirm(cli, ret, "circuit '%s' set", value[SET_NAME].text);
}

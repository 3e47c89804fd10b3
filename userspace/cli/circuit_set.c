// SPDX-License-Identifier: LGPL-2.1-or-later
#include "circuit_set.h"
#include "edit.h"
#include "error.h"
#include "limit.h"
#include "number.h"
#include "rate.h"
#include "sampling.h"

#include <strings.h>

enum {
	SET_NAME,
	SET_PAIR,
	SET_RATE_IN,
	SET_RATE_OUT,
	SET_BURST,
	SET_SAMPLE,
	SET_SNAP,
	SET_RUNTIME,
};

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
		.kind = CLI_OPEN,
		.choices = or_none,
		.optional = true,
	},
	[SET_RATE_OUT] = {
		.name = "rate-out",
		.placeholder = "RATE",
		.help = "what may go out",
		.kind = CLI_OPEN,
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
		.kind = CLI_OPEN,
		.choices = or_none,
		.optional = true,
	},
	[SET_SNAP] = {
		.name = "snap",
		.placeholder = "BYTES",
		.help = "of each sampled frame (default: 128)",
		.kind = CLI_NUMBER,
		.min = SAMPLING_SNAP_MIN,
		.max = ERD_SAMPLE_JUMBO,
		.optional = true,
	},
	[SET_RUNTIME] = PARAM_RUNTIME,
	{}
};

/* --- what is asked for -------------------------------------------------- */

struct setting {
	const char *pair, *name;
	bool rx_set, tx_set, sampling_set;
	struct erd_rate rx, tx;
	struct erd_sampling sampling;
};

static int get_rate(struct cli *cli, const struct cli_param *param,
		    const struct cli_value *value, struct erd_rate *rate)
{
	if (!value->set)
		return ERD_OK;
	if (!rate_parse(value->text, &rate->bits_per_s)) {
		erd_fail(&cli->err, ERD_USAGE, "%s %.32s: is no rate",
			 param->name, value->text);
		erd_hint(&cli->err, "a number and bit, kbit, mbit or gbit: 50mbit, 2.5gbit; or none");
		return ERD_USAGE;
	}
	if (rate->bits_per_s && (rate->bits_per_s < ERD_RATE_MIN ||
				 rate->bits_per_s > ERD_RATE_MAX))
		return erd_fail(&cli->err, ERD_USAGE,
				"%s %.32s: must be 1mbit to 400gbit",
				param->name, value->text);
	return ERD_OK;
}

static int get_burst(struct cli *cli, const struct cli_value *value,
		     uint32_t *burst)
{
	*burst = 0;
	if (!value->set)
		return ERD_OK;
	if (!size_parse(value->text, burst)) {
		erd_fail(&cli->err, ERD_USAGE, "burst %.32s: is no size",
			 value->text);
		erd_hint(&cli->err, "bytes, or a number and k or m: 64k, 1m");
		return ERD_USAGE;
	}
	if (*burst < ERD_BURST_MIN || *burst > ERD_BURST_MAX)
		return erd_fail(&cli->err, ERD_USAGE,
				"burst %.32s: must be %u to %u bytes",
				value->text, ERD_BURST_MIN, ERD_BURST_MAX);
	return ERD_OK;
}

static int get_rates(struct cli *cli, const struct cli_value *value,
		     struct setting *setting)
{
	uint32_t burst;
	int ret;

	setting->rx_set = value[SET_RATE_IN].set;
	setting->tx_set = value[SET_RATE_OUT].set;
	ret = get_rate(cli, &circuit_set_params[SET_RATE_IN],
		       &value[SET_RATE_IN], &setting->rx);
	if (!ret)
		ret = get_rate(cli, &circuit_set_params[SET_RATE_OUT],
			       &value[SET_RATE_OUT], &setting->tx);
	if (!ret)
		ret = get_burst(cli, &value[SET_BURST], &burst);
	if (ret)
		return ret;
	setting->rx.burst = setting->rx.bits_per_s ? burst : 0;
	setting->tx.burst = setting->tx.bits_per_s ? burst : 0;
	return ERD_OK;
}

static int get_sampling(struct cli *cli, const struct cli_value *value,
			struct setting *setting)
{
	const char *text = value[SET_SAMPLE].text;
	unsigned int every = 0;

	setting->sampling_set = value[SET_SAMPLE].set;
	if (setting->sampling_set && strcasecmp(text, "none") &&
	    number_parse(text, 1, INT32_MAX, &every)) {
		erd_fail(&cli->err, ERD_USAGE,
			 "sample %.32s: must be 1 to %d, or none", text,
			 INT32_MAX);
		return ERD_USAGE;
	}
	setting->sampling = sampling_of_circuit(every, value[SET_SNAP].set ?
						value[SET_SNAP].number :
						SAMPLING_SNAP);
	return ERD_OK;
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

/* --- setting it --------------------------------------------------------- */

static int change(struct desired *will, const void *what,
		  struct erd_error *err)
{
	const struct setting *setting = what;
	struct desired_circuit *circuit;
	int ret;

	ret = desired_get_circuit(will, setting->pair, setting->name, NULL,
				  &circuit, err);
	if (ret)
		return ret;
	if (setting->rx_set) {
		circuit->rate_in = setting->rx.bits_per_s;
		circuit->burst_in = setting->rx.burst;
	}
	if (setting->tx_set) {
		circuit->rate_out = setting->tx.bits_per_s;
		circuit->burst_out = setting->tx.burst;
	}
	if (setting->sampling_set) {
		circuit->sample = setting->sampling.every;
		circuit->snap = circuit->sample ? setting->sampling.snap :
						  SAMPLING_SNAP;
	}
	return ERD_OK;
}

static int running(struct cli *cli, const void *what)
{
	const struct setting *setting = what;
	int ret = ERD_OK;

	if (setting->rx_set || setting->tx_set)
		ret = erd_circuit_set_rates(cli->erd, setting->pair,
					    setting->name,
					    setting->rx_set ? &setting->rx :
							      NULL,
					    setting->tx_set ? &setting->tx :
							      NULL, &cli->err);
	if (!ret && setting->sampling_set)
		ret = erd_circuit_set_sampling(cli->erd, setting->pair,
					       setting->name, 0,
					       &setting->sampling, &cli->err);
	return ret;
}

int circuit_set_run(struct cli *cli, const struct cli_value *value)
{
	struct setting setting = {
		.pair = value[SET_PAIR].text,
		.name = value[SET_NAME].text,
	};
	const struct edit edit = {
		.change = change,
		.running = running,
		.what = &setting,
		.runtime = value[SET_RUNTIME].set,
	};
	int ret = check(cli, value);

	if (!ret)
		ret = get_rates(cli, value, &setting);
	if (!ret)
		ret = get_sampling(cli, value, &setting);
	if (!ret)
		ret = edit_run(cli, &edit);
	return cli_confirm(cli, ret, "circuit '%s' set", setting.name);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* How a simulated card behaves. */
#include "error.h"
#include "sim.h"

#include <stdio.h>
#include <string.h>

enum {
	NIC_NAME,
	NIC_CAPS,
	NIC_FIXED,
	NIC_FEATURES_CHECK,
	NIC_MAX_FRAME,
	NIC_FAIL,
	NIC_VID_LIMIT,
	NIC_FILTER_PROMISC,
};

static const struct cli_choice checks[] = {
	{ "default", ERDSIM_FEATURES_CHECK_DEFAULT, false },
	{ "passthru", ERDSIM_FEATURES_CHECK_PASSTHRU, false },
	{ "none", ERDSIM_FEATURES_CHECK_NONE, false },
	{}
};

static const struct cli_choice on_off[] = {
	{ "on", 1, false },
	{ "off", 0, false },
	{}
};

const struct cli_param sim_nic_params[] = {
	[NIC_NAME] = SIM_PORT_PARAM("the port"),
	[NIC_CAPS] = {
		.name = "caps",
		.placeholder = "CAP,...",
		.help = "what it can do, or all, or none",
		.kind = CLI_NAME,
		.optional = true,
	},
	[NIC_FIXED] = {
		.name = "fixed",
		.placeholder = "CAP,...",
		.help = "what of that is always on, or all, or none",
		.kind = CLI_NAME,
		.optional = true,
	},
	[NIC_FEATURES_CHECK] = {
		.name = "features-check",
		.help = "what its driver says to a frame's offloads",
		.kind = CLI_CHOICE,
		.choices = checks,
		.optional = true,
	},
	[NIC_MAX_FRAME] = {
		.name = "max-frame",
		.placeholder = "OCTETS",
		.help = "longest frame; 0: MTU and two tags",
		.kind = CLI_NUMBER,
		.max = ERDSIM_FRAME_MAX,
		.optional = true,
	},
	[NIC_FAIL] = {
		.name = "fail",
		.placeholder = "CALL,...",
		.help = "what its driver fails at, or all, or none",
		.kind = CLI_NAME,
		.optional = true,
	},
	[NIC_VID_LIMIT] = {
		.name = "vid-limit",
		.placeholder = "TAGS",
		.help = "how many tags its filter holds",
		.kind = CLI_NUMBER,
		.max = 8192,
		.optional = true,
	},
	[NIC_FILTER_PROMISC] = {
		.name = "filter-promisc",
		.help = "filter tags in promiscuous mode too",
		.kind = CLI_CHOICE,
		.choices = on_off,
		.optional = true,
	},
	{}
};

static int fail_word(const char *what, const char *word, size_t len,
		     const struct sim_bit *bits, struct erd_error *err)
{
	char words[160] = "";

	for (; bits->word; bits++) {
		size_t used = strlen(words);

		snprintf(words + used, sizeof(words) - used, "%s, ",
			 bits->word);
	}
	return erd_fail(err, ERD_USAGE, "%s: '%.*s' is none of %sall, none",
			what, (int)(len > 32 ? 32 : len), word, words);
}

static int add_word(const char *what, const char *word, size_t len,
		    const struct sim_bit *bits, uint32_t *set,
		    struct erd_error *err)
{
	const struct sim_bit *bit;
	bool found = false;

	if (len == 4 && !strncmp(word, "none", len))
		return ERD_OK;
	for (bit = bits; bit->word; bit++) {
		if ((len == 3 && !strncmp(word, "all", len)) ||
		    (strlen(bit->word) == len &&
		     !strncmp(word, bit->word, len))) {
			*set |= bit->bit;
			found = true;
		}
	}
	return found ? ERD_OK : fail_word(what, word, len, bits, err);
}

static int parse_set(const char *what, const char *text,
		     const struct sim_bit *bits, uint32_t *set,
		     struct erd_error *err)
{
	int ret;

	*set = 0;
	for (;;) {
		size_t len = strcspn(text, ",");

		ret = add_word(what, text, len, bits, set, err);
		if (ret || !text[len])
			return ret;
		text += len + 1;
	}
}

int sim_nic_run(struct cli *cli, const struct cli_value *value)
{
	static const struct {
		int param, type;
		bool u8;
	} map[] = {
		{ NIC_CAPS, ERDSIM_A_NIC_CAPS, false },
		{ NIC_FIXED, ERDSIM_A_NIC_FIXED, false },
		{ NIC_FEATURES_CHECK, ERDSIM_A_NIC_FEATURES_CHECK, false },
		{ NIC_MAX_FRAME, ERDSIM_A_NIC_MAX_FRAME, false },
		{ NIC_FAIL, ERDSIM_A_NIC_FAIL, false },
		{ NIC_VID_LIMIT, ERDSIM_A_NIC_VID_LIMIT, false },
		{ NIC_FILTER_PROMISC, ERDSIM_A_NIC_FILTER_PROMISC, true },
	};
	const struct sim_attr name = {
		ERDSIM_A_PORT_NAME, SIM_TEXT, value[NIC_NAME].text, 0
	};
	struct sim_attr attrs[sizeof(map) / sizeof(map[0])];
	struct sim_request request = {
		.cmd = ERDSIM_CMD_PORT_SET,
		.attrs = &name,
		.n = 1,
		.nic = attrs,
	};
	size_t i;
	int ret = ERD_OK;

	for (i = 0; i < sizeof(map) / sizeof(map[0]) && !ret; i++) {
		const struct cli_value *given = &value[map[i].param];
		struct sim_attr *attr = &attrs[request.n_nic];

		if (!given->set)
			continue;
		attr->type = map[i].type;
		attr->kind = map[i].u8 ? SIM_U8 : SIM_U32;
		attr->number = given->number;
		if (map[i].param == NIC_CAPS || map[i].param == NIC_FIXED)
			ret = parse_set(sim_nic_params[map[i].param].name,
					given->text, sim_caps, &attr->number,
					&cli->err);
		else if (map[i].param == NIC_FAIL)
			ret = parse_set("fail", given->text, sim_fails,
					&attr->number, &cli->err);
		request.n_nic++;
	}
	if (!ret && !request.n_nic)
		ret = erd_fail(&cli->err, ERD_USAGE,
			       "sim nic: what to change is missing");
	if (!ret)
		ret = sim_send(cli, &request, name.text);
	if (ret)
		return ret;
	return cli_confirm(cli, ret, "port '%s' changed", name.text);
}

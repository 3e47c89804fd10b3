// SPDX-License-Identifier: LGPL-2.1-or-later
#include "error.h"
#include "sim.h"

#include <ctype.h>
#include <stdint.h>

const struct cli_choice sim_speeds[] = {
	{ "10G", 10000, false },
	{ "40G", 40000, false },
	{ "100G", 100000, false },
	{ "400G", 400000, false },
	{ "10000", 10000, true },
	{ "40000", 40000, true },
	{ "100000", 100000, true },
	{ "400000", 400000, true },
	{}
};

const struct cli_choice sim_sockets[] = {
	{ "tx", ERDSIM_SOCKET_TX, false },
	{ "rx", ERDSIM_SOCKET_RX, false },
	{}
};

const struct sim_bit sim_caps[] = {
	{ "ctag-tx", ERDSIM_CAP_CTAG_TX },
	{ "stag-tx", ERDSIM_CAP_STAG_TX },
	{ "ctag-rx", ERDSIM_CAP_CTAG_RX },
	{ "stag-rx", ERDSIM_CAP_STAG_RX },
	{ "ctag-filter", ERDSIM_CAP_CTAG_FILTER },
	{ "stag-filter", ERDSIM_CAP_STAG_FILTER },
	{ "csum", ERDSIM_CAP_CSUM },
	{ "tso", ERDSIM_CAP_TSO },
	{}
};

const struct sim_bit sim_fails[] = {
	{ "open", ERDSIM_FAIL_OPEN },
	{ "change-mtu", ERDSIM_FAIL_CHANGE_MTU },
	{ "set-features", ERDSIM_FAIL_SET_FEATURES },
	{ "add-vid", ERDSIM_FAIL_ADD_VID },
	{ "xmit-busy", ERDSIM_FAIL_XMIT_BUSY },
	{}
};

const char *sim_socket_name(enum erdsim_socket socket)
{
	return socket == ERDSIM_SOCKET_TX ? "tx" : "rx";
}

const char *sim_state_name(enum erdsim_state state)
{
	switch (state) {
	case ERDSIM_STATE_UP:
		return "up";
	case ERDSIM_STATE_ADMIN_DOWN:
		return "admin_down";
	case ERDSIM_STATE_NO_MODULE:
		return "no_module";
	case ERDSIM_STATE_NO_LIGHT:
		return "no_light";
	case ERDSIM_STATE_LOW_LIGHT:
		return "low_light";
	case ERDSIM_STATE_SPEED_MISMATCH:
		return "speed_mismatch";
	case ERDSIM_STATE_FEC_MISMATCH:
		return "fec_mismatch";
	case ERDSIM_STATE_REMOTE_FAULT:
		return "remote_fault";
	}
	return "unknown";
}

const char *sim_features_check_name(enum erdsim_features_check check)
{
	switch (check) {
	case ERDSIM_FEATURES_CHECK_DEFAULT:
		return "default";
	case ERDSIM_FEATURES_CHECK_PASSTHRU:
		return "passthru";
	case ERDSIM_FEATURES_CHECK_NONE:
		return "none";
	}
	return "unknown";
}

int sim_decimal(const char *what, const char *text, unsigned int digits,
		unsigned int max, uint32_t *number, struct erd_error *err)
{
	uint64_t value = 0;
	unsigned int i, scale = 1;
	const char *at = text;

	for (i = 0; i < digits; i++)
		scale *= 10;
	/* past any max it only has to stay there */
	for (; isdigit((unsigned char)*at); at++)
		if (value <= UINT32_MAX)
			value = value * 10 + (*at - '0');
	value *= scale;
	if (at > text && *at == '.') {
		for (at++; isdigit((unsigned char)*at) && scale > 1; at++) {
			scale /= 10;
			value += (uint64_t)(*at - '0') * scale;
		}
	}
	if (at == text || *at || value > max) {
		for (scale = 1, i = 0; i < digits; i++)
			scale *= 10;
		return erd_fail(err, ERD_USAGE,
				"%s %.32s: must be 0 to %u, with at most %u decimals",
				what, text, max / scale, digits);
	}
	*number = value;
	return ERD_OK;
}

int sim_send(struct cli *cli, const struct sim_request *request,
	     const char *object)
{
	struct sim *sim;
	int ret;

	ret = sim_open(&sim, &cli->err);
	if (ret)
		return ret;
	ret = sim_do(sim, request, object, &cli->err);
	sim_close(sim);
	return ret;
}

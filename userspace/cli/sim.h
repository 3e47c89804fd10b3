/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of `erdctl sim` have in common. */
#ifndef ERDCTL_SIM_H
#define ERDCTL_SIM_H

#include "cli.h"
#include "optical_bench.h"

#define SIM_PORT_PARAM(text)				\
	{						\
		.name = "name",				\
		.placeholder = "NAME",			\
		.help = (text),				\
		.kind = CLI_SIM_PORT,			\
		.positional = true,			\
	}

extern const struct cli_choice sim_speeds[];
extern const struct cli_choice sim_sockets[];

/* A word for each bit, ended by one without. */
struct sim_bit {
	const char *word;
	uint32_t bit;
};

extern const struct sim_bit sim_caps[];
extern const struct sim_bit sim_fails[];

const char *sim_socket_name(enum erdsim_socket socket);
const char *sim_state_name(enum erdsim_state state);
const char *sim_features_check_name(enum erdsim_features_check check);

/*
 * "3.5" with 2 digits is 350. Nothing is rounded: more digits than that are
 * refused, as is more than @max.
 */
int sim_decimal(const char *what, const char *text, unsigned int digits,
		unsigned int max, uint32_t *number, struct erd_error *err);

/* Sends one request to the bench. */
int sim_send(struct cli *cli, const struct sim_request *request,
	     const char *object);

/* The verbs, one file each. */
extern const struct cli_param sim_fault_params[];
int sim_fault_run(struct cli *cli, const struct cli_value *value);
extern const struct cli_param sim_lift_params[];
int sim_lift_run(struct cli *cli, const struct cli_value *value);
extern const struct cli_param sim_nic_params[];
int sim_nic_run(struct cli *cli, const struct cli_value *value);
extern const struct cli_param sim_list_params[];
int sim_list_run(struct cli *cli, const struct cli_value *value);
extern const struct cli_param sim_show_params[];
int sim_show_run(struct cli *cli, const struct cli_value *value);

#endif /* ERDCTL_SIM_H */

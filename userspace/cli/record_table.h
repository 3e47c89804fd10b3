/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands that record, each with its parameters and what they are of. */
#ifndef ERDCTL_RECORD_TABLE_H
#define ERDCTL_RECORD_TABLE_H

#include "record_command.h"

/* An entry of a noun's commands: params and record of one name below. */
#define RECORD_COMMAND(of, to, is, what)		\
	{						\
		.noun = (of),				\
		.verb = (to),				\
		.help = (what),				\
		.params = is##_params,			\
		.run = record_run,			\
		.record = &is##_record,			\
	}

#define RECORD_DECLARE(is)				\
	extern const struct cli_param is##_params[];	\
	extern const struct record_command is##_record

RECORD_DECLARE(pair_set);
RECORD_DECLARE(port_loa);
RECORD_DECLARE(port_cross_connect);
RECORD_DECLARE(circuit_provider);
RECORD_DECLARE(peering_advertise);
RECORD_DECLARE(connection_create);
RECORD_DECLARE(connection_set);
RECORD_DECLARE(connection_delete);
RECORD_DECLARE(global_reach_create);
RECORD_DECLARE(global_reach_set);
RECORD_DECLARE(global_reach_delete);

#endif /* ERDCTL_RECORD_TABLE_H */

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parameters that several commands have. */
#ifndef ERDCTL_PARAMS_H
#define ERDCTL_PARAMS_H

#include "command.h"

/* What the command is about: the first word after the verb. */
#define PARAM_OBJECT(key, word, what, is)		\
	{						\
		.name = (key),				\
		.placeholder = (word),			\
		.help = (what),				\
		.kind = (is),				\
		.positional = true,			\
	}

/* Which circuit is meant. */
#define PARAM_PAIR_OF_CIRCUIT				\
	{						\
		.name = "pair",				\
		.placeholder = "PAIR",			\
		.help = "its pair, if several have a circuit of that name", \
		.kind = CLI_PAIR,			\
		.optional = true,			\
	}

/* What a list is cut down to. */
#define PARAM_ONLY(key, word, what, is)			\
	{						\
		.name = (key),				\
		.placeholder = (word),			\
		.help = (what),				\
		.kind = (is),				\
		.optional = true,			\
	}

/* @why: what would be asked otherwise. */
#define PARAM_FLAG(key, why)				\
	{						\
		.name = (key),				\
		.help = (why),				\
		.kind = CLI_FLAG,			\
		.optional = true,			\
	}

#define PARAM_YES	PARAM_FLAG("yes", "do not ask, though it carries traffic")

/* A VLAN identifier. */
#define PARAM_TAG(key, what, may_miss)			\
	{						\
		.name = (key),				\
		.placeholder = "N",			\
		.help = (what),				\
		.kind = CLI_NUMBER,			\
		.min = ERD_VID_MIN,			\
		.max = ERD_VID_MAX,			\
		.optional = (may_miss),			\
	}

#endif /* ERDCTL_PARAMS_H */

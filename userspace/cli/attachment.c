// SPDX-License-Identifier: LGPL-2.1-or-later
#include "attachment.h"
#include "edit.h"
#include "error.h"
#include "json.h"
#include "sampling.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

const struct cli_choice attachment_modes[] = {
	{ "native", ERD_XDP_NATIVE, false },
	{ "generic", ERD_XDP_GENERIC, false },
	{ "off", ERD_XDP_NONE, false },
	{}
};

static const struct cli_choice on_or_off[] = {
	{ "on", true, false },
	{ "off", false, false },
	{}
};

static double seconds_since(uint64_t then_ns, const struct timespec *now)
{
	return now->tv_sec + now->tv_nsec / 1e9 - then_ns / 1e9;
}

/* --- for people --------------------------------------------------------- */

static void print_program(const char *name, const struct erd_program *program,
			  const struct timespec *now)
{
	printf("%-12s id %u, tag %s, loaded %.0f s ago", name, program->id,
	       program->tag, seconds_since(program->loaded_ns, now));
	if (program->runs)
		printf(", %.1f ns a run (%" PRIu64 " runs)",
		       (double)program->run_ns / program->runs, program->runs);
	printf("\n");
}

static const char *tags_text(enum erd_tag_source source)
{
	static const char *const texts[] = {
		[ERD_TAG_SOURCE_FRAME] = "in the frames",
		[ERD_TAG_SOURCE_UNSTRIPPED] =
			"in the frames, since erd turned stripping off",
		[ERD_TAG_SOURCE_DRIVER] = "from the driver",
		[ERD_TAG_SOURCE_PEER] =
			"in the frames, since the other end writes them",
	};

	return texts[source];
}

static const char *frags_text(enum erd_flag frags)
{
	if (frags == ERD_FLAG_UNREPORTED)
		return "not told by this kernel";
	return frags == ERD_FLAG_SET ? "yes" : "no";
}

void attachment_print(const struct erd_port *port, const struct timespec *now)
{
	struct erd_attachment is;
	struct erd_error err = {};
	int ret = erd_port_attachment(port, &is, &err);

	if (ret) {
		printf("%-12s %s\n", "fast path",
		       ret == ERD_NOT_FOUND ? "off" : err.text);
		return;
	}
	printf("%-12s %s, sends by %s\n", "fast path",
	       erd_xdp_mode_name(is.mode), erd_tx_hook_name(is.tx_hook));
	printf("%-12s %s\n", "outer tags", tags_text(is.tag_source));
	print_program("rx program", &is.rx, now);
	print_program("tx program", &is.tx, now);
	printf("%-12s erd %s%s\n", "programs of", is.version, is.current ?
	       "" : ", not this one: 'erdctl port upgrade' replaces them");
	printf("%-12s %s\n", "driver frags", frags_text(is.driver_frags));
	printf("%-12s %s\n", "histogram", is.histogram ? "on" : "off");
	printf("%-12s %s\n", "samples",
	       is.samples ? "of frames that no peering has" : "none");
	if (is.warning[0])
		printf("%-12s %s\n", "warning", is.warning);
}

const char *attachment_word(const struct erd_port *port, bool *warned)
{
	struct erd_attachment is;

	*warned = false;
	switch (erd_port_attachment(port, &is, NULL)) {
	case ERD_OK:
		*warned = is.warning[0];
		return erd_xdp_mode_name(is.mode);
	case ERD_NOT_FOUND:
		return erd_xdp_mode_name(ERD_XDP_NONE);
	default:
		return NULL;
	}
}

/* --- for programs ------------------------------------------------------- */

static json_t *program_json(const struct erd_program *program,
			    const struct timespec *now)
{
	return json_pack("{s:i, s:s, s:f, s:I, s:I, s:o}",
			 "id", program->id,
			 "tag", program->tag,
			 "loaded_seconds_ago",
			 seconds_since(program->loaded_ns, now),
			 "runs", (json_int_t)program->runs,
			 "run_ns", (json_int_t)program->run_ns,
			 "ns_per_run", program->runs ?
				 json_real((double)program->run_ns /
					   program->runs) : json_null());
}

json_t *attachment_json(const struct erd_attachment *is,
			const struct timespec *now)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:b, s:b, s:s, s:b, s:o}",
			 "mode", erd_xdp_mode_name(is->mode),
			 "tag_source", erd_tag_source_name(is->tag_source),
			 "tx_hook", erd_tx_hook_name(is->tx_hook),
			 "rx_program", program_json(&is->rx, now),
			 "tx_program", program_json(&is->tx, now),
			 "driver_frags",
			 is->driver_frags == ERD_FLAG_UNREPORTED ?
				 json_null() : json_boolean(is->driver_frags),
			 "histogram", is->histogram,
			 "samples", is->samples,
			 "version", is->version,
			 "current", is->current,
			 "warning", json_text(is->warning));
}

void attachment_add_json(json_t *object, const struct erd_port *port,
			 const struct timespec *now)
{
	json_t *xdp, *attachment = json_null();
	struct erd_attachment is;

	switch (erd_port_attachment(port, &is, NULL)) {
	case ERD_OK:
		xdp = json_string(erd_xdp_mode_name(is.mode));
		attachment = attachment_json(&is, now);
		break;
	case ERD_NOT_FOUND:
		xdp = json_string(erd_xdp_mode_name(ERD_XDP_NONE));
		break;
	default:
		xdp = json_null();
	}
	json_object_set_new(object, "xdp", xdp);
	json_object_set_new(object, "attachment", attachment);
}

/* --- set and upgrade ---------------------------------------------------- */

enum {
	SET_NAME,
	SET_XDP,
	SET_HISTOGRAM,
	SET_SAMPLE,
	SET_RUNTIME,
};

const struct cli_param attachment_set_params[] = {
	[SET_NAME] = PARAM_OBJECT("name", "NAME", "the port", CLI_PORT),
	[SET_XDP] = {
		.name = "xdp",
		.help = "how the fast path is attached; its counts stay",
		.kind = CLI_CHOICE,
		.choices = attachment_modes,
		.optional = true,
	},
	[SET_HISTOGRAM] = {
		.name = "histogram",
		.help = "count frames by their size too, from zero",
		.kind = CLI_CHOICE,
		.choices = on_or_off,
		.optional = true,
	},
	[SET_SAMPLE] = {
		.name = "sample",
		.help = "copy frames that no peering has for who reads them",
		.kind = CLI_CHOICE,
		.choices = on_or_off,
		.optional = true,
	},
	[SET_RUNTIME] = PARAM_RUNTIME,
	{}
};

static int change(struct desired *will, const void *what,
		  struct erd_error *err)
{
	const struct cli_value *value = what;
	struct desired_port *port = desired_find_port(will,
						      value[SET_NAME].text,
						      NULL);

	(void)err;
	if (!port)
		return ERD_NOT_FOUND;
	if (value[SET_XDP].set)
		port->xdp = value[SET_XDP].number;
	if (value[SET_HISTOGRAM].set)
		port->histogram = value[SET_HISTOGRAM].number;
	if (value[SET_SAMPLE].set)
		port->sample = value[SET_SAMPLE].number;
	return ERD_OK;
}

static int running(struct cli *cli, const void *what)
{
	const struct cli_value *value = what;
	const char *name = value[SET_NAME].text;
	struct erd_sampling sampling;
	int ret = ERD_OK;

	if (value[SET_XDP].set)
		ret = erd_port_set_xdp(cli->erd, name, value[SET_XDP].number,
				       &cli->err);
	if (ret >= 0 && value[SET_HISTOGRAM].set)
		ret = erd_port_set_histogram(cli->erd, name,
					     value[SET_HISTOGRAM].number,
					     &cli->err);
	if (ret >= 0 && value[SET_SAMPLE].set) {
		sampling = sampling_of_port(value[SET_SAMPLE].number);
		ret = erd_port_set_sampling(cli->erd, name, &sampling,
					    &cli->err);
	}
	return ret;
}

int attachment_set(struct cli *cli, const struct cli_value *value)
{
	const struct edit edit = {
		.change = change,
		.running = running,
		.what = value,
		.runtime = value[SET_RUNTIME].set,
	};

	if (!value[SET_XDP].set && !value[SET_HISTOGRAM].set &&
	    !value[SET_SAMPLE].set)
		return erd_fail(&cli->err, ERD_USAGE,
				"port set: nothing to set: xdp, histogram or sample");
	return cli_confirm(cli, edit_run(cli, &edit), "port '%s' set",
			   value[SET_NAME].text);
}

const struct cli_param attachment_upgrade_params[] = {
	{
		.name = "name",
		.placeholder = "NAME",
		.help = "the port (default: all that have a fast path)",
		.kind = CLI_PORT,
		.positional = true,
		.optional = true,
	},
	{}
};

static int upgrade(struct cli *cli, const char *name)
{
	int ret = erd_port_upgrade(cli->erd, name, &cli->err);

	if (ret < 0)
		return ret;
	return cli_confirm(cli, ret, "port '%s' upgraded", name);
}

/* One that fails does not keep the others from it; it is what is told. */
static int upgrade_all(struct cli *cli)
{
	struct erd_port *ports;
	struct erd_error first;
	int ret, failed = ERD_OK;
	size_t n, i;

	ret = erd_port_list(cli->erd, &ports, &n, &cli->err);
	if (ret)
		return ret;
	for (i = 0; i < n; i++) {
		ret = upgrade(cli, ports[i].name);
		if (!ret || ret == ERD_NOT_FOUND || failed)
			continue;
		failed = ret;
		first = cli->err;
	}
	free(ports);
	if (failed)
		cli->err = first;
	return failed;
}

int attachment_upgrade(struct cli *cli, const struct cli_value *value)
{
	int ret = cli_open(cli);

	if (ret)
		return ret;
	return value[0].set ? upgrade(cli, value[0].text) : upgrade_all(cli);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capture.h"
#include "capture_file.h"
#include "error.h"
#include "params.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of each ring in the kernel; there are four of them for two links. */
#define BUFFER_MIB	32

enum {
	CAPTURE_PORT,
	CAPTURE_PAIR,
	CAPTURE_CIRCUIT,
	CAPTURE_PEERING,
	CAPTURE_LINK,
	CAPTURE_DEV,
	CAPTURE_STAG,
	CAPTURE_CTAG,
	CAPTURE_DIRECTION,
	CAPTURE_TAP,
	CAPTURE_FILTER,
	CAPTURE_SNAPLEN_OF,
	CAPTURE_COUNT,
	CAPTURE_SECONDS,
	CAPTURE_BUFFER,
	CAPTURE_WRITE,
	CAPTURE_RING,
	CAPTURE_DROPS,
};

static const struct cli_choice peerings[] = {
	{ .word = "private", .value = ERD_PEERING_PRIVATE },
	{ .word = "microsoft", .value = ERD_PEERING_MICROSOFT },
	{ .word = "AzurePrivatePeering", .value = ERD_PEERING_PRIVATE,
	  .alias = true },
	{ .word = "MicrosoftPeering", .value = ERD_PEERING_MICROSOFT,
	  .alias = true },
	{}
};

static const struct cli_choice links[] = {
	{ .word = "primary", .value = CAPTURE_LINK_PRIMARY },
	{ .word = "secondary", .value = CAPTURE_LINK_SECONDARY },
	{ .word = "link1", .value = CAPTURE_LINK_PRIMARY, .alias = true },
	{ .word = "link2", .value = CAPTURE_LINK_SECONDARY, .alias = true },
	{}
};

static const struct cli_choice directions[] = {
	{ .word = "in", .value = FRAME_DIRECTION_IN },
	{ .word = "out", .value = FRAME_DIRECTION_OUT },
	{}
};

static const struct cli_choice taps[] = {
	{ .word = "port", .value = false },
	{ .word = "sub-interface", .value = true },
	{}
};

static const struct cli_param params[] = {
	[CAPTURE_PORT] = PARAM_ONLY("port", "PORT[,PORT...]",
				    "on these ports (default: all)", CLI_PORT),
	[CAPTURE_PAIR] = PARAM_ONLY("pair", "PAIR", "on the ports of this pair",
				    CLI_PAIR),
	[CAPTURE_CIRCUIT] = PARAM_ONLY("circuit", "CIRCUIT",
				       "frames of this circuit, on its ports",
				       CLI_CIRCUIT),
	[CAPTURE_PEERING] = {
		.name = "peering",
		.help = "frames of this peering",
		.kind = CLI_CHOICE,
		.optional = true,
		.choices = peerings,
	},
	[CAPTURE_LINK] = {
		.name = "link",
		.help = "on this link (default: both)",
		.kind = CLI_CHOICE,
		.optional = true,
		.choices = links,
	},
	[CAPTURE_DEV] = PARAM_ONLY("dev", "IFACE[,IFACE...]",
				   "on network devices, ports or not",
				   CLI_DEVICE),
	[CAPTURE_STAG] = PARAM_TAG("stag", "frames with this outer tag", true),
	[CAPTURE_CTAG] = PARAM_TAG("ctag", "and this inner tag", true),
	[CAPTURE_DIRECTION] = {
		.name = "direction",
		.help = "only one direction (default: both)",
		.kind = CLI_CHOICE,
		.optional = true,
		.choices = directions,
	},
	[CAPTURE_TAP] = {
		.name = "tap",
		.help = "where: with tags, or behind them (default: port)",
		.kind = CLI_CHOICE,
		.optional = true,
		.choices = taps,
	},
	[CAPTURE_FILTER] = PARAM_ONLY("filter", "EXPRESSION",
				      "pcap-filter(7) of the packet without its tags",
				      CLI_NAME),
	[CAPTURE_SNAPLEN_OF] = {
		.name = "snaplen",
		.placeholder = "N",
		.help = "octets of each frame (default: all)",
		.kind = CLI_NUMBER,
		.optional = true,
		.min = 32,
		.max = CAPTURE_SNAPLEN,
	},
	[CAPTURE_COUNT] = {
		.name = "count",
		.letter = 'c',
		.placeholder = "N",
		.help = "end after so many frames",
		.kind = CLI_NUMBER,
		.optional = true,
		.min = 1,
		.max = UINT32_MAX,
	},
	[CAPTURE_SECONDS] = {
		.name = "seconds",
		.placeholder = "N",
		.help = "end after so long",
		.kind = CLI_NUMBER,
		.optional = true,
		.min = 1,
		.max = 31 * 86400,
	},
	[CAPTURE_BUFFER] = {
		.name = "buffer",
		.placeholder = "MIB",
		.help = "room in the kernel for each direction of each device (default: 32)",
		.kind = CLI_NUMBER,
		.optional = true,
		.min = 1,
		.max = 1024,
	},
	[CAPTURE_WRITE] = {
		.name = "write",
		.letter = 'w',
		.placeholder = "FILE",
		.help = "write pcapng there; - is standard output",
		.kind = CLI_NAME,
		.optional = true,
	},
	[CAPTURE_RING] = PARAM_ONLY("ring", "NxSIZE",
				    "write N files of at most SIZE (10x50M), and begin anew",
				    CLI_NAME),
	[CAPTURE_DROPS] = PARAM_FLAG("drops",
				     "also what the fast path dropped, with the reason"),
	{}
};

/* --- the ring ----------------------------------------------------------- */

/* "50M": a number and K, M or G, of 1024. */
static bool parse_size(const char *text, uint64_t *size)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	*size = strtoull(text, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (errno || !unit || end[1] || !*size || *size > 1 << 20)
		return false;
	*size <<= 10 * (unit - units + 1);
	return true;
}

static int parse_ring(const char *text, struct capture_request *request,
		      struct erd_error *err)
{
	unsigned long files;
	char *end;

	errno = 0;
	files = strtoul(text, &end, 10);
	if (text[0] >= '0' && text[0] <= '9' && !errno && *end == 'x' &&
	    files >= 2 && files <= CAPTURE_FILES_MAX &&
	    parse_size(end + 1, &request->ring_size)) {
		request->ring_files = files;
		return ERD_OK;
	}
	erd_fail(err, ERD_USAGE,
		 "ring %.32s: must be a number of files from 2 to %d, x, and their size with K, M or G",
		 text, CAPTURE_FILES_MAX);
	erd_hint(err, "ring 10x50M");
	return ERD_USAGE;
}

/* --- the request -------------------------------------------------------- */

static int check(struct cli *cli, const struct cli_value *value)
{
	static const struct {
		int is, not_with;
	} excluded[] = {
		{ CAPTURE_DEV, CAPTURE_PORT },
		{ CAPTURE_DEV, CAPTURE_PAIR },
		{ CAPTURE_DEV, CAPTURE_CIRCUIT },
		{ CAPTURE_DEV, CAPTURE_PEERING },
		{ CAPTURE_DEV, CAPTURE_LINK },
		{ CAPTURE_DEV, CAPTURE_TAP },
		{ CAPTURE_DEV, CAPTURE_DROPS },
		{ CAPTURE_STAG, CAPTURE_CIRCUIT },
		{ CAPTURE_STAG, CAPTURE_PEERING },
	};
	bool to_output = value[CAPTURE_WRITE].set &&
			 !strcmp(value[CAPTURE_WRITE].text, "-");
	size_t i;

	for (i = 0; i < sizeof(excluded) / sizeof(excluded[0]); i++)
		if (value[excluded[i].is].set && value[excluded[i].not_with].set)
			return erd_fail(&cli->err, ERD_USAGE,
					"capture: say '%s' or '%s', not both",
					params[excluded[i].is].name,
					params[excluded[i].not_with].name);
	if (value[CAPTURE_CTAG].set && !value[CAPTURE_STAG].set)
		return erd_fail(&cli->err, ERD_USAGE,
				"ctag: takes 'stag' too: it is the tag behind that one");
	if (value[CAPTURE_STAG].set && value[CAPTURE_TAP].number)
		return erd_fail(&cli->err, ERD_USAGE,
				"stag: a sub-interface's frames have no tags");
	if (value[CAPTURE_DROPS].set && value[CAPTURE_TAP].number)
		return erd_fail(&cli->err, ERD_USAGE,
				"drops: are of ports: no sub-interface has them");
	if (value[CAPTURE_RING].set &&
	    (!value[CAPTURE_WRITE].set || to_output))
		return erd_fail(&cli->err, ERD_USAGE,
				"ring: takes 'write FILE', where to begin");
	if (to_output && cli->options.json)
		return erd_fail(&cli->err, ERD_USAGE,
				"write -: standard output is for the capture, or for JSON");
	if (to_output && isatty(STDOUT_FILENO))
		return erd_fail(&cli->err, ERD_USAGE,
				"write -: standard output is a terminal");
	if (cli->line)
		return erd_fail(&cli->err, ERD_USAGE,
				"capture: not in a batch: it gives up its privileges");
	return ERD_OK;
}

static int run(struct cli *cli, const struct cli_value *value)
{
	struct capture_request request = {
		.ports = value[CAPTURE_PORT].text,
		.pair = value[CAPTURE_PAIR].text,
		.circuit = value[CAPTURE_CIRCUIT].text,
		.devices = value[CAPTURE_DEV].text,
		.peering = value[CAPTURE_PEERING].number,
		.link = value[CAPTURE_LINK].number,
		.stag = value[CAPTURE_STAG].number,
		.ctag = value[CAPTURE_CTAG].number,
		.direction = value[CAPTURE_DIRECTION].number,
		.on_sub_interfaces = value[CAPTURE_TAP].number,
		.filter = value[CAPTURE_FILTER].text,
		.snaplen = value[CAPTURE_SNAPLEN_OF].set ?
			   value[CAPTURE_SNAPLEN_OF].number : CAPTURE_SNAPLEN,
		.buffer_mib = value[CAPTURE_BUFFER].set ?
			      value[CAPTURE_BUFFER].number : BUFFER_MIB,
		.count = value[CAPTURE_COUNT].number,
		.seconds = value[CAPTURE_SECONDS].number,
		.write = value[CAPTURE_WRITE].text,
		.drops = value[CAPTURE_DROPS].set,
	};
	struct capture_plan plan = {};
	int ret;

	ret = check(cli, value);
	if (!ret && value[CAPTURE_RING].set)
		ret = parse_ring(value[CAPTURE_RING].text, &request, &cli->err);
	if (ret)
		return ret;
	ret = capture_plan_make(cli, &request, &plan);
	if (!ret)
		ret = capture_run(cli, &request, &plan);
	capture_plan_free(&plan);
	return ret;
}

const struct cli_command capture_commands[] = {
	{
		.noun = "capture",
		.help = "capture frames, by what they belong to",
		.params = params,
		.run = run,
	},
	{
		.noun = "capture",
		.verb = "read",
		.help = "account for the frames of a capture by tags",
		.params = capture_read_params,
		.run = capture_read_run,
	},
	{}
};

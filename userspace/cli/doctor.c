// SPDX-License-Identifier: LGPL-2.1-or-later
/* From facts to findings, and how that is said. */
#include "doctor.h"
#include "config.h"
#include "doctor_bundle.h"
#include "error.h"
#include "gather.h"
#include "json.h"
#include "params.h"

#include <math.h>
#include <string.h>

enum {
	DOCTOR_NAME,
	DOCTOR_FILE,
	DOCTOR_BUNDLE,
};

static const struct cli_param params[] = {
	[DOCTOR_NAME] = {
		.name = "name",
		.placeholder = "CIRCUIT|PORT",
		.help = "examine only this one",
		.kind = CLI_PORT_OR_CIRCUIT,
		.positional = true,
		.optional = true,
	},
	[DOCTOR_FILE] = {
		.name = "file",
		.placeholder = "FILE",
		.help = "desired state (default: what is wanted, if anything is)",
		.kind = CLI_FILE,
		.optional = true,
	},
	[DOCTOR_BUNDLE] = {
		.name = "bundle",
		.placeholder = "FILE",
		.help = "write all of it, without secrets, to an archive (.tar.gz)",
		.kind = CLI_FILE,
		.optional = true,
	},
	{}
};

/* --- a link in short ---------------------------------------------------- */

static double worst_dbm(const struct facts_port *port, bool rx)
{
	const struct erd_media_lane *lane;
	double worst = NAN, dbm;
	size_t i;

	for (i = 0; port->optics_known.is && i < port->optics.n_lanes; i++) {
		lane = &port->optics.lane[i];
		dbm = erd_dbm(rx ? lane->rx.mw : lane->tx.mw);
		if (isnan(worst) || dbm < worst)
			worst = dbm;
	}
	return worst;
}

static void count_sessions(struct doctor_link *link,
			   const struct facts_path *path)
{
	const struct routing_session_state *s;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		s = path->family[i].session;
		if (!s)
			continue;
		link->sessions++;
		link->sessions_up += s->established;
		link->bfd += s->bfd.present;
		link->bfd_up += s->bfd.present && !strcmp(s->bfd.status, "up");
	}
}

void doctor_link_read(struct doctor_link *link, const struct facts *facts,
		      const struct diagnosis *diagnosis,
		      const struct facts_port *port)
{
	size_t i;

	*link = (struct doctor_link){
		.port = port,
		.verdict = diagnosis_of_port(diagnosis, port),
		.rx_dbm = worst_dbm(port, true),
		.tx_dbm = worst_dbm(port, false),
	};
	for (i = 0; i < facts->n_paths; i++) {
		if (facts->paths[i].port != port || !facts->paths[i].selected)
			continue;
		link->paths += facts->paths[i].there;
		count_sessions(link, &facts->paths[i]);
	}
}

/* --- the command -------------------------------------------------------- */

static int say(struct cli *cli, const struct facts *facts,
	       const struct diagnosis *diagnosis)
{
	static const int status[] = {
		[VERDICT_HEALTHY] = 0,
		[VERDICT_DEGRADED] = DOCTOR_EXIT_DEGRADED,
		[VERDICT_BROKEN] = DOCTOR_EXIT_BROKEN,
	};
	int ret;

	ret = cli->options.json ?
		json_print(cli, json_pack("{s:o}", "doctor",
					  json_doctor(facts, diagnosis))) :
		doctor_print_page(cli, facts, diagnosis);
	cli->verdict = status[diagnosis_verdict(diagnosis)];
	return ret;
}

static int judge(struct cli *cli, const struct facts *facts, const char *bundle)
{
	struct diagnosis diagnosis;
	int ret = ERD_OK;

	if (!diagnose(facts, &diagnosis))
		ret = erd_fail(&cli->err, ERD_ERROR, "out of memory");
	if (!ret && bundle)
		ret = doctor_bundle(cli, bundle, facts, &diagnosis);
	if (!ret)
		ret = say(cli, facts, &diagnosis);
	diagnosis_free(&diagnosis);
	return ret;
}

static int run(struct cli *cli, const struct cli_value *value)
{
	const struct gather_wish wish = {
		.name = value[DOCTOR_NAME].set ? value[DOCTOR_NAME].text : NULL,
		.file = value[DOCTOR_FILE].set ? value[DOCTOR_FILE].text : NULL,
	};
	struct facts facts;
	int ret;

	ret = gather(&facts, &wish, &cli->err);
	if (!ret)
		ret = judge(cli, &facts, value[DOCTOR_BUNDLE].set ?
					  value[DOCTOR_BUNDLE].text : NULL);
	facts_free(&facts);
	return ret;
}

const struct cli_command doctor_commands[] = {
	{
		.noun = "doctor",
		.help = "say what is wrong, whose it is, and what to do next",
		.params = params,
		.run = run,
	},
	{}
};

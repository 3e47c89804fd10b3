// SPDX-License-Identifier: LGPL-2.1-or-later
#include "doctor_bundle.h"
#include "bundle.h"
#include "error.h"
#include "frr_vty.h"
#include "json.h"
#include "json_bgp.h"
#include "json_optics.h"
#include "keys.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- texts -------------------------------------------------------------- */

static void add_text(struct bundle *bundle, const char *name,
		     const char *text)
{
	bundle_add(bundle, name, text, strlen(text));
}

/* Takes @json, NULL too. */
static void add_json(struct bundle *bundle, const char *name, json_t *json)
{
	char *text = json ? json_dumps(json, JSON_INDENT(2)) : NULL;

	if (text)
		add_text(bundle, name, text);
	else
		bundle->failed = true;
	free(text);
	json_decref(json);
}

/* What erdctl itself lists, or why it does not. */
static void add_lists(struct cli *cli, struct bundle *bundle,
		      const struct facts *facts)
{
	json_t *sessions = json_array(), *optics = json_array();
	struct optics_reading reading;
	struct model model;
	size_t i;

	if (!model_read(cli, &model))
		add_json(bundle, "status.json",
			 json_pack("{s:o, s:o}", "ports", json_ports(&model),
				   "peerings", json_peerings(&model)));
	else
		add_text(bundle, "status.txt", cli->err.text);
	model_free(&model);
	for (i = 0; i < facts->routing.state.n; i++)
		json_array_append_new(sessions,
			json_bgp_session(&facts->routing.state.sessions[i]));
	add_json(bundle, "bgp.json", json_pack("{s:o}", "bgp_sessions",
						sessions));
	for (i = 0; i < facts->n_ports; i++) {
		const struct facts_port *port = &facts->ports[i];

		if (!port->selected || !port->optics_known.is)
			continue;
		memset(&reading, 0, sizeof(reading));
		strcpy(reading.port, port->name);
		strcpy(reading.ifname, port->ifname);
		reading.read = true;
		reading.optics = port->optics;
		json_array_append_new(optics, json_optics(&reading));
	}
	add_json(bundle, "optics.json", json_pack("{s:o}", "optics", optics));
}

/* --- FRR ---------------------------------------------------------------- */

/* Whatever stands behind "password" is one, whether its session is ours or not. */
static void hide_passwords(struct bundle *bundle, const char *running)
{
	const char *at = running;
	char word[BUNDLE_SECRET_MAX];

	while ((at = strstr(at, " password "))) {
		at += strlen(" password ");
		if (sscanf(at, "%95s", word) == 1)
			bundle_hide(bundle, word);
	}
	explicit_bzero(word, sizeof(word));
}

static char *running_of(enum frr_daemon daemon)
{
	struct frr_vty vty;
	char *reply = NULL;

	if (frr_vty_open(&vty, routing_run(), daemon, NULL))
		return NULL;
	if (frr_vty_command(&vty, "show running-config", &reply, NULL))
		reply = NULL;
	frr_vty_close(&vty);
	return reply;
}

static void free_secret(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}

/* --- the kernel's log --------------------------------------------------- */

static bool concerns_us(const struct facts *facts, const char *line)
{
	size_t i;

	if (strstr(line, "erd"))
		return true;
	for (i = 0; i < facts->n_ports; i++)
		if (strstr(line, facts->ports[i].ifname))
			return true;
	return false;
}

/* Each reading of it is one record: "level,number,microseconds,…;text". */
static void add_kernel_log(struct bundle *bundle, const struct facts *facts)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char record[8192], *text = NULL, *line;
	unsigned long long us;
	size_t size;
	FILE *out;
	ssize_t n;

	out = open_memstream(&text, &size);
	if (!out) {
		bundle->failed = true;
	} else {
		if (fd < 0)
			fprintf(out, "/dev/kmsg: %m\n");
		while (fd >= 0 &&
		       (n = read(fd, record, sizeof(record) - 1)) > 0) {
			record[n] = '\0';
			line = strchr(record, ';');
			if (!line || sscanf(record, "%*u,%*u,%llu", &us) != 1 ||
			    !concerns_us(facts, line))
				continue;
			line[strcspn(line, "\n")] = '\0';
			fprintf(out, "[%5llu.%06llu] %s\n", us / 1000000,
				us % 1000000, line + 1);
		}
		if (fclose(out))
			bundle->failed = true;
		else
			add_text(bundle, "kernel.log", text);
	}
	free(text);
	if (fd >= 0)
		close(fd);
}

/* --- all of it ---------------------------------------------------------- */

static void hide_file(struct bundle *bundle, const struct desired *desired)
{
	const struct desired_circuit *circuit;
	const struct desired_peering *peering;
	const struct desired_pair *pair;

	desired_each(pair, &desired->pairs)
		desired_each(circuit, &pair->circuits) {
			bundle_hide(bundle, circuit->service_key);
			desired_each(peering, &circuit->peerings)
				bundle_hide(bundle, peering->md5_key);
		}
}

static void add_versions(struct bundle *bundle, const struct facts *facts,
			 const char *running)
{
	const char *frr = running ? strstr(running, "frr version ") : NULL;
	char text[512], time[TIME_TEXT_SIZE];

	time_text(&facts->time, time);
	snprintf(text, sizeof(text),
		 "time %s\nerdctl %s\nkernel %s\nnetlink of erd %u\n%.*s\n",
		 time, ERD_VERSION, facts->kernel, facts->family_version,
		 frr ? (int)strcspn(frr, "\n") : 3, frr ? frr : "frr");
	add_text(bundle, "versions.txt", text);
}

static void add_all(struct cli *cli, struct bundle *bundle,
		    const struct facts *facts,
		    const struct diagnosis *diagnosis)
{
	char *bgpd = running_of(FRR_BGPD), *bfdd = running_of(FRR_BFDD);

	/* All secrets are known before the first member is written. */
	hide_file(bundle, &facts->file.desired);
	if (bgpd)
		hide_passwords(bundle, bgpd);
	add_versions(bundle, facts, bgpd);
	add_json(bundle, "doctor.json", json_doctor(facts, diagnosis));
	add_json(bundle, "facts.json", json_facts(facts));
	add_lists(cli, bundle, facts);
	if (facts->file.text)
		bundle_add(bundle, "erd.yaml", facts->file.text,
			    facts->file.len);
	if (bgpd)
		add_text(bundle, "frr-bgpd.conf", bgpd);
	if (bfdd)
		add_text(bundle, "frr-bfdd.conf", bfdd);
	add_kernel_log(bundle, facts);
	free_secret(bgpd);
	free_secret(bfdd);
}

int doctor_bundle(struct cli *cli, const char *path, const struct facts *facts,
		  const struct diagnosis *diagnosis)
{
	struct bundle bundle;
	int ret;

	ret = bundle_begin(&bundle, path, "erd-doctor", facts->time.tv_sec,
			    &cli->err);
	if (!ret)
		add_all(cli, &bundle, facts, diagnosis);
	return bundle_end(&bundle, !ret, &cli->err) ? (int)cli->err.status :
							ret;
}

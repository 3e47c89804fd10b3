// SPDX-License-Identifier: LGPL-2.1-or-later
/* What others print, as the file of desired state. */
#include "apply_command.h"
#include "azure.h"
#include "config.h"
#include "desired_edit.h"
#include "error.h"
#include "json.h"
#include "params.h"
#include "print.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	AZURE_FILE,
	AZURE_INTO,
	AZURE_PRIMARY,
	AZURE_SECONDARY,
	AZURE_APPLY,
	AZURE_FORCE,
};

static const struct cli_param azure_params[] = {
	[AZURE_FILE] = {
		.name = "file",
		.placeholder = "FILE",
		.help = "JSON of az or REST; - is standard input",
		.kind = CLI_FILE,
		.positional = true,
	},
	[AZURE_INTO] = {
		.name = "into",
		.placeholder = "CONFIG",
		.help = "desired state that it is put into (with --apply: " DESIRED_PATH ", if it is there)",
		.kind = CLI_FILE,
		.optional = true,
	},
	[AZURE_PRIMARY] = {
		.name = "primary",
		.placeholder = "IFACE",
		.help = "network device of link1 of a new pair",
		.kind = CLI_DEVICE,
		.optional = true,
	},
	[AZURE_SECONDARY] = {
		.name = "secondary",
		.placeholder = "IFACE",
		.help = "network device of link2 of a new pair",
		.kind = CLI_DEVICE,
		.optional = true,
	},
	[AZURE_APPLY] = PARAM_FLAG("apply", "make it true instead of printing it"),
	[AZURE_FORCE] = PARAM_FORCE,
	{}
};

/* What Azure's objects are put into: a file, or one that says nothing yet. */
static int read_into(struct cli *cli, const char *path,
		     struct desired_file *file, json_t **config)
{
	char *text;
	int ret;

	*config = NULL;
	if (path) {
		ret = config_read(cli, file, path);
	} else {
		text = strdup(DESIRED_NOTHING);
		if (!text)
			return erd_fail(&cli->err, ERD_ERROR, "out of memory");
		ret = desired_file_take(file, "what is imported", text,
					strlen(text), &cli->err);
	}
	if (!ret)
		*config = desired_json(&file->desired, true);
	return ret;
}

static int import_from(struct cli *cli, const char *path,
		       const struct azure_local *local, json_t *config,
		       struct findings *notes)
{
	bool standard = !strcmp(path, "-");
	FILE *in = standard ? stdin : fopen(path, "re");
	int ret;

	if (!in)
		return erd_fail(&cli->err, erd_status_of(errno), "%s: %s",
				path, strerror(errno));
	ret = azure_import(in, standard ? "standard input" : path, local,
			   config, notes, &cli->err);
	if (!standard)
		fclose(in);
	return ret;
}

/*
 * Reads what was made as it will be read, for one form and for defaults. What
 * reading would refuse goes to @notes; of devices that is said already.
 */
static int normalize(struct cli *cli, json_t **config, struct findings *notes)
{
	struct findings findings;
	const struct finding *finding;
	struct desired desired;
	json_t *normal = NULL;
	char *text;

	findings_begin(&findings);
	text = json_dumps(*config, JSON_COMPACT);
	if (text) {
		desired_parse(&desired, text, strlen(text), &findings);
		normal = desired_json(&desired, true);
		desired_free(&desired);
	}
	desired_each(finding, &findings.list)
		if (strcmp(finding->text, "port: the key 'device' is missing"))
			findings_warn(notes, 0, "%s", finding->text);
	free(text);
	findings_free(&findings);
	if (!normal)
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	json_decref(*config);
	*config = normal;
	return ERD_OK;
}

static void say_notes(const struct findings *notes)
{
	const struct finding *note;

	desired_each(note, &notes->list)
		fprintf(stderr, "erdctl: warning: %s\n%s%s%s", note->text,
			note->hint[0] ? "        " : "", note->hint,
			note->hint[0] ? "\n" : "");
}

static int print_config(struct cli *cli, json_t *config)
{
	if (cli->options.json)
		return json_print(cli, json_pack("{s:O}", "config", config));
	yaml_write(config, stdout);
	return ERD_OK;
}

/* The file as its operator wrote it, with what is imported put in. */
static int put_into(struct cli *cli, const struct desired_file *into,
		    const struct desired *desired, struct desired_file *file)
{
	char *text = NULL;
	size_t len;
	bool anew;
	int ret;

	ret = desired_edit(into->text, into->len, desired, &text, &len, &anew,
			   &cli->err);
	if (ret < 0)
		return ret;
	if (ret == ERD_UNCHANGED) {
		len = into->len;
		text = strndup(into->text, len);
		if (!text)
			return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	}
	ret = desired_file_take(file, into->path, text, len, &cli->err);
	file->mark = into->mark;
	return ret;
}

static int apply_config(struct cli *cli, const struct desired_file *into,
			json_t *config, bool force)
{
	struct desired_file file = {};
	struct findings ignored;
	struct desired desired;
	struct apply apply = { .how = APPLY_HOW_APPLY, .force = force };
	char *text;
	int ret;

	text = json_dumps(config, JSON_COMPACT);
	if (!text)
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	findings_begin(&ignored);
	desired_parse(&desired, text, strlen(text), &ignored);
	findings_free(&ignored);
	free(text);
	if (force)
		desired_permit(&desired);
	ret = put_into(cli, into, &desired, &file);
	desired_free(&desired);
	if (!ret)
		ret = desired_file_fail(&file, &cli->err);
	if (!ret)
		ret = apply_file(cli, &file, &apply);
	desired_file_free(&file);
	return ret;
}

/* With --apply the rest of the file stays too. */
static const char *path_into(const struct cli_value *value)
{
	if (value[AZURE_INTO].set || !value[AZURE_APPLY].set ||
	    access(DESIRED_PATH, F_OK))
		return value[AZURE_INTO].text;
	return DESIRED_PATH;
}

static int run_azure(struct cli *cli, const struct cli_value *value)
{
	const struct azure_local local = {
		.device = {
			value[AZURE_PRIMARY].text,
			value[AZURE_SECONDARY].text,
		},
	};
	struct desired_file into = {};
	struct findings notes;
	json_t *config;
	int ret;

	findings_begin(&notes);
	ret = read_into(cli, path_into(value), &into, &config);
	if (!ret)
		ret = import_from(cli, value[AZURE_FILE].text, &local, config,
				  &notes);
	if (!ret)
		ret = normalize(cli, &config, &notes);
	if (!ret) {
		say_notes(&notes);
		ret = value[AZURE_APPLY].set ?
			      apply_config(cli, &into, config,
					   value[AZURE_FORCE].set) :
			      print_config(cli, config);
	}
	findings_free(&notes);
	desired_file_free(&into);
	json_decref(config);
	return ret;
}

const struct cli_command import_commands[] = {
	{
		.noun = "import",
		.verb = "azure",
		.help = "print what az says of ports, circuits and peerings as desired state",
		.params = azure_params,
		.run = run_azure,
	},
	{}
};

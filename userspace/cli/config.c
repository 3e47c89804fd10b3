// SPDX-License-Identifier: LGPL-2.1-or-later
#include "config.h"
#include "desired_edit.h"
#include "error.h"
#include "json.h"
#include "params.h"
#include "print.h"
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *config_path(const struct cli_value *value)
{
	return value->set ? value->text : desired_path();
}

int config_read(struct cli *cli, struct desired_file *file, const char *path)
{
	int ret = desired_file_read(file, path, &cli->err);

	return ret ? ret : desired_file_fail(file, &cli->err);
}

/* The same file, with what is forced said in it. */
static int force(struct desired_file *file, struct erd_error *err)
{
	struct findings ignored;
	struct desired desired;
	char *text = NULL;
	int ret = ERD_OK;
	char path[sizeof(file->path)];
	uint64_t mark;
	size_t len;
	bool anew;

	findings_begin(&ignored);
	desired_parse(&desired, file->text, file->len, &ignored);
	findings_free(&ignored);
	/* What else is wrong stays so. */
	if (desired_permit(&desired) == file->findings.errors)
		ret = desired_edit(file->text, file->len, &desired, &text, &len,
				   &anew, err);
	desired_free(&desired);
	if (ret || !text)
		return ret;
	strcpy(path, file->path);
	mark = file->mark;
	desired_file_free(file);
	ret = desired_file_take(file, path, text, len, err);
	file->mark = mark;
	return ret;
}

int config_read_forced(struct cli *cli, struct desired_file *file,
		       const char *path)
{
	int ret = desired_file_read(file, path, &cli->err);

	if (!ret && file->findings.errors)
		ret = force(file, &cli->err);
	return ret ? ret : desired_file_fail(file, &cli->err);
}

/* "erd.yaml:12: warning: …" */
static void print_finding(const char *path, const struct finding *finding,
			  FILE *out)
{
	fputs(path, out);
	if (finding->line)
		fprintf(out, ":%u", finding->line);
	fprintf(out, ": %s%s\n", finding->warning ? "warning: " : "",
		finding->text);
	if (finding->hint[0])
		fprintf(out, "        %s\n", finding->hint);
}

void config_say_warnings(const struct cli *cli,
			 const struct desired_file *file)
{
	const struct finding *finding;

	if (cli->options.json)
		return;
	desired_each(finding, &file->findings.list)
		if (finding->warning)
			print_finding(file->path, finding, stderr);
}

json_t *json_findings(const struct findings *findings)
{
	const struct finding *finding;
	json_t *array = json_array();

	desired_each(finding, &findings->list)
		json_array_append_new(array,
			json_pack("{s:o, s:s, s:o, s:o}",
				  "line", finding->line ?
					  json_integer(finding->line) :
					  json_null(),
				  "severity", finding->warning ? "warning" :
								 "error",
				  "message", json_text(finding->text),
				  "hint", json_text(finding->hint)));
	return array;
}

/* --- check -------------------------------------------------------------- */

static const struct cli_param check_params[] = {
	PARAM_FILE("what to check; - is standard input (default: " CONFIG_WANTED ")"),
	{}
};

static int print_findings(struct cli *cli, const struct desired_file *file)
{
	const struct finding *finding;

	if (cli->options.json)
		return json_print(cli, json_pack("{s:o}", "findings",
					json_findings(&file->findings)));
	desired_each(finding, &file->findings.list)
		print_finding(file->path, finding, stdout);
	return ERD_OK;
}

static int run_check(struct cli *cli, const struct cli_value *value)
{
	struct desired_file file;
	int ret;

	ret = desired_file_read(&file, config_path(&value[0]), &cli->err);
	if (!ret)
		ret = print_findings(cli, &file);
	if (!ret && file.findings.errors)
		ret = erd_fail(&cli->err, ERD_USAGE, "%s: %u error%s, %u warning%s",
			       file.path, file.findings.errors,
			       file.findings.errors == 1 ? "" : "s",
			       file.findings.warnings,
			       file.findings.warnings == 1 ? "" : "s");
	else if (!ret)
		cli_confirm(cli, ERD_OK, "%s: correct", file.path);
	desired_file_free(&file);
	return ret;
}

/* --- show --------------------------------------------------------------- */

static const struct cli_param show_params[] = {
	PARAM_FILE("what to show; - is standard input (default: " CONFIG_WANTED ")"),
	{}
};

static int print_config(struct cli *cli, const struct desired *desired)
{
	json_t *config = desired_json(desired, false);

	if (cli->options.json)
		return json_print(cli, json_pack("{s:o}", "config", config));
	if (!config)
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	yaml_write(config, stdout);
	json_decref(config);
	return ERD_OK;
}

static int run_show(struct cli *cli, const struct cli_value *value)
{
	struct desired_file file;
	int ret = config_read(cli, &file, config_path(&value[0]));

	if (!ret)
		ret = print_config(cli, &file.desired);
	desired_file_free(&file);
	return ret;
}

/* --- save --------------------------------------------------------------- */

enum {
	SAVE_FILE,
	SAVE_FORCE,
};

static const struct cli_param save_params[] = {
	[SAVE_FILE] = PARAM_FILE("where to; - is standard output (default: " DESIRED_PATH ")"),
	[SAVE_FORCE] = PARAM_FLAG("force", "over a file that is there"),
	{}
};

/* What runs as the text of a file. */
static int running_text(struct cli *cli, char **text, size_t *len)
{
	struct desired desired = {};
	struct edge edge = {};
	json_t *json = NULL;
	int ret = cli_open(cli);

	if (ret)
		return ret;
	ret = edge_read(cli->erd, &edge, &cli->err);
	if (!ret) {
		if (edge_to_desired(&edge, &desired))
			json = desired_json(&desired, true);
		*text = yaml_text(json, len);
		if (!*text)
			ret = erd_fail(&cli->err, ERD_ERROR, "out of memory");
	}
	json_decref(json);
	desired_free(&desired);
	edge_free(&edge);
	return ret;
}

static int save(struct cli *cli, const char *path, const char *text, size_t len,
		bool over)
{
	int ret = ERD_OK;

	if (!over && !access(path, F_OK)) {
		ret = erd_fail(&cli->err, ERD_CONFLICT, "%s is there already",
			       path);
		erd_hint(&cli->err, "--force writes over it; - is standard output");
		return ret;
	}
	if (!strcmp(path, DESIRED_PATH))
		ret = store_make_folder_of(path, &cli->err);
	if (!ret)
		ret = store_write(path, text, len, &cli->err);
	if (ret < 0)
		return ret;
	return cli_confirm(cli, ret, "%s: what runs is saved", path);
}

static int run_save(struct cli *cli, const struct cli_value *value)
{
	const char *path = value[SAVE_FILE].set ? value[SAVE_FILE].text :
						  DESIRED_PATH;
	size_t len;
	char *text;
	int ret = running_text(cli, &text, &len);

	if (ret)
		return ret;
	if (strcmp(path, "-"))
		ret = save(cli, path, text, len, value[SAVE_FORCE].set);
	else
		fwrite(text, 1, len, stdout);
	free(text);
	return ret;
}

/* --- schema ------------------------------------------------------------- */

static const struct cli_param schema_params[] = { {} };

static int run_schema(struct cli *cli, const struct cli_value *value)
{
	json_t *schema = desired_schema();
	int ret;

	(void)value;
	if (!schema)
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	/* It is a document of its own, as it is published. */
	ret = json_dumpf(schema, stdout, JSON_INDENT(2));
	json_decref(schema);
	if (!ret && putchar('\n') == EOF)
		ret = -1;
	return ret ? cli_flush(cli) : ERD_OK;
}

const struct cli_command config_commands[] = {
	{
		.noun = "config",
		.verb = "check",
		.help = "hold a file of desired state against the rules of ExpressRoute",
		.params = check_params,
		.run = run_check,
	},
	{
		.noun = "config",
		.verb = "show",
		.help = "print a file of desired state as it is understood",
		.params = show_params,
		.run = run_show,
	},
	{
		.noun = "config",
		.verb = "save",
		.help = "write what runs as a file of desired state",
		.params = save_params,
		.run = run_save,
	},
	{
		.noun = "config",
		.verb = "schema",
		.help = "print the JSON schema of the file",
		.params = schema_params,
		.run = run_schema,
	},
	{}
};

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "config.h"
#include "error.h"
#include "json.h"
#include "print.h"

#include <stdio.h>
#include <string.h>

const char *config_path(const struct cli_value *value)
{
	return value->set ? value->text : DESIRED_PATH;
}

int config_read(struct cli *cli, struct desired_file *file, const char *path)
{
	int ret = desired_file_read(file, path, &cli->err);

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
	PARAM_FILE("what to check; - is standard input (default: " DESIRED_PATH ")"),
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
	PARAM_FILE("what to show; - is standard input (default: " DESIRED_PATH ")"),
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
		.verb = "schema",
		.help = "print the JSON schema of the file",
		.params = schema_params,
		.run = run_schema,
	},
	{}
};

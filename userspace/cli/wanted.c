// SPDX-License-Identifier: LGPL-2.1-or-later
#include "wanted.h"
#include "error.h"
#include "json.h"
#include "print.h"

#include <stdio.h>
#include <string.h>

static int read_file(struct cli *cli, struct wanted *wanted)
{
	int ret;

	memset(wanted, 0, sizeof(*wanted));
	wanted->steps = (struct list)LIST_OF(struct workflow_step);
	/* It was right when it was applied; what is wrong since, check says. */
	ret = desired_file_recall(&wanted->file, desired_path(),
				  &cli->err);
	if (ret == ERD_PERMISSION)
		fprintf(stderr, "erdctl: warning: %s\n", cli->err.text);
	return ret == ERD_PERMISSION || ret == ERD_NOT_FOUND ? ERD_OK : ret;
}

/* The steps of one object of the pair. */
static int read_steps(struct cli *cli, struct wanted *wanted, const char *noun,
		      const char *name)
{
	struct workflow_step *step = NULL;
	char object[sizeof(step->object)];
	bool good = workflow_of(wanted->pair, &wanted->steps);
	size_t i, kept = 0;

	step = wanted->steps.items;
	snprintf(object, sizeof(object), "%s '%s'", noun, name);
	for (i = 0; i < wanted->steps.n; i++)
		if (!strcmp(step[i].object, object))
			step[kept++] = step[i];
	wanted->steps.n = kept;
	return good ? ERD_OK : erd_fail(&cli->err, ERD_ERROR, "out of memory");
}

int wanted_circuit(struct cli *cli, struct wanted *wanted, const char *pair,
		   const char *name)
{
	struct desired_circuit *circuit;
	struct desired_pair *of;
	int ret = read_file(cli, wanted);

	if (ret)
		return ret;
	ret = desired_get_circuit(&wanted->file.desired, pair, name, &of,
				  &circuit, &cli->err);
	if (ret)
		return ret == ERD_NOT_FOUND ? ERD_OK : ret;
	wanted->pair = of;
	wanted->circuit = circuit;
	return read_steps(cli, wanted, "circuit", name);
}

int wanted_port(struct cli *cli, struct wanted *wanted, const char *name)
{
	struct desired_pair *pair;
	int ret = read_file(cli, wanted);

	if (ret)
		return ret;
	wanted->port = desired_find_port(&wanted->file.desired, name, &pair);
	if (!wanted->port)
		return ERD_OK;
	wanted->pair = pair;
	return read_steps(cli, wanted, "port", name);
}

void wanted_free(struct wanted *wanted)
{
	list_free(&wanted->steps);
	desired_file_free(&wanted->file);
}

/* --- as JSON ------------------------------------------------------------ */

json_t *json_steps(const struct list *steps)
{
	const struct workflow_step *step;
	json_t *array = json_array();

	desired_each(step, steps)
		json_array_append_new(array,
			json_pack("{s:s, s:s, s:s, s:o}",
				  "step", step->step,
				  "object", step->object,
				  "state", workflow_state_name(step->state),
				  "what", json_text(step->what)));
	return array;
}

json_t *wanted_json(const struct wanted *wanted)
{
	char date[11] = "";
	json_t *object;

	if (!wanted_has(wanted))
		return json_null();
	pair_billed_by(wanted->pair, date);
	object = wanted->port ?
		object_json(&desired_port_type, wanted->port, false) :
		object_json(&desired_circuit_type, wanted->circuit, false);
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}",
			 "file", wanted->file.path,
			 "pair", wanted->pair->name,
			 "location", json_text(wanted->pair->location),
			 "billed_by", json_text(date),
			 "object", object,
			 "steps", json_steps(&wanted->steps));
}

/* --- for people --------------------------------------------------------- */

void wanted_line(const char *label, const char *text)
{
	if (text && text[0])
		printf("%-12s %s\n", label, text);
}

void wanted_print_next(const struct wanted *wanted)
{
	const struct workflow_step *step;

	desired_each(step, &wanted->steps) {
		if (step->state == WORKFLOW_DONE)
			continue;
		printf("%-12s %s%s: %s\n", "next", step->step,
		       step->state == WORKFLOW_WAITS ? " (waits)" : "",
		       step->what);
		return;
	}
	if (wanted->steps.n)
		wanted_line("next", "nothing; all steps are done");
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "objects.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

struct desired_pair *desired_find_pair(const struct desired *desired,
				       const char *name)
{
	struct desired_pair *pair;

	desired_each(pair, &desired->pairs)
		if (!strcmp(pair->name, name))
			return pair;
	return NULL;
}

struct desired_port *desired_find_port(const struct desired *desired,
				       const char *name,
				       struct desired_pair **of)
{
	struct desired_pair *pair;
	struct desired_port *port;

	desired_each(pair, &desired->pairs) {
		desired_each(port, &pair->ports) {
			if (strcmp(port->name, name))
				continue;
			if (of)
				*of = pair;
			return port;
		}
	}
	return NULL;
}

struct desired_circuit *desired_find_circuit(const struct desired_pair *pair,
					     const char *name)
{
	struct desired_circuit *circuit;

	desired_each(circuit, &pair->circuits)
		if (!strcmp(circuit->name, name))
			return circuit;
	return NULL;
}

struct desired_peering *desired_find_peering(const struct desired_circuit *circuit,
					     enum erd_peering type)
{
	struct desired_peering *peering;

	desired_each(peering, &circuit->peerings)
		if (peering->type == type)
			return peering;
	return NULL;
}

int desired_get_circuit(const struct desired *desired, const char *name_of_pair,
			const char *name, struct desired_pair **of,
			struct desired_circuit **circuit,
			struct erd_error *err)
{
	struct desired_pair *pair, *first = NULL;
	struct desired_circuit *found;

	*circuit = NULL;
	desired_each(pair, &desired->pairs) {
		if (name_of_pair && strcmp(pair->name, name_of_pair))
			continue;
		found = desired_find_circuit(pair, name);
		if (!found)
			continue;
		if (*circuit) {
			erd_fail(err, ERD_CONFLICT,
				 "circuit '%s' is there on the pairs '%s' and '%s'",
				 name, first->name, pair->name);
			erd_hint(err, "say which: pair %s", pair->name);
			return ERD_CONFLICT;
		}
		*circuit = found;
		first = pair;
	}
	if (of && first)
		*of = first;
	if (first)
		return ERD_OK;
	return erd_fail(err, ERD_NOT_FOUND, "there is no circuit '%s'", name);
}

void *desired_add(const struct object_type *type, struct list *list)
{
	void *object = list_add(list);

	if (object)
		object_init(type, object);
	return object;
}

void *desired_new(const struct object_type *type)
{
	void *object = malloc(type->size);

	if (object)
		object_init(type, object);
	return object;
}

void desired_remove(const struct object_type *type, struct list *list,
		    void *object)
{
	char *after = (char *)object + list->size;
	char *end = (char *)list->items + list->n * list->size;

	object_clear(type, object);
	memmove(object, after, end - after);
	list->n--;
}

bool desired_set_text(char **text, const char *is)
{
	char *copy = is ? strdup(is) : NULL;

	if (is && !copy)
		return false;
	free(*text);
	*text = copy;
	return true;
}

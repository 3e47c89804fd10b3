/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What Azure prints of port pairs, circuits and peerings, as the objects of
 * the file of desired state.
 */
#ifndef ERD_AZURE_H
#define ERD_AZURE_H

#include "desired.h"

#include <jansson.h>
#include <stdio.h>

/* What Azure cannot know: where the links are on this machine. */
struct azure_local {
	const char *device[2];	/* by role, of ports that are new; or NULL */
};

/*
 * Reads JSON of `az` or of REST from @in, which errors call @name: one value
 * or several one after the other, each an object, an array of them or
 * {"value": […]}. Puts what it says into @config, which is as desired_json()
 * makes it; what it does not say stays. What is left out goes to @notes, as
 * warnings.
 */
int azure_import(FILE *in, const char *name, const struct azure_local *local,
		 json_t *config, struct findings *notes, struct erd_error *err);

#endif /* ERD_AZURE_H */

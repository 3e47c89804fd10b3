// SPDX-License-Identifier: GPL-2.0-only
/* Any file as a capture: its names, its frames, its account. */
#include "capture_read.h"
#include "pcapng_names.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct capture_account account = {};
	struct tag_names *names = tag_names_new();
	char link[CAPTURE_LINK_SIZE];
	struct erd_error err = {};
	FILE *file;

	if (!size)
		goto out;
	file = fmemopen((void *)data, size, "rb");
	pcapng_read_names(file, names);
	rewind(file);
	if (capture_read_file(file, "x", &account, link, &err) && !err.text[0])
		abort();
out:
	capture_account_free(&account);
	tag_names_free(names);
	return 0;
}

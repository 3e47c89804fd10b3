// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pcapng_names.h"

#include <byteswap.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* As the readers of the format have it. */
#define BLOCK_MAX	(16U << 20)
#define SECTION		0x0a0d0d0a
#define INTERFACE	1
#define MAGIC		0x1a2b3c4d
#define COMMENT		1
/* Link type, reserved, snap length: before the options. */
#define OPTIONS_AT	8

struct reader {
	FILE *file;
	bool swapped;
	uint8_t *body;		/* of a block, without head and tail */
	uint32_t size;		/* of it */
};

static uint32_t get32(const struct reader *r, const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return r->swapped ? bswap_32(value) : value;
}

static uint16_t get16(const struct reader *r, const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return r->swapped ? bswap_16(value) : value;
}

/* The byte order of a section is known once its magic number is. */
static bool read_magic(struct reader *r, uint8_t magic[4])
{
	r->swapped = false;
	if (fread(magic, 4, 1, r->file) != 1)
		return false;
	if (get32(r, magic) == MAGIC)
		return true;
	r->swapped = true;
	return get32(r, magic) == MAGIC;
}

/* The body of a block whose first @have octets are read already. */
static int read_body(struct reader *r, const uint8_t length[4],
		     const uint8_t *begun, uint32_t have)
{
	uint32_t size = get32(r, length);
	uint8_t tail[4];

	if (size < 12 + have || size % 4 || size > BLOCK_MAX)
		return 0;
	free(r->body);
	r->size = size - 12;
	r->body = malloc(r->size + 1);
	if (!r->body)
		return -ENOMEM;
	memcpy(r->body, begun, have);
	if (r->size > have &&
	    fread(r->body + have, r->size - have, 1, r->file) != 1)
		return 0;
	return fread(tail, sizeof(tail), 1, r->file) == 1 &&
	       get32(r, tail) == size;
}

/* The next section or interface: 1, or 0 at anything else. */
static int read_block(struct reader *r, uint32_t *type)
{
	uint8_t head[8], magic[4];
	uint32_t have = 0;

	if (fread(head, sizeof(head), 1, r->file) != 1)
		return 0;
	*type = get32(r, head);
	if (*type == SECTION) {
		if (!read_magic(r, magic))
			return 0;
		have = sizeof(magic);
	} else if (*type != INTERFACE) {
		return 0;
	}
	return read_body(r, head + 4, magic, have);
}

static int add_comment(const uint8_t *at, size_t n, struct tag_names *names)
{
	char text[TAG_NAME_TEXT_SIZE];
	struct tag_name name;

	if (n >= sizeof(text))
		return 0;
	memcpy(text, at, n);
	text[n] = '\0';
	return tag_name_read(text, &name) ? tag_names_add(names, &name) : 0;
}

static int read_options(const struct reader *r, struct tag_names *names)
{
	uint32_t at = OPTIONS_AT, length;
	uint16_t code;
	int ret = 0;

	while (!ret && at + 4 <= r->size) {
		code = get16(r, r->body + at);
		length = get16(r, r->body + at + 2);
		at += 4;
		if (!code || length > r->size - at)
			break;
		if (code == COMMENT)
			ret = add_comment(r->body + at, length, names);
		at += (length + 3) & ~3U;
	}
	return ret;
}

int pcapng_read_names(FILE *file, struct tag_names *names)
{
	struct reader r = { .file = file };
	bool begun = false;
	uint32_t type;
	int ret;

	while ((ret = read_block(&r, &type)) > 0) {
		/* There is nothing before the first section. */
		if (!begun && type != SECTION)
			break;
		begun = true;
		ret = type == INTERFACE ? read_options(&r, names) : 0;
		if (ret)
			break;
	}
	free(r.body);
	return ret < 0 ? ret : 0;
}

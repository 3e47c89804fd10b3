/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What FRR's commands are like: what they set, how they are undone. */
#ifndef LIBERD_FRR_KINDS_H
#define LIBERD_FRR_KINDS_H

#include "routing.h"

#include <stdbool.h>
#include <stddef.h>

/* Undone by "no" and the key. */
#define FRR_UNDO_KEY	""

struct frr_kind {
	const char *pattern;	/* its first words; "*" is any */
	unsigned int key;	/* words that say what is set; 0: all of them */
	bool key_last;		/* the last word says so too */
	const char *undo;	/* undone by this; NULL: by "no" and the line */
	/* Of setting or changing, and of undoing, at a session that stays. */
	enum routing_impact set, unset;
};

/* The kind of a line, by its text. Never NULL: what is unknown resets. */
const struct frr_kind *frr_kind_of(const char *text);
/* The part of @text that says what is set, of at most @size. */
void frr_key(const char *text, char *key, size_t size);
/* The command that undoes a line. @seq as in struct frr_line. */
void frr_undo(const char *text, unsigned int seq, char *command, size_t size);
/* The command that sets a line: with the number of a prefix-list's entry. */
void frr_command(const char *text, unsigned int seq, char *command,
		 size_t size);
/* @command as it may be shown: without a key of MD5. */
void frr_shown(const char *command, char *shown, size_t size);

#define FRR_COMMAND_SIZE	512

#endif /* LIBERD_FRR_KINDS_H */

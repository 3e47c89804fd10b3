// SPDX-License-Identifier: LGPL-2.1-or-later
#include "frr_kinds.h"
#include "frr_lines.h"

#include <stdio.h>
#include <string.h>

#define NONE	ROUTING_IMPACT_NONE
#define SOFT	ROUTING_IMPACT_SOFT
#define RESET	ROUTING_IMPACT_RESET

/*
 * The first that fits counts. Tried on live sessions of FRR 8.4.4 (tests/netns/
 * frr.sh): prefixes, route-maps, limits, timers, BFD profile, key, removal. The
 * others were not: of them only what is sent is tested.
 */
static const struct frr_kind kinds[] = {
	{ FRR_PLAIN_HOPS, 0, false, NULL, NONE, NONE },
	{ "ip prefix-list", 0, false, NULL, SOFT, SOFT },
	{ "ipv6 prefix-list", 0, false, NULL, SOFT, SOFT },
	{ "route-map", 0, false, NULL, NONE, RESET },
	{ "match ip address", 3, false, FRR_UNDO_KEY, SOFT, SOFT },
	{ "match ipv6 address", 3, false, FRR_UNDO_KEY, SOFT, SOFT },
	{ "set as-path prepend", 3, false, FRR_UNDO_KEY, SOFT, SOFT },
	{ "set local-preference", 2, false, FRR_UNDO_KEY, SOFT, SOFT },
	{ "router bgp", 0, false, NULL, NONE, RESET },
	{ "bgp router-id", 2, false, FRR_UNDO_KEY, RESET, RESET },
	{ FRR_NO_DEFAULT, 0, false, NULL, NONE, NONE },
	{ "neighbor * remote-as", 3, false, NULL, RESET, RESET },
	{ "neighbor * local-as", 3, false, FRR_UNDO_KEY, RESET, RESET },
	{ "neighbor * description", 3, false, FRR_UNDO_KEY, NONE, NONE },
	{ "neighbor * shutdown", 3, false, FRR_UNDO_KEY, RESET, RESET },
	{ "neighbor * bfd profile", 4, false, FRR_UNDO_KEY, NONE, NONE },
	/* The other end takes the end of BFD for the end of the session. */
	{ "neighbor * bfd", 0, false, NULL, NONE, RESET },
	{ "neighbor * password", 3, false, FRR_UNDO_KEY, RESET, RESET },
	{ "neighbor * update-source", 3, false, FRR_UNDO_KEY, RESET, RESET },
	/* A session keeps the timers that it was opened with. */
	{ "neighbor * timers connect", 4, false, FRR_UNDO_KEY, NONE, NONE },
	{ "neighbor * timers", 3, false, FRR_UNDO_KEY, NONE, NONE },
	{ "neighbor * activate", 0, false, NULL, RESET, RESET },
	{ "neighbor * maximum-prefix-out", 3, false, FRR_UNDO_KEY, SOFT, SOFT },
	{ "neighbor * maximum-prefix", 3, false, FRR_UNDO_KEY, SOFT, SOFT },
	{ "neighbor * route-map", 3, true, NULL, SOFT, SOFT },
	{ "network", 2, false, FRR_UNDO_KEY, SOFT, SOFT },
	/* BFD agrees on other intervals while it runs; bfdd has no "no" here. */
	{ "profile", 0, false, NULL, NONE, NONE },
	{ "detect-multiplier", 1, false, "detect-multiplier 3", NONE, NONE },
	{ "transmit-interval", 1, false, "transmit-interval 300", NONE, NONE },
	{ "receive-interval", 1, false, "receive-interval 300", NONE, NONE },
};

static const struct frr_kind unknown = { "", 0, false, NULL, RESET, RESET };

/* Where the @n-th word, from 0, begins. */
static const char *word_at(const char *text, unsigned int n)
{
	for (; n; n--) {
		text += strcspn(text, " ");
		text += strspn(text, " ");
	}
	return text;
}

static bool fits(const char *text, const char *pattern)
{
	size_t word;

	for (; *pattern; pattern += strspn(pattern, " ")) {
		word = strcspn(pattern, " ");
		if (strncmp(pattern, "*", word) &&
		    (strcspn(text, " ") != word ||
		     strncmp(pattern, text, word)))
			return false;
		pattern += word;
		text = word_at(text, 1);
	}
	return true;
}

const struct frr_kind *frr_kind_of(const char *text)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (fits(text, kinds[i].pattern))
			return &kinds[i];
	return &unknown;
}

void frr_key(const char *text, char *key, size_t size)
{
	const struct frr_kind *kind = frr_kind_of(text);
	const char *end = kind->key ? word_at(text, kind->key) : NULL;

	if (!end) {
		snprintf(key, size, "%s", text);
		return;
	}
	while (end > text && end[-1] == ' ')
		end--;
	snprintf(key, size, "%.*s%s", (int)(end - text), text,
		 kind->key_last ? strrchr(text, ' ') : "");
}

void frr_command(const char *text, unsigned int seq, char *command, size_t size)
{
	const char *rest;

	if (!seq) {
		snprintf(command, size, "%s", text);
		return;
	}
	rest = word_at(text, 3);
	snprintf(command, size, "%.*sseq %u %s", (int)(rest - text), text, seq,
		 rest);
}

void frr_undo(const char *text, unsigned int seq, char *command, size_t size)
{
	const char *undo = frr_kind_of(text)->undo;
	char set[FRR_COMMAND_SIZE];

	if (undo && strcmp(undo, FRR_UNDO_KEY)) {
		snprintf(command, size, "%s", undo);
		return;
	}
	if (undo)
		frr_key(text, set, sizeof(set));
	else
		frr_command(text, seq, set, sizeof(set));
	if (!strncmp(set, "no ", 3))
		snprintf(command, size, "%s", set + 3);
	else
		snprintf(command, size, "no %s", set);
}

void frr_shown(const char *command, char *shown, size_t size)
{
	static const char mark[] = " password ";
	const char *secret = strstr(command, mark);

	if (secret)
		snprintf(shown, size, "%.*s(hidden)",
			 (int)(secret + strlen(mark) - command), command);
	else
		snprintf(shown, size, "%s", command);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "frr_subject.h"
#include "frr_vty.h"

#include <stdio.h>
#include <string.h>

/* "hq1/private/1 v4" */
static void subject_of_neighbor(const struct frr_running *running,
				const struct frr_lines *wanted,
				const char *header, const char *address,
				char *subject, size_t size)
{
	char text[FRR_WORD_SIZE + 64];
	const struct frr_line *line;

	snprintf(text, sizeof(text), "neighbor %s description " FRR_MARK,
		 address);
	line = frr_lines_find(wanted, header, text);
	if (!line)
		line = frr_lines_find(&running->ours, header, text);
	snprintf(subject, size, "%s %s", line ? line->text + strlen(text) :
		 address, strchr(address, ':') ? "v6" : "v4");
}

/* "VRF red", "VRF default" */
static void subject_of_instance(const char *header, char *subject, size_t size)
{
	char vrf[FRR_WORD_SIZE];

	frr_word(header, 4, vrf, sizeof(vrf));
	snprintf(subject, size, "VRF %s", vrf[0] ? vrf : "default");
}

void frr_object_name(const struct frr_line *line, char *name, size_t size)
{
	const char *top = line->block[0] ? line->block[0] : line->text;

	if (line->daemon == FRR_BFDD)
		frr_word(line->block[1] ? line->block[1] : line->text, 1, name,
			 size);
	else
		frr_word(top, frr_begins(top, "route-map ") ? 1 : 2, name, size);
}

/* Cuts the last part, behind a dot, off @name. NULL if there is none. */
static const char *cut_part(char *name)
{
	char *dot = strrchr(name, '.');

	if (!dot)
		return NULL;
	*dot = '\0';
	return dot + 1;
}

/* Whose object it is: "hq1/private/1 v4", or its name if it is of many. */
static void subject_of_object(const struct frr_line *line, char *subject,
			      size_t size)
{
	const char *family, *link, *peering;
	char name[128];

	frr_object_name(line, subject, size);
	snprintf(name, sizeof(name), "%s", subject);
	family = cut_part(name);
	link = family ? cut_part(name) : NULL;
	peering = link ? cut_part(name) : NULL;
	if (!peering || !frr_begins(name, FRR_PREFIX))
		return;
	if (snprintf(subject, size, "%s/%s/%s %.2s", name + strlen(FRR_PREFIX),
		     peering, link, family) >= (int)size)
		frr_object_name(line, subject, size);
}

void frr_subject(const struct frr_running *running,
		 const struct frr_lines *wanted, const struct frr_line *line,
		 char *subject, size_t size)
{
	const char *top = line->block[0] ? line->block[0] : line->text;
	char address[FRR_WORD_SIZE];

	frr_neighbor_address(line, address);
	if (line->daemon == FRR_ZEBRA)
		snprintf(subject, size, "%s", frr_daemon_name(line->daemon));
	else if (address[0])
		subject_of_neighbor(running, wanted, top, address, subject,
				    size);
	else if (frr_begins(top, "router bgp "))
		subject_of_instance(top, subject, size);
	else
		subject_of_object(line, subject, size);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The codes that the standards of modules share, by SFF-8024. */
#ifndef LIBERD_SFF8024_H
#define LIBERD_SFF8024_H

#include "standard.h"

/* A kind of module, by its first byte. */
struct sff8024_form {
	uint8_t identifier;
	const char *name;
	const struct optics_standard *standard;
	unsigned int host_lanes;	/* of a bank */
};

/* NULL if it is of a kind that this library does not understand. */
const struct sff8024_form *sff8024_form(uint8_t identifier);

/*
 * Each writes the name of a code: nothing for 0, which is unspecified, and
 * the number of one that is not known.
 */
void sff8024_connector(uint8_t code, char *text, size_t size);
/* Extended specification compliance of a module of one lane, or of more. */
void sff8024_extended(uint8_t code, bool one_lane, char *text, size_t size);
/* A media interface of CMIS; @type is the media type, byte 85. */
void sff8024_media(uint8_t type, uint8_t code, char *text, size_t size);

#define SFF8024_MEDIA_MMF		0x01
#define SFF8024_MEDIA_SMF		0x02
#define SFF8024_MEDIA_PASSIVE_COPPER	0x03
#define SFF8024_MEDIA_ACTIVE_CABLE	0x04
#define SFF8024_MEDIA_BASE_T		0x05

#endif /* LIBERD_SFF8024_H */

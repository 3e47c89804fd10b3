/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables of small numbers in words: "6:5,7:7" is 5 at 6, 7 at 7, and 0
 * everywhere else.
 */
#ifndef LIBERD_PCP_MAP_H
#define LIBERD_PCP_MAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * Fills the @n numbers of @map, at most 32, none of which may exceed @max.
 * Returns NULL, or where in @text begins what is not FROM:TO, is out of range,
 * or is there for the second time; @map is not of use then.
 */
const char *pcp_map_parse(const char *text, uint8_t *map, unsigned int n,
			  unsigned int max);

/* What is not 0; "" if all is. 96 octets hold any. */
#define PCP_MAP_TEXT_SIZE	96
void pcp_map_text(const uint8_t *map, unsigned int n,
		  char text[PCP_MAP_TEXT_SIZE]);

#endif /* LIBERD_PCP_MAP_H */

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The standards that say what is where in a module's memory. They only look
 * at what was read: any bytes are right, and mean something or nothing.
 */
#ifndef LIBERD_STANDARD_H
#define LIBERD_STANDARD_H

#include "eeprom.h"

#include <erd.h>

struct optics_standard {
	enum erd_optics_standard number;
	/*
	 * What to read next, given what was tried before: at first nothing
	 * but the lower half of page 00h. False when there is nothing more.
	 */
	bool (*next)(const struct eeprom *eeprom, struct eeprom_where *where);
	/* Fills in what the module reports. @optics is all unreported. */
	void (*decode)(const struct eeprom *eeprom, struct erd_optics *optics);
};

extern const struct optics_standard sff8472, sff8636, cmis;

/* The half that every module has and that reading begins with. */
extern const struct eeprom_where optics_first;

/* --- what they have in common ------------------------------------------- */

/* Units of the least bit, in all three. */
#define OPTICS_UNIT_C		(1.0 / 256)
#define OPTICS_UNIT_V		1e-4
#define OPTICS_UNIT_MW		1e-4
#define OPTICS_UNIT_BIAS_MA	2e-3

/*
 * Four limits that follow each other in the order of the standards. All zero
 * is what memory is that nobody wrote: unreported.
 */
struct erd_limits optics_limits(const struct eeprom_half *half,
				unsigned int offset, double unit);
/* The same of temperatures, which have a sign. */
struct erd_limits optics_limits_c(const struct eeprom_half *half,
				  unsigned int offset);

void optics_add_checksum(struct erd_optics *optics, const char *name, bool ok);

/* The next lane, all unreported, with its number. */
struct erd_media_lane *optics_add_lane(struct erd_optics *optics,
				       unsigned int number);
struct erd_host_lane *optics_add_host_lane(struct erd_optics *optics,
					   unsigned int number);

enum erd_rx_measure optics_rx_measure(bool average);

/* Bit @bit of @byte, if the module says that it has it. */
enum erd_flag optics_flag(bool has, uint8_t byte, unsigned int bit);

#endif /* LIBERD_STANDARD_H */

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERDCTL_NUMBER_H
#define ERDCTL_NUMBER_H

enum number_result {
	NUMBER_OK,
	NUMBER_MALFORMED,	/* not digits, or 0x and hexadecimal digits */
	NUMBER_RANGE,		/* less than min or more than max */
};

/* No sign, no blanks, no octal: a leading 0 means nothing. */
enum number_result number_parse(const char *text, unsigned int min,
				unsigned int max, unsigned int *number);

#endif /* ERDCTL_NUMBER_H */

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "nearest.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define WORD_MAX	32

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
}

/*
 * How many letters have to be added, left out, replaced, or exchanged with
 * their neighbour to make one word the other.
 */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int d[WORD_MAX + 1][WORD_MAX + 1];
	size_t n = strlen(a), m = strlen(b), i, j;

	if (n > WORD_MAX || m > WORD_MAX)
		return WORD_MAX;
	for (i = 0; i <= n; i++)
		d[i][0] = i;
	for (j = 0; j <= m; j++)
		d[0][j] = j;
	for (i = 1; i <= n; i++) {
		for (j = 1; j <= m; j++) {
			unsigned int cost = lower(a[i - 1]) != lower(b[j - 1]);

			d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1,
				       d[i - 1][j - 1] + cost);
			if (i > 1 && j > 1 && cost &&
			    lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]))
				d[i][j] = min3(d[i][j], d[i - 2][j - 2] + 1,
					       d[i][j]);
		}
	}
	return d[n][m];
}

void nearest_begin(struct nearest *nearest, const char *word)
{
	nearest->word = word;
	nearest->best = NULL;
	/* Two letters wrong, of at least four: more is another word. */
	nearest->distance = strlen(word) > 3 ? 3 : 2;
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	unsigned int d = distance(nearest->word, candidate);

	/* A beginning is what is typed by who knows ip. */
	if (nearest->word[0] &&
	    !strncasecmp(candidate, nearest->word, strlen(nearest->word)))
		d = 1;
	if (d < nearest->distance) {
		nearest->best = candidate;
		nearest->distance = d;
	}
}

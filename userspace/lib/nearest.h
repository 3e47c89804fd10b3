/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a word that nobody knows was probably meant to be. */
#ifndef LIBERD_NEAREST_H
#define LIBERD_NEAREST_H

struct nearest {
	const char *word;	/* as it was typed */
	const char *best;	/* the nearest so far, or NULL */
	unsigned int distance;
};

void nearest_begin(struct nearest *nearest, const char *word);
/* @candidate is kept if it is nearer than those before it, and near at all. */
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif /* LIBERD_NEAREST_H */

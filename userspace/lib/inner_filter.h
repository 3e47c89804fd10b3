/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A filter in libpcap's language, of the frame without its tags: it means the
 * same however many there are, and wherever they stand.
 */
#ifndef LIBERD_INNER_FILTER_H
#define LIBERD_INNER_FILTER_H

#include "frame.h"

#include <erd.h>
#include <pcap/pcap.h>

struct inner_filter;

int inner_filter_new(const char *expression, struct inner_filter **filter,
		     struct erd_error *err);
void inner_filter_free(struct inner_filter *filter);
/* Whether it passes. @tags are those of the frame, which begins at @data. */
bool inner_filter_match(struct inner_filter *filter, const uint8_t *data,
			size_t captured, size_t length,
			const struct frame_tags *tags);
/* Its program, for frames without tags. */
const struct bpf_program *
inner_filter_program(const struct inner_filter *filter);

#endif /* LIBERD_INNER_FILTER_H */

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel keeps from a capture: a program for SO_ATTACH_FILTER that
 * passes at least what is wanted. It is there so that frames nobody asked for
 * need no room; what is captured is decided in user space, on whole frames.
 *
 * In the kernel's view the outer tag may stand in the frame or beside it (in
 * the skb, where hardware and the receive path put it), and so may differ from
 * frame to frame.
 */
#ifndef LIBERD_KERNEL_FILTER_H
#define LIBERD_KERNEL_FILTER_H

#include "frame.h"

#include <linux/filter.h>
#include <pcap/pcap.h>

#define KERNEL_FILTER_MAX	4096	/* BPF_MAXINSNS */

/* Tags that are wanted, whatever their TPIDs. */
struct tag_choice {
	uint16_t outer;
	int16_t inner;		/* -1: any, or none */
};

struct kernel_filter_config {
	enum frame_direction direction;	/* UNKNOWN: both */
	const struct tag_choice *tags;	/* any of them; none: all frames */
	size_t n_tags;
	const struct bpf_program *inner; /* of frames without tags, or NULL */
	uint32_t snaplen;
};

struct kernel_filter {
	unsigned short n;
	struct sock_filter code[KERNEL_FILTER_MAX];
};

/* What does not fit, or cannot be said, is left to user space. */
void kernel_filter_make(const struct kernel_filter_config *config,
			struct kernel_filter *filter);

#endif /* LIBERD_KERNEL_FILTER_H */

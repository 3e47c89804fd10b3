/* SPDX-License-Identifier: GPL-2.0-only */
/* What the bench's programs and their loader share. */
#ifndef BENCH_TAGS_H
#define BENCH_TAGS_H

#define BENCH_CIRCUITS	4094	/* all there can be */
#define BENCH_CTAGS	3	/* peerings of each */
#define BENCH_TAGS	16384	/* pairs of tags; a power of two above both */

/**
 * struct bench_tags - tags of a frame
 * @outer: S-tag
 * @inner: C-tag
 *
 * In source.bpf.c in network byte order, elsewhere in the host's.
 */
struct bench_tags {
	__u16 outer;
	__u16 inner;
};

#endif /* BENCH_TAGS_H */

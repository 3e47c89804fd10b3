/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of hash.bpf.c's maps. */
#ifndef BENCH_HASH_H
#define BENCH_HASH_H

struct hash_key {
	__u16 stag;
	__u16 ctag;
};

struct hash_peering {
	__u32 enabled;
};

struct hash_counter {
	__u64 frames;
	__u64 bytes;
};

#endif /* BENCH_HASH_H */

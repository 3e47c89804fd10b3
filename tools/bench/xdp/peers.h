/* SPDX-License-Identifier: GPL-2.0-only */
/* Other ways of counting the same frames. */
#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include "bench.h"

struct hash_bpf;

/**
 * struct hash - the design of hash.bpf.c
 * @skel: everything of it
 * @receive: its program
 */
struct hash {
	struct hash_bpf *skel;
	int receive;
};

/* @verdict: of what was counted. */
void hash_open(struct hash *hash, unsigned int verdict,
	       const struct bench_tags *tags, size_t n);
void hash_count(const struct hash *hash, struct tally *tally);

/* xdp-filter's program on @device, where it was loaded by xdp-filter itself. */
int filter_program(const char *device);
/* What it has let pass or dropped: all frames are one or the other. */
void filter_count(int program, struct tally *tally);

/*
 * nftables' named counters on @device, looked up by both tags as one number;
 * frames end there.
 */
void nft_open(const char *device, const struct bench_tags *tags, size_t n);
void nft_count(struct tally *tally);

struct pcap_reader;

/* A thread on @cpu that counts what libpcap gives it of @device. */
struct pcap_reader *pcap_start(const char *device, int cpu,
			       const struct bench_tags *tags, size_t n);
/* At any time. */
void pcap_count(const struct pcap_reader *reader, struct tally *tally);

#endif /* BENCH_PEERS_H */

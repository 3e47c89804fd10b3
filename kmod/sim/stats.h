/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_STATS_H
#define ERDSIM_STATS_H

#include <linux/percpu.h>
#include <linux/u64_stats_sync.h>

/* What a card counts; the names are in stats.c. */
enum erdsim_count {
	ERDSIM_RX_FRAMES,
	ERDSIM_RX_BYTES,
	ERDSIM_RX_MULTICAST,
	ERDSIM_RX_CRC_ERRORS,
	ERDSIM_RX_TOO_LONG,
	ERDSIM_RX_FILTERED_ADDRESS,
	ERDSIM_RX_FILTERED_TAG,
	ERDSIM_RX_MISSED,
	ERDSIM_RX_NO_MEMORY,
	ERDSIM_RX_STRIPPED,
	ERDSIM_RX_XDP_DROP,
	ERDSIM_RX_XDP_TX,
	ERDSIM_RX_XDP_REDIRECT,
	ERDSIM_TX_FRAMES,
	ERDSIM_TX_BYTES,
	ERDSIM_TX_TOO_LONG,
	ERDSIM_TX_NO_MEMORY,
	ERDSIM_TX_INSERTED,
	ERDSIM_TX_CHECKSUMMED,
	ERDSIM_TX_SEGMENTED,
	ERDSIM_TX_BUSY,
	ERDSIM_COUNTS
};

/**
 * struct erdsim_pcpu_stats - a card's counters on one CPU
 * @counts: by &enum erdsim_count
 * @syncp: makes 64-bit values whole on 32-bit machines
 *
 * Written with bottom halves off, by its CPU alone.
 */
struct erdsim_pcpu_stats {
	u64_stats_t counts[ERDSIM_COUNTS];
	struct u64_stats_sync syncp;
};

static inline void erdsim_count_n(struct erdsim_pcpu_stats __percpu *pcpu,
				  enum erdsim_count what, unsigned int n)
{
	struct erdsim_pcpu_stats *stats = this_cpu_ptr(pcpu);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_add(&stats->counts[what], n);
	u64_stats_update_end(&stats->syncp);
}

static inline void erdsim_count(struct erdsim_pcpu_stats __percpu *pcpu,
				enum erdsim_count what)
{
	erdsim_count_n(pcpu, what, 1);
}

void erdsim_stats_sum(const struct erdsim_pcpu_stats __percpu *pcpu,
		      u64 sums[ERDSIM_COUNTS]);
const char *erdsim_count_name(enum erdsim_count what);

#endif /* ERDSIM_STATS_H */

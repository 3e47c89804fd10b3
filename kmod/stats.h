/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_STATS_H
#define ERD_STATS_H

#include <linux/atomic.h>
#include <linux/erd.h>
#include <linux/percpu.h>
#include <linux/u64_stats_sync.h>

enum erd_dir {
	ERD_RX,
	ERD_TX,
	ERD_DIRS
};

/**
 * struct erd_pcpu_stats - what passed a sub-interface on one CPU
 * @frames: frames on the wire, by direction
 * @bytes: their octets, tags included, frame check sequence excluded
 * @syncp: makes 64-bit values whole on 32-bit machines
 *
 * Written with bottom halves off, by its CPU alone.
 */
struct erd_pcpu_stats {
	u64_stats_t frames[ERD_DIRS];
	u64_stats_t bytes[ERD_DIRS];
	struct u64_stats_sync syncp;
};

/**
 * struct erd_drops - what a port or sub-interface refused
 * @frames: frames on the wire, by direction and &enum erd_drop
 *
 * Shared by the CPUs: one of these for each CPU would be most of what
 * thousands of sub-interfaces take, for counters that hardly ever move.
 */
struct erd_drops {
	atomic64_t frames[ERD_DIRS][ERD_DROP_MAX + 1];
};

/**
 * struct erd_totals - the counters of all CPUs
 * @frames: see &struct erd_pcpu_stats
 * @bytes: see &struct erd_pcpu_stats
 * @drops: see &struct erd_drops
 */
struct erd_totals {
	u64 frames[ERD_DIRS];
	u64 bytes[ERD_DIRS];
	u64 drops[ERD_DIRS][ERD_DROP_MAX + 1];
};

static inline void erd_count(struct erd_pcpu_stats __percpu *pcpu,
			     enum erd_dir dir, unsigned int frames,
			     unsigned int bytes)
{
	struct erd_pcpu_stats *stats = this_cpu_ptr(pcpu);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_add(&stats->frames[dir], frames);
	u64_stats_add(&stats->bytes[dir], bytes);
	u64_stats_update_end(&stats->syncp);
}

static inline void erd_count_drop(struct erd_drops *drops, enum erd_dir dir,
				  enum erd_drop reason, unsigned int frames)
{
	atomic64_add(frames, &drops->frames[dir][reason]);
}

void erd_totals_add_passed(struct erd_totals *totals,
			   const struct erd_pcpu_stats __percpu *pcpu);
void erd_totals_add_drops(struct erd_totals *totals,
			  const struct erd_drops *drops);
u64 erd_totals_dropped(const struct erd_totals *totals, enum erd_dir dir);
const char *erd_drop_name(enum erd_drop reason);

#endif /* ERD_STATS_H */

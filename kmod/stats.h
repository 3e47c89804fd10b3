/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_STATS_H
#define ERD_STATS_H

#include <linux/erd.h>
#include <linux/percpu.h>
#include <linux/u64_stats_sync.h>

enum erd_dir {
	ERD_RX,
	ERD_TX,
	ERD_DIRS
};

/**
 * struct erd_pcpu_stats - counters of a port or sub-interface on one CPU
 * @frames: frames on the wire that passed, by direction
 * @bytes: their octets, tags included, frame check sequence excluded
 * @drops: frames refused, by direction and &enum erd_drop
 * @syncp: makes 64-bit values whole on 32-bit machines
 *
 * Written with bottom halves off, by its CPU alone.
 */
struct erd_pcpu_stats {
	u64_stats_t frames[ERD_DIRS];
	u64_stats_t bytes[ERD_DIRS];
	u64_stats_t drops[ERD_DIRS][ERD_DROP_MAX + 1];
	struct u64_stats_sync syncp;
};

/**
 * struct erd_totals - the sum of &struct erd_pcpu_stats over all CPUs
 * @frames: see there
 * @bytes: see there
 * @drops: see there
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

void erd_count_drop(struct erd_pcpu_stats __percpu *pcpu, enum erd_dir dir,
		    enum erd_drop reason, unsigned int frames);
void erd_totals_add(struct erd_totals *totals,
		    const struct erd_pcpu_stats __percpu *pcpu);
u64 erd_totals_dropped(const struct erd_totals *totals, enum erd_dir dir);
const char *erd_drop_name(enum erd_drop reason);

#endif /* ERD_STATS_H */

// SPDX-License-Identifier: GPL-2.0-only
#include "stats.h"

static const char * const erd_drop_names[] = {
	[ERD_DROP_PORT_DISABLED] = "port_disabled",
	[ERD_DROP_NO_CARRIER] = "no_carrier",
	[ERD_DROP_SUBIF_DOWN] = "subif_down",
	[ERD_DROP_UNKNOWN_STAG] = "unknown_stag",
	[ERD_DROP_UNKNOWN_CTAG] = "unknown_ctag",
	[ERD_DROP_WRONG_TPID] = "wrong_tpid",
	[ERD_DROP_SINGLE_TAG] = "single_tag",
	[ERD_DROP_MALFORMED] = "malformed",
	[ERD_DROP_NO_MEMORY] = "no_memory",
	[ERD_DROP_LOWER] = "lower",
	[ERD_DROP_CIRCUIT_DISABLED] = "circuit_disabled",
	[ERD_DROP_PEERING_DISABLED] = "peering_disabled",
	[ERD_DROP_TOO_LONG] = "too_long",
};

static_assert(ARRAY_SIZE(erd_drop_names) == ERD_DROP_MAX + 1);

/**
 * erd_drop_name() - the name of a drop reason in ethtool's statistics
 * @reason: 1 to ERD_DROP_MAX
 *
 * Return: a constant string.
 */
const char *erd_drop_name(enum erd_drop reason)
{
	return erd_drop_names[reason];
}

/**
 * erd_totals_add_passed() - add up the CPUs' counters
 * @totals: what to add them to
 * @pcpu: the counters
 *
 * Context: any.
 */
void erd_totals_add_passed(struct erd_totals *totals,
			   const struct erd_pcpu_stats __percpu *pcpu)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct erd_pcpu_stats *stats = per_cpu_ptr(pcpu, cpu);
		u64 frames[ERD_DIRS], bytes[ERD_DIRS];
		unsigned int start;
		int dir;

		do {
			start = u64_stats_fetch_begin(&stats->syncp);
			for (dir = 0; dir < ERD_DIRS; dir++) {
				frames[dir] =
					u64_stats_read(&stats->frames[dir]);
				bytes[dir] = u64_stats_read(&stats->bytes[dir]);
			}
		} while (u64_stats_fetch_retry(&stats->syncp, start));

		for (dir = 0; dir < ERD_DIRS; dir++) {
			totals->frames[dir] += frames[dir];
			totals->bytes[dir] += bytes[dir];
		}
	}
}

/**
 * erd_totals_add_drops() - add what was refused
 * @totals: what to add it to
 * @drops: the counters
 *
 * Context: any.
 */
void erd_totals_add_drops(struct erd_totals *totals,
			  const struct erd_drops *drops)
{
	int dir, reason;

	for (dir = 0; dir < ERD_DIRS; dir++)
		for (reason = 1; reason <= ERD_DROP_MAX; reason++)
			totals->drops[dir][reason] +=
				atomic64_read(&drops->frames[dir][reason]);
}

/**
 * erd_totals_dropped() - frames refused for any reason
 * @totals: counters
 * @dir: direction
 *
 * Return: the sum over the reasons.
 */
u64 erd_totals_dropped(const struct erd_totals *totals, enum erd_dir dir)
{
	u64 sum = 0;
	int reason;

	for (reason = 1; reason <= ERD_DROP_MAX; reason++)
		sum += totals->drops[dir][reason];
	return sum;
}

// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kernel.h>
#include <linux/string.h>

#include "stats.h"

/* as `ethtool -S` shows them */
static const char * const erdsim_count_names[] = {
	[ERDSIM_RX_FRAMES] = "rx_frames",
	[ERDSIM_RX_BYTES] = "rx_bytes",
	[ERDSIM_RX_MULTICAST] = "rx_multicast",
	[ERDSIM_RX_CRC_ERRORS] = "rx_crc_errors",
	[ERDSIM_RX_TOO_LONG] = "rx_too_long",
	[ERDSIM_RX_FILTERED_ADDRESS] = "rx_filtered_address",
	[ERDSIM_RX_FILTERED_TAG] = "rx_filtered_tag",
	[ERDSIM_RX_MISSED] = "rx_missed",
	[ERDSIM_RX_NO_MEMORY] = "rx_no_memory",
	[ERDSIM_RX_STRIPPED] = "rx_stripped",
	[ERDSIM_RX_XDP_DROP] = "rx_xdp_drop",
	[ERDSIM_RX_XDP_TX] = "rx_xdp_tx",
	[ERDSIM_RX_XDP_REDIRECT] = "rx_xdp_redirect",
	[ERDSIM_TX_FRAMES] = "tx_frames",
	[ERDSIM_TX_BYTES] = "tx_bytes",
	[ERDSIM_TX_TOO_LONG] = "tx_too_long",
	[ERDSIM_TX_NO_MEMORY] = "tx_no_memory",
	[ERDSIM_TX_INSERTED] = "tx_inserted",
	[ERDSIM_TX_CHECKSUMMED] = "tx_checksummed",
	[ERDSIM_TX_SEGMENTED] = "tx_segmented",
	[ERDSIM_TX_BUSY] = "tx_busy",
};

static_assert(ARRAY_SIZE(erdsim_count_names) == ERDSIM_COUNTS);

/**
 * erdsim_count_name() - the name of a counter in ethtool's statistics
 * @what: the counter
 *
 * Return: a constant string.
 */
const char *erdsim_count_name(enum erdsim_count what)
{
	return erdsim_count_names[what];
}

/**
 * erdsim_stats_sum() - add up the CPUs' counters
 * @pcpu: the counters
 * @sums: where to put the sums
 */
void erdsim_stats_sum(const struct erdsim_pcpu_stats __percpu *pcpu,
		      u64 sums[ERDSIM_COUNTS])
{
	u64 counts[ERDSIM_COUNTS];
	unsigned int start;
	int cpu, i;

	memset(sums, 0, ERDSIM_COUNTS * sizeof(*sums));
	for_each_possible_cpu(cpu) {
		const struct erdsim_pcpu_stats *stats = per_cpu_ptr(pcpu, cpu);

		do {
			start = u64_stats_fetch_begin(&stats->syncp);
			for (i = 0; i < ERDSIM_COUNTS; i++)
				counts[i] = u64_stats_read(&stats->counts[i]);
		} while (u64_stats_fetch_retry(&stats->syncp, start));
		for (i = 0; i < ERDSIM_COUNTS; i++)
			sums[i] += counts[i];
	}
}

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_FEC_H
#define ERDSIM_FEC_H

#include <linux/types.h>

/**
 * struct erdsim_fec - a port's Reed-Solomon decoder
 * @on: it is used
 * @locked: codewords arrive
 * @margin_mb: light above sensitivity since @since_ns
 * @since_ns: when that began
 * @codewords: how many arrive a second
 * @corrected: codewords corrected before that
 * @uncorrectable: codewords given up before that
 *
 * Codewords arrive all the time, with frames in them or not, so they are
 * reckoned from the clock. Under RTNL.
 */
struct erdsim_fec {
	bool on;
	bool locked;
	s32 margin_mb;
	u64 since_ns;
	u32 codewords;
	u64 corrected;
	u64 uncorrectable;
};

void erdsim_fec_set_margin(struct erdsim_fec *fec, bool locked, s32 margin_mb);
void erdsim_fec_read(const struct erdsim_fec *fec, u64 *corrected,
		     u64 *uncorrectable);

#endif /* ERDSIM_FEC_H */

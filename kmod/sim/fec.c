// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ktime.h>
#include <linux/math64.h>

#include "fec.h"
#include "light.h"

static u64 erdsim_fec_blocks(u64 codewords, s32 margin_mb)
{
	return mul_u64_u64_div_u64(codewords,
				   erdsim_light_error_ratio(margin_mb),
				   ERDSIM_CERTAIN);
}

/**
 * erdsim_fec_read() - what a decoder counted
 * @fec: decoder
 * @corrected: codewords that had errors and were put right
 * @uncorrectable: codewords that had too many
 *
 * Context: RTNL.
 */
void erdsim_fec_read(const struct erdsim_fec *fec, u64 *corrected,
		     u64 *uncorrectable)
{
	u64 codewords, bad, given_up;

	*corrected = fec->corrected;
	*uncorrectable = fec->uncorrectable;
	if (!fec->locked || !fec->on)
		return;
	codewords = mul_u64_u64_div_u64(ktime_get_ns() - fec->since_ns,
					fec->codewords, NSEC_PER_SEC);
	bad = erdsim_fec_blocks(codewords, fec->margin_mb);
	given_up = erdsim_fec_blocks(codewords,
				     fec->margin_mb + ERDSIM_FEC_GAIN);
	*corrected += bad - given_up;
	*uncorrectable += given_up;
}

/**
 * erdsim_fec_set_margin() - the light is another
 * @fec: decoder
 * @locked: codewords arrive
 * @margin_mb: light above sensitivity, if they do
 *
 * Context: RTNL.
 */
void erdsim_fec_set_margin(struct erdsim_fec *fec, bool locked, s32 margin_mb)
{
	/* from the same light on, nothing is lost to rounding */
	if (locked == fec->locked && margin_mb == fec->margin_mb)
		return;
	erdsim_fec_read(fec, &fec->corrected, &fec->uncorrectable);
	fec->since_ns = ktime_get_ns();
	fec->locked = locked;
	fec->margin_mb = margin_mb;
}

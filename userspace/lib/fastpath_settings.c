// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Limits, sampling and histograms: what is set is written into the maps, then
 * programs that heed it take the place of those that do not, if need be.
 */
#include "fastpath_settings.h"
#include "config_word.h"
#include "fastpath.h"
#include "fastpath_options.h"
#include "limit.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* --- one setting -------------------------------------------------------- */

static bool has_maps(const struct erd_fastpath *fp, __u32 options)
{
	int map;

	for (map = 0; map < FASTPATH_MAPS; map++)
		if ((fastpath_layouts[map].options & options) &&
		    !fp->area[map].at)
			return false;
	return true;
}

/* Now @fp has the maps of @options, to be changed by nobody else. */
static int begin(struct erd_fastpath *fp, __u32 options, struct erd_error *err)
{
	int ret;

	if (!has_maps(fp, options)) {
		ret = fastpath_make_maps(fp->port, fp->facts.cpus, options);
		if (ret)
			return fastpath_fail(fp, -ret, err);
		ret = fastpath_open_maps(fp, err);
		if (ret)
			return ret;
	}
	/* Another process may have taken away what was made just now. */
	if (!has_maps(fp, options))
		return fastpath_fail(fp, ENOENT, err);
	return fastpath_begin_change(fp, err);
}

/*
 * Whether the programs do something else than what is asked for. If @options
 * are what is asked for now, and they do that, there is no need to look at all
 * that others ask for.
 */
static int is_due(struct erd_fastpath *fp, __u32 options, struct erd_error *err)
{
	int ret = fastpath_read_facts(fp, err);

	if (ret || (options & fp->facts.options))
		return ret;
	return fp->facts.options != fastpath_options(fp->port);
}

/*
 * Replaces the programs if they do not do what is asked for now. What is asked
 * for may become another while they are loaded, so it is looked at once more:
 * who changed it looks at the programs after that.
 */
static int finish(struct erd_fastpath *fp, const struct erd_port *port,
		  __u32 options, struct erd_error *err)
{
	int ret;

	fastpath_end_change(fp);
	while ((ret = is_due(fp, options, err)) > 0) {
		ret = fastpath_upgrade(port, err);
		if (ret)
			break;
	}
	return ret;
}

/* --- gates -------------------------------------------------------------- */

/* A gate that lets more through than the setting does. */
static bool is_too_open(const struct erd_fastpath *fp, __u64 gate,
			enum erd_direction direction, __u32 outer)
{
	const struct erd_limit *limit = fastpath_limit(fp, direction, outer);
	const struct erd_watch *watch = fastpath_watch(fp, outer);

	if (limit && limit->per_octet &&
	    gate >> ERD_GATE_OCTETS > limit->quantum)
		return true;
	return watch && watch->every && (gate & ERD_GATE_MAX) >= watch->every;
}

static bool shut(const struct erd_fastpath *fp, enum erd_direction direction,
		 __u32 outer)
{
	bool any = false;
	__u32 cpu;

	for (cpu = 0; cpu < fp->facts.cpus; cpu++) {
		__u64 *gate = &fastpath_tally(fp, cpu, direction, outer)->gate;

		if (!is_too_open(fp, __atomic_load_n(gate, __ATOMIC_RELAXED),
				 direction, outer))
			continue;
		__atomic_store_n(gate, 0, __ATOMIC_RELAXED);
		any = true;
	}
	return any;
}

/*
 * A program that has read a gate writes it again, and what was written in
 * between is lost: so until it is seen not to be. A frame takes nanoseconds
 * and a turn here much longer, so it seldom takes a second one.
 */
static void shut_gates(const struct erd_fastpath *fp,
		       enum erd_direction direction, __u32 outer)
{
	int i;

	for (i = 0; i < 100 && shut(fp, direction, outer); i++)
		fastpath_wait_for_programs();
}

/* --- limits ------------------------------------------------------------- */

static __u64 now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (ts.tv_sec * 1000000000ULL + ts.tv_nsec) << ERD_NS_SHIFT;
}

/* The bucket starts full. @per_octet is last, as it makes the rest count. */
static void write_limit(struct erd_limit *to, const struct erd_limit *from)
{
	__atomic_store_n(&to->per_octet, 0, __ATOMIC_SEQ_CST);
	to->rate = from->rate;
	to->burst = from->burst;
	to->quantum = from->quantum;
	to->depth = from->depth;
	to->tat = now() - from->depth;
	__atomic_store_n(&to->per_octet, from->per_octet, __ATOMIC_SEQ_CST);
}

int fastpath_set_limit(struct erd_fastpath *fp, const struct erd_port *port,
		       enum erd_direction direction, uint16_t stag,
		       const struct erd_rate *rate, struct erd_error *err)
{
	__u32 option = direction == ERD_DIRECTION_RX ? ERD_OPTION_POLICE :
						       ERD_OPTION_SHAPE;
	struct erd_limit limit, old, *to;
	int ret;

	ret = begin(fp, option, err);
	if (ret)
		return ret;
	to = fastpath_limit(fp, direction, stag);
	limit_make(&limit, rate->bits_per_s,
		   rate->burst ? rate->burst : limit_burst(rate->bits_per_s),
		   direction, fp->facts.cpus);
	old = *to;
	write_limit(to, &limit);
	ret = finish(fp, port, limit.rate ? option : 0, err);
	if (ret)
		write_limit(to, &old);
	else
		shut_gates(fp, direction, stag);
	return ret;
}

/* --- sampling ----------------------------------------------------------- */

static __u8 slots_of(const struct erd_fastpath *fp, uint16_t stag,
		     uint16_t ctag)
{
	__u32 outer, slot;

	if (!ctag)
		return (1 << ERD_CTAGS) - 1;
	return fastpath_find_slot(fp, stag, ctag, &outer, &slot) ? 1 << slot :
								   0;
}

static void write_watch(struct erd_watch *to, const struct erd_sampling *from,
			__u8 slots)
{
	__atomic_store_n(&to->every, 0, __ATOMIC_SEQ_CST);
	to->snap = from->snap;
	to->slots = slots;
	to->directions = from->directions;
	to->verdicts = from->verdicts;
	to->classes = from->classes;
	__atomic_store_n(&to->every, from->every, __ATOMIC_SEQ_CST);
}

int fastpath_set_watch(struct erd_fastpath *fp, const struct erd_port *port,
		       uint16_t outer, uint16_t ctag,
		       const struct erd_sampling *sampling,
		       struct erd_error *err)
{
	int ret = begin(fp, ERD_OPTION_SAMPLE, err), d;
	struct erd_watch *to, old;

	if (ret)
		return ret;
	to = fastpath_watch(fp, outer);
	old = *to;
	write_watch(to, sampling, slots_of(fp, outer, ctag));
	ret = finish(fp, port, sampling->every ? ERD_OPTION_SAMPLE : 0, err);
	if (ret)
		*to = old;
	for (d = 0; d < ERD_DIRECTIONS && !ret && outer; d++)
		shut_gates(fp, d, outer);
	return ret;
}

/* --- what another port has ----------------------------------------------- */

static int take_limit(struct erd_fastpath *fp, const struct erd_port *port,
		      const struct erd_fastpath *from,
		      enum erd_direction direction, uint16_t stag,
		      struct erd_error *err)
{
	const struct erd_limit *theirs = fastpath_limit(from, direction, stag);
	const struct erd_limit *ours = fastpath_limit(fp, direction, stag);
	struct erd_rate rate = {};

	if (theirs) {
		rate.bits_per_s = theirs->rate;
		rate.burst = theirs->burst;
	}
	if ((ours ? ours->rate : 0) == rate.bits_per_s &&
	    (ours ? ours->burst : 0) == rate.burst)
		return ERD_OK;
	return fastpath_set_limit(fp, port, direction, stag, &rate, err);
}

uint16_t fastpath_watched_ctag(const struct erd_fastpath *fp, uint16_t stag)
{
	const struct erd_watch *watch = fastpath_watch(fp, stag);
	__u64 word = *fastpath_word(fp, stag);
	__u32 slot;

	for (slot = 0; watch && slot < ERD_CTAGS; slot++)
		if (watch->slots == 1 << slot)
			return config_word_ctag(word, slot);
	return 0;
}

static int take_watch(struct erd_fastpath *fp, const struct erd_port *port,
		      const struct erd_fastpath *from, uint16_t stag,
		      struct erd_error *err)
{
	const struct erd_watch *theirs = fastpath_watch(from, stag);
	const struct erd_watch *ours = fastpath_watch(fp, stag);
	struct erd_sampling sampling = {};
	uint16_t ctag = 0;

	if (theirs && theirs->every) {
		ctag = fastpath_watched_ctag(from, stag);
		sampling.every = theirs->every;
		sampling.snap = theirs->snap;
		sampling.directions = theirs->directions;
		sampling.verdicts = theirs->verdicts;
	}
	if (!sampling.every && (!ours || !ours->every))
		return ERD_OK;
	return fastpath_set_watch(fp, port, stag, ctag, &sampling, err);
}

int fastpath_take_settings(struct erd_fastpath *fp, const struct erd_port *port,
			   const struct erd_fastpath *from, uint16_t stag,
			   struct erd_error *err)
{
	int d, ret = ERD_OK;

	for (d = 0; d < ERD_DIRECTIONS && !ret; d++)
		ret = take_limit(fp, port, from, d, stag, err);
	return ret ? ret : take_watch(fp, port, from, stag, err);
}

/* --- histograms --------------------------------------------------------- */

int fastpath_set_histogram(struct erd_fastpath *fp, const struct erd_port *port,
			   bool on, struct erd_error *err)
{
	int ret;

	if (on == erd_fastpath_histogram(fp))
		return ERD_UNCHANGED;
	ret = begin(fp, on ? ERD_OPTION_SIZES : 0, err);
	if (ret)
		return ret;
	if (!on) {
		fastpath_drop_maps(port->name, ERD_OPTION_SIZES);
		fastpath_close_maps(fp, ERD_OPTION_SIZES);
	}
	return finish(fp, port, on ? ERD_OPTION_SIZES : 0, err);
}

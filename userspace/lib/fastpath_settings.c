// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Limits, sampling and histograms: what is set is written into the maps, then
 * programs that heed it take the place of those that do not, if need be.
 */
#include "fastpath_settings.h"
#include "fastpath.h"
#include "fastpath_options.h"
#include "limit.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* --- one port ----------------------------------------------------------- */

/**
 * struct setting - one under way
 * @port: whose
 * @fp: its fast path
 * @err: where to say what went wrong
 */
struct setting {
	const struct erd_port *port;
	struct erd_fastpath *fp;
	struct erd_error *err;
};

static int open_again(struct setting *setting)
{
	erd_fastpath_close(setting->fp);
	return erd_fastpath_open(setting->port->name, &setting->fp,
				 setting->err);
}

/* What @ret is, with nothing open. */
static int end(struct setting *setting, int ret)
{
	erd_fastpath_close(setting->fp);
	setting->fp = NULL;
	return ret;
}

/* The fast path, with the maps of @options in it, to be changed. */
static int begin(struct setting *setting, __u32 options)
{
	int ret = open_again(setting);

	if (ret)
		return ret;
	ret = fastpath_make_maps(setting->port->name, setting->fp->facts.cpus,
				 options);
	if (ret)
		ret = fastpath_fail(setting->fp, -ret, setting->err);
	/* For what it did not have. */
	if (!ret)
		ret = open_again(setting);
	if (!ret)
		ret = fastpath_begin_change(setting->fp, setting->err);
	return ret ? end(setting, ret) : ERD_OK;
}

/* Replaces the programs if they do not do what is asked for now. */
static int finish(struct setting *setting)
{
	int ret;

	fastpath_end_change(setting->fp);
	if (setting->fp->facts.options ==
	    fastpath_options(setting->port->name))
		return ERD_OK;
	ret = fastpath_upgrade(setting->port, setting->err);
	return ret < 0 ? ret : ERD_OK;
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

/* Another process took away what was made just now. */
static int fail_gone(struct setting *setting)
{
	fastpath_end_change(setting->fp);
	return fastpath_fail(setting->fp, ENOENT, setting->err);
}

int fastpath_set_limit(const struct erd_port *port,
		       enum erd_direction direction, uint16_t stag,
		       const struct erd_rate *rate, struct erd_error *err)
{
	struct setting setting = { .port = port, .err = err };
	bool rx = direction == ERD_DIRECTION_RX;
	struct erd_limit limit, old, *to;
	int ret;

	ret = begin(&setting, rx ? ERD_OPTION_POLICE : ERD_OPTION_SHAPE);
	if (ret)
		return ret;
	to = fastpath_limit(setting.fp, direction, stag);
	if (!to)
		return end(&setting, fail_gone(&setting));
	limit_make(&limit, rate->bits_per_s,
		   rate->burst ? rate->burst : limit_burst(rate->bits_per_s),
		   direction, setting.fp->facts.cpus);
	old = *to;
	write_limit(to, &limit);
	ret = finish(&setting);
	if (ret)
		write_limit(to, &old);
	else
		shut_gates(setting.fp, direction, stag);
	return end(&setting, ret);
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

int fastpath_set_watch(const struct erd_port *port, uint16_t outer,
		       uint16_t ctag, const struct erd_sampling *sampling,
		       struct erd_error *err)
{
	struct setting setting = { .port = port, .err = err };
	int ret = begin(&setting, ERD_OPTION_SAMPLE), d;
	struct erd_watch *to, old;

	if (ret)
		return ret;
	to = fastpath_watch(setting.fp, outer);
	if (!to)
		return end(&setting, fail_gone(&setting));
	old = *to;
	write_watch(to, sampling, slots_of(setting.fp, outer, ctag));
	ret = finish(&setting);
	if (ret)
		*to = old;
	for (d = 0; d < ERD_DIRECTIONS && !ret && outer; d++)
		shut_gates(setting.fp, d, outer);
	return end(&setting, ret);
}

/* --- histograms --------------------------------------------------------- */

int fastpath_set_histogram(const struct erd_port *port, bool on,
			   struct erd_error *err)
{
	struct setting setting = { .port = port, .err = err };
	int ret = begin(&setting, on ? ERD_OPTION_SIZES : 0);

	if (ret)
		return ret;
	if (on == erd_fastpath_histogram(setting.fp)) {
		fastpath_end_change(setting.fp);
		return end(&setting, ERD_UNCHANGED);
	}
	if (!on)
		fastpath_drop_maps(port->name, ERD_OPTION_SIZES);
	return end(&setting, finish(&setting));
}

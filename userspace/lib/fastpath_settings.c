// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Limits, sampling and histograms: what is set is written into the maps, then
 * programs that heed it take the place of those that do not, if need be.
 */
#include "circuit.h"
#include "error.h"
#include "fastpath.h"
#include "fastpath_options.h"
#include "fastpaths.h"
#include "limit.h"
#include "names.h"
#include "pair.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* --- one port ----------------------------------------------------------- */

/* What a setting is of; the rest depends on what is set. */
struct setting {
	struct erd *erd;
	const struct erd_port *port;
	struct erd_error *err;
	struct erd_fastpath *fp;
};

static int get(struct setting *setting)
{
	return fastpaths_get(setting->erd, setting->port, &setting->fp,
			     setting->err);
}

/* The fast path, with the maps of @options in it. */
static int begin(struct setting *setting, __u32 options)
{
	const char *port = setting->port->name;
	int ret = get(setting);

	if (!ret && !setting->fp)
		return erd_fail(setting->err, ERD_NOT_FOUND,
				"port '%s': has no fast path", port);
	if (ret)
		return ret;
	ret = fastpath_make_maps(port, setting->fp->facts.cpus, options);
	if (ret)
		return fastpath_fail(setting->fp, -ret, setting->err);
	/* Opened anew, for what it did not have. */
	fastpaths_forget(setting->erd, port);
	ret = get(setting);
	return ret ? ret : fastpath_begin_change(setting->fp, setting->err);
}

/* Replaces the programs if they do not do what is asked for now. */
static int finish(struct setting *setting)
{
	const char *port = setting->port->name;
	__u32 options;
	int ret;

	fastpath_end_change(setting->fp);
	options = fastpath_options(port);
	if (setting->fp->facts.options == options)
		return ERD_OK;
	ret = fastpath_upgrade(setting->port, setting->err);
	fastpaths_forget(setting->erd, port);
	return ret ? ret : get(setting);
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

static int set_limit(struct setting *setting, enum erd_direction direction,
		     uint16_t stag, const struct erd_rate *rate)
{
	bool rx = direction == ERD_DIRECTION_RX;
	struct erd_limit limit, *to;
	int ret;

	ret = begin(setting, rx ? ERD_OPTION_POLICE : ERD_OPTION_SHAPE);
	if (ret)
		return ret;
	to = fastpath_limit(setting->fp, direction, stag);
	if (!to)
		return fail_gone(setting);
	limit_make(&limit, rate->bits_per_s,
		   rate->burst ? rate->burst : limit_burst(rate->bits_per_s),
		   direction, setting->fp->facts.cpus);
	write_limit(to, &limit);
	ret = finish(setting);
	if (!ret)
		shut_gates(setting->fp, direction, stag);
	return ret;
}

void erd_fastpath_rates(const struct erd_fastpath *fp, uint16_t stag,
			struct erd_rates *rates)
{
	struct erd_rate *to[] = { &rates->rx, &rates->tx };
	int d;

	memset(rates, 0, sizeof(*rates));
	if (stag > ERD_VID_MAX || !fastpath_is_qinq(fp))
		return;
	for (d = 0; d < ERD_DIRECTIONS; d++) {
		const struct erd_limit *limit = fastpath_limit(fp, d, stag);

		if (!limit || !limit->rate)
			continue;
		to[d]->bits_per_s = limit->rate;
		to[d]->burst = limit->burst;
	}
}

static int check_rate(const char *name, const struct erd_rate *rate,
		      struct erd_error *err)
{
	if (!rate || !rate->bits_per_s)
		return ERD_OK;
	if (rate->bits_per_s < ERD_RATE_MIN || rate->bits_per_s > ERD_RATE_MAX)
		return erd_fail(err, ERD_USAGE,
				"circuit '%s': a rate is 1 Mbit/s to 400 Gbit/s",
				name);
	if (rate->burst && (rate->burst < ERD_BURST_MIN ||
			    rate->burst > ERD_BURST_MAX))
		return erd_fail(err, ERD_USAGE,
				"circuit '%s': a burst is %u to %u octets",
				name, ERD_BURST_MIN, ERD_BURST_MAX);
	return ERD_OK;
}

/* --- circuits ----------------------------------------------------------- */

struct circuit_ports {
	struct erd_circuit circuit;
	struct pair pair;
};

/* On a dot1q pair a circuit has no tag of its own that could be limited. */
static int find_circuit(struct erd *erd, const char *pair, const char *name,
			const char *what, struct circuit_ports *found,
			struct erd_error *err)
{
	int ret = erd_circuit_get(erd, pair, name, &found->circuit, err);

	if (!ret)
		ret = pair_get(erd, found->circuit.pair, &found->pair, err);
	if (ret)
		return ret;
	if (!found->circuit.stag) {
		erd_fail(err, ERD_CONFLICT,
			 "circuit '%s': is on a dot1q pair, where a circuit has no S-tag and so no %s of its own",
			 name, what);
		erd_hint(err, "this takes a pair with encapsulation qinq");
		return ERD_CONFLICT;
	}
	if (found->pair.n)
		return ERD_OK;
	return erd_fail(err, ERD_NOT_FOUND,
			"circuit '%s': pair '%s' has no ports", name,
			found->circuit.pair);
}

int erd_circuit_set_rates(struct erd *erd, const char *pair, const char *name,
			  const struct erd_rate *rx, const struct erd_rate *tx,
			  struct erd_error *err)
{
	struct circuit_ports found = {};
	size_t i;
	int ret;

	ret = check_rate(name, rx, err);
	if (!ret)
		ret = check_rate(name, tx, err);
	if (!ret)
		ret = find_circuit(erd, pair, name, "rate", &found, err);
	for (i = 0; i < found.pair.n && !ret; i++) {
		struct setting setting = { erd, &found.pair.port[i], err, NULL };

		if (rx)
			ret = set_limit(&setting, ERD_DIRECTION_RX,
					found.circuit.stag, rx);
		if (!ret && tx)
			ret = set_limit(&setting, ERD_DIRECTION_TX,
					found.circuit.stag, tx);
	}
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

static int set_watch(struct setting *setting, uint16_t outer, uint16_t ctag,
		     const struct erd_sampling *sampling)
{
	int ret = begin(setting, ERD_OPTION_SAMPLE), d;
	struct erd_watch *to;

	if (ret)
		return ret;
	to = fastpath_watch(setting->fp, outer);
	if (!to)
		return fail_gone(setting);
	write_watch(to, sampling, slots_of(setting->fp, outer, ctag));
	ret = finish(setting);
	for (d = 0; d < ERD_DIRECTIONS && !ret && outer; d++)
		shut_gates(setting->fp, d, outer);
	return ret;
}

static void read_watch(const struct erd_fastpath *fp, uint16_t outer,
		       struct erd_sampling *sampling)
{
	const struct erd_watch *watch = fastpath_watch(fp, outer);

	memset(sampling, 0, sizeof(*sampling));
	if (!watch || !watch->every)
		return;
	sampling->every = watch->every;
	sampling->snap = watch->snap;
	sampling->directions = watch->directions;
	sampling->verdicts = watch->verdicts;
	sampling->classes = watch->classes;
}

void erd_fastpath_sampling(const struct erd_fastpath *fp, uint16_t stag,
			   struct erd_sampling *sampling)
{
	read_watch(fp, stag <= ERD_VID_MAX ? stag : 0, sampling);
}

static int check_sampling(const struct erd_sampling *sampling,
			  struct erd_error *err)
{
	if (sampling->every > ERD_GATE_MAX)
		return erd_fail(err, ERD_USAGE,
				"one frame of at most %llu can be sampled",
				ERD_GATE_MAX);
	if (sampling->every && sampling->snap > ERD_SAMPLE_JUMBO)
		return erd_fail(err, ERD_USAGE,
				"at most %u octets of a frame can be kept",
				ERD_SAMPLE_JUMBO);
	return ERD_OK;
}

int erd_circuit_set_sampling(struct erd *erd, const char *pair,
			     const char *name, uint16_t ctag,
			     const struct erd_sampling *sampling,
			     struct erd_error *err)
{
	struct circuit_ports found = {};
	size_t i;
	int ret;

	ret = check_sampling(sampling, err);
	if (!ret)
		ret = find_circuit(erd, pair, name, "sampling", &found, err);
	for (i = 0; i < found.pair.n && !ret; i++) {
		struct setting setting = { erd, &found.pair.port[i], err, NULL };

		ret = set_watch(&setting, found.circuit.stag, ctag, sampling);
	}
	return ret;
}

int erd_port_set_sampling(struct erd *erd, const char *name,
			  const struct erd_sampling *sampling,
			  struct erd_error *err)
{
	struct erd_port port = {};
	struct setting setting = { erd, &port, err, NULL };
	int ret = check_sampling(sampling, err);

	if (!ret)
		ret = erd_port_get(erd, name, &port, err);
	return ret ? ret : set_watch(&setting, 0, 0, sampling);
}

/* --- histograms --------------------------------------------------------- */

int erd_port_set_histogram(struct erd *erd, const char *name, bool on,
			   struct erd_error *err)
{
	struct erd_port port = {};
	struct setting setting = { erd, &port, err, NULL };
	int ret = erd_port_get(erd, name, &port, err);

	if (!ret)
		ret = begin(&setting, on ? ERD_OPTION_SIZES : 0);
	if (ret)
		return ret;
	if (on == !!(setting.fp->facts.options & ERD_OPTION_SIZES)) {
		fastpath_end_change(setting.fp);
		return ERD_UNCHANGED;
	}
	if (!on)
		fastpath_drop_maps(name, ERD_OPTION_SIZES);
	return finish(&setting);
}

bool erd_fastpath_histogram(const struct erd_fastpath *fp)
{
	return fp->facts.options & ERD_OPTION_SIZES;
}

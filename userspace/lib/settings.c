// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Rates, sampling and histograms, as circuits and ports have them: checked,
 * and set on each port that they are of.
 */
#include "error.h"
#include "fastpath_settings.h"
#include "fastpaths.h"
#include "pair.h"

#include <string.h>

/* --- rates -------------------------------------------------------------- */

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

static int fail_none(const struct erd_port *port, struct erd_error *err)
{
	return erd_fail(err, ERD_NOT_FOUND, "port '%s': has no fast path",
			port->name);
}

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

/* Sets what is not NULL on one port, or nothing. */
static int set_rates(struct erd_fastpath *fp, const struct erd_port *port,
		     uint16_t stag, const struct erd_rate *rx,
		     const struct erd_rate *tx, struct erd_error *err)
{
	struct erd_rates was;
	int ret = ERD_OK;

	erd_fastpath_rates(fp, stag, &was);
	if (rx)
		ret = fastpath_set_limit(fp, port, ERD_DIRECTION_RX, stag, rx,
					 err);
	if (ret || !tx)
		return ret;
	ret = fastpath_set_limit(fp, port, ERD_DIRECTION_TX, stag, tx, err);
	if (ret && rx)
		fastpath_set_limit(fp, port, ERD_DIRECTION_RX, stag, &was.rx,
				   NULL);
	return ret;
}

int erd_circuit_set_rates(struct erd *erd, const char *pair, const char *name,
			  const struct erd_rate *rx, const struct erd_rate *tx,
			  struct erd_error *err)
{
	struct circuit_ports found = {};
	struct erd_fastpath *fp[2] = {};
	struct erd_rates was[2];
	uint16_t stag;
	size_t i;
	int ret;

	ret = check_rate(name, rx, err);
	if (!ret)
		ret = check_rate(name, tx, err);
	if (!ret)
		ret = find_circuit(erd, pair, name, "rate", &found, err);
	stag = found.circuit.stag;
	for (i = 0; i < found.pair.n && !ret; i++) {
		ret = fastpaths_get(erd, &found.pair.port[i], &fp[i], err);
		if (ret || !fp[i])
			continue;
		erd_fastpath_rates(fp[i], stag, &was[i]);
		ret = set_rates(fp[i], &found.pair.port[i], stag, rx, tx, err);
	}
	if (!ret)
		return fp[0] || fp[1] ? ERD_OK :
					fail_none(&found.pair.port[0], err);
	/* The one that failed is as it was. */
	for (i -= i > 0; i--;)
		if (fp[i])
			set_rates(fp[i], &found.pair.port[i], stag,
				  rx ? &was[i].rx : NULL,
				  tx ? &was[i].tx : NULL, NULL);
	return ret;
}

/* --- sampling ----------------------------------------------------------- */

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
	struct erd_fastpath *fp[2] = {};
	struct erd_sampling was[2];
	uint16_t was_ctag[2], stag;
	size_t i;
	int ret;

	ret = check_sampling(sampling, err);
	if (!ret)
		ret = find_circuit(erd, pair, name, "sampling", &found, err);
	stag = found.circuit.stag;
	for (i = 0; i < found.pair.n && !ret; i++) {
		ret = fastpaths_get(erd, &found.pair.port[i], &fp[i], err);
		if (ret || !fp[i])
			continue;
		erd_fastpath_sampling(fp[i], stag, &was[i]);
		was_ctag[i] = fastpath_watched_ctag(fp[i], stag);
		ret = fastpath_set_watch(fp[i], &found.pair.port[i], stag, ctag,
					 sampling, err);
	}
	if (!ret)
		return fp[0] || fp[1] ? ERD_OK :
					fail_none(&found.pair.port[0], err);
	/* The one that failed is as it was. */
	for (i -= i > 0; i--;)
		if (fp[i])
			fastpath_set_watch(fp[i], &found.pair.port[i], stag,
					   was_ctag[i], &was[i], NULL);
	return ret;
}

int erd_port_set_sampling(struct erd *erd, const char *name,
			  const struct erd_sampling *sampling,
			  struct erd_error *err)
{
	struct erd_fastpath *fp;
	struct erd_port port = {};
	int ret = check_sampling(sampling, err);

	if (!ret)
		ret = erd_port_get(erd, name, &port, err);
	if (!ret)
		ret = fastpaths_get(erd, &port, &fp, err);
	if (ret)
		return ret;
	return fp ? fastpath_set_watch(fp, &port, 0, 0, sampling, err) :
		    fail_none(&port, err);
}

int erd_circuit_settings(struct erd *erd, const struct erd_circuit *circuit,
			 struct erd_circuit_settings *settings,
			 struct erd_error *err)
{
	struct erd_fastpath *fp;
	struct pair pair;
	size_t i;
	int ret;

	memset(settings, 0, sizeof(*settings));
	ret = pair_get(erd, circuit->pair, &pair, err);
	for (i = 0; i < pair.n && !ret; i++) {
		ret = fastpaths_get(erd, &pair.port[i], &fp, err);
		if (ret || !fp)
			continue;
		erd_fastpath_rates(fp, circuit->stag, &settings->rates);
		if (circuit->stag)
			erd_fastpath_sampling(fp, circuit->stag,
					      &settings->sampling);
		return ERD_OK;
	}
	return ret ? ret : erd_fail(err, ERD_NOT_FOUND,
				    "circuit '%s': no port of pair '%s' has a fast path",
				    circuit->name, circuit->pair);
}

/* --- histograms --------------------------------------------------------- */

int erd_port_set_histogram(struct erd *erd, const char *name, bool on,
			   struct erd_error *err)
{
	struct erd_fastpath *fp;
	struct erd_port port = {};
	int ret = erd_port_get(erd, name, &port, err);

	if (!ret)
		ret = fastpaths_get(erd, &port, &fp, err);
	if (ret)
		return ret;
	return fp ? fastpath_set_histogram(fp, &port, on, err) :
		    fail_none(&port, err);
}

bool erd_fastpath_histogram(const struct erd_fastpath *fp)
{
	return fp->facts.options & ERD_OPTION_SIZES;
}

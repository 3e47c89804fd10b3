/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The acceptance of a cross-connect: what was seen of a port's link for a
 * while, and whether that is good. Nothing is read here but records.
 */
#ifndef ERDCTL_ACCEPTANCE_H
#define ERDCTL_ACCEPTANCE_H

#include "echo.h"
#include "ethtool_link.h"

#include <erd.h>
#include <jansson.h>
#include <net/if.h>
#include <time.h>

/* Counters of a device, and what its driver knows of its coding. */
struct acceptance_counts {
	uint64_t rx_frames, tx_frames;
	uint64_t rx_errors, rx_crc_errors;
	uint32_t carrier_changes;
	bool fec_counted;		/* the two below say something */
	uint64_t fec_corrected, fec_uncorrectable;
};

/* The link as it was at one moment. */
struct acceptance_sample {
	bool carrier;
	bool optics_read;		/* @optics says something */
	struct erd_optics optics;
	struct acceptance_counts counts;
};

/* The light of a lane in one direction, over all samples. */
struct acceptance_light {
	double least_mw, most_mw;	/* NAN: never reported */
	enum erd_light_verdict verdict;	/* the worst */
	unsigned int breaks;		/* limits that it broke, 1 << limit */
};

struct acceptance_lane {
	unsigned int number;		/* from 1 */
	struct acceptance_light rx, tx;
};

enum acceptance_check {
	ACCEPTANCE_MODULE,		/* it can be read, and measures light */
	ACCEPTANCE_TX_LIGHT,		/* ours, as our module measures it */
	ACCEPTANCE_RX_LIGHT,		/* theirs */
	ACCEPTANCE_LINK,		/* there is one, so theirs receives us */
	ACCEPTANCE_SPEED,
	ACCEPTANCE_STABILITY,		/* it stays */
	ACCEPTANCE_CODING,		/* FEC repaired all there was */
	ACCEPTANCE_FRAMES,		/* none came with errors */
	ACCEPTANCE_ECHOES,		/* far ends that answer answer all */
	ACCEPTANCE_CHECKS
};

enum acceptance_outcome {
	ACCEPTANCE_UNKNOWN,		/* it could not be told */
	ACCEPTANCE_PASS,
	ACCEPTANCE_FAIL,
};

struct acceptance_result {
	enum acceptance_outcome outcome;
	char text[200];			/* what was seen */
};

struct acceptance {
	/* to be said before the first sample */
	char port[ERD_NAME_MAX];	/* "": the device is none */
	char ifname[IFNAMSIZ];
	struct timespec began;		/* CLOCK_REALTIME */
	uint32_t wanted_mbps;		/* by the file; 0: it does not say */

	unsigned int seconds;		/* for which it was watched */
	size_t n_samples, n_lit, n_up;	/* all, with optics, with carrier */
	char vendor[17], part_number[17], serial[17], media[48];
	bool tx_fault;			/* in a lane, at any time */
	struct acceptance_lane lane[ERD_OPTICS_LANES_MAX];
	size_t n_lanes;
	struct acceptance_counts first, last;
	char module_error[200];		/* why the module could not be read */
	struct echo echo;		/* with what was sent and answered */
	struct ethtool_link link;	/* as at the end */
	bool link_read;

	struct acceptance_result result[ACCEPTANCE_CHECKS];
};

const char *acceptance_check_name(enum acceptance_check check);
const char *acceptance_outcome_name(enum acceptance_outcome outcome);

void acceptance_add(struct acceptance *a,
		    const struct acceptance_sample *sample);
/* Fills the results, after the last sample. True if nothing failed. */
bool acceptance_judge(struct acceptance *a);
/* Whether nothing failed. */
bool acceptance_passed(const struct acceptance *a);

/* A new value, or NULL without memory; docs/json.md describes it. */
json_t *acceptance_json(const struct acceptance *a);

/* --- records ------------------------------------------------------------ */

/* Keeps it as the port's, in place of the one before. */
int acceptance_keep(const struct acceptance *a, struct erd_error *err);

#endif /* ERDCTL_ACCEPTANCE_H */

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "acceptance.h"
#include "accepted.h"
#include "error.h"
#include "json.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const check_names[] = {
	[ACCEPTANCE_MODULE] = "module",
	[ACCEPTANCE_TX_LIGHT] = "tx_light",
	[ACCEPTANCE_RX_LIGHT] = "rx_light",
	[ACCEPTANCE_LINK] = "link",
	[ACCEPTANCE_SPEED] = "speed",
	[ACCEPTANCE_STABILITY] = "stability",
	[ACCEPTANCE_CODING] = "coding",
	[ACCEPTANCE_FRAMES] = "frames",
	[ACCEPTANCE_ECHOES] = "echoes",
};

static const char *const outcome_names[] = {
	[ACCEPTANCE_UNKNOWN] = "unknown",
	[ACCEPTANCE_PASS] = "pass",
	[ACCEPTANCE_FAIL] = "fail",
};

const char *acceptance_check_name(enum acceptance_check check)
{
	return check_names[check];
}

const char *acceptance_outcome_name(enum acceptance_outcome outcome)
{
	return outcome_names[outcome];
}

/* --- samples ------------------------------------------------------------ */

/* What is worse: none, low, high, fine, unknown. */
static int badness(enum erd_light_verdict verdict)
{
	static const int of[] = {
		[ERD_LIGHT_UNKNOWN] = 0,
		[ERD_LIGHT_OK] = 1,
		[ERD_LIGHT_HIGH] = 2,
		[ERD_LIGHT_LOW] = 3,
		[ERD_LIGHT_NONE] = 4,
	};

	return of[verdict];
}

static void add_light(struct acceptance_light *sum,
		      const struct erd_light *light)
{
	/* fmin() and fmax() take the other one of a NAN. */
	sum->least_mw = fmin(sum->least_mw, light->mw);
	sum->most_mw = fmax(sum->most_mw, light->mw);
	if (badness(light->verdict) > badness(sum->verdict))
		sum->verdict = light->verdict;
	sum->breaks |= light->breaks;
}

static void begin_lanes(struct acceptance *a, const struct erd_optics *optics)
{
	size_t i;

	a->n_lanes = optics->n_lanes;
	for (i = 0; i < a->n_lanes; i++)
		a->lane[i] = (struct acceptance_lane){
			.number = optics->lane[i].number,
			.rx = { .least_mw = NAN, .most_mw = NAN },
			.tx = { .least_mw = NAN, .most_mw = NAN },
		};
	memcpy(a->vendor, optics->vendor, sizeof(a->vendor));
	memcpy(a->part_number, optics->part_number, sizeof(a->part_number));
	memcpy(a->serial, optics->serial, sizeof(a->serial));
	memcpy(a->media, optics->media, sizeof(a->media));
}

static void add_optics(struct acceptance *a, const struct erd_optics *optics)
{
	size_t i;

	if (!a->n_lit++)
		begin_lanes(a, optics);
	for (i = 0; i < a->n_lanes && i < optics->n_lanes; i++) {
		add_light(&a->lane[i].rx, &optics->lane[i].rx);
		add_light(&a->lane[i].tx, &optics->lane[i].tx);
		a->tx_fault |= optics->lane[i].tx_fault == ERD_FLAG_SET;
	}
}

void acceptance_add(struct acceptance *a, const struct acceptance_sample *sample)
{
	if (!a->n_samples++)
		a->first = sample->counts;
	a->last = sample->counts;
	a->n_up += sample->carrier;
	if (sample->optics_read)
		add_optics(a, &sample->optics);
}

/* --- results ------------------------------------------------------------ */

static void result(struct acceptance *a, enum acceptance_check check,
		   enum acceptance_outcome outcome, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void result(struct acceptance *a, enum acceptance_check check,
		   enum acceptance_outcome outcome, const char *format, ...)
{
	struct acceptance_result *to = &a->result[check];
	va_list args;

	to->outcome = outcome;
	va_start(args, format);
	vsnprintf(to->text, sizeof(to->text), format, args);
	va_end(args);
}

static void judge_module(struct acceptance *a)
{
	if (a->n_lit < a->n_samples)
		result(a, ACCEPTANCE_MODULE, ACCEPTANCE_FAIL,
		       "read %zu of %zu times: %s", a->n_lit, a->n_samples,
		       a->module_error);
	else if (a->tx_fault)
		result(a, ACCEPTANCE_MODULE, ACCEPTANCE_FAIL,
		       "it reports a fault of its transmitter");
	else
		result(a, ACCEPTANCE_MODULE, ACCEPTANCE_PASS, "%s%s%s %s, serial %s",
		       a->media, a->media[0] ? ", " : "", a->vendor,
		       a->part_number, a->serial);
}

/* The gravest limit that is broken. */
static const char *limit_of(const struct acceptance_light *light)
{
	return erd_light_limit_name(__builtin_ctz(light->breaks));
}

/* "lane 3: -10.30 dBm, low (microsoft)". */
static void lane_text(const struct acceptance_lane *lane,
		      const struct acceptance_light *light, bool alone,
		      char *text, size_t size)
{
	char where[16] = "";

	if (!alone)
		snprintf(where, sizeof(where), "lane %u: ", lane->number);
	if (light->verdict == ERD_LIGHT_NONE)
		snprintf(text, size, "%sno light", where);
	else
		snprintf(text, size, "%s%.2f dBm, %s (%s)", where,
			 erd_dbm(light->verdict == ERD_LIGHT_HIGH ?
				 light->most_mw : light->least_mw),
			 erd_light_verdict_name(light->verdict),
			 limit_of(light));
}

static void judge_light(struct acceptance *a, enum acceptance_check check,
			bool rx)
{
	double least = NAN, most = NAN;
	const struct acceptance_light *light;
	char bad[160] = "";
	size_t i, len = 0, known = 0;

	for (i = 0; i < a->n_lanes; i++) {
		light = rx ? &a->lane[i].rx : &a->lane[i].tx;
		known += light->verdict != ERD_LIGHT_UNKNOWN;
		least = fmin(least, light->least_mw);
		most = fmax(most, light->most_mw);
		if (badness(light->verdict) <= badness(ERD_LIGHT_OK) ||
		    len + 48 > sizeof(bad))
			continue;
		if (len)
			len += snprintf(bad + len, sizeof(bad) - len, "; ");
		lane_text(&a->lane[i], light, a->n_lanes == 1, bad + len,
			  sizeof(bad) - len);
		len = strlen(bad);
	}
	if (len)
		result(a, check, ACCEPTANCE_FAIL, "%s", bad);
	else if (!known)
		result(a, check, ACCEPTANCE_UNKNOWN, "the module does not say");
	else
		result(a, check, ACCEPTANCE_PASS, "%.2f to %.2f dBm",
		       erd_dbm(least), erd_dbm(most));
}

/*
 * A link tells of both directions: who receives nothing signals a remote fault,
 * and then there is none here either.
 */
static void judge_link(struct acceptance *a)
{
	bool light = a->result[ACCEPTANCE_RX_LIGHT].outcome == ACCEPTANCE_PASS;
	const char *why = a->link_read ? ethtool_link_why(&a->link) : "";

	if (a->n_up)
		result(a, ACCEPTANCE_LINK, ACCEPTANCE_PASS,
		       "up, so both ends receive each other");
	else
		result(a, ACCEPTANCE_LINK, ACCEPTANCE_FAIL, "down all the time%s%s%s",
		       why[0] ? ", the driver says: " : "", why,
		       light ? "; light comes in, so look at the other direction, speed and FEC"
			     : "");
}

static void judge_speed(struct acceptance *a)
{
	if (!a->link_read || !a->link.speed_mbps)
		result(a, ACCEPTANCE_SPEED, ACCEPTANCE_UNKNOWN,
		       "the driver does not say");
	else if (a->wanted_mbps && a->link.speed_mbps != a->wanted_mbps)
		result(a, ACCEPTANCE_SPEED, ACCEPTANCE_FAIL,
		       "%u Mb/s, and the pair has %u", a->link.speed_mbps,
		       a->wanted_mbps);
	else
		result(a, ACCEPTANCE_SPEED, ACCEPTANCE_PASS, "%u Mb/s%s",
		       a->link.speed_mbps,
		       a->wanted_mbps ? "" : "; no file says what it should be");
}

static void judge_stability(struct acceptance *a)
{
	uint32_t changes = a->last.carrier_changes - a->first.carrier_changes;

	if (changes || a->n_up < a->n_samples)
		result(a, ACCEPTANCE_STABILITY, ACCEPTANCE_FAIL,
		       "up in %zu of %zu looks, %u changes of carrier",
		       a->n_up, a->n_samples, changes);
	else
		result(a, ACCEPTANCE_STABILITY, ACCEPTANCE_PASS,
		       "no change of carrier in %u s", a->seconds);
}

static void judge_coding(struct acceptance *a)
{
	uint64_t lost = a->last.fec_uncorrectable - a->first.fec_uncorrectable;
	uint64_t repaired = a->last.fec_corrected - a->first.fec_corrected;

	if (!a->first.fec_counted || !a->last.fec_counted)
		result(a, ACCEPTANCE_CODING, ACCEPTANCE_UNKNOWN,
		       "the driver counts no codewords");
	else if (lost)
		result(a, ACCEPTANCE_CODING, ACCEPTANCE_FAIL,
		       "%llu codewords were beyond repair, %llu repaired",
		       (unsigned long long)lost, (unsigned long long)repaired);
	else
		result(a, ACCEPTANCE_CODING, ACCEPTANCE_PASS,
		       "no codeword beyond repair, %llu repaired",
		       (unsigned long long)repaired);
}

static void judge_frames(struct acceptance *a)
{
	uint64_t errors = a->last.rx_errors - a->first.rx_errors;
	uint64_t crc = a->last.rx_crc_errors - a->first.rx_crc_errors;
	uint64_t frames = a->last.rx_frames - a->first.rx_frames;

	/* Some drivers count those of the check sequence there alone. */
	if (errors || crc)
		result(a, ACCEPTANCE_FRAMES, ACCEPTANCE_FAIL,
		       "%llu received with errors (%llu of the check sequence), %llu without",
		       (unsigned long long)(errors > crc ? errors : crc),
		       (unsigned long long)crc, (unsigned long long)frames);
	else if (!frames)
		result(a, ACCEPTANCE_FRAMES, ACCEPTANCE_UNKNOWN,
		       "none came, so none could have errors");
	else
		result(a, ACCEPTANCE_FRAMES, ACCEPTANCE_PASS,
		       "%llu received, none with errors",
		       (unsigned long long)frames);
}

/* Who answers nothing at all need not be there yet. */
static void judge_echoes(struct acceptance *a)
{
	unsigned int sent = 0, answered = 0, silent = 0;
	const struct echo_peer *peer;

	for (peer = a->echo.peer; peer < a->echo.peer + a->echo.n; peer++) {
		if (!peer->answered) {
			silent++;
			continue;
		}
		sent += peer->sent;
		answered += peer->answered;
	}
	if (!a->echo.n)
		result(a, ACCEPTANCE_ECHOES, ACCEPTANCE_UNKNOWN,
		       "no sub-interface here has a far end to ask");
	else if (!sent)
		result(a, ACCEPTANCE_ECHOES, ACCEPTANCE_UNKNOWN,
		       "no far end answers yet, of %u", silent);
	else
		result(a, ACCEPTANCE_ECHOES,
		       answered < sent ? ACCEPTANCE_FAIL : ACCEPTANCE_PASS,
		       "%u of %u answered%s", answered, sent,
		       silent ? "; not all far ends do" : "");
}

bool acceptance_passed(const struct acceptance *a)
{
	int i;

	for (i = 0; i < ACCEPTANCE_CHECKS; i++)
		if (a->result[i].outcome == ACCEPTANCE_FAIL)
			return false;
	return true;
}

bool acceptance_judge(struct acceptance *a)
{
	judge_module(a);
	judge_light(a, ACCEPTANCE_TX_LIGHT, false);
	judge_light(a, ACCEPTANCE_RX_LIGHT, true);
	judge_link(a);
	judge_speed(a);
	judge_stability(a);
	judge_coding(a);
	judge_frames(a);
	judge_echoes(a);
	return acceptance_passed(a);
}

/* --- JSON --------------------------------------------------------------- */

static json_t *number(double value)
{
	return isnan(value) ? json_null() : json_real(round(value * 100) / 100);
}

static json_t *light_json(const struct acceptance_light *light)
{
	return json_pack("{s:o, s:o, s:s}",
			 "least_dbm", number(erd_dbm(light->least_mw)),
			 "most_dbm", number(erd_dbm(light->most_mw)),
			 "verdict", erd_light_verdict_name(light->verdict));
}

static json_t *lanes_json(const struct acceptance *a)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < a->n_lanes; i++)
		json_array_append_new(array, json_pack("{s:i, s:o, s:o}",
			"lane", (int)a->lane[i].number,
			"rx", light_json(&a->lane[i].rx),
			"tx", light_json(&a->lane[i].tx)));
	return array;
}

static json_t *results_json(const struct acceptance *a)
{
	json_t *array = json_array();
	int i;

	for (i = 0; i < ACCEPTANCE_CHECKS; i++)
		json_array_append_new(array, json_pack("{s:s, s:s, s:s}",
			"check", check_names[i],
			"result", outcome_names[a->result[i].outcome],
			"text", a->result[i].text));
	return array;
}

static json_t *echoes_json(const struct acceptance *a)
{
	json_t *array = json_array();
	const struct echo_peer *peer;
	char text[INET_ADDRSTRLEN];

	for (peer = a->echo.peer; peer < a->echo.peer + a->echo.n; peer++) {
		inet_ntop(AF_INET, &peer->remote, text, sizeof(text));
		json_array_append_new(array, json_pack(
			"{s:s, s:s, s:I, s:I}", "ifname", peer->ifname,
			"remote", text, "sent", (json_int_t)peer->sent,
			"answered", (json_int_t)peer->answered));
	}
	return array;
}

json_t *acceptance_json(const struct acceptance *a)
{
	bool fec = a->first.fec_counted && a->last.fec_counted;

#define SINCE(of)	(json_int_t)(a->last.of - a->first.of)
	return json_pack("{s:o, s:s, s:o, s:i, s:b, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o}",
			 "port", json_text(a->port),
			 "ifname", a->ifname,
			 "time", json_time(&a->began),
			 "seconds", (int)a->seconds,
			 "passed", acceptance_passed(a),
			 "results", results_json(a),
			 "vendor", json_text(a->vendor),
			 "part_number", json_text(a->part_number),
			 "serial", json_text(a->serial),
			 "lanes", lanes_json(a),
			 "carrier_changes", SINCE(carrier_changes),
			 "rx_frames", SINCE(rx_frames),
			 "tx_frames", SINCE(tx_frames),
			 "rx_errors", SINCE(rx_errors),
			 "rx_crc_errors", SINCE(rx_crc_errors),
			 "fec_corrected", fec ?
				 json_integer(SINCE(fec_corrected)) : json_null(),
			 "fec_uncorrectable", fec ?
				 json_integer(SINCE(fec_uncorrectable)) :
				 json_null(),
			 "echoes", echoes_json(a));
#undef SINCE
}

/* --- records ------------------------------------------------------------ */

int acceptance_keep(const struct acceptance *a, struct erd_error *err)
{
	json_t *document = acceptance_json(a);
	char *text = document ? json_dumps(document, JSON_COMPACT) : NULL;
	char path[ACCEPTED_PATH_SIZE];
	int ret;

	json_decref(document);
	if (!text)
		return erd_fail(err, ERD_ERROR, "out of memory");
	if ((mkdir(STORE_FOLDER, 0755) && errno != EEXIST) ||
	    (mkdir(ACCEPTED_FOLDER, 0755) && errno != EEXIST)) {
		free(text);
		return erd_fail(err, erd_status_of(errno),
				ACCEPTED_FOLDER ": %s", strerror(errno));
	}
	accepted_path(a->port, path);
	ret = store_write(path, text, strlen(text), err);
	free(text);
	return ret < 0 ? ret : ERD_OK;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a circuit gets its rate, no more and no less, and the one beside it
 * all that it is offered. Twice the rate is offered to it, in bursts. What
 * passed is read beside each burst, between two looks at the clock, so what is
 * concluded is right however long this or that took. run.sh has made the
 * devices.
 *
 * Prints an object for each case; fails if one of them is not as it should be.
 */
#include "rate.h"

#include <erd.h>
#include <errno.h>
#include <fastpath_maps.h>
#include <getopt.h>
#include <limit.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MS		1000000ULL
#define STEADY_NS	100000	/* what goes for steady load: ten times a ms */
#define OVER		2	/* times the rate is offered */
#define WITHIN		0.02
#define SETTLE_US	100000	/* more than a frame can be held back */
#define MAX_LOOKS	100000

static const struct way *way = &police;
static struct port port;
static struct bench_tags tags[2] = { { 100, 200 }, { 101, 200 } };
static double seconds = 2;
static int tries_at_most = 1;	/* of a case whose sender was held up */

/* --- looks -------------------------------------------------------------- */

/* Frames of the limited circuit that had passed at some time between. */
struct look {
	uint64_t before, after;
	uint64_t passed;
};

static struct look looks[MAX_LOOKS];
static size_t looks_n;

static void look(void)
{
	struct look *at = &looks[looks_n];

	if (looks_n == MAX_LOOKS)
		return;
	at->before = now_ns();
	at->passed = way->passed(TAGS_LIMITED);
	at->after = now_ns();
	looks_n++;
}

/* --- sending ------------------------------------------------------------ */

struct sender {
	const struct load *load;
	unsigned int cpu;
	pthread_barrier_t *start;
	uint64_t sent;		/* of the limited circuit */
	uint64_t other_sent;
	uint64_t longest_ns;	/* from one burst to the next */
};

static void sleep_until(uint64_t ns)
{
	const struct timespec at = { ns / NS_PER_S, ns % NS_PER_S };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL))
		;
}

/* Each burst is what should have been sent by now, whenever now is. */
static void *send_load(void *arg)
{
	struct sender *sender = arg;
	const struct load *load = sender->load;
	double per_ns = load->rate / 8e9 / load->octets / load->cpus;
	uint64_t start, now, last, next;

	stay_on_cpu(sender->cpu);
	pthread_barrier_wait(sender->start);
	start = last = next = now_ns();
	do {
		unsigned int due;

		next += load->period_ns;
		sleep_until(next);
		now = now_ns();
		if (now - last > sender->longest_ns)
			sender->longest_ns = now - last;
		last = now;
		due = (now - start) * per_ns - sender->sent;
		if (!sender->cpu && (!looks_n ||
				     now - looks[looks_n - 1].before >= MS))
			look();
		if (due)
			sender->other_sent += way->send(sender->cpu, due);
		sender->sent += due;
	} while (now - start < seconds * NS_PER_S);
	return NULL;
}

/* --- one case ----------------------------------------------------------- */

struct result {
	uint64_t sent, other_sent, other_passed;
	uint64_t dropped, other_dropped;
	uint64_t longest_ns;
	uint64_t limited_passed;
};

static uint64_t drops(unsigned int of)
{
	struct erd_account account;

	erd_fastpath_read_drops(port.fp, tags[of].outer, tags[of].inner,
				&account);
	return way->direction == ERD_DIRECTION_RX ? account.rx.frames :
						    account.tx.frames;
}

static void run(const struct load *load, struct result *result)
{
	struct sender senders[2] = {};
	pthread_barrier_t start;
	pthread_t threads[2];
	unsigned int i;

	memset(result, 0, sizeof(*result));
	result->other_passed = -way->passed(TAGS_OTHER);
	result->limited_passed = -way->passed(TAGS_LIMITED);
	result->dropped = -drops(TAGS_LIMITED);
	result->other_dropped = -drops(TAGS_OTHER);
	looks_n = 0;
	pthread_barrier_init(&start, NULL, load->cpus);
	for (i = 0; i < load->cpus; i++) {
		senders[i] = (struct sender){ load, i, &start, 0, 0, 0 };
		if (pthread_create(&threads[i], NULL, send_load, &senders[i]))
			die("a thread", EAGAIN);
	}
	for (i = 0; i < load->cpus; i++) {
		pthread_join(threads[i], NULL);
		result->sent += senders[i].sent;
		result->other_sent += senders[i].other_sent;
		if (senders[i].longest_ns > result->longest_ns)
			result->longest_ns = senders[i].longest_ns;
	}
	pthread_barrier_destroy(&start);
	usleep(SETTLE_US);
	result->other_passed += way->passed(TAGS_OTHER);
	result->limited_passed += way->passed(TAGS_LIMITED);
	result->dropped += drops(TAGS_LIMITED);
	result->other_dropped += drops(TAGS_OTHER);
}

/* --- judging ------------------------------------------------------------ */

static double octets_at(const struct load *load, size_t i)
{
	return (double)looks[i].passed * load->octets;
}

/*
 * Of the rate, once the burst is used up: at twice the rate that is after as
 * long as the rate takes for it.
 */
static double delivered(const struct load *load, double rate, double burst)
{
	double end = 2 * burst / rate * NS_PER_S + 10 * MS, ns;
	size_t i = 0, last = looks_n - 1;

	while (i < last && looks[i].before - looks[0].before < end)
		i++;
	/* From the middle of one look to that of the other. */
	ns = (looks[last].before + looks[last].after) / 2.0 -
	     (looks[i].before + looks[i].after) / 2.0;
	return (octets_at(load, last) - octets_at(load, i)) / (ns / 1e9) / rate;
}

/* The most that ever passed beyond the rate, between any two looks: octets. */
static double beyond(const struct load *load, double rate)
{
	double least = 1e300, most = 0;
	size_t i;

	for (i = 0; i < looks_n; i++) {
		double at = octets_at(load, i);
		double since = at - rate * (looks[i].before -
					    looks[0].before) / NS_PER_S;
		double until = at - rate * (looks[i].after -
					    looks[0].before) / NS_PER_S;

		if (i && until - least > most)
			most = until - least;
		if (since < least)
			least = since;
	}
	return most;
}

static int compare(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return (one > other) - (one < other);
}

/* Octets of each millisecond, over what the rate has in the time it took. */
static size_t milliseconds(const struct load *load, double rate, double burst,
			   double *ratios)
{
	double skip = 2 * burst / rate * NS_PER_S + 10 * MS;
	size_t i, n = 0;

	for (i = 1; i < looks_n; i++) {
		double ns = (looks[i].before + looks[i].after) / 2.0 -
			    (looks[i - 1].before + looks[i - 1].after) / 2.0;

		if (looks[i - 1].before - looks[0].before < skip)
			continue;
		ratios[n++] = (octets_at(load, i) - octets_at(load, i - 1)) /
			      (rate * ns / NS_PER_S);
	}
	qsort(ratios, n, sizeof(*ratios), compare);
	return n;
}

/* Nothing was offered for so long that the rate could not be used. */
static bool was_held_up(const struct result *result, double rate, double burst)
{
	return result->longest_ns > burst / 2 / rate * NS_PER_S;
}

static bool judge(const struct load *load, const struct result *result,
		  double rate, double burst)
{
	static double ratios[MAX_LOOKS];
	size_t n = milliseconds(load, rate, burst, ratios);
	double share = delivered(load, rate, burst), most = beyond(load, rate);
	/*
	 * A frame more may have passed than was read, on each CPU. And what fq
	 * lets go a moment late comes together with what is due then.
	 */
	double slack = (double)load->octets * load->cpus;
	bool rate_is = share > 1 - WITHIN && share < 1 + WITHIN;
	bool burst_is = most <= burst + slack +
				(way->direction == ERD_DIRECTION_TX ?
					 rate * load->period_ns / NS_PER_S : 0);
	bool lost_none = !result->other_dropped &&
			 result->other_passed + result->limited_passed +
					 result->dropped ==
				 result->sent + result->other_sent;
	/* A sender that was away made up for it by more at a time than queues take. */
	bool offered = result->sent * (double)load->octets / seconds >
			       1.9 * rate &&
		       !(share <= 1 - WITHIN &&
			 was_held_up(result, rate, burst));

	printf("{\"way\": \"%s\", \"rate\": %.0f, \"cpus\": %u, \"load\": \"%s\", \"octets\": %u, \"burst\": %.0f, \"offered\": %.3f, \"delivered\": %.5f, \"beyond\": %.0f, \"ms\": {\"least\": %.3f, \"p1\": %.3f, \"median\": %.3f, \"p99\": %.3f, \"most\": %.3f}, \"longest_gap_ms\": %.2f, \"other_lost\": %lu, \"ok\": %s, \"reached\": %s}\n",
	       way == &police ? "police" : "shape", rate * 8, load->cpus,
	       load->period_ns == MS ? "bursts" : "steady", load->octets, burst,
	       result->sent * (double)load->octets / seconds / rate, share,
	       most, ratios[0], ratios[n / 100], ratios[n / 2],
	       ratios[n - 1 - n / 100], ratios[n - 1],
	       result->longest_ns / 1e6, result->other_dropped,
	       rate_is && burst_is && lost_none ? "true" : "false",
	       offered ? "true" : "false");
	fflush(stdout);
	return offered ? rate_is && burst_is && lost_none : way == &shape;
}

static bool measure(uint64_t bits_per_s, unsigned int cpus, uint64_t period_ns,
		    unsigned int octets)
{
	const struct load load = { OVER * bits_per_s, period_ns, cpus, octets };
	uint32_t burst = limit_burst(bits_per_s);
	double rate = bits_per_s / 8.0;
	int tries = tries_at_most;
	struct result result;

	while (tries--) {
		port_limit(&port, way->direction, tags[TAGS_LIMITED].outer,
			   bits_per_s, burst);
		run(&load, &result);
		if (!was_held_up(&result, rate, burst))
			break;
	}
	return judge(&load, &result, rate, burst);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "shape", no_argument, NULL, 's' },
		{ "seconds", required_argument, NULL, 't' },
		{ "octets", required_argument, NULL, 'o' },
		{ "tries", required_argument, NULL, 'n' },
		{ "cpus", required_argument, NULL, 'c' },
		{}
	};
	unsigned int octets = 1508, cpus, only = 0;
	bool good = true;
	int option, i;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			way = &shape;
		else if (option == 't')
			seconds = atof(optarg);
		else if (option == 'o')
			octets = atoi(optarg);
		else if (option == 'n')
			tries_at_most = atoi(optarg);
		else if (option == 'c')
			only = atoi(optarg);
		else
			return 2;
	}
	if (optind + 1 >= argc || seconds <= 0 || tries_at_most < 1 ||
	    octets < FRAME_SIZE || octets > 65535) {
		fprintf(stderr,
			"usage: rate [--shape] [--seconds S] [--octets N] [--tries N] [--cpus N] PORT BIT/S...\n");
		return 2;
	}
	port_open(&port, argv[optind], &(struct port_setup){}, tags, 2);
	/* The programs that heed limits are there before any is measured. */
	port_limit(&port, way->direction, tags[TAGS_LIMITED].outer,
		   strtoull(argv[optind + 1], NULL, 10), 0);
	way->open(&port, tags, octets);
	for (i = optind + 1; i < argc; i++)
		for (cpus = 1; cpus <= 2 && cpus <= sysconf(_SC_NPROCESSORS_ONLN);
		     cpus++) {
			uint64_t rate = strtoull(argv[i], NULL, 10);

			if (only && cpus != only)
				continue;
			good &= measure(rate, cpus, MS, octets);
			good &= measure(rate, cpus, STEADY_NS, octets);
		}
	port_detach(&port);
	return !good;
}

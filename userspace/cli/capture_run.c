// SPDX-License-Identifier: LGPL-2.1-or-later
/* The capture itself: taps, the wanted frames of them, and where they go. */
#include "capture.h"
#include "capture_file.h"
#include "error.h"
#include "inner_filter.h"
#include "taps.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Signals and clocks are looked at once in so many frames. */
#define LOOK_EVERY	256
/* What is written is in the file after so long. */
#define FLUSH_MS	1000
/* What was on its way when the capture ends has arrived after so long. */
#define LAST_FRAMES_MS	30

struct capture {
	struct cli *cli;
	const struct capture_request *request;
	const struct capture_plan *plan;
	struct taps *taps;
	struct inner_filter *filter;
	struct kernel_filter kernel[2];	/* of what comes in, goes out */
	struct pcapng_interface blocks[CAPTURE_INTERFACES_MAX];
	char **comments;		/* names, as the file has them */
	size_t n_comments;
	struct capture_file_config config;
	struct capture_file *file;	/* NULL: frames are shown */
	struct capture_counts counts[CAPTURE_INTERFACES_MAX];
	uint64_t captured;		/* of all interfaces */
	uint64_t lost;			/* of those: not written */
	uint64_t start_ns, end_ns;	/* since the Epoch */
	uint64_t deadline_ms;		/* CLOCK_MONOTONIC; 0: none */
	uint64_t flush_ms;
	sigset_t while_waiting;
};

/* --- clocks and signals ------------------------------------------------- */

static volatile sig_atomic_t stopped, asked;

static void on_stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static void on_ask(int signal)
{
	(void)signal;
	asked = 1;
}

static uint64_t clock_ns(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static uint64_t now_ms(void)
{
	return clock_ns(CLOCK_MONOTONIC) / 1000000;
}

/* They are let in only while waiting, so that none comes too early. */
static void catch_signals(struct capture *capture)
{
	static const int stops[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_stop };
	sigset_t blocked;
	size_t i;

	sigemptyset(&blocked);
	for (i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
		sigaddset(&blocked, stops[i]);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, &capture->while_waiting);
	for (i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		sigdelset(&capture->while_waiting, stops[i]);
		sigaction(stops[i], &action, NULL);
	}
	sigdelset(&capture->while_waiting, SIGUSR1);
	action.sa_handler = on_ask;
	sigaction(SIGUSR1, &action, NULL);
	/* A limit of the file's size is an error to tell, not an end. */
	signal(SIGXFSZ, SIG_IGN);
}

/* --- counts ------------------------------------------------------------- */

static void count(struct capture *capture)
{
	struct taps_counts counts;
	size_t i;

	for (i = 0; i < capture->plan->n_interfaces; i++) {
		taps_count(capture->taps, i, &counts);
		capture->counts[i].received = counts.received;
		capture->counts[i].dropped = counts.dropped;
		capture->counts[i].if_dropped = counts.if_dropped;
	}
}

static void file_statistics(struct pcapng_statistics *statistics, void *data)
{
	struct capture *capture = data;
	size_t i;

	count(capture);
	for (i = 0; i < capture->plan->n_interfaces; i++)
		statistics[i] = (struct pcapng_statistics){
			.start_ns = capture->start_ns,
			.end_ns = capture->end_ns ? capture->end_ns :
				  clock_ns(CLOCK_REALTIME),
			.received = capture->counts[i].received,
			.dropped = capture->counts[i].dropped,
			.delivered = capture->counts[i].captured,
		};
}

static void show_asked(struct capture *capture)
{
	if (!asked)
		return;
	asked = 0;
	count(capture);
	capture_show_counts(capture->plan, capture->counts, capture->lost);
}

/* --- beginning ---------------------------------------------------------- */

static int make_filters(struct capture *capture)
{
	const struct capture_request *request = capture->request;
	struct kernel_filter_config config = {
		.tags = capture->plan->tags,
		.n_tags = capture->plan->n_tags,
		.snaplen = request->snaplen,
	};
	int ret;

	if (request->filter) {
		ret = inner_filter_new(request->filter, &capture->filter,
				       &capture->cli->err);
		if (ret)
			return ret;
		config.inner = inner_filter_program(capture->filter);
	}
	config.direction = FRAME_DIRECTION_IN;
	kernel_filter_make(&config, &capture->kernel[0]);
	config.direction = FRAME_DIRECTION_OUT;
	kernel_filter_make(&config, &capture->kernel[1]);
	return ERD_OK;
}

static int open_interface(struct capture *capture, unsigned int number)
{
	const struct capture_interface *interface =
		&capture->plan->interface[number];
	const struct capture_request *request = capture->request;
	struct tap_config config = {
		.ifname = interface->ifname,
		.interface = number,
		.snaplen = request->snaplen,
		.buffer_mib = request->buffer_mib,
	};
	int ret = ERD_OK;

	if (request->direction != FRAME_DIRECTION_OUT) {
		config.direction = FRAME_DIRECTION_IN;
		config.filter = &capture->kernel[0];
		ret = taps_add(capture->taps, &config, &capture->cli->err);
	}
	if (!ret && request->direction != FRAME_DIRECTION_IN) {
		config.direction = FRAME_DIRECTION_OUT;
		config.filter = &capture->kernel[1];
		ret = taps_add(capture->taps, &config, &capture->cli->err);
	}
	/* A port's device is up and down with the port. */
	if (ret == ERD_CONFLICT && !request->devices && !interface->is_subif)
		erd_hint(&capture->cli->err, "erdctl port enable %s",
			 interface->name);
	if (!ret && request->drops)
		ret = taps_add_drops(capture->taps, interface->name, number,
				     request->snaplen, &capture->cli->err);
	return ret;
}

/* Of several, one that is down does not keep the others from being captured. */
static int open_taps(struct capture *capture)
{
	struct cli *cli = capture->cli;
	size_t i, open = 0;
	int ret;

	ret = taps_new(&capture->taps, &cli->err);
	for (i = 0; !ret && i < capture->plan->n_interfaces; i++) {
		ret = open_interface(capture, i);
		open += !ret;
		if (ret != ERD_CONFLICT || capture->plan->n_interfaces == 1)
			continue;
		fprintf(stderr, "erdctl: warning: %s and is not captured\n",
			cli->err.text);
		ret = ERD_OK;
	}
	if (ret || open)
		return ret;
	erd_fail(&cli->err, ERD_CONFLICT, "all devices to capture on are down");
	erd_hint(&cli->err, capture->request->devices ?
				    "ip link set IFACE up" :
				    "erdctl port enable NAME");
	return ERD_CONFLICT;
}

/*
 * From here on frames are read, which come from outside. Nothing of it needs a
 * privilege, so none is left for who would find a mistake.
 */
static int drop_privileges(struct cli *cli)
{
	capng_clear(CAPNG_SELECT_BOTH);
	if (!capng_apply(CAPNG_SELECT_CAPS))
		return ERD_OK;
	return erd_fail(&cli->err, ERD_ERROR, "cannot give up privileges");
}

/* The names of the interface's pair go into its block. */
static int make_comments(struct capture *capture)
{
	const struct tag_names *names = capture->plan->names;
	size_t n = tag_names_count(names), i;

	capture->comments = calloc(n + 1, sizeof(*capture->comments));
	if (!capture->comments)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		char text[TAG_NAME_TEXT_SIZE];

		tag_name_write(tag_names_at(names, i), text);
		capture->comments[i] = strdup(text);
		if (!capture->comments[i])
			return -ENOMEM;
		capture->n_comments++;
	}
	return 0;
}

static void make_block(struct capture *capture, size_t number)
{
	const struct capture_interface *interface =
		&capture->plan->interface[number];
	struct pcapng_interface *block = &capture->blocks[number];

	*block = (struct pcapng_interface){
		.name = interface->name,
		.description = interface->description[0] ?
			       interface->description : NULL,
		.filter = capture->request->filter,
		.snaplen = capture->request->snaplen,
	};
	/* Once is enough, where the first of them is. */
	if (!number) {
		block->comments = (const char *const *)capture->comments;
		block->n_comments = capture->n_comments;
	}
}

/* A ring goes on making files, so it begins without privileges too. */
static int open_file(struct capture *capture)
{
	const struct capture_request *request = capture->request;
	struct cli *cli = capture->cli;
	size_t i;
	int ret;

	if (!request->write)
		return ERD_OK;
	if (make_comments(capture))
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	for (i = 0; i < capture->plan->n_interfaces; i++)
		make_block(capture, i);
	capture->config = (struct capture_file_config){
		.path = request->write,
		.files = request->ring_files,
		.file_size = request->ring_size,
		.interfaces = capture->blocks,
		.n_interfaces = capture->plan->n_interfaces,
	};
	ret = capture_file_open(&capture->config, file_statistics, capture,
				&capture->file, &cli->err);
	if (ret == ERD_PERMISSION && request->ring_files)
		erd_hint(&cli->err, "a ring is written without privileges: its folder must be this user's own");
	return ret;
}

static int begin(struct capture *capture)
{
	bool ring = capture->request->ring_files;
	int ret;

	ret = make_filters(capture);
	if (!ret)
		ret = open_taps(capture);
	if (!ret && !ring)
		ret = open_file(capture);
	if (!ret)
		ret = drop_privileges(capture->cli);
	if (!ret && ring)
		ret = open_file(capture);
	capture->start_ns = clock_ns(CLOCK_REALTIME);
	if (capture->request->seconds)
		capture->deadline_ms = now_ms() +
				       capture->request->seconds * 1000ULL;
	return ret;
}

/* --- frames ------------------------------------------------------------- */

static int output(struct capture *capture, const struct frame *frame,
		  const struct frame_tags *tags, const struct tag_name *name)
{
	struct cli *cli = capture->cli;

	capture->counts[frame->interface].captured++;
	capture->captured++;
	if (capture->file)
		return capture_file_write(capture->file, frame, &cli->err);
	return capture_show_frame(cli, capture->plan, frame, tags, name);
}

static int handle(struct capture *capture, const struct frame *frame)
{
	const struct tag_name *name;
	struct frame_tags tags;

	frame_read_tags(frame->data, frame->captured, FRAME_ETHERNET_TYPE_AT,
			&tags);
	name = capture_plan_name(capture->plan, frame, &tags);
	if (!capture_plan_wants(capture->request, name, &tags))
		return ERD_OK;
	/* Taps are of a direction; drops are of both. */
	if (capture->request->direction &&
	    frame->direction != capture->request->direction)
		return ERD_OK;
	if (capture->filter &&
	    !inner_filter_match(capture->filter, frame->data, frame->captured,
				frame->length, &tags))
		return ERD_OK;
	return output(capture, frame, &tags, name);
}

/* What is shown is seen at once, what is written after a while. */
static int flush(struct capture *capture)
{
	struct cli *cli = capture->cli;

	if (!capture->file)
		return cli_flush(cli);
	/* Who reads a pipe waits for it. */
	if (now_ms() < capture->flush_ms && strcmp(capture->request->write, "-"))
		return ERD_OK;
	capture->flush_ms = now_ms() + FLUSH_MS;
	return capture_file_flush(capture->file, &cli->err);
}

/* To the deadline, or to the next flush. */
static int timeout(const struct capture *capture)
{
	uint64_t now = now_ms(), until = UINT64_MAX;

	if (capture->deadline_ms)
		until = capture->deadline_ms;
	if (capture->file && capture->flush_ms > now &&
	    capture->flush_ms < until)
		until = capture->flush_ms;
	if (until == UINT64_MAX)
		return -1;
	return until > now ? (int)(until - now) : 0;
}

static bool is_over(const struct capture *capture)
{
	return stopped || (capture->deadline_ms &&
			   now_ms() >= capture->deadline_ms);
}

static bool has_enough(const struct capture *capture)
{
	return capture->request->count &&
	       capture->captured >= capture->request->count;
}

/* Output that goes to a reader ends when that goes. */
static int watched_fd(const struct capture *capture)
{
	return !capture->file || !strcmp(capture->request->write, "-") ?
	       STDOUT_FILENO : -1;
}

static int wait_for(struct capture *capture, int timeout_ms)
{
	int ret = taps_wait(capture->taps, watched_fd(capture), timeout_ms,
			    &capture->while_waiting);

	show_asked(capture);
	return ret == ERD_UNCHANGED ? cli_output_failed(capture->cli, EPIPE) :
				      ERD_OK;
}

/* A device that went is told, and the others go on. */
static int next_frame(struct capture *capture, struct frame *frame)
{
	struct cli *cli = capture->cli;
	int ret = taps_next(capture->taps, frame, &cli->err);

	if (ret == ERD_ERROR) {
		fprintf(stderr, "erdctl: warning: %s; its capture ends\n",
			cli->err.text);
		return 0;
	}
	return ret;
}

/* So many that signals do not wait long; *more if there may be others. */
static int take_some(struct capture *capture, bool *more)
{
	struct frame frame;
	int ret, i;

	*more = false;
	for (i = 0; i < LOOK_EVERY; i++) {
		ret = next_frame(capture, &frame);
		if (ret != 1)
			return ret;
		ret = handle(capture, &frame);
		if (ret || has_enough(capture))
			return ret;
	}
	*more = true;
	return ERD_OK;
}

static int follow(struct capture *capture)
{
	bool more;
	int ret;

	while (!is_over(capture) && !has_enough(capture)) {
		ret = take_some(capture, &more);
		if (!ret)
			ret = flush(capture);
		if (!ret && !has_enough(capture))
			ret = wait_for(capture, more ? 0 : timeout(capture));
		if (ret)
			return ret;
	}
	return ERD_OK;
}

/* Frames that came before the end, but are in blocks that are not full. */
static int take_last(struct capture *capture)
{
	const struct timespec last = { .tv_nsec = LAST_FRAMES_MS * 1000000L };
	struct frame frame;
	int ret;

	nanosleep(&last, NULL);
	taps_drain(capture->taps);
	while ((ret = next_frame(capture, &frame)) == 1 &&
	       !has_enough(capture)) {
		if (frame.time_ns > capture->end_ns)
			continue;
		ret = handle(capture, &frame);
		if (ret)
			return ret;
	}
	return ret == ERD_NOT_FOUND ? ERD_OK : ret < 0 ? ret : ERD_OK;
}

/* --- the end ------------------------------------------------------------ */

/* The first error is the one to be told. */
static int close_file(struct capture *capture, int ret)
{
	struct pcapng_result result;
	struct erd_error err = {};
	int closed;

	if (!capture->file)
		return ret;
	closed = capture_file_close(capture->file, &result, &err);
	capture->file = NULL;
	if (closed && !ret) {
		capture->cli->err = err;
		ret = closed;
	}
	capture->lost = result.lost;
	if (ret && capture->cli->err.sys_errno != EPIPE && !result.frames)
		erd_hint(&capture->cli->err, "nothing was written");
	else if (ret)
		erd_hint(&capture->cli->err,
			 "the file is whole up to there: %llu frames are in it, %llu more could not be written",
			 (unsigned long long)result.frames,
			 (unsigned long long)result.lost);
	return ret;
}

static int end(struct capture *capture, int ret)
{
	struct cli *cli = capture->cli;

	ret = close_file(capture, ret);
	count(capture);
	if (!cli->options.json) {
		capture_show_counts(capture->plan, capture->counts,
				    capture->lost);
	} else if (!ret) {
		ret = capture_show_counts_json(cli, capture->plan,
					       capture->counts, capture->lost);
	}
	return ret;
}

static void destroy(struct capture *capture)
{
	struct pcapng_result result;
	size_t i;

	/* Still there if the capture failed to begin. */
	if (capture->file)
		capture_file_close(capture->file, &result, NULL);
	for (i = 0; i < capture->n_comments; i++)
		free(capture->comments[i]);
	free(capture->comments);
	taps_free(capture->taps);
	inner_filter_free(capture->filter);
}

int capture_run(struct cli *cli, const struct capture_request *request,
		const struct capture_plan *plan)
{
	struct capture *capture = calloc(1, sizeof(*capture));
	int ret;

	if (!capture)
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	capture->cli = cli;
	capture->request = request;
	capture->plan = plan;
	ret = begin(capture);
	if (!ret) {
		catch_signals(capture);
		ret = follow(capture);
		capture->end_ns = clock_ns(CLOCK_REALTIME);
		if (!ret && !has_enough(capture))
			ret = take_last(capture);
		ret = end(capture, ret);
	}
	destroy(capture);
	free(capture);
	return ret;
}

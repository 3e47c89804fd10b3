// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Frames that come to a device, merged with those that its port's fast path
 * dropped, without the kernel module: liberd's private functions as a command.
 */
#include "taps.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/* Takes the taps. */
static int fail(struct taps *taps, const struct erd_error *err)
{
	fprintf(stderr, "taps: %s\n", err->text);
	taps_free(taps);
	return -err->status;
}

static void print(const struct frame *frame)
{
	struct frame_tags tags;
	unsigned int i;

	frame_read_tags(frame->data, frame->captured, FRAME_ETHERNET_TYPE_AT,
			&tags);
	printf("%llu %s ", (unsigned long long)frame->time_ns,
	       frame->direction == FRAME_DIRECTION_IN ? "in" : "out");
	for (i = 0; i < tags.n; i++)
		printf("%u ", frame_vid(tags.tag[i]));
	printf("length %zu captured %zu %s\n", frame->length, frame->captured,
	       frame->comment ? frame->comment : "-");
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = stop };
	struct tap_config config = { .direction = FRAME_DIRECTION_IN,
				     .snaplen = 96, .buffer_mib = 8 };
	const struct timespec last = { .tv_nsec = 100000000 };
	struct taps_counts counts;
	struct erd_error err = {};
	struct taps *taps = NULL;
	struct frame frame;
	sigset_t none;
	int ret;

	if (argc != 3) {
		fputs("Usage: taps IFACE PORT\n\nUntil told to terminate.\n",
		      stderr);
		return 2;
	}
	config.ifname = argv[1];
	if (taps_new(&taps, &err) || taps_add(taps, &config, &err) ||
	    taps_add_drops(taps, argv[2], 0, 96, &err))
		return fail(taps, &err);
	sigemptyset(&none);
	sigaction(SIGTERM, &action, NULL);
	puts("ready");
	fflush(stdout);
	while ((ret = taps_next(taps, &frame, &err)) >= 0 && !stopped) {
		if (ret)
			print(&frame);
		else
			taps_wait(taps, -1, 50, &none);
	}
	nanosleep(&last, NULL);
	taps_drain(taps);
	for (; ret >= 0; ret = taps_next(taps, &frame, &err)) {
		if (!ret)
			break;
		print(&frame);
	}
	taps_count(taps, 0, &counts);
	printf("received %llu dropped %llu\n",
	       (unsigned long long)counts.received,
	       (unsigned long long)counts.dropped);
	if (ret < 0)
		return fail(taps, &err);
	taps_free(taps);
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tap_drops.h"
#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* So many wait here at most; the others in the ring buffer. */
#define WAITING_MAX	4096

struct dropped {
	struct dropped *next;
	struct frame frame;
	char comment[64];
	uint8_t data[];
};

struct tap_drops {
	struct erd_samples *samples;
	struct dropped *first, **last;	/* those that wait */
	unsigned int n;
	struct dropped *given;		/* that the caller has */
	int64_t boot_ns;		/* the Epoch's time at boot */
	uint64_t received;
	uint64_t lost_before;
	bool no_memory;
};

static int64_t clock_ns(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int tap_drops_open(const char *port, struct tap_drops **out,
		   struct erd_error *err)
{
	struct tap_drops *drops = calloc(1, sizeof(*drops));
	int ret;

	if (!drops)
		return erd_fail(err, ERD_ERROR, "out of memory");
	ret = erd_samples_open(port, &drops->samples, err);
	if (ret) {
		free(drops);
		return ret;
	}
	drops->last = &drops->first;
	drops->lost_before = erd_samples_lost(drops->samples);
	*out = drops;
	return ERD_OK;
}

void tap_drops_close(struct tap_drops *drops)
{
	struct dropped *dropped;

	if (!drops)
		return;
	while ((dropped = drops->first)) {
		drops->first = dropped->next;
		free(dropped);
	}
	free(drops->given);
	erd_samples_close(drops->samples);
	free(drops);
}

int tap_drops_fd(const struct tap_drops *drops)
{
	return erd_samples_fd(drops->samples);
}

static void describe(const struct erd_sample_info *sample, char *text,
		     size_t size)
{
	const char *reason = erd_drop_name(sample->reason);

	if (sample->frames > 1)
		snprintf(text, size, "dropped: %s, %u frames", reason,
			 sample->frames);
	else
		snprintf(text, size, "dropped: %s", reason);
}

/* What has passed a tap sees too. */
static int keep(const struct erd_sample_info *sample, void *data)
{
	struct tap_drops *drops = data;
	struct dropped *dropped;

	if (sample->verdict != ERD_FRAME_DROPPED)
		return 0;
	dropped = malloc(sizeof(*dropped) + sample->captured);
	if (!dropped) {
		drops->no_memory = true;
		return -1;
	}
	dropped->next = NULL;
	memcpy(dropped->data, sample->data, sample->captured);
	describe(sample, dropped->comment, sizeof(dropped->comment));
	dropped->frame = (struct frame){
		.data = dropped->data,
		.captured = sample->captured,
		.length = sample->length,
		.time_ns = drops->boot_ns + sample->time_ns,
		.direction = sample->transmitted ? FRAME_DIRECTION_OUT :
						   FRAME_DIRECTION_IN,
		.comment = dropped->comment,
	};
	*drops->last = dropped;
	drops->last = &dropped->next;
	drops->received++;
	return ++drops->n < WAITING_MAX ? 0 : -1;
}

static int read_samples(struct tap_drops *drops, struct erd_error *err)
{
	int ret;

	/* Samples have the time since boot, and frames that of the world. */
	drops->boot_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_BOOTTIME);
	ret = erd_samples_read(drops->samples, keep, drops, err);
	if (drops->no_memory)
		return erd_fail(err, ERD_ERROR, "out of memory");
	/* It was ended here, or it failed before the first. */
	return drops->n ? ERD_OK : ret;
}

int tap_drops_next(struct tap_drops *drops, uint32_t snaplen,
		   struct frame *frame, struct erd_error *err)
{
	int ret;

	free(drops->given);
	drops->given = NULL;
	if (!drops->first) {
		ret = read_samples(drops, err);
		if (ret || !drops->first)
			return ret;
	}
	drops->given = drops->first;
	drops->first = drops->given->next;
	if (!drops->first)
		drops->last = &drops->first;
	drops->n--;
	*frame = drops->given->frame;
	if (frame->captured > snaplen)
		frame->captured = snaplen;
	return 1;
}

void tap_drops_count(const struct tap_drops *drops, uint64_t *received,
		     uint64_t *lost)
{
	*received = drops->received;
	*lost = erd_samples_lost(drops->samples) - drops->lost_before;
}

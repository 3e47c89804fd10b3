// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads the frames that a port's fast path copies into its ring buffer. */
#include "bpffs.h"
#include "error.h"
#include "fastpath_maps.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * How often to look: programs wake nobody. The ring buffer holds 15 times what
 * a 10 Gb/s port can fill it with in that time, of frames cut at 128 octets.
 */
#define PERIOD_NS	2000000

#define ADDRESSES	12	/* octets, of which a tag aside comes after */

/**
 * struct erd_samples - the reader
 * @fp: for what the port is, and what was lost
 * @ring: libbpf's
 * @map: descriptor of the ring buffer
 * @lock: socket by which there is one reader
 * @timer: descriptor to wait for
 * @fn, @data: whom to hand samples to
 * @frame: one that had its outer tag beside it, whole
 */
struct erd_samples {
	struct erd_fastpath *fp;
	struct ring_buffer *ring;
	int map, lock, timer;
	erd_sample_fn fn;
	void *data;
	uint8_t frame[ERD_SAMPLE_JUMBO + 4];
};

/* Puts the tag back where it is on the wire. */
static void put_tag_back(struct erd_samples *samples,
			 const struct erd_sample *record,
			 struct erd_sample_info *info)
{
	uint16_t tag[2] = { htons(record->aside_tpid),
			    htons(record->aside_tci) };

	if (!record->aside_tpid || info->captured < ADDRESSES)
		return;
	memcpy(samples->frame, info->data, ADDRESSES);
	memcpy(samples->frame + ADDRESSES, tag, sizeof(tag));
	memcpy(samples->frame + ADDRESSES + sizeof(tag),
	       info->data + ADDRESSES, info->captured - ADDRESSES);
	info->data = samples->frame;
	info->captured += sizeof(tag);
}

static int hand_over(void *ctx, void *at, size_t size)
{
	struct erd_samples *samples = ctx;
	const struct erd_sample *record = at;
	struct erd_sample_info info = {
		.time_ns = record->time_ns,
		.ifindex = samples->fp->facts.ifindex,
		.length = record->length,
		.frames = record->frames,
		.every = record->every,
		.outer_tpid = record->outer_tpid,
		.outer_vid = record->outer_vid,
		.inner_vid = record->inner_vid,
		.tag_class = record->class,
		.transmitted = record->direction == ERD_DIRECTION_TX,
		.verdict = record->verdict,
		.reason = record->verdict == ERD_VERDICT_DROP ?
				  ERD_DROP_RATE_LIMITED : 0,
		.data = (const uint8_t *)(record + 1),
		.captured = record->captured,
	};

	if (size < sizeof(*record) ||
	    record->captured > size - sizeof(*record) ||
	    record->captured > ERD_SAMPLE_JUMBO)
		return 0;
	if (erd_is_tag(record->inner_tpid))
		info.inner_tpid = record->inner_tpid;
	put_tag_back(samples, record, &info);
	return samples->fn(&info, samples->data);
}

/*
 * A name that only one process at a time can have, and that goes with it: an
 * abstract socket's. (Of one network namespace, but the port is in one.)
 */
static int lock_reader(struct erd_samples *samples, struct erd_error *err)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(samples->map, &info, &size))
		return fastpath_fail(samples->fp, errno, err);
	snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1,
		 "erd/samples/%u", info.id);
	samples->lock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (samples->lock < 0)
		return fastpath_fail(samples->fp, errno, err);
	if (!bind(samples->lock, (struct sockaddr *)&name, sizeof(name)))
		return ERD_OK;
	if (errno != EADDRINUSE)
		return fastpath_fail(samples->fp, errno, err);
	return erd_fail(err, ERD_CONFLICT,
			"port '%s': another process is reading its samples",
			samples->fp->port);
}

static int open_ring(struct erd_samples *samples, struct erd_error *err)
{
	const char *port = samples->fp->port;
	char path[PATH_MAX];
	int ret;

	bpffs_path(path, port, FASTPATH_SAMPLES);
	samples->map = bpf_obj_get(path);
	if (samples->map == -ENOENT) {
		erd_fail(err, ERD_NOT_FOUND, "port '%s': nothing is sampled",
			 port);
		erd_hint(err, "erdctl circuit set NAME sample N copies one of N frames, with 1 all of them");
		return ERD_NOT_FOUND;
	}
	if (samples->map < 0)
		return fastpath_fail(samples->fp, -samples->map, err);
	ret = lock_reader(samples, err);
	if (ret)
		return ret;
	samples->ring = ring_buffer__new(samples->map, hand_over, samples,
					 NULL);
	return samples->ring ? ERD_OK :
			       fastpath_fail(samples->fp, errno, err);
}

static int open_timer(struct erd_samples *samples, struct erd_error *err)
{
	const struct itimerspec period = {
		.it_interval.tv_nsec = PERIOD_NS,
		.it_value.tv_nsec = PERIOD_NS,
	};

	samples->timer = timerfd_create(CLOCK_MONOTONIC,
					TFD_CLOEXEC | TFD_NONBLOCK);
	if (samples->timer < 0 ||
	    timerfd_settime(samples->timer, 0, &period, NULL))
		return fastpath_fail(samples->fp, errno, err);
	return ERD_OK;
}

int erd_samples_open(const char *port, struct erd_samples **samples,
		     struct erd_error *err)
{
	struct erd_samples *new = calloc(1, sizeof(*new));
	int ret;

	*samples = NULL;
	if (!new)
		return erd_fail(err, ERD_ERROR, "no memory");
	new->map = new->lock = new->timer = -1;
	ret = erd_fastpath_open(port, &new->fp, err);
	if (!ret)
		ret = open_ring(new, err);
	if (!ret)
		ret = open_timer(new, err);
	if (ret)
		erd_samples_close(new);
	else
		*samples = new;
	return ret;
}

void erd_samples_close(struct erd_samples *samples)
{
	if (!samples)
		return;
	ring_buffer__free(samples->ring);
	if (samples->map >= 0)
		close(samples->map);
	if (samples->timer >= 0)
		close(samples->timer);
	if (samples->lock >= 0)
		close(samples->lock);
	erd_fastpath_close(samples->fp);
	free(samples);
}

int erd_samples_fd(const struct erd_samples *samples)
{
	return samples->timer;
}

int erd_samples_read(struct erd_samples *samples, erd_sample_fn fn, void *data,
		     struct erd_error *err)
{
	uint64_t times;
	int ret;

	/* Looked at now, so not again before the next time. */
	if (read(samples->timer, &times, sizeof(times)) < 0 &&
	    errno != EAGAIN)
		return fastpath_fail(samples->fp, errno, err);
	samples->fn = fn;
	samples->data = data;
	ret = ring_buffer__consume(samples->ring);
	return ret > 0 ? ERD_OK : ret;
}

uint64_t erd_samples_lost(const struct erd_samples *samples)
{
	const struct erd_port_counters *port =
		samples->fp->area[FASTPATH_PORT].at;
	uint64_t lost = 0;
	__u32 cpu;

	for (cpu = 0; cpu < samples->fp->facts.cpus; cpu++)
		lost += __atomic_load_n(&port[cpu].samples_lost,
					__ATOMIC_RELAXED);
	return lost;
}

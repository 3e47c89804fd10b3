// SPDX-License-Identifier: LGPL-2.1-or-later
#include "taps.h"
#include "error.h"
#include "tap_drops.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* The kernel hands over a block of frames after so long, full or not. */
#define BLOCK_MS	10
/*
 * A frame that came at a time is to be seen this much later at the latest, even
 * if its block is not full: the block's timer, and then as much again as it may
 * be late on a busy machine.
 */
#define LATE_NS		(40 * 1000000ULL)
/* From a frame's time to its being counted: what a softirq can take. */
#define ARRIVAL_NS	(1 * 1000000ULL)
/* A ring that shows no frame is looked at so often at most. */
#define PACE_NS		(1 * 1000000ULL)
#define PACE_MS		1
/* A frame from so far ahead says that the clock was set back. */
#define AHEAD_NS	(1000 * 1000000ULL)
/* Drops are asked for after so many frames of a tap. */
#define COUNT_EVERY	64

struct tap {
	/* Either of them; neither: closed. */
	pcap_t *pcap;
	struct tap_drops *drops;
	char name[32];
	uint32_t snaplen;
	unsigned int interface;
	enum frame_direction direction;
	bool waits;			/* has a frame: @head */
	struct frame head;
	uint64_t known_ns;		/* what came until then is taken */
	uint64_t asked_ns;		/* when it showed no frame */
	uint64_t taken;			/* frames so far */
	unsigned int uncounted;		/* of those, since drops were asked for */
	/*
	 * Frames that the kernel has counted and libpcap does not hand over, as
	 * those before the filter was there; and a look that may tell so.
	 */
	uint64_t unseen;
	uint64_t looked_ns, looked_arrived, looked_taken;
	struct taps_counts counts;
	uint64_t drops_told;		/* to frames, of counts.dropped */
};

struct taps {
	struct tap tap[TAPS_MAX];
	size_t n;
	struct tap *last;		/* whose frame the caller has */
	bool draining;
};

static bool is_open(const struct tap *tap)
{
	return tap->pcap || tap->drops;
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* --- opening ------------------------------------------------------------ */

static int fail(const char *ifname, pcap_t *pcap, int status,
		struct erd_error *err)
{
	switch (status) {
	case PCAP_ERROR_PERM_DENIED:
		erd_fail(err, ERD_PERMISSION, "'%s': capturing takes CAP_NET_RAW",
			 ifname);
		erd_hint(err, "run as root");
		return ERD_PERMISSION;
	case PCAP_ERROR_NO_SUCH_DEVICE:
		return erd_fail(err, ERD_NOT_FOUND,
				"there is no network device '%s'", ifname);
	case PCAP_ERROR_IFACE_NOT_UP:
		erd_fail(err, ERD_CONFLICT, "'%s' is down", ifname);
		erd_hint(err, "ip link set %s up", ifname);
		return ERD_CONFLICT;
	default:
		return erd_fail(err, ERD_ERROR, "'%s': %.200s", ifname,
				pcap_geterr(pcap)[0] ? pcap_geterr(pcap) :
				pcap_statustostr(status));
	}
}

static int activate(pcap_t *pcap, const struct tap_config *config,
		    struct erd_error *err)
{
	bool in = config->direction == FRAME_DIRECTION_IN;
	char text[PCAP_ERRBUF_SIZE];
	int ret;

	pcap_set_snaplen(pcap, config->snaplen);
	pcap_set_promisc(pcap, 1);
	pcap_set_timeout(pcap, BLOCK_MS);
	pcap_set_buffer_size(pcap, config->buffer_mib << 20);
	pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
	ret = pcap_activate(pcap);
	if (ret < 0)
		return fail(config->ifname, pcap, ret, err);
	if (pcap_datalink(pcap) != DLT_EN10MB)
		return erd_fail(err, ERD_USAGE, "'%s' is no Ethernet device",
				config->ifname);
	if (pcap_get_tstamp_precision(pcap) != PCAP_TSTAMP_PRECISION_NANO)
		return erd_fail(err, ERD_ERROR, "'%s': no time in nanoseconds",
				config->ifname);
	ret = pcap_setdirection(pcap, in ? PCAP_D_IN : PCAP_D_OUT);
	if (!ret)
		ret = pcap_setnonblock(pcap, 1, text);
	return ret ? fail(config->ifname, pcap, ret, err) : ERD_OK;
}

/*
 * Not by pcap_setfilter(): that would run it again in user space on the first
 * frames, where libpcap does not know all that the kernel does. Until here
 * frames come unfiltered, as they may: the filter only spares room.
 */
static int attach(pcap_t *pcap, const struct tap_config *config,
		  struct erd_error *err)
{
	struct sock_fprog program;

	if (!config->filter)
		return ERD_OK;
	program.len = config->filter->n;
	program.filter = (struct sock_filter *)config->filter->code;
	if (!setsockopt(pcap_fileno(pcap), SOL_SOCKET, SO_ATTACH_FILTER,
			&program, sizeof(program)))
		return ERD_OK;
	return erd_fail(err, ERD_ERROR, "'%s': the kernel's filter: %s",
			config->ifname, strerror(errno));
}

int taps_new(struct taps **taps, struct erd_error *err)
{
	*taps = calloc(1, sizeof(**taps));
	return *taps ? ERD_OK : erd_fail(err, ERD_ERROR, "out of memory");
}

/* Room for another, or NULL. */
static struct tap *new_tap(struct taps *taps, struct erd_error *err)
{
	if (taps->n < TAPS_MAX)
		return &taps->tap[taps->n];
	erd_fail(err, ERD_USAGE, "at most %d taps at once", TAPS_MAX);
	return NULL;
}

int taps_add(struct taps *taps, const struct tap_config *config,
	     struct erd_error *err)
{
	struct tap *tap = new_tap(taps, err);
	char text[PCAP_ERRBUF_SIZE];
	pcap_t *pcap;
	int ret;

	if (!tap)
		return ERD_USAGE;
	pcap = pcap_create(config->ifname, text);
	if (!pcap)
		return erd_fail(err, ERD_ERROR, "'%s': %.200s", config->ifname,
				text);
	ret = activate(pcap, config, err);
	if (!ret)
		ret = attach(pcap, config, err);
	if (ret) {
		pcap_close(pcap);
		return ret;
	}
	taps->n++;
	tap->pcap = pcap;
	tap->interface = config->interface;
	tap->direction = config->direction;
	snprintf(tap->name, sizeof(tap->name), "%s", config->ifname);
	return ERD_OK;
}

int taps_add_drops(struct taps *taps, const char *port, unsigned int interface,
		   uint32_t snaplen, struct erd_error *err)
{
	struct tap *tap = new_tap(taps, err);
	int ret;

	if (!tap)
		return ERD_USAGE;
	ret = tap_drops_open(port, &tap->drops, err);
	if (ret)
		return ret;
	taps->n++;
	tap->interface = interface;
	tap->snaplen = snaplen;
	snprintf(tap->name, sizeof(tap->name), "%s", port);
	return ERD_OK;
}

/* --- counts ------------------------------------------------------------- */

/* Not by pcap_stats(), which also reads files of the device each time. */
static void count(struct tap *tap)
{
	struct tpacket_stats_v3 stats;
	socklen_t size = sizeof(stats);

	tap->uncounted = 0;
	if (tap->drops)
		tap_drops_count(tap->drops, &tap->counts.received,
				&tap->counts.dropped);
	/* The kernel's begin anew with each look. */
	if (!tap->pcap || getsockopt(pcap_fileno(tap->pcap), SOL_PACKET,
				     PACKET_STATISTICS, &stats, &size))
		return;
	tap->counts.received += stats.tp_packets;
	tap->counts.dropped += stats.tp_drops;
}

static void count_device(struct tap *tap)
{
	struct pcap_stat stat;

	count(tap);
	if (tap->pcap && !pcap_stats(tap->pcap, &stat))
		tap->counts.if_dropped = stat.ps_ifdrop;
}

void taps_count(struct taps *taps, unsigned int interface,
		struct taps_counts *counts)
{
	size_t i;

	*counts = (struct taps_counts){};
	for (i = 0; i < taps->n; i++) {
		struct tap *tap = &taps->tap[i];

		if (tap->interface != interface)
			continue;
		count_device(tap);
		counts->received += tap->counts.received;
		counts->dropped += tap->counts.dropped;
		/* Both taps of a device ask it for the same. */
		if (tap->counts.if_dropped > counts->if_dropped)
			counts->if_dropped = tap->counts.if_dropped;
	}
}

static void close_tap(struct tap *tap)
{
	if (!is_open(tap))
		return;
	count_device(tap);
	if (tap->pcap)
		pcap_close(tap->pcap);
	tap_drops_close(tap->drops);
	tap->pcap = NULL;
	tap->drops = NULL;
}

void taps_free(struct taps *taps)
{
	size_t i;

	if (!taps)
		return;
	for (i = 0; i < taps->n; i++)
		close_tap(&taps->tap[i]);
	free(taps);
}

/* --- frames ------------------------------------------------------------- */

static void take(struct tap *tap, const struct pcap_pkthdr *header,
		 const uint8_t *data)
{
	tap->head = (struct frame){
		.data = data,
		.captured = header->caplen,
		.length = header->len,
		/* tv_usec has nanoseconds, as was asked for. */
		.time_ns = header->ts.tv_sec * 1000000000ULL +
			   header->ts.tv_usec,
		.interface = tap->interface,
		.direction = tap->direction,
	};
	tap->waits = true;
	tap->taken++;
	if (++tap->uncounted >= COUNT_EVERY)
		count(tap);
}

/* 1 and tap->head, 0 or an error. */
static int next_of_pcap(struct tap *tap, struct erd_error *err)
{
	struct pcap_pkthdr *header;
	const uint8_t *data;
	int ret = pcap_next_ex(tap->pcap, &header, &data);

	if (ret == 1)
		take(tap, header, data);
	if (ret >= 0)
		return ret;
	return erd_fail(err, ERD_ERROR, "'%s': %.200s", tap->name,
			pcap_geterr(tap->pcap));
}

static int next_of_drops(struct tap *tap, struct erd_error *err)
{
	int ret = tap_drops_next(tap->drops, tap->snaplen, &tap->head, err);

	tap->waits = ret == 1;
	tap->head.interface = tap->interface;
	tap->uncounted += tap->waits;
	return ret;
}

/*
 * The ring shows no frame. If the kernel has counted none that was not taken,
 * there is none; else it is in a block that is not full, and shows up in time.
 */
static void look(struct tap *tap, uint64_t empty_ns)
{
	uint64_t now = now_ns(), arrived;

	tap->asked_ns = now;
	count(tap);
	if (tap->drops) {
		tap->known_ns = now - ARRIVAL_NS;
		return;
	}
	arrived = tap->counts.received - tap->counts.dropped;
	if (tap->looked_taken != tap->taken || !tap->looked_ns ||
	    empty_ns > tap->looked_ns + LATE_NS) {
		/* What had arrived by then would have shown up by now. */
		if (tap->looked_taken == tap->taken && tap->looked_ns)
			tap->unseen = tap->looked_arrived - tap->taken;
		tap->looked_ns = now;
		tap->looked_arrived = arrived;
		tap->looked_taken = tap->taken;
	}
	tap->known_ns = arrived == tap->taken + tap->unseen ?
			now - ARRIVAL_NS : empty_ns - LATE_NS;
}

/* Sees to it that the tap has a frame, or what it is known to have not. */
static int fill(struct tap *tap, struct erd_error *err)
{
	uint64_t now;
	int ret;

	if (tap->waits || !is_open(tap))
		return ERD_OK;
	now = now_ns();
	ret = tap->pcap ? next_of_pcap(tap, err) : next_of_drops(tap, err);
	if (ret < 0) {
		close_tap(tap);
		return ERD_ERROR;
	}
	if (!ret)
		look(tap, now);
	return ERD_OK;
}

static struct tap *oldest(struct taps *taps)
{
	struct tap *best = NULL;
	size_t i;

	for (i = 0; i < taps->n; i++) {
		struct tap *tap = &taps->tap[i];

		if (tap->waits &&
		    (!best || tap->head.time_ns < best->head.time_ns))
			best = tap;
	}
	return best;
}

/* Whether no other tap can still come with an older frame. */
static bool is_next(const struct taps *taps, const struct tap *best)
{
	uint64_t time = best->head.time_ns;
	size_t i;

	for (i = 0; i < taps->n && !taps->draining; i++) {
		const struct tap *tap = &taps->tap[i];

		if (is_open(tap) && !tap->waits && tap->known_ns < time)
			return time > now_ns() + AHEAD_NS;
	}
	return true;
}

/* A tap that is known to have nothing older, or just showed none, can wait. */
static bool must_fill(const struct taps *taps, const struct tap *tap,
		      const struct tap *best)
{
	if (tap == taps->last || !best || taps->draining)
		return true;
	return tap->known_ns < best->head.time_ns &&
	       now_ns() - tap->asked_ns >= PACE_NS;
}

static int fill_all(struct taps *taps, struct erd_error *err)
{
	const struct tap *best = oldest(taps);
	bool any = false;
	size_t i;
	int ret;

	for (i = 0; i < taps->n; i++) {
		struct tap *tap = &taps->tap[i];

		if (must_fill(taps, tap, best)) {
			ret = fill(tap, err);
			if (ret)
				return ret;
		}
		any = any || is_open(tap) || tap->waits;
	}
	if (!any)
		return erd_fail(err, ERD_NOT_FOUND,
				"there is nothing left to capture on");
	return ERD_OK;
}

int taps_next(struct taps *taps, struct frame *frame, struct erd_error *err)
{
	struct tap *best;
	int ret;

	ret = fill_all(taps, err);
	if (ret)
		return ret;
	best = oldest(taps);
	if (!best || !is_next(taps, best))
		return 0;
	best->waits = false;
	best->head.dropped = best->counts.dropped - best->drops_told;
	best->drops_told = best->counts.dropped;
	*frame = best->head;
	taps->last = best;
	return 1;
}

void taps_drain(struct taps *taps)
{
	taps->draining = true;
}

/* --- waiting ------------------------------------------------------------ */

static int fd_of(const struct tap *tap)
{
	return tap->pcap ? pcap_get_selectable_fd(tap->pcap) :
			   tap_drops_fd(tap->drops);
}

int taps_wait(struct taps *taps, int also, int timeout_ms,
	      const sigset_t *while_waiting)
{
	struct pollfd polls[TAPS_MAX + 1];
	struct timespec timeout;
	nfds_t n = 0;
	size_t i;

	/* One that is held back must go on soon, whatever the others do. */
	if (oldest(taps) && (timeout_ms < 0 || timeout_ms > PACE_MS))
		timeout_ms = PACE_MS;
	polls[n++] = (struct pollfd){ .fd = also };
	for (i = 0; i < taps->n; i++)
		if (is_open(&taps->tap[i]) && !taps->tap[i].waits)
			polls[n++] = (struct pollfd){
				.fd = fd_of(&taps->tap[i]),
				.events = POLLIN,
			};
	timeout.tv_sec = timeout_ms / 1000;
	timeout.tv_nsec = timeout_ms % 1000 * 1000000L;
	if (ppoll(polls, n, timeout_ms < 0 ? NULL : &timeout,
		  while_waiting) <= 0)
		return ERD_OK;
	if (polls[0].revents & (POLLERR | POLLHUP | POLLNVAL))
		return ERD_UNCHANGED;
	return ERD_OK;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "port.h"

#include <bpffs.h>
#include <fastpath.h>
#include <fastpath_load.h>
#include <fastpath_maps.h>
#include <fastpath_settings.h>
#include <xdp/erd_drop.skel.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RATE		100000000000ULL	/* of the fastest port there is */
#define SAMPLE_EVERY	1024
#define SAMPLE_OCTETS	64
#define BPF_TCX_INGRESS	46	/* <linux/bpf.h> of Linux 6.6 */

static void die_of(const struct erd_error *err)
{
	fprintf(stderr, "bench: %s\n", err->text);
	exit(1);
}

/* --- what is asked for -------------------------------------------------- */

static int ignore(const struct erd_sample_info *sample, void *data)
{
	(void)sample;
	(void)data;
	return 0;
}

static void *read_samples(void *arg)
{
	struct erd_samples *samples = arg;
	struct pollfd ready = { .fd = erd_samples_fd(samples),
				.events = POLLIN };

	while (poll(&ready, 1, -1) >= 0)
		erd_samples_read(samples, ignore, NULL, NULL);
	return NULL;
}

static void start_reader(const char *name)
{
	struct erd_samples *samples;
	struct erd_error err = {};
	pthread_t thread;

	if (erd_samples_open(name, &samples, &err))
		die_of(&err);
	if (pthread_create(&thread, NULL, read_samples, samples))
		die("a thread that reads samples", EAGAIN);
}

/* Circuits, which have limits and are sampled, are where the S-tag changes. */
static void set_circuits(struct erd_fastpath *fp, const struct erd_port *port,
			 const struct bench_tags *tags, size_t n)
{
	const struct erd_rate rate = { .bits_per_s = RATE };
	const struct erd_sampling sampling = {
		.every = SAMPLE_EVERY, .snap = SAMPLE_OCTETS,
		.directions = 3, .verdicts = 3,
	};
	struct erd_error err = {};
	size_t i;

	for (i = 0; i < n; i++) {
		if (i && tags[i].outer == tags[i - 1].outer)
			continue;
		if (fastpath_set_limit(fp, port, ERD_DIRECTION_RX,
				       tags[i].outer, &rate, &err) ||
		    fastpath_set_watch(fp, port, tags[i].outer, 0, &sampling,
				       &err))
			die_of(&err);
	}
}

/* --- the port ----------------------------------------------------------- */

static int program_of(const char *device)
{
	int fd = bpf_prog_get_fd_by_id(
		fastpath_query_xdp(if_nametoindex(device)));

	if (fd < 0)
		die(device, errno);
	return fd;
}

static struct erd_port describe(const char *device, bool dot1q)
{
	struct erd_port port = {
		.ifindex = if_nametoindex(device),
		.encap = dot1q ? ERD_ENCAP_DOT1Q : ERD_ENCAP_QINQ,
		.outer_tpid = dot1q ? ERD_TPID_CTAG : ERD_TPID_STAG,
	};

	snprintf(port.name, sizeof(port.name), "%s", device);
	snprintf(port.ifname, sizeof(port.ifname), "%s", device);
	return port;
}

void port_open(struct port *port, const char *device,
	       const struct port_setup *setup, const struct bench_tags *tags,
	       size_t n)
{
	const struct erd_port of = describe(device, setup->dot1q);
	struct erd_error err = {};
	size_t i;

	if (fastpath_attach(&of, ERD_XDP_NATIVE, &err))
		die_of(&err);
	if (erd_fastpath_open(device, &port->fp, &err))
		die_of(&err);
	if (setup->everything &&
	    fastpath_set_histogram(port->fp, &of, true, &err))
		die_of(&err);
	if (setup->everything && !setup->dot1q) {
		set_circuits(port->fp, &of, tags, n);
		start_reader(device);
	}
	for (i = 0; i < n; i++)
		if (fastpath_add_peering(port->fp,
					 setup->dot1q ? 0 : tags[i].outer,
					 tags[i].inner, &err))
			die_of(&err);
	port->device = device;
	port->receive = program_of(device);
}

void port_detach(const struct port *port)
{
	fastpath_detach(port->device, if_nametoindex(port->device));
}

void port_limit(const struct port *port, int direction, unsigned int outer,
		uint64_t rate, uint32_t burst)
{
	const struct erd_port of = describe(port->device, false);
	const struct erd_rate limit = { .bits_per_s = rate, .burst = burst };
	struct erd_error err = {};

	if (fastpath_set_limit(port->fp, &of, direction, outer, &limit, &err))
		die_of(&err);
}

static void add(struct tally *to, const struct erd_count *count)
{
	to->frames += count->frames;
	to->bytes += count->bytes;
}

void port_count(const struct port *port, const struct bench_tags *tags,
		size_t n, struct tally *tally)
{
	struct erd_account account;
	size_t i;

	for (i = 0; i < n; i++) {
		erd_fastpath_read(port->fp, tags[i].outer, tags[i].inner,
				  &account);
		add(tally, &account.rx);
	}
}

void port_count_tcx(const struct port *port, const struct bench_tags *tags,
		    size_t n, struct tally *tally)
{
	struct erd_account account;
	size_t i;

	for (i = 0; i < n; i++) {
		erd_fastpath_read(port->fp, tags[i].outer, tags[i].inner,
				  &account);
		add(tally, &account.tx);
	}
}

/* --- the same programs, but they drop ----------------------------------- */

static int open_pin(const struct port *port, const char *pin)
{
	char path[PATH_MAX];

	bpffs_path(path, port->device, pin);
	return bpf_obj_get(path);
}

/* Maps that the port has been made without stay as small as they are. */
static void take_map(const struct port *port, struct bpf_map *map,
		     const char *pin)
{
	int fd = open_pin(port, pin), ret;

	if (fd == -ENOENT)
		return;
	if (fd < 0)
		die(pin, -fd);
	ret = bpf_map__reuse_fd(map, fd);
	if (ret)
		die(pin, -ret);
	close(fd);
}

static struct erd_drop_bpf *load_drop(const struct port *port)
{
	struct erd_drop_bpf *skel;
	struct bpf_map *map;
	int ret;

	programs_init();
	skel = erd_drop_bpf__open();
	if (!skel)
		die("erd_drop.bpf.o", errno);
	skel->rodata->facts = port->fp->facts;
	bpf_object__for_each_map(map, skel->obj) {
		if (map == skel->maps.rodata)
			continue;
		take_map(port, map, bpf_map__is_internal(map) ?
					    "config" : bpf_map__name(map));
	}
	ret = erd_drop_bpf__load(skel);
	if (ret)
		die("erd_drop.bpf.o", -ret);
	return skel;
}

void port_drop(const struct port *port)
{
	struct erd_drop_bpf *skel = load_drop(port);
	int link = open_pin(port, FASTPATH_RX_LINK);

	if (bpf_link_update(link, bpf_program__fd(skel->progs.drop_receive),
			    NULL))
		die(port->device, errno);
	close(link);
}

void port_attach_tcx(const struct port *port, const char *device)
{
	struct erd_drop_bpf *skel = load_drop(port);

	if (bpf_link_create(bpf_program__fd(skel->progs.drop_ingress),
			    if_nametoindex(device),
			    (enum bpf_attach_type)BPF_TCX_INGRESS, NULL) < 0)
		die("tcx, which Linux has from 6.6 on", errno);
}

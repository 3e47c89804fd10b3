// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is received: XDP's live frames over a veth pair, each CPU what it sent
 * itself. erd's program drops those that pass, after it has counted them: in
 * the stack they would take longer than all that is measured.
 */
#include "rate.h"

#include "../xdp/source.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/erd.h>
#include <erd_maps.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#define FAR		"far"
#define BATCH		64
#define BPF_F_TEST_XDP_LIVE_FRAMES	(1U << 1)

static struct source sources[2];
static uint8_t frame[4096];
static struct port *port;
static const struct bench_tags *tags;
static unsigned int octets;

static void open_police(struct port *of, const struct bench_tags *with,
			unsigned int size)
{
	const struct frame_tags first = { ETH_P_8021AD, ETH_P_8021Q, with[0] };
	int i, ret;

	if (size > sizeof(frame))
		die("frames so long", EMSGSIZE);
	port = of;
	tags = with;
	octets = size;
	port_drop(port);
	frame_fill(frame, &first);
	for (i = 0; i < 2; i++) {
		source_open_tags(&sources[i], with, 2);
		source_set_device(&sources[i], if_nametoindex(FAR));
	}
	/* A program that is nowhere attached is waited for in each call. */
	ret = bpf_xdp_attach(if_nametoindex("idle"), sources[0].send,
			     XDP_FLAGS_DRV_MODE, NULL);
	if (!ret)
		ret = bpf_xdp_attach(if_nametoindex("idle2"), sources[1].send,
				     XDP_FLAGS_DRV_MODE, NULL);
	if (ret)
		die("idle", -ret);
}

static unsigned int send_police(unsigned int cpu, unsigned int n)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame,
		    .data_size_in = octets, .repeat = 2 * n,
		    .batch_size = 2 * n < BATCH ? 2 * n : BATCH,
		    .flags = BPF_F_TEST_XDP_LIVE_FRAMES);

	if (bpf_prog_test_run_opts(sources[cpu].send, &opts))
		die("live frames", errno);
	return n;
}

static uint64_t passed_police(unsigned int of)
{
	struct tally tally = {};

	port_count(port, &tags[of], 1, &tally);
	return tally.frames;
}

const struct way police = { ERD_DIRECTION_RX, open_police, send_police,
			    passed_police };

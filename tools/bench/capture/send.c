// SPDX-License-Identifier: GPL-2.0-only
/*
 * send DEVICE IDLE FRAMES: sends that many, of 64 circuits, by DEVICE of a veth
 * pair as fast as one processor can. IDLE is a device that gets no frame.
 */
#include "../xdp/source.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

#define CPU		1
#define CIRCUITS	64
#define BPF_F_TEST_XDP_LIVE_FRAMES	(1U << 1)

int main(int argc, char **argv)
{
	static const struct frame_tags first = { ETH_P_8021AD, ETH_P_8021Q,
						 { 1, 1 } };
	static uint8_t frame[FRAME_SIZE];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame,
		    .data_size_in = sizeof(frame),
		    .flags = BPF_F_TEST_XDP_LIVE_FRAMES);
	struct source source;
	uint64_t start;
	int ret;

	if (argc != 4) {
		fprintf(stderr, "usage: send DEVICE IDLE FRAMES\n");
		return 2;
	}
	opts.repeat = strtoul(argv[3], NULL, 10);
	source_open(&source, CIRCUITS);
	source_set_device(&source, if_nametoindex(argv[1]));
	frame_fill(frame, &first);
	/* A program that is nowhere attached is waited for. */
	ret = bpf_xdp_attach(if_nametoindex(argv[2]), source.send,
			     XDP_FLAGS_DRV_MODE, NULL);
	if (ret)
		die(argv[2], -ret);
	stay_on_cpu(CPU);
	start = now_ns();
	if (bpf_prog_test_run_opts(source.send, &opts))
		die("live frames", errno);
	printf("%.3f\n", opts.repeat * 1000.0 / (now_ns() - start));
	bpf_xdp_detach(if_nametoindex(argv[2]), XDP_FLAGS_DRV_MODE, NULL);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
#include "source.h"
#include "bench.h"

#include <xdp/source.skel.h>

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

void source_open_tags(struct source *source, const struct bench_tags *tags,
		      size_t n)
{
	struct source_bpf *skel = source_bpf__open();
	uint8_t frame[FRAME_SIZE];
	size_t i;
	int ret;

	if (!skel)
		die("source.bpf.o", errno);
	frame_fill(frame, &(struct frame_tags){});
	memcpy(skel->rodata->addresses, frame, sizeof(skel->rodata->addresses));
	skel->rodata->tags_n = n;
	ret = source_bpf__load(skel);
	if (ret)
		die("source.bpf.o", -ret);
	for (i = 0; i < n; i++) {
		skel->bss->tags[i].outer = htons(tags[i].outer);
		skel->bss->tags[i].inner = htons(tags[i].inner);
	}
	source->skel = skel;
	source->next = bpf_program__fd(skel->progs.source_next);
	source->send = bpf_program__fd(skel->progs.source_send);
	source->pass = bpf_program__fd(skel->progs.source_pass);
	source->drop = bpf_program__fd(skel->progs.source_drop);
}

void source_open(struct source *source, unsigned int circuits)
{
	static struct bench_tags tags[BENCH_TAGS];

	source_open_tags(source, tags, tags_fill(tags, circuits));
}

void source_close(struct source *source)
{
	source_bpf__destroy(source->skel);
}

void source_set_next(const struct source *source, int prog)
{
	__u32 first = 0;

	if (bpf_map_update_elem(bpf_map__fd(source->skel->maps.measured),
				&first, &prog, BPF_ANY))
		die("source.bpf.o: nothing to go on with", errno);
}

void source_set_device(const struct source *source, unsigned int ifindex)
{
	__u32 first = 0;

	if (bpf_map_update_elem(bpf_map__fd(source->skel->maps.cable), &first,
				&ifindex, BPF_ANY))
		die("source.bpf.o: nothing to send by", errno);
}

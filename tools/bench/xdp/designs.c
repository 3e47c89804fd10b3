// SPDX-License-Identifier: GPL-2.0-only
#include "designs.h"
#include "hash.h"

#include <fastpath.h>
#include <xdp/hash.skel.h>
#include <xdp/source.skel.h>

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void source_open(struct source *source, unsigned int circuits)
{
	static struct bench_tags tags[BENCH_TAGS];
	size_t i, n = tags_fill(tags, circuits);
	struct source_bpf *skel = source_bpf__open();
	int ret;

	if (!skel)
		die("source.bpf.o", errno);
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

int program_of(const char *device)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, opts);
	int ret = bpf_xdp_query(if_nametoindex(device), 0, &opts), fd;

	if (ret)
		die(device, -ret);
	fd = bpf_prog_get_fd_by_id(opts.prog_id);
	if (fd < 0)
		die(device, errno);
	return fd;
}

static void die_of(const struct erd_error *err)
{
	fprintf(stderr, "bench: %s\n", err->text);
	exit(1);
}

int port_open(const char *device, const struct port_setup *setup,
	     const struct bench_tags *tags, size_t n)
{
	struct erd_port port = {
		.ifindex = if_nametoindex(device),
		.encap = setup->dot1q ? ERD_ENCAP_DOT1Q : ERD_ENCAP_QINQ,
		.outer_tpid = setup->dot1q ? 0x8100 : 0x88a8,
	};
	struct erd_error err = {};
	struct erd_fastpath *fp;
	size_t i;
	int prog;

	snprintf(port.name, sizeof(port.name), "%s", device);
	snprintf(port.ifname, sizeof(port.ifname), "%s", device);
	if (fastpath_attach(&port, ERD_XDP_NATIVE, &err) ||
	    erd_fastpath_open(device, &fp, &err))
		die_of(&err);
	for (i = 0; i < n; i++)
		if (fastpath_add_peering(fp, setup->dot1q ? 0 : tags[i].outer,
					 tags[i].inner, &err))
			die_of(&err);
	prog = program_of(device);
	erd_fastpath_close(fp);
	fastpath_detach(device, port.ifindex);
	return prog;
}

static void hash_fill(const struct hash_bpf *skel,
		      const struct bench_tags *tags, size_t n)
{
	struct hash_counter zero[libbpf_num_possible_cpus()];
	struct hash_peering peering = { .enabled = 1 };
	size_t i;

	memset(zero, 0, sizeof(zero));
	for (i = 0; i < n; i++) {
		struct hash_key key = { tags[i].outer, tags[i].inner };

		if (bpf_map_update_elem(bpf_map__fd(skel->maps.peerings), &key,
					&peering, BPF_ANY) ||
		    bpf_map_update_elem(bpf_map__fd(skel->maps.counters), &key,
					zero, BPF_ANY))
			die("hash.bpf.o: a peering", errno);
	}
}

void hash_open(struct hash *hash, unsigned int verdict,
	       const struct bench_tags *tags, size_t n)
{
	struct hash_bpf *skel = hash_bpf__open();
	int ret;

	if (!skel)
		die("hash.bpf.o", errno);
	skel->rodata->verdict = verdict;
	ret = hash_bpf__load(skel);
	if (ret)
		die("hash.bpf.o", -ret);
	hash_fill(skel, tags, n);
	hash->skel = skel;
	hash->prog = bpf_program__fd(skel->progs.hash_receive);
}

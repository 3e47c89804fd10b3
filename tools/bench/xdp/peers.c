// SPDX-License-Identifier: GPL-2.0-only
#include "peers.h"
#include "hash.h"

#include <xdp/hash.skel.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#define MAX_CPUS	1024

static int cpus(void)
{
	int n = libbpf_num_possible_cpus();

	if (n < 0 || n > MAX_CPUS)
		die("processors", n < 0 ? -n : E2BIG);
	return n;
}

/* --- hash --------------------------------------------------------------- */

void hash_open(struct hash *hash, unsigned int verdict,
	       const struct bench_tags *tags, size_t n)
{
	static const struct hash_counter zero[MAX_CPUS];
	const struct hash_peering peering = { .enabled = 1 };
	struct hash_bpf *skel = hash_bpf__open();
	size_t i;
	int ret;

	if (!skel)
		die("hash.bpf.o", errno);
	cpus();
	skel->rodata->verdict = verdict;
	ret = hash_bpf__load(skel);
	if (ret)
		die("hash.bpf.o", -ret);
	for (i = 0; i < n; i++) {
		struct hash_key key = { tags[i].outer, tags[i].inner };

		if (bpf_map_update_elem(bpf_map__fd(skel->maps.peerings), &key,
					&peering, BPF_ANY) ||
		    bpf_map_update_elem(bpf_map__fd(skel->maps.counters), &key,
					zero, BPF_ANY))
			die("hash.bpf.o: a peering", errno);
	}
	hash->skel = skel;
	hash->receive = bpf_program__fd(skel->progs.hash_receive);
}

void hash_count(const struct hash *hash, struct tally *tally)
{
	int map = bpf_map__fd(hash->skel->maps.counters), cpu, n = cpus();
	struct hash_counter counter[MAX_CPUS];
	struct hash_key key, *at = NULL;

	while (!bpf_map_get_next_key(map, at, &key)) {
		at = &key;
		if (bpf_map_lookup_elem(map, &key, counter))
			die("hash.bpf.o: a counter", errno);
		for (cpu = 0; cpu < n; cpu++) {
			tally->frames += counter[cpu].frames;
			tally->bytes += counter[cpu].bytes;
		}
	}
}

/* --- xdp-filter --------------------------------------------------------- */

int filter_program(const char *device)
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

/* Its statistics: packets and octets for each verdict, on each CPU. */
struct filter_record {
	__u64 packets;
	__u64 bytes;
};

#define FILTER_STATS	"xdp_stats_map"
#define FILTER_VERDICTS	5	/* XDP_ABORTED to XDP_REDIRECT */

static int filter_stats(int program)
{
	__u32 ids[16], i;
	struct bpf_prog_info info = { .nr_map_ids = 16,
				      .map_ids = (uintptr_t)ids };
	struct bpf_map_info map;
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(program, &info, &size))
		die("xdp-filter's program", errno);
	for (i = 0; i < info.nr_map_ids; i++) {
		int fd = bpf_map_get_fd_by_id(ids[i]);

		memset(&map, 0, sizeof(map));
		size = sizeof(map);
		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &map, &size) &&
		    !strcmp(map.name, FILTER_STATS) &&
		    map.value_size == sizeof(struct filter_record))
			return fd;
		close(fd);
	}
	die("xdp-filter's statistics", ENOENT);
}

void filter_count(int program, struct tally *tally)
{
	int map = filter_stats(program), n = cpus(), cpu;
	struct filter_record record[MAX_CPUS];
	__u32 verdict;

	for (verdict = 0; verdict < FILTER_VERDICTS; verdict++) {
		if (bpf_map_lookup_elem(map, &verdict, record))
			die("xdp-filter's statistics", errno);
		for (cpu = 0; cpu < n; cpu++) {
			tally->frames += record[cpu].packets;
			tally->bytes += record[cpu].bytes;
		}
	}
	close(map);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fastpath_load.h"
#include "bpffs.h"
#include "fastpath_options.h"
#include "hash.h"

#include <erd_fastpath.skel.h>
#include <erd_fastpath_aside.skel.h>
#include <erd_fastpath_plain.skel.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* <linux/bpf.h> of Linux 6.3. */
#define ERD_BPF_F_XDP_DEV_BOUND_ONLY	(1U << 6)

/* The programs' read-only data; others are pinned by their own names. */
#define FACTS	"facts"

/* --- the objects -------------------------------------------------------- */

enum object {
	OBJECT_USUAL,
	OBJECT_PLAIN,		/* of kernels that cannot cast */
	OBJECT_ASIDE,		/* that asks the driver */
	OBJECTS
};

static const void *elf_of(enum object object, size_t *size)
{
	switch (object) {
	case OBJECT_ASIDE:
		return erd_fastpath_aside_bpf__elf_bytes(size);
	case OBJECT_PLAIN:
		return erd_fastpath_plain_bpf__elf_bytes(size);
	default:
		return erd_fastpath_bpf__elf_bytes(size);
	}
}

uint64_t programs_build(void)
{
	uint64_t build = HASH_BEGIN;
	enum object object;
	size_t size;

	for (object = 0; object < OBJECTS; object++) {
		const void *elf = elf_of(object, &size);

		build = hash_octets(build, elf, size);
	}
	return build;
}

bool programs_can_cast(void)
{
	struct btf *kernel = btf__load_vmlinux_btf();
	bool can = kernel &&
		   btf__find_by_name_kind(kernel, "bpf_cast_to_kern_ctx",
					  BTF_KIND_FUNC) > 0;

	btf__free(kernel);
	return can;
}

/* --- maps --------------------------------------------------------------- */

static bool is_facts(const struct bpf_map *map)
{
	return strstr(bpf_map__name(map), ".rodata");
}

/* The programs' global data is the configuration. */
static const char *pin_name(const struct bpf_map *map)
{
	if (is_facts(map))
		return FACTS;
	return bpf_map__is_internal(map) ? "config" : bpf_map__name(map);
}

/* One more than the highest number of a CPU that there can ever be. */
static int count_cpus(void)
{
	char line[256] = "", *last;
	FILE *file = fopen("/sys/devices/system/cpu/possible", "re");

	if (!file)
		return -errno;
	last = fgets(line, sizeof(line), file);
	fclose(file);
	if (!last)
		return -EIO;
	/* "0-7" or "0,2-5": the last number is the highest. */
	last += strcspn(last, "\n");
	while (last > line && last[-1] >= '0' && last[-1] <= '9')
		last--;
	return atoi(last) + 1;
}

/* False if it is of one size only. */
static bool find_layout(const char *name, enum fastpath_map *map)
{
	for (*map = 0; *map < FASTPATH_MAPS; ++*map)
		if (!strcmp(fastpath_layouts[*map].name, name))
			return true;
	return false;
}

/* A map that is made when it is needed. */
static bool is_optional(const struct bpf_map *map)
{
	enum fastpath_map which;

	return !strcmp(bpf_map__name(map), FASTPATH_SAMPLES) ||
	       (find_layout(pin_name(map), &which) &&
		fastpath_layouts[which].options);
}

static int set_facts(struct bpf_object *object, const struct erd_facts *facts)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, object)
		if (is_facts(map))
			return bpf_map__set_initial_value(map, facts,
							  sizeof(*facts));
	return -ENOENT;
}

int programs_set_size(struct bpf_map *map, enum fastpath_map which, __u32 cpus)
{
	int ret = bpf_map__set_value_size(map,
					  fastpath_value_size(which, cpus));

	return ret ? ret : bpf_map__set_max_entries(
				   map, fastpath_entries(which, cpus));
}

static int set_sizes(struct bpf_object *object, __u32 cpus)
{
	enum fastpath_map which;
	struct bpf_map *map;
	int ret = 0;

	bpf_object__for_each_map(map, object)
		if (!ret && !bpf_map__is_internal(map) && !is_optional(map) &&
		    find_layout(pin_name(map), &which))
			ret = programs_set_size(map, which, cpus);
	return ret;
}

void programs_set_size_classes(struct erd_facts *facts)
{
	unsigned int step, class;

	for (step = 0; step < ERD_SIZE_STEPS; step++) {
		uint32_t octets = step ? step * 128 : 65;

		for (class = 0; octets > erd_size_bound(class); class++)
			;
		facts->size_class[step] = class;
	}
}

static int set_up(struct bpf_object *object, const struct erd_facts *facts,
		  bool casts, const char *port)
{
	struct erd_facts mine = *facts;
	int cpus = count_cpus(), ret;

	if (cpus < 0)
		return cpus;
	mine.cpus = cpus;
	mine.casts = casts;
	programs_set_size_classes(&mine);
	mine.options = port ? fastpath_options(port) : 0;
	ret = set_facts(object, &mine);
	return ret ? ret : set_sizes(object, cpus);
}

static bool same_layout(const struct bpf_map *map, int fd)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	return !bpf_obj_get_info_by_fd(fd, &info, &size) &&
	       info.type == bpf_map__type(map) &&
	       info.key_size == bpf_map__key_size(map) &&
	       (is_optional(map) ||
		(info.value_size == bpf_map__value_size(map) &&
		 info.max_entries == bpf_map__max_entries(map))) &&
	       info.map_flags == bpf_map__map_flags(map);
}

/* A map that an older version did not have is made. */
static int reuse(struct bpf_map *map, const char *port)
{
	char path[PATH_MAX];
	int fd, ret;

	bpffs_path(path, port, pin_name(map));
	fd = bpf_obj_get(path);
	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return fd;
	ret = same_layout(map, fd) ? bpf_map__reuse_fd(map, fd) : -EPROTO;
	close(fd);
	return ret;
}

/* The facts are made anew: no program's constants change once it is loaded. */
static int reuse_all(struct bpf_object *object, const char *port,
		     const char **what)
{
	struct bpf_map *map;
	int ret;

	bpf_object__for_each_map(map, object) {
		if (is_facts(map))
			continue;
		ret = reuse(map, port);
		if (ret) {
			*what = ret == -EPROTO ? pin_name(map) :
						 "cannot open its pins";
			return ret;
		}
	}
	return 0;
}

int programs_each_map(const struct programs *programs,
		      int (*pin)(void *data, int fd, const char *name),
		      void *data)
{
	struct bpf_map *map;
	int ret;

	bpf_object__for_each_map(map, programs->object) {
		if (is_optional(map))
			continue;
		ret = pin(data, bpf_map__fd(map), pin_name(map));
		if (ret)
			return ret;
	}
	return 0;
}

/* --- maps as memory ----------------------------------------------------- */

/* One that the kernel calls whole; false also if there is no such map. */
static bool is_whole(int fd)
{
	struct bpf_map_info info = {};
	enum fastpath_map which;
	__u32 size = sizeof(info);

	return !bpf_obj_get_info_by_fd(fd, &info, &size) &&
	       find_layout(info.name, &which) && fastpath_layouts[which].whole;
}

/*
 * The programs compute with the addresses of such maps, of which the compiler
 * and libbpf know no more than the numbers. The kernel takes either.
 */
static int use_memory(struct bpf_program *program)
{
	size_t n = bpf_program__insn_cnt(program), i;
	struct bpf_insn *insns = calloc(n, sizeof(*insns));
	int ret;

	if (!insns)
		return -ENOMEM;
	memcpy(insns, bpf_program__insns(program), n * sizeof(*insns));
	for (i = 0; i < n; i++)
		if (insns[i].code == (BPF_LD | BPF_IMM | BPF_DW) &&
		    insns[i].src_reg == BPF_PSEUDO_MAP_FD &&
		    is_whole(insns[i].imm))
			insns[i].src_reg = BPF_PSEUDO_MAP_VALUE;
	ret = bpf_program__set_insns(program, insns, n);
	free(insns);
	return ret;
}

/* Once libbpf has put the numbers in. @cookie: flags of the kernel's. */
static int prepare(struct bpf_program *program,
		   struct bpf_prog_load_opts *opts, long cookie)
{
	opts->prog_flags |= cookie;
	return use_memory(program);
}

static void handle_sections(void)
{
	LIBBPF_OPTS(libbpf_prog_handler_opts, xdp,
		    .cookie = BPF_F_XDP_HAS_FRAGS,
		    .prog_prepare_load_fn = prepare);
	LIBBPF_OPTS(libbpf_prog_handler_opts, tc,
		    .prog_prepare_load_fn = prepare);

	libbpf_register_prog_handler("erd.xdp", BPF_PROG_TYPE_XDP, BPF_XDP,
				     &xdp);
	libbpf_register_prog_handler("erd.tc", BPF_PROG_TYPE_SCHED_CLS, 0, &tc);
}

void programs_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, handle_sections);
}

/* --- loading ------------------------------------------------------------ */

static int bind_to(struct bpf_object *object, uint32_t ifindex)
{
	struct bpf_program *receive =
		bpf_object__find_program_by_name(object, "erd_receive");

	if (!receive)
		return -ENOENT;
	bpf_program__set_ifindex(receive, ifindex);
	return bpf_program__set_flags(receive,
				      bpf_program__flags(receive) |
					      ERD_BPF_F_XDP_DEV_BOUND_ONLY);
}

static int program_fd(struct bpf_object *object, const char *name)
{
	struct bpf_program *program =
		bpf_object__find_program_by_name(object, name);

	return program ? bpf_program__fd(program) : -ENOENT;
}

int programs_load(struct programs *programs, const struct erd_facts *facts,
		  bool ask_driver, const char *port, const char **what)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "erd_fastpath");
	bool casts = programs_can_cast();
	size_t size;
	const void *elf = elf_of(ask_driver ? OBJECT_ASIDE :
				 casts ? OBJECT_USUAL : OBJECT_PLAIN, &size);
	int ret;

	programs_init();
	*what = "cannot open its programs";
	programs->object = bpf_object__open_mem(elf, size, &opts);
	if (!programs->object)
		return -errno;
	*what = "cannot load its programs";
	ret = set_up(programs->object, facts, casts, port);
	if (!ret && port)
		ret = reuse_all(programs->object, port, what);
	if (!ret && ask_driver)
		ret = bind_to(programs->object, facts->ifindex);
	if (!ret)
		ret = bpf_object__load(programs->object);
	programs->receive = program_fd(programs->object, "erd_receive");
	programs->transmit = program_fd(programs->object, "erd_transmit");
	return ret;
}

void programs_unload(struct programs *programs)
{
	bpf_object__close(programs->object);
	programs->object = NULL;
}

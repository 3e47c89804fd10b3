/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The programs of the fast path, from liberd into the kernel. */
#ifndef LIBERD_FASTPATH_LOAD_H
#define LIBERD_FASTPATH_LOAD_H

#include "fastpath_maps.h"

struct bpf_map;
struct bpf_object;

/**
 * struct programs - loaded
 * @object: them and their maps
 * @receive: descriptor of the XDP program
 * @transmit: descriptor of that for tc
 */
struct programs {
	struct bpf_object *object;
	int receive;
	int transmit;
};

/*
 * Loads them for a port that is as @facts say but for the number of CPUs,
 * which is filled in. With @ask_driver they can be attached to that device
 * only. With @port, maps that are pinned for it are taken instead of new ones.
 * Returns 0, -EPROTO if one of those has another layout (its name is in
 * *@what), or another negative errno (*@what is then a clause that says at what
 * it failed).
 */
int programs_load(struct programs *programs, const struct erd_facts *facts,
		  bool ask_driver, const char *port, const char **what);
/* Their maps stay where they are pinned. */
void programs_unload(struct programs *programs);

/*
 * Calls @pin for each map with the name that it is to be pinned by, until one
 * call returns other than 0; returns that.
 */
int programs_each_map(const struct programs *programs,
		      int (*pin)(void *data, int fd, const char *name),
		      void *data);

/*
 * What programs_load() does, for who loads the programs himself: what must have
 * been called before an object with them is opened; a map's size; and what facts
 * say as @casts and as @size_class.
 */
void programs_init(void);
int programs_set_size(struct bpf_map *map, enum fastpath_map which, __u32 cpus);
bool programs_can_cast(void);
void programs_set_size_classes(struct erd_facts *facts);

/* A number that other programs than those of this liberd do not have. */
uint64_t programs_build(void);

#endif /* LIBERD_FASTPATH_LOAD_H */

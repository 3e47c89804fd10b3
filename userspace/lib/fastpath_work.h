/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files share that put a fast path on a device, replace its programs
 * and take it off. Private to them.
 */
#ifndef LIBERD_FASTPATH_WORK_H
#define LIBERD_FASTPATH_WORK_H

#include "fastpath.h"
#include "fastpath_load.h"
#include "fastpath_record.h"

#include <bpf/libbpf.h>

#define NEW	"_new"	/* a pin that is to take the place of another */

/**
 * struct work - an attachment, a change of one or its end, under way
 * @port: what it is for
 * @mode: how its receive program is to be attached
 * @err: where to say what went wrong
 * @programs: loaded
 * @record: what is pinned of the port
 * @facts: those that are pinned; all zero without @keep
 * @was: mode it is attached in; ERD_XDP_NONE if it is not
 * @keep: its maps are to be kept, and what they have counted
 * @lock: folder of all ports' pins, locked
 * @print: libbpf's print function when we are not at work
 */
struct work {
	const struct erd_port *port;
	enum erd_xdp_mode mode;
	struct erd_error *err;
	struct programs programs;
	struct fastpath_record record;
	struct erd_facts facts;
	enum erd_xdp_mode was;
	bool keep;
	int lock;
	libbpf_print_fn_t print;
};

/* --- fastpath_work.c ---------------------------------------------------- */

/*
 * Locks all pins and has libbpf be quiet; 0 or an errno. work_end() ends both
 * and unloads the programs.
 */
int work_begin(struct work *work);
void work_end(struct work *work);

/*
 * Fills in the error of @sys_errno with what the kernel said to it. @what is a
 * clause such as "cannot load its programs". Returns its status.
 */
int work_fail(struct work *work, int sys_errno, const char *what);

/* Pins the record of @work. */
int work_write_record(struct work *work);

/* --- fastpath_pins.c ---------------------------------------------------- */

/* Pins something of the port; the second one in the place of what is there. */
int pins_add(struct work *work, int fd, const char *name);
int pins_replace(struct work *work, int fd, const char *name);

/*
 * Takes the fast path off its device, which then is as it was before; what was
 * counted stays. Of devices in other namespaces only what has a link goes.
 */
void pins_take_off(const char *port_name);
/* The same, and nothing stays. */
void pins_remove(const char *port_name);

/* Whether a namespace that still is has a port of that name. */
bool pins_are_elsewhere(const char *port_name);

/* Removes those of dead ports; @port_name is left alone. */
void pins_clear_dead(const char *port_name);

/* --- fastpath_hooks.c --------------------------------------------------- */

/* Attach the programs of @work and pin what holds them. */
int hooks_attach_receive(struct work *work);
int hooks_attach_transmit(struct work *work);

/* Have what is attached run the programs of @work, between two frames. */
int hooks_update_receive(struct work *work);
int hooks_update_transmit(struct work *work);

#endif /* LIBERD_FASTPATH_WORK_H */

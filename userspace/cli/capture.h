/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* erdctl capture: what is asked for, what that means here, and the capture. */
#ifndef ERDCTL_CAPTURE_H
#define ERDCTL_CAPTURE_H

#include "cli.h"
#include "frame.h"
#include "kernel_filter.h"
#include "pcapng.h"
#include "tag_names.h"

#define CAPTURE_SNAPLEN		262144	/* libpcap's: whole frames */
#define CAPTURE_INTERFACES_MAX	8

enum capture_link {
	CAPTURE_LINK_BOTH,
	CAPTURE_LINK_PRIMARY,
	CAPTURE_LINK_SECONDARY,
};

/* As it was said on the command line; NULL, 0 or false where it was not. */
struct capture_request {
	const char *ports, *pair, *circuit, *devices;
	enum erd_peering peering;
	enum capture_link link;
	unsigned int stag, ctag;
	enum frame_direction direction;
	bool on_sub_interfaces;
	bool drops;
	const char *filter;
	uint32_t snaplen;
	uint32_t buffer_mib;
	uint64_t count;
	unsigned int seconds;
	const char *write;
	unsigned int ring_files;
	uint64_t ring_size;
};

/* Something to tap, and its block in a file. */
struct capture_interface {
	char ifname[16];
	char name[ERD_NAME_MAX];	/* "er1": of the port or the device */
	char pair[ERD_NAME_MAX];	/* whose names hold there, or "" */
	char description[160];
	bool is_subif;			/* its frames have no tags … */
	struct tag_name subif;		/* … and this is whose they are */
};

/* What the request means with what there is. */
struct capture_plan {
	struct capture_interface interface[CAPTURE_INTERFACES_MAX];
	size_t n_interfaces;
	struct tag_names *names;
	struct tag_choice *tags;	/* for the kernel; none: all */
	size_t n_tags;
};

/* To be followed by capture_plan_free(), also if it fails. */
int capture_plan_make(struct cli *cli, const struct capture_request *request,
		      struct capture_plan *plan);
void capture_plan_free(struct capture_plan *plan);
/* Whose a frame is, or NULL. */
const struct tag_name *capture_plan_name(const struct capture_plan *plan,
					 const struct frame *frame,
					 const struct frame_tags *tags);
/* Whether its tags are those that were asked for. */
bool capture_plan_wants(const struct capture_request *request,
			const struct tag_name *name,
			const struct frame_tags *tags);

/* All names that the model has. -ENOMEM. */
struct model;
int capture_names(struct cli *cli, const struct model *model,
		  struct tag_names *names);

/* Runs it until it ends. */
int capture_run(struct cli *cli, const struct capture_request *request,
		const struct capture_plan *plan);

/* What became of an interface's frames. */
struct capture_counts {
	uint64_t captured;	/* wanted, and shown or written */
	uint64_t received;	/* by the kernel's filter */
	uint64_t dropped;	/* by the kernel */
	uint64_t if_dropped;	/* by the device */
};

/* One line, or one document, for a frame. */
int capture_show_frame(struct cli *cli, const struct capture_plan *plan,
		       const struct frame *frame, const struct frame_tags *tags,
		       const struct tag_name *name);
/* On standard error, as tcpdump says them. */
void capture_show_counts(const struct capture_plan *plan,
			 const struct capture_counts *counts, uint64_t lost);
int capture_show_counts_json(struct cli *cli, const struct capture_plan *plan,
			     const struct capture_counts *counts,
			     uint64_t lost);

/* "capture read". */
extern const struct cli_param capture_read_params[];
int capture_read_run(struct cli *cli, const struct cli_value *value);

#endif /* ERDCTL_CAPTURE_H */

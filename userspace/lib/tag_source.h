/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the receive program of a port finds outer tags, and what is done so
 * that it does. Private to liberd.
 */
#ifndef LIBERD_TAG_SOURCE_H
#define LIBERD_TAG_SOURCE_H

#include <erd.h>

/**
 * struct tag_source - how it is done
 * @source: where tags are
 * @stripping: receive features that were on at the port and are turned off, of
 *	tag_features.h
 * @peer_offloads: the same of transmit features of the other end
 * @peer: index of that device
 * @peer_netns: inode of its namespace
 */
struct tag_source {
	enum erd_tag_source source;
	uint32_t stripping;
	uint32_t peer_offloads;
	uint32_t peer;
	uint64_t peer_netns;
};

/*
 * Says what is to be done; changes nothing. ERD_CONFLICT, with what to do, if
 * outer tags would be hidden all the same.
 */
int tag_source_plan(const struct erd_port *port, enum erd_xdp_mode mode,
		    struct tag_source *plan, struct erd_error *err);
/* Does it. If it fails half-way, the rest is for tag_source_undo(). */
int tag_source_apply(const struct erd_port *port, const struct tag_source *plan,
		     struct erd_error *err);
/* Puts back what was there before, as far as the devices are. */
void tag_source_undo(uint32_t ifindex, const struct tag_source *done);
/*
 * Whether somebody has turned on again what hides tags; then @text, of @size
 * octets, says what, else it is "".
 */
bool tag_source_broken(uint32_t ifindex, const struct tag_source *done,
		       char *text, size_t size);

#endif /* LIBERD_TAG_SOURCE_H */

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A daemon of FRR by its own socket, as vtysh talks to it: a command and a
 * zero octet; the reply is text, three zero octets and a status.
 */
#ifndef LIBERD_FRR_VTY_H
#define LIBERD_FRR_VTY_H

#include "frr_lines.h"

#include <erd.h>

struct frr_vty {
	int fd;			/* -1: not connected */
	enum frr_daemon daemon;
	unsigned int patience_s;	/* how long it may be silent */
};

/* It answers in a millisecond, if it is not busy. */
#define FRR_VTY_PATIENCE_S	5
/*
 * For what changes something: given up half-way it would be worse than late. If the
 * daemon hangs, FRR's own watch ends it earlier, and with it the connection.
 */
#define FRR_VTY_CHANGE_PATIENCE_S	60

/*
 * Connects, with this patience, and becomes privileged. ERD_NOT_FOUND if there is
 * no such daemon; ERD_PERMISSION if its socket is not for us, which is of a group.
 */
int frr_vty_open_for(struct frr_vty *vty, const char *run,
		     enum frr_daemon daemon, unsigned int patience_s,
		     struct erd_error *err);
/* The same, to ask something. */
int frr_vty_open(struct frr_vty *vty, const char *run, enum frr_daemon daemon,
		 struct erd_error *err);
void frr_vty_close(struct frr_vty *vty);

/*
 * Sends a command. What the daemon says is in @reply, to be freed, unless
 * that is NULL. ERD_ERROR with its words if it refuses, or does not answer
 * while it is waited for; the connection is of no use then.
 */
int frr_vty_command(struct frr_vty *vty, const char *command, char **reply,
		    struct erd_error *err);

/* More than any reply to us. */
#define FRR_VTY_REPLY_MAX	(64u << 20)

const char *frr_daemon_name(enum frr_daemon daemon);

/*
 * A reply that may be incomplete. Returns its length without the end, or -1 if
 * there is more to come. @status is the daemon's, 0 for success.
 */
long frr_reply_end(const char *data, size_t n, unsigned int *status);

#endif /* LIBERD_FRR_VTY_H */

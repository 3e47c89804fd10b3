// SPDX-License-Identifier: LGPL-2.1-or-later
#include "frr_vty.h"
#include "error.h"
#include "frr_kinds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* Three zero octets and the status. */
#define END_SIZE	4

const char *frr_daemon_name(enum frr_daemon daemon)
{
	static const char *const names[] = {
		[FRR_BGPD] = "bgpd",
		[FRR_BFDD] = "bfdd",
		[FRR_ZEBRA] = "zebra",
	};

	return names[daemon];
}

static int connect_failed(const char *path, const char *run, int sys_errno,
			  enum frr_daemon daemon, struct erd_error *err)
{
	enum erd_status status = erd_status_of(sys_errno);

	if (sys_errno == ECONNREFUSED)
		status = ERD_NOT_FOUND;
	erd_fail(err, status, "FRR's %s does not answer at %s: %s",
		 frr_daemon_name(daemon), path, strerror(sys_errno));
	if (err)
		err->sys_errno = sys_errno;
	if (status == ERD_PERMISSION)
		erd_hint(err, "its socket is for root and the group frrvty");
	else if (access(run, F_OK))
		erd_hint(err, "install frr, with %s=yes in /etc/frr/daemons",
			 frr_daemon_name(daemon));
	else
		erd_hint(err,
			 "set %s=yes in /etc/frr/daemons and restart frr",
			 frr_daemon_name(daemon));
	return status;
}

int frr_vty_open_for(struct frr_vty *vty, const char *run,
		     enum frr_daemon daemon, unsigned int patience_s,
		     struct erd_error *err)
{
	struct timeval timeout = { .tv_sec = patience_s };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int len, ret;

	vty->daemon = daemon;
	vty->patience_s = patience_s;
	vty->fd = -1;
	len = snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s.vty",
		       run, frr_daemon_name(daemon));
	if ((size_t)len >= sizeof(address.sun_path))
		return erd_fail(err, ERD_USAGE,
				"'%s' is too long for a folder of sockets", run);
	vty->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (vty->fd < 0 ||
	    setsockopt(vty->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout,
		       sizeof(timeout)) ||
	    setsockopt(vty->fd, SOL_SOCKET, SO_SNDTIMEO, &timeout,
		       sizeof(timeout)) ||
	    connect(vty->fd, (struct sockaddr *)&address, sizeof(address)))
		ret = connect_failed(address.sun_path, run, errno, daemon, err);
	else
		ret = frr_vty_command(vty, "enable", NULL, err);
	if (ret)
		frr_vty_close(vty);
	return ret;
}

int frr_vty_open(struct frr_vty *vty, const char *run, enum frr_daemon daemon,
		 struct erd_error *err)
{
	return frr_vty_open_for(vty, run, daemon, FRR_VTY_PATIENCE_S, err);
}

void frr_vty_close(struct frr_vty *vty)
{
	if (vty->fd >= 0)
		close(vty->fd);
	vty->fd = -1;
}

static int send_all(int fd, const char *data, size_t n)
{
	ssize_t sent;

	for (; n; data += sent, n -= sent) {
		sent = send(fd, data, n, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			sent = 0;
		else if (sent < 0)
			return -1;
	}
	return 0;
}

long frr_reply_end(const char *data, size_t n, unsigned int *status)
{
	if (n < END_SIZE || memcmp(data + n - END_SIZE, "\0\0\0", 3))
		return -1;
	*status = (unsigned char)data[n - 1];
	return n - END_SIZE;
}

/* Reads until the end. Returns its length or -1 with errno; 0 is the end. */
static long read_reply(int fd, char **reply, unsigned int *status)
{
	size_t n = 0, room = 4096;
	char *data = malloc(room), *more;
	long len;
	ssize_t got;

	while (data) {
		got = recv(fd, data + n, room - n - 1, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			if (!got)
				errno = ECONNRESET;
			break;
		}
		n += got;
		len = frr_reply_end(data, n, status);
		if (len >= 0) {
			data[len] = '\0';
			*reply = data;
			return len;
		}
		if (room - n > 1)
			continue;
		if (room >= FRR_VTY_REPLY_MAX) {
			errno = EMSGSIZE;
			break;
		}
		room *= 2;
		more = realloc(data, room);
		if (!more)
			break;
		data = more;
	}
	free(data);
	return -1;
}

/* What FRR answered, on one line. */
static void one_line(char *text)
{
	char *from = text, *to = text;

	for (; *from == ' ' || *from == '%' || *from == '\n'; from++)
		;
	for (; *from; from++)
		if (*from != '\n' && *from != '\r')
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	while (to > text && to[-1] == ' ')
		to--;
	*to = '\0';
}

int frr_vty_command(struct frr_vty *vty, const char *command, char **reply,
		    struct erd_error *err)
{
	char shown[FRR_COMMAND_SIZE], *text = NULL;
	unsigned int status;

	frr_shown(command, shown, sizeof(shown));
	if (send_all(vty->fd, command, strlen(command) + 1) ||
	    read_reply(vty->fd, &text, &status) < 0) {
		status = errno == EAGAIN ? ETIMEDOUT : errno;
		if (status == ETIMEDOUT)
			erd_fail(err, ERD_ERROR,
				 "FRR's %s did not answer '%s' for %u seconds",
				 frr_daemon_name(vty->daemon), shown,
				 vty->patience_s);
		else
			erd_fail(err, ERD_ERROR,
				 "FRR's %s did not answer '%s': %s",
				 frr_daemon_name(vty->daemon), shown,
				 strerror(status));
		if (err)
			err->sys_errno = status;
		return ERD_ERROR;
	}
	if (status) {
		one_line(text);
		erd_fail(err, ERD_ERROR, "FRR's %s refused '%s': %s",
			 frr_daemon_name(vty->daemon), shown,
			 text[0] ? text : "it did not say why");
		free(text);
		return ERD_ERROR;
	}
	if (reply)
		*reply = text;
	else
		free(text);
	return ERD_OK;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* TCP's port 179, tried in all ways that tell something. */
#include "probe_target.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define BGP_PORT	179

/* Signs what is sent to the far end. False where the kernel cannot. */
static bool set_key(int fd, const struct sockaddr_storage *to,
		    const char *key)
{
	struct tcp_md5sig md5 = {};
	bool done;

	md5.tcpm_keylen = strlen(key);
	if (md5.tcpm_keylen > TCP_MD5SIG_MAXKEYLEN)
		return false;
	memcpy(&md5.tcpm_addr, to, sizeof(*to));
	memcpy(md5.tcpm_key, key, md5.tcpm_keylen);
	done = !setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG, &md5, sizeof(md5));
	explicit_bzero(&md5, sizeof(md5));
	return done;
}

static void open_tcp(struct probe_target *t, enum facts_tcp how)
{
	enum facts_tcp_result *result = &t->f->probe.tcp[how];
	const char *key = t->key;
	struct sockaddr_storage address;
	socklen_t len;
	int fd;

	if (how == FACTS_TCP_OTHER_KEY)
		key = key ? NULL : "0";
	*result = FACTS_TCP_FAILED;
	fd = target_socket(t, SOCK_STREAM, 0);
	if (fd < 0)
		return;
	target_ttl(t, fd, how == FACTS_TCP_FAR ? FACTS_TTL_SECURE : 1);
	len = target_sockaddr(&t->f->remote, BGP_PORT, &address);
	if ((key && !set_key(fd, &address, key)) ||
	    (connect(fd, (struct sockaddr *)&address, len) &&
	     errno != EINPROGRESS)) {
		close(fd);
		return;
	}
	*result = FACTS_TCP_SILENT;
	t->tcp[how] = fd;
}

void target_close_tcp(struct probe_target *t, enum facts_tcp how)
{
	struct linger at_once = { .l_onoff = 1 };

	if (t->tcp[how] < 0)
		return;
	/* Who wants a high TTL is to hear the end of it too. */
	target_ttl(t, t->tcp[how], FACTS_TTL_SECURE);
	setsockopt(t->tcp[how], SOL_SOCKET, SO_LINGER, &at_once,
		   sizeof(at_once));
	close(t->tcp[how]);
	t->tcp[how] = -1;
}

/* Who has a session for us says OPEN; who has none closes without a word. */
static enum facts_tcp_result hear(int fd)
{
	char octet;

	return recv(fd, &octet, 1, MSG_DONTWAIT) == 1 ? FACTS_TCP_CONNECTED :
							FACTS_TCP_CLOSED;
}

static enum facts_tcp_result connected(int fd)
{
	socklen_t len = sizeof(int);
	int error = 0;

	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	switch (error) {
	case 0:
		return FACTS_TCP_CONNECTED;
	case ECONNREFUSED:
		return FACTS_TCP_REFUSED;
	case ETIMEDOUT:
		return FACTS_TCP_SILENT;
	default:
		return FACTS_TCP_FAILED;
	}
}

short target_tcp_events(const struct probe_target *t, enum facts_tcp how)
{
	return t->f->probe.tcp[how] == FACTS_TCP_CONNECTED ? POLLIN : POLLOUT;
}

void target_take_tcp(struct probe_target *t, enum facts_tcp how)
{
	enum facts_tcp_result *result = &t->f->probe.tcp[how];
	bool was_connected = *result == FACTS_TCP_CONNECTED;

	*result = was_connected ? hear(t->tcp[how]) : connected(t->tcp[how]);
	/* As the session it is let go at once, not to be in its way. */
	if (was_connected || *result != FACTS_TCP_CONNECTED ||
	    how != FACTS_TCP_OTHER_KEY)
		target_close_tcp(t, how);
}

void target_open_tcp(struct probe_target *t)
{
	const struct facts_family *f = t->f;
	int how;

	if (f->session ? f->session->established : !f->session_wanted)
		return;
	for (how = 0; how < FACTS_TCPS; how++)
		open_tcp(t, how);
}

bool target_tries_tcp(const struct probe_target *t)
{
	int how;

	for (how = 0; how < FACTS_TCPS; how++)
		if (t->tcp[how] >= 0 &&
		    t->f->probe.tcp[how] == FACTS_TCP_SILENT)
			return true;
	return false;
}

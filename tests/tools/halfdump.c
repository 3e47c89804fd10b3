// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * halfdump subifs|circuits|links: asks for all of them, reads the first part of
 * the answer, says 'half', and reads the rest when it is told to terminate. Says
 * then how that ended: 'all', 'interrupted' if a part does not fit the one
 * before it, or the error. Exit status 3: there was no more than one part.
 */
#include <errno.h>
#include <linux/erd.h>
#include <linux/rtnetlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel makes no part larger than the most that was read into before. */
#define PART	4096

static struct nl_sock *ask(const char *what)
{
	struct nl_sock *sock = nl_socket_alloc();
	struct ifinfomsg ifi = {};
	int family, cmd = strcmp(what, "circuits") ? ERD_CMD_SUBIF_GET :
						     ERD_CMD_CIRCUIT_GET;

	if (!sock)
		return NULL;
	nl_socket_set_msg_buf_size(sock, PART);
	if (!strcmp(what, "links"))
		return nl_connect(sock, NETLINK_ROUTE) ||
		       nl_send_simple(sock, RTM_GETLINK, NLM_F_DUMP, &ifi,
				      sizeof(ifi)) < 0 ? NULL : sock;
	if (genl_connect(sock))
		return NULL;
	family = genl_ctrl_resolve(sock, ERD_FAMILY_NAME);
	return family < 0 ||
	       genl_send_simple(sock, family, cmd, ERD_FAMILY_VERSION,
				NLM_F_DUMP) < 0 ? NULL : sock;
}

static bool interrupted;

/* Returns false at the end, with errno 0 if it was a good one. */
static bool read_part(int fd)
{
	static _Alignas(struct nlmsghdr) char part[PART];
	struct nlmsghdr *nlh = (struct nlmsghdr *)part;
	ssize_t left = recv(fd, part, sizeof(part), 0);

	if (left < 0)
		return false;
	for (; NLMSG_OK(nlh, left); nlh = NLMSG_NEXT(nlh, left)) {
		interrupted |= nlh->nlmsg_flags & NLM_F_DUMP_INTR;
		if (nlh->nlmsg_type != NLMSG_DONE &&
		    nlh->nlmsg_type != NLMSG_ERROR)
			continue;
		errno = -*(int *)NLMSG_DATA(nlh);
		return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct nl_sock *sock = argc == 2 ? ask(argv[1]) : NULL;
	sigset_t term;
	int signal;

	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	if (!sock) {
		fputs("halfdump: cannot ask\n", stderr);
		return 2;
	}
	if (!read_part(nl_socket_get_fd(sock)))
		return 3;
	puts("half");
	fflush(stdout);
	sigwait(&term, &signal);
	while (read_part(nl_socket_get_fd(sock)))
		;
	puts(errno ? strerror(errno) : interrupted ? "interrupted" : "all");
	return 0;
}

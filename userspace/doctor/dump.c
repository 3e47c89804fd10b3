// SPDX-License-Identifier: LGPL-2.1-or-later
#include "dump.h"

#include <sys/socket.h>

static void dump(struct mnl_socket *sock, uint32_t seq,
		 void (*ask)(struct nlmsghdr *nlh, int family), int family,
		 mnl_cb_t take, void *data)
{
	char buffer[32768] __attribute__((aligned(__alignof__(struct nlmsghdr))));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	int ret = MNL_CB_OK;
	ssize_t n;

	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = seq;
	ask(nlh, family);
	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		return;
	while (ret > MNL_CB_STOP) {
		n = mnl_socket_recvfrom(sock, buffer, sizeof(buffer));
		if (n <= 0)
			return;
		ret = mnl_cb_run(buffer, n, seq, mnl_socket_get_portid(sock),
				 take, data);
	}
}

void dump_families(int bus, void (*ask)(struct nlmsghdr *nlh, int family),
		   mnl_cb_t take, void *data)
{
	struct mnl_socket *sock = mnl_socket_open2(bus, SOCK_CLOEXEC);
	int on = 1;

	if (!sock)
		return;
	if (mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) >= 0) {
		/* Only then does the kernel itself leave others out. */
		mnl_socket_setsockopt(sock, NETLINK_GET_STRICT_CHK, &on,
				      sizeof(on));
		dump(sock, 1, ask, AF_INET, take, data);
		dump(sock, 2, ask, AF_INET6, take, data);
	}
	mnl_socket_close(sock);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "netns.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libmnl/libmnl.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define MINE	"/proc/thread-self/ns/net"

/* --- which one ---------------------------------------------------------- */

uint64_t netns_inode(int fd)
{
	struct stat st;

	return fstat(fd, &st) ? 0 : st.st_ino;
}

uint64_t netns_mine(void)
{
	struct stat st;

	return stat(MINE, &st) ? 0 : st.st_ino;
}

#define MARK_SHIFT	32
#define MARK_INODE	((1ULL << MARK_SHIFT) - 1)

/* Of a network namespace, never used again until the machine goes down. */
static uint64_t cookie(void)
{
	int sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t size = sizeof(cookie);

	if (sock < 0)
		return 0;
	if (getsockopt(sock, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size))
		cookie = 0;
	close(sock);
	return cookie;
}

uint64_t netns_mark(void)
{
	return cookie() << MARK_SHIFT | (netns_mine() & MARK_INODE);
}

bool netns_is_mine(uint64_t mark)
{
	uint64_t mine = netns_mark();

	/* One that was marked without a cookie is known by its inode alone. */
	return mark >> MARK_SHIFT ? mark == mine :
				    mark == (mine & MARK_INODE);
}

int netns_by_mark(uint64_t mark)
{
	uint64_t inode = mark & MARK_INODE;

	/* Of others nobody can tell without entering them. */
	if (inode == netns_mine() && !netns_is_mine(mark))
		return -1;
	return netns_by_inode(inode);
}

/* What is looked for: one of the two. */
struct wanted {
	struct mnl_socket *sock;
	int32_t nsid;
	uint64_t inode;
};

static int take_nsid(const struct nlattr *attr, void *data)
{
	int32_t *nsid = data;

	if (mnl_attr_get_type(attr) == NETNSA_NSID &&
	    mnl_attr_get_payload_len(attr) >= sizeof(*nsid))
		memcpy(nsid, mnl_attr_get_payload(attr), sizeof(*nsid));
	return MNL_CB_OK;
}

/* The number that this namespace has given that of @fd, or -1. */
static int32_t number_of(struct mnl_socket *sock, int fd)
{
	char buffer[1024] __attribute__((aligned(__alignof__(struct nlmsghdr))));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct rtgenmsg *family;
	int32_t nsid = -1;
	ssize_t n;

	nlh->nlmsg_type = RTM_GETNSID;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	family = mnl_nlmsg_put_extra_header(nlh, sizeof(*family));
	family->rtgen_family = AF_UNSPEC;
	mnl_attr_put_u32(nlh, NETNSA_FD, fd);
	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		return -1;
	n = mnl_socket_recvfrom(sock, buffer, sizeof(buffer));
	nlh = (struct nlmsghdr *)buffer;
	if (n <= 0 || !mnl_nlmsg_ok(nlh, n) || nlh->nlmsg_type != RTM_NEWNSID)
		return -1;
	mnl_attr_parse(nlh, sizeof(*family), take_nsid, &nsid);
	return nsid;
}

static bool is_wanted(const struct wanted *wanted, int fd)
{
	if (wanted->inode)
		return netns_inode(fd) == wanted->inode;
	return number_of(wanted->sock, fd) == wanted->nsid;
}

static int find(const struct wanted *wanted)
{
	static const char *const shown[] = { "/run/netns/*",
					     "/proc/[0-9]*/ns/net" };
	glob_t paths = {};
	int fd = -1;
	size_t i;

	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		glob(shown[i], GLOB_NOSORT | (i ? GLOB_APPEND : 0), NULL,
		     &paths);
	for (i = 0; i < paths.gl_pathc && fd < 0; i++) {
		fd = open(paths.gl_pathv[i], O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && !is_wanted(wanted, fd)) {
			close(fd);
			fd = -1;
		}
	}
	globfree(&paths);
	return fd;
}

int netns_by_number(int32_t nsid)
{
	struct wanted wanted = { .nsid = nsid };
	int fd = -1;

	wanted.sock = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!wanted.sock)
		return -1;
	if (nsid >= 0 &&
	    mnl_socket_bind(wanted.sock, 0, MNL_SOCKET_AUTOPID) >= 0)
		fd = find(&wanted);
	mnl_socket_close(wanted.sock);
	return fd;
}

int netns_by_inode(uint64_t inode)
{
	const struct wanted wanted = { .inode = inode };

	return inode ? find(&wanted) : -1;
}

/* --- there and back ----------------------------------------------------- */

/* A socket stays in the namespace that it was made in; the thread comes back. */
struct ethtool *netns_ethtool(int fd, struct erd_error *err)
{
	int mine = open(MINE, O_RDONLY | O_CLOEXEC);
	struct ethtool *ethtool = NULL;

	if (mine < 0 || setns(fd, CLONE_NEWNET)) {
		erd_fail(err, erd_status_of(errno),
			 "cannot enter a network namespace: %s",
			 strerror(errno));
	} else {
		ethtool = ethtool_open(err);
		/* In the wrong namespace nothing that follows would be right. */
		if (setns(mine, CLONE_NEWNET))
			abort();
	}
	if (mine >= 0)
		close(mine);
	return ethtool;
}

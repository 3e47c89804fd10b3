// SPDX-License-Identifier: LGPL-2.1-or-later
#include "failnth.h"

#include <errno.h>
#include <linux/erd.h>
#include <linux/genetlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Under emulation, on a busy machine: far from what is ever seen. */
#define PATIENCE_S	120

struct message {
	struct nl_msg *msg;
	int fd;
};

/* --- requests of erd's family --------------------------------------------- */

/* How a word becomes an attribute; FLAG takes no word. */
enum value { END, TEXT, U16, U32, DEVICE, FLAG };

#define MAX_ATTRS	4

static const struct erd_request {
	const char *name;
	int cmd, flags;
	struct {
		int type;
		enum value value;
	} attr[MAX_ATTRS + 1];
} erd_requests[] = {
	{ "port-new", ERD_CMD_PORT_NEW, NLM_F_ACK,
	  { { ERD_A_PORT_NAME, TEXT }, { ERD_A_PORT_IFINDEX, DEVICE },
	    { ERD_A_PORT_PAIR, TEXT }, { ERD_A_PORT_ROLE, U32 } } },
	{ "port-del", ERD_CMD_PORT_DEL, NLM_F_ACK,
	  { { ERD_A_PORT_NAME, TEXT }, { ERD_A_PORT_CASCADE, FLAG } } },
	{ "port-set", ERD_CMD_PORT_SET, NLM_F_ACK,
	  { { ERD_A_PORT_NAME, TEXT }, { ERD_A_PORT_ADMIN_STATE, U32 } } },
	{ "circuit-new", ERD_CMD_CIRCUIT_NEW, NLM_F_ACK,
	  { { ERD_A_CIRCUIT_PAIR, TEXT }, { ERD_A_CIRCUIT_NAME, TEXT },
	    { ERD_A_CIRCUIT_STAG, U16 } } },
	{ "circuit-del", ERD_CMD_CIRCUIT_DEL, NLM_F_ACK,
	  { { ERD_A_CIRCUIT_PAIR, TEXT }, { ERD_A_CIRCUIT_NAME, TEXT },
	    { ERD_A_CIRCUIT_CASCADE, FLAG } } },
	{ "port-dump", ERD_CMD_PORT_GET, NLM_F_DUMP, {} },
	{ "circuit-dump", ERD_CMD_CIRCUIT_GET, NLM_F_DUMP, {} },
	{ "subif-dump", ERD_CMD_SUBIF_GET, NLM_F_DUMP, {} },
};

static int erd_family(void)
{
	struct nl_sock *sock = nl_socket_alloc();
	int family;

	if (!sock || genl_connect(sock))
		die("no generic netlink");
	family = genl_ctrl_resolve(sock, ERD_FAMILY_NAME);
	if (family < 0)
		die("the module is not loaded");
	nl_socket_free(sock);
	return family;
}

static unsigned int device(const char *name)
{
	unsigned int ifindex = if_nametoindex(name);

	if (!ifindex)
		die("%s: %s", name, strerror(errno));
	return ifindex;
}

/* Returns whether it took the word. */
static bool put_word(struct nl_msg *msg, int type, enum value value,
		     const char *word)
{
	if (value == FLAG) {
		nla_put_flag(msg, type);
		return false;
	}
	if (!word)
		die("a word is missing");
	if (value == TEXT)
		nla_put_string(msg, type, word);
	else if (value == U16)
		nla_put_u16(msg, type, strtoul(word, NULL, 0));
	else if (value == U32)
		nla_put_u32(msg, type, strtoul(word, NULL, 0));
	else
		nla_put_u32(msg, type, device(word));
	return true;
}

static bool put_erd_request(struct nl_msg *msg, char **words)
{
	const struct erd_request *request;
	size_t i;

	for (i = 0; i < sizeof(erd_requests) / sizeof(erd_requests[0]); i++)
		if (!strcmp(words[0], erd_requests[i].name))
			break;
	if (i == sizeof(erd_requests) / sizeof(erd_requests[0]))
		return false;
	request = &erd_requests[i];
	genlmsg_put(msg, 0, 1, erd_family(), 0, NLM_F_REQUEST | request->flags,
		    request->cmd, ERD_FAMILY_VERSION);
	for (words++, i = 0; request->attr[i].value != END; i++)
		words += put_word(msg, request->attr[i].type,
				  request->attr[i].value, *words);
	return true;
}

/* --- requests of rtnetlink ------------------------------------------------ */

static void put_link(struct nl_msg *msg, int type, int flags, bool up)
{
	struct ifinfomsg ifi = { .ifi_flags = up ? IFF_UP : 0,
				 .ifi_change = IFF_UP };

	nlmsg_put(msg, 0, 1, type, 0, NLM_F_REQUEST | flags);
	nlmsg_append(msg, &ifi, sizeof(ifi), NLMSG_ALIGNTO);
}

/* subif-new NAME DEVICE CIRCUIT CTAG */
static void put_subif_new(struct nl_msg *msg, char **words)
{
	struct nlattr *info, *data;

	if (!words[1] || !words[2] || !words[3] || !words[4])
		die("a word is missing");
	put_link(msg, RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, false);
	nla_put_string(msg, IFLA_IFNAME, words[1]);
	nla_put_u32(msg, IFLA_LINK, device(words[2]));
	info = nla_nest_start(msg, IFLA_LINKINFO);
	nla_put_string(msg, IFLA_INFO_KIND, ERD_LINK_KIND);
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	nla_put_string(msg, IFLA_ERD_CIRCUIT, words[3]);
	nla_put_u16(msg, IFLA_ERD_CTAG, strtoul(words[4], NULL, 0));
	nla_put_u32(msg, IFLA_ERD_PEERING, ERD_PEERING_PRIVATE);
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
}

static bool put_link_request(struct nl_msg *msg, char **words)
{
	if (!strcmp(words[0], "subif-new")) {
		put_subif_new(msg, words);
	} else if (!strcmp(words[0], "subif-del") && words[1]) {
		put_link(msg, RTM_DELLINK, NLM_F_ACK, false);
		nla_put_string(msg, IFLA_IFNAME, words[1]);
	} else if (!strcmp(words[0], "subif-set") && words[1] && words[2]) {
		put_link(msg, RTM_SETLINK, NLM_F_ACK, atoi(words[2]));
		nla_put_string(msg, IFLA_IFNAME, words[1]);
	} else if (!strcmp(words[0], "link-dump")) {
		put_link(msg, RTM_GETLINK, NLM_F_DUMP, false);
	} else {
		return false;
	}
	return true;
}

/* --- both ----------------------------------------------------------------- */

struct message *message_new(char **words)
{
	struct message *message = malloc(sizeof(*message));
	struct timeval patience = { .tv_sec = PATIENCE_S };
	int protocol = NETLINK_GENERIC;

	if (!message || !(message->msg = nlmsg_alloc()))
		die("out of memory");
	if (!put_erd_request(message->msg, words)) {
		protocol = NETLINK_ROUTE;
		if (!put_link_request(message->msg, words))
			die("'%s' is no request", words[0]);
	}
	/* Each has a socket of its own: a dump may be left half read. */
	message->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	if (message->fd < 0 ||
	    setsockopt(message->fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		       sizeof(patience)))
		die("socket: %s", strerror(errno));
	return message;
}

void message_free(struct message *message)
{
	if (!message)
		return;
	close(message->fd);
	nlmsg_free(message->msg);
	free(message);
}

/* Whether the answer ends with this message; *error says how, if it does. */
static bool is_last(struct nlmsghdr *nlh, int *error)
{
	if (nlh->nlmsg_type == NLMSG_ERROR)
		*error = -((struct nlmsgerr *)NLMSG_DATA(nlh))->error;
	else if (nlh->nlmsg_type == NLMSG_DONE)
		*error = -*(int *)NLMSG_DATA(nlh);
	else
		return false;
	return true;
}

int message_exchange(const struct message *message, unsigned int *answers)
{
	static _Alignas(struct nlmsghdr) char answer[65536];
	struct nlmsghdr *nlh = nlmsg_hdr(message->msg);
	ssize_t size;
	int error;

	if (send(message->fd, nlh, nlh->nlmsg_len, 0) < 0)
		return errno;
	for (;;) {
		size = recv(message->fd, answer, sizeof(answer), 0);
		if (size < 0 && errno == EAGAIN)
			die("no answer in %d seconds", PATIENCE_S);
		if (size < 0)
			return errno == ENOBUFS ? ANSWER_LOST : errno;
		for (nlh = (struct nlmsghdr *)answer; NLMSG_OK(nlh, size);
		     nlh = NLMSG_NEXT(nlh, size)) {
			if (is_last(nlh, &error))
				return error;
			++*answers;
		}
	}
}

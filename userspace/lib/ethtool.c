// SPDX-License-Identifier: LGPL-2.1-or-later
#include "ethtool.h"
#include "ethtool_request.h"
#include "error.h"
#include "parse.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* --- one request and its answer ----------------------------------------- */

static struct nlmsghdr *new_request(struct ethtool *ethtool, void *buffer,
				    uint16_t family, uint8_t cmd,
				    uint8_t version)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = family;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	nlh->nlmsg_seq = ++ethtool->seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = version;
	return nlh;
}

static int failed(struct ethtool *ethtool, int sys_errno)
{
	snprintf(ethtool->reason, sizeof(ethtool->reason), "%s",
		 strerror(sys_errno));
	return -sys_errno;
}

/* The end of an answer: 0 or a negative errno. */
static int finish(struct ethtool *ethtool, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);
	char text[sizeof(ethtool->reason)];

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*e))
		return failed(ethtool, EBADMSG);
	if (!e->error)
		return 0;
	failed(ethtool, -e->error);
	parse_ack_text(nlh, text, sizeof(text));
	if (text[0])
		memcpy(ethtool->reason, text, sizeof(text));
	return e->error;
}

/* One datagram of an answer; *done once it is the last. */
static int take(struct ethtool *ethtool, const void *buffer, int size,
		const struct answer *answer, bool *done)
{
	unsigned int portid = mnl_socket_get_portid(ethtool->sock);
	const struct nlmsghdr *nlh = buffer;

	for (; mnl_nlmsg_ok(nlh, size); nlh = mnl_nlmsg_next(nlh, &size)) {
		/* What is left of a request that was given up. */
		if (!mnl_nlmsg_portid_ok(nlh, portid) ||
		    !mnl_nlmsg_seq_ok(nlh, ethtool->seq))
			continue;
		if (nlh->nlmsg_type == NLMSG_ERROR) {
			*done = true;
			return finish(ethtool, nlh);
		}
		if (nlh->nlmsg_type == NLMSG_DONE) {
			*done = true;
			return 0;
		}
		if (mnl_nlmsg_get_payload_len(nlh) < GENL_HDRLEN ||
		    mnl_attr_parse(nlh, GENL_HDRLEN, answer->take,
				   answer->data) < 0)
			return failed(ethtool, EBADMSG);
	}
	return 0;
}

struct nlmsghdr *ethtool_new_request(struct ethtool *ethtool, void *buffer,
				     uint8_t cmd)
{
	/* Both families that are asked are of version 1. */
	return new_request(ethtool, buffer, ethtool->family, cmd,
			   ETHTOOL_GENL_VERSION);
}

int ethtool_exchange(struct ethtool *ethtool, const struct nlmsghdr *nlh,
		     const struct answer *answer)
{
	char buffer[ETHTOOL_ANSWER_SIZE]
		__attribute__((aligned(__alignof__(struct nlmsghdr))));
	bool done = false;
	ssize_t n;
	int ret = 0;

	if (mnl_socket_sendto(ethtool->sock, nlh, nlh->nlmsg_len) < 0)
		return failed(ethtool, errno);
	while (!done && !ret) {
		n = mnl_socket_recvfrom(ethtool->sock, buffer, sizeof(buffer));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(ethtool, errno);
		ret = take(ethtool, buffer, n, answer, &done);
	}
	return ret;
}

/* --- the family --------------------------------------------------------- */

struct sought {
	const char *name;
	bool is;		/* that of the attributes that come now */
	uint16_t id;
};

/* The kernel says a family's name before its number. */
static int take_family(const struct nlattr *attr, void *data)
{
	struct sought *sought = data;

	switch (mnl_attr_get_type(attr)) {
	case CTRL_ATTR_FAMILY_NAME:
		if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0)
			return MNL_CB_ERROR;
		sought->is = !strcmp(mnl_attr_get_str(attr), sought->name);
		break;
	case CTRL_ATTR_FAMILY_ID:
		if (mnl_attr_validate(attr, MNL_TYPE_U16) < 0)
			return MNL_CB_ERROR;
		if (sought->is)
			sought->id = mnl_attr_get_u16(attr);
	}
	return MNL_CB_OK;
}

/*
 * All families are looked through: asked for one that it does not have, the
 * kernel would run modprobe.
 */
static int resolve(struct ethtool *ethtool, const char *name)
{
	struct sought sought = { .name = name };
	const struct answer answer = { take_family, &sought };
	char buffer[ETHTOOL_REQUEST_SIZE]
		__attribute__((aligned(__alignof__(struct nlmsghdr))));
	struct nlmsghdr *nlh;
	int ret;

	nlh = new_request(ethtool, buffer, GENL_ID_CTRL, CTRL_CMD_GETFAMILY,
			  1);
	nlh->nlmsg_flags |= NLM_F_DUMP;
	ret = ethtool_exchange(ethtool, nlh, &answer);
	ethtool->family = sought.id;
	return ret || sought.id ? ret : failed(ethtool, ENOENT);
}

struct ethtool *ethtool_open_family(const char *family, struct erd_error *err)
{
	struct ethtool *ethtool = calloc(1, sizeof(*ethtool));
	int on = 1;

	if (!ethtool) {
		erd_fail(err, ERD_ERROR, "out of memory");
		return NULL;
	}
	ethtool->sock = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!ethtool->sock ||
	    mnl_socket_bind(ethtool->sock, 0, MNL_SOCKET_AUTOPID) < 0) {
		erd_fail(err, ERD_ERROR, "cannot open a netlink socket: %s",
			 strerror(errno));
		ethtool_close(ethtool);
		return NULL;
	}
	mnl_socket_setsockopt(ethtool->sock, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(ethtool->sock, NETLINK_CAP_ACK, &on, sizeof(on));
	if (resolve(ethtool, family)) {
		erd_fail(err, ERD_ERROR, "the kernel has no %s netlink: %s",
			 family, ethtool->reason);
		ethtool_close(ethtool);
		return NULL;
	}
	return ethtool;
}

struct ethtool *ethtool_open(struct erd_error *err)
{
	return ethtool_open_family(ETHTOOL_GENL_NAME, err);
}

void ethtool_close(struct ethtool *ethtool)
{
	if (!ethtool)
		return;
	if (ethtool->sock)
		mnl_socket_close(ethtool->sock);
	free(ethtool);
}

const char *ethtool_reason(const struct ethtool *ethtool)
{
	return ethtool->reason;
}

/* --- modules ------------------------------------------------------------ */

struct module_bytes {
	uint8_t *bytes;
	int len;
};

static int take_module(const struct nlattr *attr, void *data)
{
	struct module_bytes *module = data;

	if (mnl_attr_get_type(attr) != ETHTOOL_A_MODULE_EEPROM_DATA)
		return MNL_CB_OK;
	module->len = mnl_attr_get_payload_len(attr);
	if (module->len > EEPROM_HALF_SIZE)
		return MNL_CB_ERROR;
	memcpy(module->bytes, mnl_attr_get_payload(attr), module->len);
	return MNL_CB_OK;
}

int ethtool_read_module(struct ethtool *ethtool, const char *ifname,
			struct eeprom_where where,
			uint8_t bytes[EEPROM_HALF_SIZE])
{
	struct module_bytes module = { .bytes = bytes };
	const struct answer answer = { take_module, &module };
	char buffer[ETHTOOL_REQUEST_SIZE]
		__attribute__((aligned(__alignof__(struct nlmsghdr))));
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	int ret;

	nlh = ethtool_new_request(ethtool, buffer,
				  ETHTOOL_MSG_MODULE_EEPROM_GET);
	nest = mnl_attr_nest_start(nlh, ETHTOOL_A_MODULE_EEPROM_HEADER);
	mnl_attr_put_strz(nlh, ETHTOOL_A_HEADER_DEV_NAME, ifname);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_put_u32(nlh, ETHTOOL_A_MODULE_EEPROM_OFFSET,
			 where.upper ? EEPROM_HALF_SIZE : 0);
	mnl_attr_put_u32(nlh, ETHTOOL_A_MODULE_EEPROM_LENGTH,
			 EEPROM_HALF_SIZE);
	mnl_attr_put_u8(nlh, ETHTOOL_A_MODULE_EEPROM_PAGE, where.page);
	mnl_attr_put_u8(nlh, ETHTOOL_A_MODULE_EEPROM_BANK, where.bank);
	mnl_attr_put_u8(nlh, ETHTOOL_A_MODULE_EEPROM_I2C_ADDRESS, where.i2c);
	ret = ethtool_exchange(ethtool, nlh, &answer);
	return ret ? ret : module.len;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "optical_bench.h"
#include "error.h"
#include "handle.h"
#include "optical_bench_parse.h"
#include "request.h"

#include <errno.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <stdlib.h>
#include <string.h>

/* A dump that changes this often while it is read will not hold still. */
#define DUMP_TRIES	20

struct sim {
	struct nl_sock *genl;
	int family;
};

int sim_open(struct sim **out, struct erd_error *err)
{
	struct sim *sim = calloc(1, sizeof(*sim));
	int ret;

	if (!sim)
		return request_no_memory(err);
	ret = handle_connect(&sim->genl, NETLINK_GENERIC, err);
	if (!ret) {
		sim->family = genl_ctrl_resolve(sim->genl, ERDSIM_FAMILY_NAME);
		if (sim->family < 0) {
			ret = erd_fail(err, ERD_NO_KERNEL,
				       "the kernel module erdsim is not loaded");
			erd_hint(err, "modprobe erdsim");
		}
	}
	if (ret) {
		sim_close(sim);
		return ret;
	}
	*out = sim;
	return ERD_OK;
}

void sim_close(struct sim *sim)
{
	if (!sim)
		return;
	nl_socket_free(sim->genl);
	free(sim);
}

static struct nl_msg *new_message(struct sim *sim, uint8_t cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (msg && !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, sim->family, 0,
				flags, cmd, ERDSIM_FAMILY_VERSION)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

static int put_attrs(struct nl_msg *msg, const struct sim_attr *attrs,
		     size_t n)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < n && !ret; i++) {
		switch (attrs[i].kind) {
		case SIM_TEXT:
			ret = nla_put_string(msg, attrs[i].type, attrs[i].text);
			break;
		case SIM_U8:
			ret = nla_put_u8(msg, attrs[i].type, attrs[i].number);
			break;
		case SIM_U32:
			ret = nla_put_u32(msg, attrs[i].type, attrs[i].number);
			break;
		}
	}
	return ret;
}

static int put_request(struct nl_msg *msg, const struct sim_request *request)
{
	struct nlattr *nest;

	if (put_attrs(msg, request->attrs, request->n))
		return -1;
	if (!request->n_nic)
		return 0;
	nest = nla_nest_start(msg, ERDSIM_A_PORT_NIC | NLA_F_NESTED);
	if (!nest || put_attrs(msg, request->nic, request->n_nic))
		return -1;
	nla_nest_end(msg, nest);
	return 0;
}

static int send_request(struct sim *sim, const struct sim_request *request,
			struct reply *reply, const char *object,
			struct erd_error *err)
{
	struct nl_msg *msg = new_message(sim, request->cmd, 0);

	if (!msg || put_request(msg, request)) {
		nlmsg_free(msg);
		return request_no_memory(err);
	}
	request_exchange(sim->genl, msg, reply);
	nlmsg_free(msg);
	if (reply->sys_errno)
		return request_fail(err, reply, "the bench", "%s", object);
	return ERD_OK;
}

int sim_do(struct sim *sim, const struct sim_request *request,
	   const char *object, struct erd_error *err)
{
	struct reply reply = {};

	return send_request(sim, request, &reply, object, err);
}

int sim_get(struct sim *sim, const char *name, struct sim_port *port,
	    struct erd_error *err)
{
	const struct sim_attr attr = { ERDSIM_A_PORT_NAME, SIM_TEXT, name, 0 };
	const struct sim_request request = {
		.cmd = ERDSIM_CMD_PORT_GET,
		.attrs = &attr,
		.n = 1,
	};
	struct reply reply = {
		.header = GENL_HDRLEN,
		.parse = sim_parse_port,
		.object = port,
	};

	return send_request(sim, &request, &reply, name, err);
}

int sim_list(struct sim *sim, struct sim_port **ports, size_t *n,
	     struct erd_error *err)
{
	struct list list = LIST_OF(struct sim_port);
	struct reply reply = {
		.header = GENL_HDRLEN,
		.parse = sim_parse_port,
		.list = &list,
	};
	int try;

	for (try = 0; try < DUMP_TRIES; try++) {
		struct nl_msg *msg = new_message(sim, ERDSIM_CMD_PORT_GET,
						 NLM_F_DUMP);

		list_clear(&list);
		if (!msg)
			return request_no_memory(err);
		request_exchange(sim->genl, msg, &reply);
		nlmsg_free(msg);
		if (reply.sys_errno) {
			list_free(&list);
			return request_fail(err, &reply, "the bench",
					    "reading from the kernel");
		}
		if (!reply.interrupted) {
			*ports = list.items;
			*n = list.n;
			return ERD_OK;
		}
	}
	list_free(&list);
	return erd_fail(err, ERD_ERROR,
			"reading from the kernel: kept changing while it was read");
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The fast path without the kernel module: liberd's private functions as
 * commands, for tests on kernels that do not have it.
 */
#include "fastpath.h"
#include "fastpath_maps.h"

#include <bpf/bpf.h>
#include <dlfcn.h>
#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * In the place of libbpf's: with FP_NO_TCX set the kernel seems to be one from
 * before TCX.
 */
int bpf_link_create(int prog_fd, int target_fd, enum bpf_attach_type type,
		    const struct bpf_link_create_opts *opts)
{
	int (*real)(int, int, enum bpf_attach_type,
		    const struct bpf_link_create_opts *);

	if ((int)type == ERD_BPF_TCX_EGRESS && getenv("FP_NO_TCX")) {
		errno = EINVAL;
		return -EINVAL;
	}
	*(void **)&real = dlsym(RTLD_NEXT, "bpf_link_create");
	return real(prog_fd, target_fd, type, opts);
}

static int report(int ret, const struct erd_error *err)
{
	if (!ret)
		return 0;
	fprintf(stderr, "%s\n", err->text);
	if (err->hint[0])
		fprintf(stderr, "hint: %s\n", err->hint);
	return -ret;
}

static int attach(char **arg, struct erd_error *err)
{
	struct erd_port port = { .ifindex = if_nametoindex(arg[1]) };
	enum erd_xdp_mode mode = ERD_XDP_NATIVE;

	snprintf(port.name, sizeof(port.name), "%s", arg[0]);
	snprintf(port.ifname, sizeof(port.ifname), "%s", arg[1]);
	if (!strcmp(arg[2], "generic"))
		mode = ERD_XDP_GENERIC;
	if (!strcmp(arg[2], "none"))
		mode = ERD_XDP_NONE;
	port.encap = strcmp(arg[3], "dot1q") ? ERD_ENCAP_QINQ :
					       ERD_ENCAP_DOT1Q;
	port.outer_tpid = strtoul(arg[4], NULL, 16);
	if (mode == ERD_XDP_NONE)
		return fastpath_clear(&port, err);
	return fastpath_attach(&port, mode, err);
}

/* A port as it was attached. */
static struct erd_port attached(char **arg)
{
	struct erd_port port = { .ifindex = if_nametoindex(arg[1]),
				 .encap = ERD_ENCAP_QINQ,
				 .outer_tpid = 0x8100 };
	struct erd_fastpath *fp;

	snprintf(port.name, sizeof(port.name), "%s", arg[0]);
	snprintf(port.ifname, sizeof(port.ifname), "%s", arg[1]);
	if (!erd_fastpath_open(arg[0], &fp, NULL)) {
		port.encap = fp->facts.encap;
		port.outer_tpid = fp->facts.outer_tpid;
		erd_fastpath_close(fp);
	}
	return port;
}

static int upgrade(char **arg, struct erd_error *err)
{
	const struct erd_port port = attached(arg);

	return fastpath_upgrade(&port, err);
}

static int suspend(char **arg, struct erd_error *err)
{
	const struct erd_port port = attached(arg);

	return fastpath_suspend(&port, err);
}

static void print_program(const char *name, const struct erd_program *program)
{
	printf("%s %u %s %lu %lu %lu\n", name, program->id, program->tag,
	       program->loaded_ns, program->runs, program->run_ns);
}

static int info(char **arg, struct erd_error *err)
{
	const struct erd_port port = attached(arg);
	struct erd_attachment attachment;
	int ret = erd_port_attachment(&port, &attachment, err);

	if (ret)
		return ret;
	printf("mode %s\ntags %s\nhook %s\n",
	       erd_xdp_mode_name(attachment.mode),
	       erd_tag_source_name(attachment.tag_source),
	       erd_tx_hook_name(attachment.tx_hook));
	print_program("rx", &attachment.rx);
	print_program("tx", &attachment.tx);
	printf("frags %d\nversion %s %s\nwarning %s\n",
	       attachment.driver_frags, attachment.version,
	       attachment.current ? "current" : "other", attachment.warning);
	return ERD_OK;
}

static int detach(char **arg, struct erd_error *err)
{
	(void)err;
	fastpath_detach(arg[0], if_nametoindex(arg[1]));
	return 0;
}

/* How many programs are at tc egress by TCX, which no tool of Debian shows. */
static int tcx(char **arg, struct erd_error *err)
{
	__u32 flags, n = 0;

	(void)err;
	if (bpf_prog_query(if_nametoindex(arg[0]), ERD_BPF_TCX_EGRESS, 0, &flags,
			   NULL, &n))
		n = 0;
	printf("%u\n", n);
	return 0;
}

/* Somebody else's program, attached by a link that is pinned. */
static int hold(char **arg, struct erd_error *err)
{
	static const struct {
		const char *name;
		int type;
		__u32 flags;
	} hooks[] = {
		{ "native", BPF_XDP, XDP_FLAGS_DRV_MODE },
		{ "generic", BPF_XDP, XDP_FLAGS_SKB_MODE },
		{ "egress", ERD_BPF_TCX_EGRESS, 0 },
		{ "egress-first", ERD_BPF_TCX_EGRESS, 1U << 3 },
	};
	LIBBPF_OPTS(bpf_link_create_opts, opts);
	int prog = bpf_obj_get(arg[2]), link = -1;
	size_t i;

	for (i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++) {
		if (strcmp(arg[1], hooks[i].name))
			continue;
		opts.flags = hooks[i].flags;
		link = bpf_link_create(prog, if_nametoindex(arg[0]),
				       (enum bpf_attach_type)hooks[i].type,
				       &opts);
	}
	if (link >= 0 && !bpf_obj_pin(link, arg[3]))
		return ERD_OK;
	snprintf(err->text, sizeof(err->text), "%s", strerror(errno));
	return ERD_ERROR;
}

static int add_circuit(struct erd_fastpath *fp, char **arg,
		       struct erd_error *err)
{
	snprintf(err->text, sizeof(err->text), "no such circuit");
	return fastpath_add_circuit(fp, atoi(arg[1]));
}

static int delete_circuit(struct erd_fastpath *fp, char **arg,
			  struct erd_error *err)
{
	(void)err;
	fastpath_delete_circuit(fp, atoi(arg[1]));
	return 0;
}

static int add(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	return fastpath_add_peering(fp, atoi(arg[1]), atoi(arg[2]), err);
}

static int delete(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	(void)err;
	fastpath_delete_peering(fp, atoi(arg[1]), atoi(arg[2]));
	return 0;
}

static void print_account(const char *name, const struct erd_account *account)
{
	printf("%s rx %lu %lu tx %lu %lu\n", name, account->rx.frames,
	       account->rx.bytes, account->tx.frames, account->tx.bytes);
}

static int show(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	struct erd_account account;

	(void)err;
	erd_fastpath_read(fp, atoi(arg[1]), atoi(arg[2]), &account);
	print_account("peering", &account);
	return 0;
}

static int port(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	static const char *const names[ERD_TAGS_CLASSES] = {
		"matched", "untagged", "unknown-stag", "unknown-ctag",
		"wrong-tpid", "single", "malformed", "priority", "lacp",
		"slow", "lldp", "eapol", "macsec",
	};
	struct erd_port_account account;
	int i;

	(void)arg;
	(void)err;
	printf("mode %s\n", erd_fastpath_mode(fp) == ERD_XDP_NATIVE ?
				    "native" : "generic");
	erd_fastpath_read_port(fp, &account);
	for (i = 0; i < ERD_TAGS_CLASSES; i++)
		print_account(names[i], &account.count[i]);
	return 0;
}

static int unknown(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	struct erd_unknown_tag *tags;
	size_t n, i;
	int ret;

	(void)arg;
	ret = erd_fastpath_unknown(fp, &tags, &n, err);
	for (i = 0; i < n; i++)
		printf("%s %04x %u %04x %u class %d frames %lu bytes %lu from %02x:%02x:%02x:%02x:%02x:%02x\n",
		       tags[i].transmitted ? "tx" : "rx", tags[i].outer_tpid,
		       tags[i].outer_vid, tags[i].inner_tpid,
		       tags[i].inner_vid, tags[i].why, tags[i].count.frames,
		       tags[i].count.bytes, tags[i].source[0],
		       tags[i].source[1], tags[i].source[2], tags[i].source[3],
		       tags[i].source[4], tags[i].source[5]);
	free(tags);
	return ret;
}

/* Commands on a fast path that is there; the first argument is its port. */
static const struct {
	const char *name;
	int args;
	int (*run)(struct erd_fastpath *fp, char **arg, struct erd_error *err);
} commands[] = {
	{ "add-circuit", 2, add_circuit },
	{ "delete-circuit", 2, delete_circuit },
	{ "add", 3, add },
	{ "delete", 3, delete },
	{ "show", 3, show },
	{ "port", 1, port },
	{ "unknown", 1, unknown },
};

/* Commands on a port and its device, whatever there is of a fast path. */
static const struct {
	const char *name;
	int args;
	int (*run)(char **arg, struct erd_error *err);
} port_commands[] = {
	{ "attach", 5, attach },
	{ "detach", 2, detach },
	{ "upgrade", 2, upgrade },
	{ "suspend", 2, suspend },
	{ "info", 2, info },
	{ "tcx", 1, tcx },
	{ "hold", 4, hold },
};

static int run(const char *name, int args, char **arg, struct erd_error *err)
{
	struct erd_fastpath *fp;
	size_t i;
	int ret;

	for (i = 0; i < sizeof(port_commands) / sizeof(port_commands[0]); i++)
		if (!strcmp(name, port_commands[i].name) &&
		    args == port_commands[i].args)
			return port_commands[i].run(arg, err);
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(name, commands[i].name) || args != commands[i].args)
			continue;
		ret = erd_fastpath_open(arg[0], &fp, err);
		if (ret)
			return ret;
		ret = commands[i].run(fp, arg, err);
		erd_fastpath_close(fp);
		return ret;
	}
	snprintf(err->text, sizeof(err->text),
		 "fp attach PORT IFACE native|generic|none qinq|dot1q TPID; detach|upgrade|suspend|info PORT IFACE; add-circuit|delete-circuit PORT STAG; add|delete|show PORT STAG CTAG; port|unknown PORT; tcx IFACE; hold IFACE native|generic|egress|egress-first PROGRAM LINK");
	return ERD_USAGE;
}

int main(int argc, char **argv)
{
	struct erd_error err = {};

	return report(run(argc > 1 ? argv[1] : "", argc - 2, argv + 2, &err),
		      &err);
}

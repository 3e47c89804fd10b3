// SPDX-License-Identifier: LGPL-2.1-or-later
/* What this machine must have before a file can be made true on it. */
#include "bpffs.h"
#include "config.h"
#include "error.h"
#include "json.h"
#include "routing.h"
#include "table.h"

#include <linux/capability.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

/* The oldest kernel that the module is built and tested for. */
#define KERNEL_MAJOR	6
#define KERNEL_MINOR	1
/* What both tags take beside the MTU of IP. */
#define TAGS_OCTETS	8

enum state {
	STATE_OK,
	STATE_WARNING,
	STATE_MISSING,
};

struct check {
	char what[48];		/* "device of port 'ams-1'" */
	enum state state;
	char found[128];
	char advice[128];	/* or "" */
};

struct preflight {
	struct list checks;
	bool no_memory;
	unsigned int missing;
};

static const char *state_name(enum state state)
{
	static const char *const names[] = {
		[STATE_OK] = "ok",
		[STATE_WARNING] = "warning",
		[STATE_MISSING] = "missing",
	};

	return names[state];
}

/* The check that is made; what it finds is put into it. */
static struct check *begin(struct preflight *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static struct check *begin(struct preflight *p, const char *format, ...)
{
	static struct check nowhere;
	struct check *check = list_add(&p->checks);
	va_list args;

	if (!check) {
		p->no_memory = true;
		return &nowhere;
	}
	va_start(args, format);
	vsnprintf(check->what, sizeof(check->what), format, args);
	va_end(args);
	return check;
}

static void advise(struct preflight *p, struct check *check, enum state state,
		   const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void advise(struct preflight *p, struct check *check, enum state state,
		   const char *format, ...)
{
	va_list args;

	check->state = state;
	if (state == STATE_MISSING)
		p->missing++;
	va_start(args, format);
	vsnprintf(check->advice, sizeof(check->advice), format, args);
	va_end(args);
}

#define FOUND(check, ...)						\
	snprintf((check)->found, sizeof((check)->found), __VA_ARGS__)

/* --- the machine -------------------------------------------------------- */

static void check_kernel(struct preflight *p)
{
	struct check *check = begin(p, "kernel");
	int major = 0, minor = 0;
	struct utsname name;

	uname(&name);
	FOUND(check, "%.90s", name.release);
	if (sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
	    (major > KERNEL_MAJOR ||
	     (major == KERNEL_MAJOR && minor >= KERNEL_MINOR)))
		return;
	advise(p, check, STATE_MISSING, "install a kernel from %d.%d on",
	       KERNEL_MAJOR, KERNEL_MINOR);
}

static void check_module(struct preflight *p)
{
	struct check *check = begin(p, "module erd");
	struct erd_error err;
	struct erd *erd = erd_open(&err);

	FOUND(check, "%s", erd ? "loaded" : "not loaded");
	if (!erd)
		advise(p, check, STATE_MISSING, "modprobe erd");
	erd_close(erd);
}

static void check_privilege(struct preflight *p)
{
	static const struct {
		int bit;
		const char *name;
	} wanted[] = {
		{ CAP_NET_ADMIN, "CAP_NET_ADMIN" },
		{ CAP_BPF, "CAP_BPF" },
		{ CAP_PERFMON, "CAP_PERFMON" },
	};
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {};
	struct check *check = begin(p, "privilege");
	size_t i;

	syscall(SYS_capget, &header, data);
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		int bit = wanted[i].bit;

		if (data[bit / 32].effective & (1U << bit % 32))
			continue;
		FOUND(check, "without %s", wanted[i].name);
		advise(p, check, STATE_MISSING, "run as root");
		return;
	}
	FOUND(check, "CAP_NET_ADMIN, CAP_BPF, CAP_PERFMON");
}

static void check_bpffs(struct preflight *p)
{
	struct check *check = begin(p, "BPF file system");
	const char *root = bpffs_root();
	struct statfs fs;

	FOUND(check, "%.90s", root);
	if (!statfs(root, &fs) && fs.f_type == BPF_FS_MAGIC)
		return;
	FOUND(check, "none at %.80s", root);
	advise(p, check, STATE_MISSING, "mount -t bpf bpf %.80s", root);
}

static bool wants_ipv6(const struct desired *desired)
{
	const struct desired_circuit *circuit;
	const struct desired_peering *peering;
	const struct desired_pair *pair;

	desired_each(pair, &desired->pairs)
		desired_each(circuit, &pair->circuits)
			desired_each(peering, &circuit->peerings)
				if (peering->ipv6)
					return true;
	return false;
}

/* What a new device gets: it has no IPv6 then. */
static void check_ipv6(struct preflight *p)
{
	struct check *check = begin(p, "IPv6");
	FILE *file = fopen("/proc/sys/net/ipv6/conf/default/disable_ipv6",
			   "re");
	int disabled = 1;

	if (!file) {
		FOUND(check, "not in this kernel");
		advise(p, check, STATE_MISSING, "boot without ipv6.disable=1");
		return;
	}
	if (fscanf(file, "%d", &disabled) != 1)
		disabled = 1;
	fclose(file);
	FOUND(check, "%s", disabled ? "disabled" : "enabled");
	if (disabled)
		advise(p, check, STATE_MISSING,
		       "sysctl net.ipv6.conf.{all,default}.disable_ipv6=0");
}

/* Whether a daemon of FRR's answers where it should. */
static void check_daemon(struct preflight *p, const char *daemon)
{
	struct check *check = begin(p, "FRR's %s", daemon);
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path),
		 "%.64s/%s.vty", routing_run(), daemon);
	if (sock >= 0 && !connect(sock, (struct sockaddr *)&address,
				  sizeof(address))) {
		FOUND(check, "answers");
	} else {
		FOUND(check, "%s: %m", address.sun_path);
		advise(p, check, STATE_WARNING,
		       "install frr, say %s=yes in /etc/frr/daemons, start it; or say routing: none",
		       daemon);
	}
	if (sock >= 0)
		close(sock);
}

/* --- ports -------------------------------------------------------------- */

/* A number of a device from sysfs; -1 if there is none. */
static long device_number(const char *ifname, const char *attribute)
{
	char path[96];
	long number = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/%s", ifname,
		 attribute);
	file = fopen(path, "re");
	if (!file)
		return -1;
	if (fscanf(file, "%ld", &number) != 1)
		number = -1;
	fclose(file);
	return number;
}

static bool check_device(struct preflight *p, const struct desired_port *port)
{
	struct check *check = begin(p, "device of port '%s'", port->name);

	if (device_number(port->device, "ifindex") >= 0) {
		FOUND(check, "%s", port->device);
		return true;
	}
	FOUND(check, "there is no %s", port->device);
	advise(p, check, STATE_MISSING, "ip link shows those there are");
	return false;
}

static void check_speed(struct preflight *p, const struct desired_pair *pair,
			const struct desired_port *port)
{
	struct check *check = begin(p, "speed of port '%s'", port->name);
	long speed = device_number(port->device, "speed");

	if (speed <= 0) {
		FOUND(check, "not known: no link");
		advise(p, check, STATE_WARNING,
		       "erdctl port optics %s says what light there is",
		       port->device);
		return;
	}
	FOUND(check, "%ld Mb/s", speed);
	if (pair->bandwidth_gbps && speed != 1000L * pair->bandwidth_gbps)
		advise(p, check, STATE_WARNING,
		       "pair '%s' has ports of %u Gb/s", pair->name,
		       pair->bandwidth_gbps);
}

static void check_mtu(struct preflight *p, const struct desired_pair *pair,
		      const struct desired_port *port)
{
	struct check *check = begin(p, "MTU of port '%s'", port->name);
	long mtu = device_number(port->device, "mtu");
	long wanted = pair->mtu + TAGS_OCTETS;

	FOUND(check, "%ld", mtu);
	/* Binding a device raises it as far as 1500 and the tags. */
	if (mtu < wanted && pair->mtu > 1500)
		advise(p, check, STATE_MISSING, "ip link set %s mtu %ld",
		       port->device, wanted);
}

static void check_optics(struct preflight *p, const struct desired_port *port)
{
	struct check *check = begin(p, "optics of port '%s'", port->name);
	struct erd_optics optics;
	struct erd_error err;
	size_t i;

	if (erd_optics_read(port->device, &optics, &err)) {
		FOUND(check, "%.90s", err.text);
		advise(p, check, STATE_WARNING,
		       "light cannot be seen from here; ask the driver's documentation");
		return;
	}
	FOUND(check, "%s %s %s", optics.form, optics.vendor, optics.media);
	for (i = 0; i < optics.n_lanes; i++) {
		enum erd_light_verdict verdict = optics.lane[i].rx.verdict;

		if (verdict == ERD_LIGHT_OK || verdict == ERD_LIGHT_UNKNOWN)
			continue;
		advise(p, check, STATE_WARNING,
		       "light received on lane %u: %s; erdctl port optics %s",
		       optics.lane[i].number, erd_light_verdict_name(verdict),
		       port->device);
		return;
	}
}

static void check_ports(struct preflight *p, const struct desired *desired)
{
	const struct desired_pair *pair;
	const struct desired_port *port;

	desired_each(pair, &desired->pairs) {
		desired_each(port, &pair->ports) {
			if (!check_device(p, port))
				continue;
			check_speed(p, pair, port);
			check_mtu(p, pair, port);
			check_optics(p, port);
		}
	}
}

/* --- what is said of it ------------------------------------------------- */

static const struct table_column columns[] = {
	{ "WHAT", false }, { "STATE", false }, { "FOUND", false },
	{ "WHAT TO DO", false },
};

static int print_table(struct cli *cli, const struct preflight *p)
{
	static const enum table_tone tones[] = {
		[STATE_OK] = TABLE_GOOD,
		[STATE_WARNING] = TABLE_DIM,
		[STATE_MISSING] = TABLE_BAD,
	};
	struct table *table = table_new(cli, columns, 4);
	const struct check *check;

	desired_each(check, &p->checks) {
		table_row(table);
		table_cell(table, "%s", check->what);
		table_tone_cell(table, tones[check->state],
				state_name(check->state));
		table_cell(table, "%s", check->found);
		table_cell(table, "%s", check->advice);
	}
	return table_print(cli, table);
}

static int print_json(struct cli *cli, const struct preflight *p)
{
	json_t *array = json_array();
	const struct check *check;

	desired_each(check, &p->checks)
		json_array_append_new(array,
			json_pack("{s:s, s:s, s:o, s:o}",
				  "what", check->what,
				  "state", state_name(check->state),
				  "found", json_text(check->found),
				  "advice", json_text(check->advice)));
	return json_print(cli, json_pack("{s:o}", "checks", array));
}

static int run_checks(struct cli *cli, const struct desired *desired)
{
	struct preflight p = { .checks = LIST_OF(struct check) };
	int ret;

	check_kernel(&p);
	check_module(&p);
	check_privilege(&p);
	check_bpffs(&p);
	if (wants_ipv6(desired))
		check_ipv6(&p);
	if (desired->routing == DESIRED_ROUTING_FRR) {
		check_daemon(&p, "zebra");
		check_daemon(&p, "bgpd");
		check_daemon(&p, "bfdd");
	}
	check_ports(&p, desired);
	if (p.no_memory)
		ret = erd_fail(&cli->err, ERD_ERROR, "out of memory");
	else
		ret = cli->options.json ? print_json(cli, &p) :
					  print_table(cli, &p);
	if (!ret && p.missing)
		ret = erd_fail(&cli->err, ERD_CONFLICT,
			       "preflight: %u thing%s missing", p.missing,
			       p.missing == 1 ? " is" : "s are");
	list_free(&p.checks);
	return ret;
}

static const struct cli_param params[] = {
	PARAM_FILE("desired state; - is standard input (default: " CONFIG_WANTED ")"),
	{}
};

static int run(struct cli *cli, const struct cli_value *value)
{
	struct desired_file file;
	int ret = config_read(cli, &file, config_path(&value[0]));

	if (!ret)
		ret = run_checks(cli, &file.desired);
	desired_file_free(&file);
	return ret;
}

const struct cli_command preflight_commands[] = {
	{
		.noun = "preflight",
		.help = "say what this machine lacks for a file to be made true on it",
		.params = params,
		.run = run,
	},
	{}
};

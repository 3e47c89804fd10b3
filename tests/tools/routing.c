// SPDX-License-Identifier: GPL-2.0-only
/*
 * routing RUN VERB FILE [COMMAND...]: the backend of routing alone, with RUN,
 * the folder of FRR's sockets. VERB is
 *
 *	check	says what is wrong with the configuration
 *	render	prints it in FRR's words
 *	diff	prints what it would take: IMPACT SUBJECT: COMMAND
 *	apply	does it; prints how many commands were sent
 *	trial	does it, runs COMMAND, and takes it back
 *
 * FILE has a line for each instance and session, of words:
 *
 *	instance as AS [vrf VRF] [router-id ADDRESS]
 *	session CIRCUIT private|microsoft 1|2 local ADDRESS remote ADDRESS as AS
 *		[remote-as AS] [vrf VRF] [md5 KEY] [bfd TX RX MULTIPLIER]
 *		[timers KEEPALIVE HOLD] [connect SECONDS] [advertise PREFIX]...
 *		[accept PREFIX GE LE]... [limits IN OUT] [drained]
 */
#include "routing.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define MOST		64
#define MOST_PREFIXES	256

static struct routing_instance instances[MOST];
static struct routing_session sessions[MOST];
static struct routing_config config = { .instances = instances,
					.sessions = sessions };

static void die(const char *what, const char *about)
{
	fprintf(stderr, "routing: %s: %s\n", what, about ? about : "");
	exit(2);
}

static char *word(void)
{
	return strtok(NULL, " \t\n");
}

static char *must(void)
{
	char *text = word();

	if (!text)
		die("a word is missing", "");
	return text;
}

static unsigned int number(void)
{
	return strtoul(must(), NULL, 10);
}

static void address(struct routing_address *to)
{
	struct erd_error err;

	if (routing_address_parse(must(), to, &err))
		die("address", err.text);
}

static struct routing_prefix *prefix(const struct routing_prefix *list,
				     size_t *n)
{
	struct routing_prefix *to = (struct routing_prefix *)list + *n;
	struct erd_error err;

	if (*n == MOST_PREFIXES)
		die("too many prefixes", "");
	if (routing_prefix_parse(must(), to, &err))
		die("prefix", err.text);
	++*n;
	return to;
}

static void read_instance(void)
{
	struct routing_instance *one = &instances[config.n_instances++];
	char *key;

	while ((key = word())) {
		if (!strcmp(key, "as"))
			one->as = number();
		else if (!strcmp(key, "vrf"))
			one->vrf = strdup(must());
		else if (!strcmp(key, "router-id"))
			inet_pton(AF_INET, must(), &one->router_id);
		else
			die("instance", key);
	}
}

static void read_key(struct routing_session *s, const char *key)
{
	struct routing_prefix *p;

	if (!strcmp(key, "local"))
		address(&s->local);
	else if (!strcmp(key, "remote"))
		address(&s->remote);
	else if (!strcmp(key, "as"))
		s->local_as = number();
	else if (!strcmp(key, "remote-as"))
		s->remote_as = number();
	else if (!strcmp(key, "vrf"))
		s->vrf = strdup(must());
	else if (!strcmp(key, "md5"))
		s->md5 = strdup(must());
	else if (!strcmp(key, "connect"))
		s->connect_s = number();
	else if (!strcmp(key, "drained"))
		s->drained = true;
	else if (!strcmp(key, "advertise"))
		prefix(s->advertised, &s->n_advertised);
	else if (!strcmp(key, "accept")) {
		p = prefix(s->accepted, &s->n_accepted);
		p->ge = number();
		p->le = number();
	} else if (!strcmp(key, "limits")) {
		s->accept_limit = number();
		s->advertise_limit = number();
	} else if (!strcmp(key, "timers")) {
		s->keepalive_s = number();
		s->hold_s = number();
	} else if (!strcmp(key, "bfd")) {
		s->bfd.tx_ms = number();
		s->bfd.rx_ms = number();
		s->bfd.multiplier = number();
	} else {
		die("session", key);
	}
}

static void read_session(void)
{
	struct routing_session *s = &sessions[config.n_sessions++];
	char *key;

	s->remote_as = ROUTING_MICROSOFT_AS;
	s->advertised = calloc(MOST_PREFIXES, sizeof(*s->advertised));
	s->accepted = calloc(MOST_PREFIXES, sizeof(*s->accepted));
	s->circuit = strdup(must());
	s->peering = strcmp(must(), "microsoft") ? ERD_PEERING_PRIVATE :
						   ERD_PEERING_MICROSOFT;
	s->link = number() - 1;
	while ((key = word()))
		read_key(s, key);
}

static void read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[16384], *what;

	if (!file)
		die("cannot be read", path);
	while (fgets(line, sizeof(line), file)) {
		what = strtok(line, " \t\n");
		if (!what || *what == '#')
			continue;
		if (config.n_instances == MOST || config.n_sessions == MOST)
			die("too many lines", path);
		if (!strcmp(what, "instance"))
			read_instance();
		else if (!strcmp(what, "session"))
			read_session();
		else
			die("line", what);
	}
	fclose(file);
}

static int run(char **argv)
{
	pid_t pid = fork();
	int status = 1;

	if (!pid) {
		execvp(argv[0], argv);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int apply(const char *folder, bool trial, char **command,
		 struct erd_error *err)
{
	struct routing_plan *ends, *rest;
	enum routing_impact impact;
	int ret, status = 0;
	bool restored;

	ret = routing_diff(folder, &config, &ends, &rest, err);
	if (ret)
		return ret;
	ret = routing_apply(folder, ends, err);
	restored = ends->restored;
	if (!ret) {
		ret = routing_apply(folder, rest, err);
		if (ret)
			restored = rest->restored &&
				   !routing_rollback(folder, ends, NULL);
	}
	if (!ret && trial) {
		status = run(command);
		ret = routing_rollback(folder, ends, err);
	}
	impact = ends->impact > rest->impact ? ends->impact : rest->impact;
	if (!ret)
		printf("%zu commands, impact %s\n", ends->n + rest->n,
		       routing_impact_name(impact));
	else
		printf("restored %s\n", restored ? "yes" : "no");
	routing_plan_free(ends);
	routing_plan_free(rest);
	return ret ? ret : status;
}

static void print_plan(const struct routing_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n; i++)
		printf("%s %s: %s\n",
		       routing_impact_name(plan->changes[i].impact),
		       plan->changes[i].subject, plan->changes[i].text);
}

static int diff(const char *folder, struct erd_error *err)
{
	struct routing_plan *ends, *rest;
	int ret;

	ret = routing_diff(folder, &config, &ends, &rest, err);
	if (ret)
		return ret;
	print_plan(ends);
	print_plan(rest);
	routing_plan_free(ends);
	routing_plan_free(rest);
	return 0;
}

int main(int argc, char **argv)
{
	struct erd_error err = {};
	char *text;
	int ret = 0;

	if (argc < 4)
		die("usage", "routing RUN VERB FILE [COMMAND...]");
	read_file(argv[3]);
	if (!strcmp(argv[2], "check")) {
		ret = routing_check(&config, &err);
	} else if (!strcmp(argv[2], "render")) {
		text = routing_render(&config, &err);
		if (text)
			fputs(text, stdout);
		ret = text ? 0 : err.status;
		free(text);
	} else if (!strcmp(argv[2], "diff")) {
		ret = diff(argv[1], &err);
	} else if (!strcmp(argv[2], "apply") || !strcmp(argv[2], "trial")) {
		ret = apply(argv[1], argv[2][0] == 't', argv + 4, &err);
	} else {
		die("verb", argv[2]);
	}
	if (ret < 0)
		fprintf(stderr, "routing: %s\n%s%s%s", err.text,
			err.hint[0] ? "hint: " : "", err.hint,
			err.hint[0] ? "\n" : "");
	return ret < 0 ? -ret : ret;
}

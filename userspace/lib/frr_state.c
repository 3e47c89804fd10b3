// SPDX-License-Identifier: LGPL-2.1-or-later
/* How FRR's sessions are: what bgpd and bfdd say of them, and the kernel. */
#include "frr_state.h"
#include "error.h"
#include "frr_lines.h"
#include "frr_vty.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- JSON --------------------------------------------------------------- */

static uint64_t number(const json_t *object, const char *name)
{
	json_int_t value = json_integer_value(json_object_get(object, name));

	return value > 0 ? value : 0;
}

static void text(const json_t *object, const char *name, char *to, size_t size)
{
	const char *value = json_string_value(json_object_get(object, name));

	snprintf(to, size, "%s", value ? value : "");
}

/* --- sessions ----------------------------------------------------------- */

static const char *family_name(int family)
{
	return family == AF_INET ? "ipv4Unicast" : "ipv6Unicast";
}

static void read_prefixes(const json_t *peer, struct routing_session_state *s)
{
	const json_t *family = json_object_get(
		json_object_get(peer, "addressFamilyInfo"),
		family_name(s->family));

	s->prefixes_in = number(family, "acceptedPrefixCounter");
	s->prefixes_out = number(family, "sentPrefixCounter");
	s->accept_limit = number(family, "prefixAllowedMax");
	s->advertise_limit = number(family, "prefixOutAllowedMax");
}

static void read_session(const json_t *peer, const char *address,
			 struct routing_session_state *s)
{
	char word[64];

	snprintf(s->peer, sizeof(s->peer), "%s", address);
	s->family = strchr(address, ':') ? AF_INET6 : AF_INET;
	text(peer, "bgpState", s->state, sizeof(s->state));
	s->established = !strcmp(s->state, "Established");
	s->local_as = number(peer, "localAs");
	s->remote_as = number(peer, "remoteAs");
	s->authenticated = number(peer, "authenticationEnabled");
	if (s->established) {
		s->uptime_s = number(peer, "bgpTimerUpMsec") / 1000;
		s->hold_s = number(peer, "bgpTimerHoldTimeMsecs") / 1000;
		s->keepalive_s =
			number(peer, "bgpTimerKeepAliveIntervalMsecs") / 1000;
	}
	s->connections_established = number(peer, "connectionsEstablished");
	s->connections_dropped = number(peer, "connectionsDropped");
	text(peer, "lastResetDueTo", s->last_reset, sizeof(s->last_reset));
	s->last_reset_s = number(peer, "lastResetTimerMsecs") / 1000;
	text(peer, "lastNotificationReason", s->last_notification,
	     sizeof(s->last_notification));
	s->notifications_in = number(json_object_get(peer, "messageStats"),
				     "notificationsRecv");
	s->notifications_out = number(json_object_get(peer, "messageStats"),
				      "notificationsSent");
	/* FRR ends some of its words with a space. */
	for (char *end = s->last_notification + strlen(s->last_notification);
	     end > s->last_notification && end[-1] == ' ';)
		*--end = '\0';
	read_prefixes(peer, s);
	text(json_object_get(peer, "peerBfdInfo"), "status", word, sizeof(word));
	s->bfd.present = word[0];
	snprintf(s->bfd.status, sizeof(s->bfd.status), "%.15s", word);
	if (s->bfd.status[0] >= 'A' && s->bfd.status[0] <= 'Z')
		s->bfd.status[0] += 'a' - 'A';
}

/* Whether a neighbour is ours, by its description. */
static const char *name_of(const json_t *peer)
{
	const char *mark = json_string_value(json_object_get(peer, "nbrDesc"));

	return mark && !strncmp(mark, FRR_MARK, strlen(FRR_MARK)) ?
	       mark + strlen(FRR_MARK) : NULL;
}

static int read_vrf(const json_t *vrf, const char *vrf_name, struct list *list)
{
	struct routing_session_state *s;
	const char *address, *name;
	const json_t *peer;

	json_object_foreach((json_t *)vrf, address, peer) {
		name = name_of(peer);
		if (!name)
			continue;
		s = list_add(list);
		if (!s)
			return -1;
		snprintf(s->name, sizeof(s->name), "%s", name);
		if (strcmp(vrf_name, "default"))
			snprintf(s->vrf, sizeof(s->vrf), "%s", vrf_name);
		read_session(peer, address, s);
	}
	return 0;
}

static int not_json(enum frr_daemon daemon, const json_error_t *fault,
		    struct erd_error *err)
{
	return erd_fail(err, ERD_ERROR,
			"FRR's %s answered what is no JSON, in line %d: %s",
			frr_daemon_name(daemon), fault->line, fault->text);
}

int frr_state_parse_bgp(const char *reply, struct list *sessions,
			struct erd_error *err)
{
	json_error_t fault;
	const json_t *vrf;
	const char *name;
	json_t *root;
	int ret = ERD_OK;

	/* Without any instance there is nothing but an end of line. */
	if (!reply[strspn(reply, " \r\n")])
		return ERD_OK;
	root = json_loads(reply, 0, &fault);
	if (!root)
		return not_json(FRR_BGPD, &fault, err);
	json_object_foreach(root, name, vrf)
		if (json_is_object(vrf) && read_vrf(vrf, name, sessions))
			ret = erd_fail(err, ERD_ERROR, "out of memory");
	json_decref(root);
	return ret;
}

/* --- BFD ---------------------------------------------------------------- */

static uint32_t greater(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* RFC 5880, 6.8.2 to 6.8.4: the slower of what one sends and the other takes. */
static void read_bfd(const json_t *peer, struct routing_bfd_state *bfd)
{
	bfd->present = true;
	text(peer, "status", bfd->status, sizeof(bfd->status));
	text(peer, "diagnostic", bfd->diagnostic, sizeof(bfd->diagnostic));
	text(peer, "remote-diagnostic", bfd->remote_diagnostic,
	     sizeof(bfd->remote_diagnostic));
	bfd->uptime_s = number(peer, "uptime");
	bfd->tx_ms = greater(number(peer, "transmit-interval"),
			     number(peer, "remote-receive-interval"));
	bfd->rx_ms = greater(number(peer, "receive-interval"),
			     number(peer, "remote-transmit-interval"));
	bfd->detect_ms = number(peer, "remote-detect-multiplier") * bfd->rx_ms;
}

int frr_state_parse_bfd(const char *reply, struct list *sessions,
			struct erd_error *err)
{
	struct routing_session_state *s;
	const char *address, *vrf;
	json_error_t fault;
	json_t *root, *peer;
	size_t i, j;

	root = json_loads(reply, 0, &fault);
	if (!root)
		return not_json(FRR_BFDD, &fault, err);
	json_array_foreach(root, i, peer) {
		address = json_string_value(json_object_get(peer, "peer"));
		vrf = json_string_value(json_object_get(peer, "vrf"));
		for (j = 0; address && j < sessions->n; j++) {
			s = (struct routing_session_state *)sessions->items + j;
			if (s->bfd.present && !strcmp(s->peer, address) &&
			    !strcmp(s->vrf[0] ? s->vrf : "default",
				    vrf ? vrf : "default"))
				read_bfd(peer, &s->bfd);
		}
	}
	json_decref(root);
	return ERD_OK;
}

/* --- whether it is drained ---------------------------------------------- */

/* A drained session's route-map out puts its AS in front. */
static void read_drained(const struct frr_lines *lines, struct list *sessions)
{
	struct routing_session_state *s;
	char map[128], name[80], *c;
	const struct frr_line *line;
	size_t i, j;

	for (i = 0; i < lines->list.n; i++) {
		line = frr_line_at(lines, i);
		if (!line->block[0] ||
		    strncmp(line->text, "set as-path prepend", 19))
			continue;
		for (j = 0; j < sessions->n; j++) {
			s = (struct routing_session_state *)sessions->items + j;
			snprintf(name, sizeof(name), "%s", s->name);
			for (c = name; *c; c++)
				if (*c == '/')
					*c = '.';
			snprintf(map, sizeof(map),
				 "route-map " FRR_PREFIX "%s.%s-out permit 10",
				 name, s->family == AF_INET ? "v4" : "v6");
			if (!strcmp(line->block[0], map))
				s->drained = true;
		}
	}
}

/* --- TTL security ------------------------------------------------------- */

/* What its JSON does not tell apart from a session over several hops. */
static void read_ttl(const struct frr_lines *lines, struct list *sessions)
{
	char address[FRR_WORD_SIZE], word[FRR_WORD_SIZE], vrf[IFNAMSIZ];
	struct routing_session_state *s;
	const struct frr_line *line;
	size_t i, j;

	for (i = 0; i < lines->list.n; i++) {
		line = frr_line_at(lines, i);
		frr_word(line->text, 2, word, sizeof(word));
		if (!line->block[0] || strcmp(word, "ttl-security"))
			continue;
		frr_word(line->text, 1, address, sizeof(address));
		/* "router bgp AS vrf NAME" */
		frr_word(line->block[0], 4, vrf, sizeof(vrf));
		for (j = 0; j < sessions->n; j++) {
			s = (struct routing_session_state *)sessions->items + j;
			s->ttl_security |= !strcmp(s->peer, address) &&
					   !strcmp(s->vrf, vrf);
		}
	}
}

/* --- the kernel --------------------------------------------------------- */

/* The value below @name in the two lines of "TcpExt:". */
static uint64_t netstat_value(const char *names, const char *values,
			      const char *name)
{
	size_t len, want = strlen(name);
	char *end;

	for (;;) {
		names += strspn(names, " ");
		values += strspn(values, " ");
		len = strcspn(names, " \n");
		if (!len || *names == '\n' || !*values)
			return 0;
		if (len == want && !strncmp(names, name, len))
			return strtoull(values, &end, 10);
		names += len;
		values += strcspn(values, " \n");
	}
}

void frr_state_parse_netstat(const char *netstat,
			     struct routing_md5_failures *md5)
{
	static const char tag[] = "TcpExt:";
	const char *names = strstr(netstat, tag), *values;

	memset(md5, 0, sizeof(*md5));
	values = names ? strstr(names + 1, tag) : NULL;
	if (!values)
		return;
	names += strlen(tag);
	values += strlen(tag);
	md5->wrong = netstat_value(names, values, "TCPMD5Failure");
	md5->unexpected = netstat_value(names, values, "TCPMD5Unexpected");
	md5->missing = netstat_value(names, values, "TCPMD5NotFound");
}

static void read_netstat(struct routing_md5_failures *md5)
{
	FILE *file = fopen("/proc/thread-self/net/netstat", "re");
	char data[16384];
	size_t n = 0;

	if (file) {
		n = fread(data, 1, sizeof(data) - 1, file);
		fclose(file);
	}
	data[n] = '\0';
	frr_state_parse_netstat(data, md5);
}

/* --- why it is not up --------------------------------------------------- */

/* FRR's words for what it waits for are not everybody's. */
static const char *last_reset(const struct routing_session_state *s)
{
	if (!strcmp(s->last_reset, "Waiting for NHT"))
		return "there is no way to its address (Waiting for NHT)";
	return s->last_reset;
}

static void why(struct routing_session_state *s,
		const struct routing_md5_failures *md5)
{
	const char *what = NULL, *reset = last_reset(s);

	if (s->established)
		return;
	/* What keeps a segment away leaves no other trace in BGP. */
	if (!strcmp(s->state, "Connect") || !strcmp(s->state, "Active")) {
		if (s->authenticated && md5->wrong)
			what = "segments signed with another key arrived: the MD5 keys of both ends may differ";
		else if (s->authenticated && md5->missing)
			what = "segments without a signature arrived: the other end may have no MD5 key";
		else if (!s->authenticated && md5->unexpected)
			what = "signed segments arrived: the other end may have an MD5 key, and this one has none";
	}
	/* The segments may be those of its end: why it fell comes first. */
	if (what && s->connections_dropped)
		snprintf(s->reason, sizeof(s->reason), "%s; %s", reset,
			 what);
	else if (what)
		snprintf(s->reason, sizeof(s->reason), "%s", what);
	else if (s->last_notification[0] && reset == s->last_reset)
		snprintf(s->reason, sizeof(s->reason), "%s (%s)",
			 s->last_notification, s->last_reset);
	else
		snprintf(s->reason, sizeof(s->reason), "%s", reset);
}

/* --- all of it ---------------------------------------------------------- */

static int ask(const char *run, enum frr_daemon daemon, const char *command,
	       char **reply, struct erd_error *err)
{
	struct frr_vty vty;
	int ret;

	ret = frr_vty_open(&vty, run, daemon, err);
	if (ret)
		return ret;
	ret = frr_vty_command(&vty, command, reply, err);
	frr_vty_close(&vty);
	return ret;
}

static int ask_bgp(const char *run, struct list *sessions,
		   struct erd_error *err)
{
	struct frr_lines lines = FRR_LINES;
	char *reply;
	int ret;

	ret = ask(run, FRR_BGPD, FRR_SHOW_NEIGHBORS, &reply, err);
	if (ret)
		return ret;
	ret = frr_state_parse_bgp(reply, sessions, err);
	free(reply);
	if (ret || !sessions->n)
		return ret;
	ret = ask(run, FRR_BGPD, "show running-config", &reply, err);
	if (ret)
		return ret;
	frr_lines_parse(&lines, FRR_BGPD, reply);
	free(reply);
	read_drained(&lines, sessions);
	read_ttl(&lines, sessions);
	frr_lines_free(&lines);
	return ERD_OK;
}

int routing_known(const char *run, const struct routing_config *config,
		  bool *known, struct erd_error *err)
{
	char address[INET6_ADDRSTRLEN], line[INET6_ADDRSTRLEN + 16], *reply;
	const struct routing_session *s;
	size_t i;
	int ret;

	ret = ask(run, FRR_ZEBRA, "show interface vrf all", &reply, err);
	if (ret)
		return ret;
	for (i = 0; i < config->n_sessions; i++) {
		s = &config->sessions[i];
		snprintf(line, sizeof(line), "  %s %s/",
			 s->local.family == AF_INET ? "inet" : "inet6",
			 routing_address_text(&s->local, address));
		known[i] = strstr(reply, line);
	}
	free(reply);
	return ERD_OK;
}

/* Only if a session has BFD: the daemon may not be there otherwise. */
static int ask_bfd(const char *run, struct list *sessions,
		   struct erd_error *err)
{
	const struct routing_session_state *s = sessions->items;
	bool any = false;
	char *reply;
	size_t i;
	int ret;

	for (i = 0; i < sessions->n; i++)
		any |= s[i].bfd.present;
	if (!any)
		return ERD_OK;
	ret = ask(run, FRR_BFDD, "show bfd peers json", &reply, err);
	if (ret == ERD_NOT_FOUND)
		return ERD_OK;	/* what bgpd knows of it is told */
	if (ret)
		return ret;
	ret = frr_state_parse_bfd(reply, sessions, err);
	free(reply);
	return ret;
}

static int by_name(const void *a, const void *b)
{
	const struct routing_session_state *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->family > y->family) - (x->family < y->family);
}

int routing_state(const char *run, struct routing_state *state,
		  struct erd_error *err)
{
	struct list sessions = LIST_OF(struct routing_session_state);
	size_t i;
	int ret;

	memset(state, 0, sizeof(*state));
	ret = ask_bgp(run, &sessions, err);
	if (!ret)
		ret = ask_bfd(run, &sessions, err);
	if (ret) {
		list_free(&sessions);
		return ret;
	}
	read_netstat(&state->md5);
	state->sessions = sessions.items;
	state->n = sessions.n;
	for (i = 0; i < state->n; i++)
		why(&state->sessions[i], &state->md5);
	if (state->n)
		qsort(state->sessions, state->n, sizeof(*state->sessions),
		      by_name);
	return ERD_OK;
}

void routing_state_free(struct routing_state *state)
{
	free(state->sessions);
	state->sessions = NULL;
	state->n = 0;
}

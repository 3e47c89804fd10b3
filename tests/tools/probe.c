// SPDX-License-Identifier: GPL-2.0-only
/*
 * The probes of doctor on any device:
 *	probe DEVICE LOCAL REMOTE [key KEY] [down] [other REMOTE] [wanted-mtu N]
 * LOCAL and REMOTE are ADDRESS/LENGTH. With `down`, there is a session that
 * does not stand; `other` is the far end of the other link. Says what was found
 * in lines of NAME VALUE.
 */
#include "judge.h"
#include "probe.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static const char *the_key;

static const char *key(const struct facts_path *path, int family, void *data)
{
	(void)path, (void)family, (void)data;
	return the_key;
}

static struct prefix host(const char *text)
{
	struct prefix prefix = {};
	char address[64];

	snprintf(address, sizeof(address), "%.*s", (int)strcspn(text, "/"),
		 text);
	prefix.family = strchr(address, ':') ? AF_INET6 : AF_INET;
	prefix.len = atoi(text + strcspn(text, "/") + 1);
	if (inet_pton(prefix.family, address, prefix.address) != 1) {
		fprintf(stderr, "probe: '%s' is no address\n", text);
		exit(2);
	}
	return prefix;
}

static void fill(struct facts_path *path, const char *ifname)
{
	int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = {};

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", ifname);
	if (ioctl(sock, SIOCGIFHWADDR, &request)) {
		perror(ifname);
		exit(2);
	}
	memcpy(path->mac, request.ifr_hwaddr.sa_data, 6);
	ioctl(sock, SIOCGIFMTU, &request);
	path->mtu = request.ifr_mtu;
	snprintf(path->subif.ifname, sizeof(path->subif.ifname), "%s", ifname);
	path->subif.ifindex = if_nametoindex(ifname);
	path->probed = true;
}

static void say_answers(const char *name, const struct facts_answers *answers)
{
	char text[MAC_SIZE];
	unsigned int i;

	printf("%s %u", name, answers->n);
	for (i = 0; i < answers->n && i < FACTS_MACS; i++)
		printf(" %s", mac_text(answers->mac[i], text));
	putchar('\n');
}

static void say(const struct facts_path *path, const struct facts_family *f)
{
	static const char *const results[] = { "untried", "silent", "refused",
					       "connected", "closed",
					       "failed" };
	const struct facts_probe *p = &f->probe;
	char text[INET6_ADDRSTRLEN];
	uint32_t passes = 0;
	unsigned int i;

	say_answers("remote", &p->remote);
	say_answers("own", &p->own);
	say_answers("crossed", &p->crossed);
	printf("lost %u\n", p->pings - p->pongs);
	for (i = 0; i < FACTS_SIZES; i++)
		if (p->sized[i])
			passes = p->size[i];
	printf("passes %u\n", passes);
	printf("tcp %s\nother_key %s\nfar %s\n",
	       results[p->tcp[FACTS_TCP_AS_BGP]],
	       results[p->tcp[FACTS_TCP_OTHER_KEY]],
	       results[p->tcp[FACTS_TCP_FAR]]);
	printf("syn_signed %d\nsyn_right %d\nsyn_unsigned %d\nttl %u\nopen_as %u\n",
	       p->heard.syn_signed > 0, p->heard.syn_right > 0,
	       p->heard.syn_unsigned > 0,
	       p->heard.ttl, p->heard.open_as);
	printf("bfd %d %u %u\n", p->heard.bfd_packets > 0, p->heard.bfd_tx_ms,
	       p->heard.bfd_rx_ms);
	printf("stranger %s\n", path->n_strangers ?
	       routing_address_text(&path->stranger[0].sender, text) : "none");
	printf("why %s\n", path->probe_known.why);
}

int main(int argc, char **argv)
{
	struct routing_session_state session = { .established = true };
	struct facts_path path[2] = {};
	struct facts facts = { .paths = path, .n_paths = 1 };
	struct facts_family *f;
	int i;

	if (argc < 4) {
		fprintf(stderr, "usage: probe DEVICE LOCAL REMOTE [...]\n");
		return 2;
	}
	fill(&path[0], argv[1]);
	f = &path[0].family[host(argv[2]).family == AF_INET6];
	path[0].family[0].family = AF_INET;
	path[0].family[1].family = AF_INET6;
	f->local = host(argv[2]);
	f->remote = host(argv[3]);
	f->session = &session;
	for (i = 4; i < argc; i++) {
		if (!strcmp(argv[i], "down")) {
			session.established = false;
		} else if (!strcmp(argv[i], "key") && i + 1 < argc) {
			the_key = argv[++i];
		} else if (!strcmp(argv[i], "wanted-mtu") && i + 1 < argc) {
			path[0].wanted_mtu = atoi(argv[++i]);
		} else if (!strcmp(argv[i], "other") && i + 1 < argc) {
			path[0].other = &path[1];
			path[1].family[f != path[0].family].remote =
				host(argv[++i]);
		}
	}
	probe_paths(&facts, key, NULL);
	say(&path[0], f);
	return 0;
}

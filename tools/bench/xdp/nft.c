// SPDX-License-Identifier: GPL-2.0-only
/* nftables, through its own command. */
#include "peers.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A device's ingress sees the outer tag beside the packet, and "vlan id" knows
 * 0x8100 alone; octets from the link layer's header are given as on the wire.
 */
#define BOTH_TAGS	"@ll,96,64"

static void name_of(char name[24], const struct bench_tags *tags)
{
	snprintf(name, 24, "s%u-c%u", tags->outer, tags->inner);
}

void nft_open(const char *device, const struct bench_tags *tags, size_t n)
{
	FILE *nft = popen("nft -f -", "w");
	char name[24];
	size_t i;

	if (!nft)
		die("nft", errno);
	fprintf(nft, "table netdev bench {\n");
	for (i = 0; i < n; i++) {
		name_of(name, &tags[i]);
		fprintf(nft, "counter %s { }\n", name);
	}
	fprintf(nft,
		"chain ingress {\n"
		"type filter hook ingress device \"%s\" priority 0; policy drop;\n"
		"counter name " BOTH_TAGS " map {\n",
		device);
	for (i = 0; i < n; i++) {
		name_of(name, &tags[i]);
		fprintf(nft, "0x88a8%04x8100%04x : \"%s\",\n", tags[i].outer,
			tags[i].inner, name);
	}
	fprintf(nft, "}\n}\n}\n");
	if (pclose(nft)) {
		fprintf(stderr, "bench: nft refuses its rules\n");
		exit(1);
	}
}

/* Its octets begin behind the outer tag, so they are not compared. */
void nft_count(struct tally *tally)
{
	FILE *nft = popen("nft -j list counters", "r");
	json_t *root, *list, *entry, *counter;
	size_t i;

	if (!nft)
		die("nft", errno);
	root = json_loadf(nft, 0, NULL);
	pclose(nft);
	list = json_object_get(root, "nftables");
	if (!list) {
		fprintf(stderr, "bench: nft says nothing of its counters\n");
		exit(1);
	}
	json_array_foreach(list, i, entry) {
		counter = json_object_get(entry, "counter");
		tally->frames += json_integer_value(
			json_object_get(counter, "packets"));
	}
	json_decref(root);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "inner_filter.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

#define FRAME_MAX	262144

struct inner_filter {
	struct bpf_program program;
	uint8_t frame[FRAME_MAX];	/* without its tags */
};

/* Tags are off when it runs, so a word that asks for them says no. */
static bool asks_for_tags(const char *expression)
{
	static const char word[] = "vlan";
	static const char edges[] = " \t()!&|";
	const char *at;

	for (at = expression; (at = strstr(at, word)); at++)
		if ((at == expression || strchr(edges, at[-1])) &&
		    strchr(edges, at[sizeof(word) - 1]))
			return true;
	return false;
}

int inner_filter_new(const char *expression, struct inner_filter **out,
		     struct erd_error *err)
{
	struct inner_filter *filter;
	pcap_t *dead;
	int ret = ERD_OK;

	if (asks_for_tags(expression)) {
		erd_fail(err, ERD_USAGE,
			 "filter: 'vlan' never matches: the filter is of the packet without its tags");
		erd_hint(err, "choose tags by circuit and peering, or by stag and ctag");
		return ERD_USAGE;
	}
	filter = calloc(1, sizeof(*filter));
	dead = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, FRAME_MAX,
						    PCAP_TSTAMP_PRECISION_NANO);
	if (!filter || !dead) {
		ret = erd_fail(err, ERD_ERROR, "out of memory");
	} else if (pcap_compile(dead, &filter->program, expression, 1,
			      PCAP_NETMASK_UNKNOWN)) {
		ret = erd_fail(err, ERD_USAGE, "filter '%.128s': %.128s",
			       expression, pcap_geterr(dead));
		erd_hint(err, "pcap-filter(7) says how it is written: tcp port 179");
	}
	if (dead)
		pcap_close(dead);
	if (ret) {
		free(filter);
		return ret;
	}
	*out = filter;
	return ERD_OK;
}

void inner_filter_free(struct inner_filter *filter)
{
	if (!filter)
		return;
	pcap_freecode(&filter->program);
	free(filter);
}

bool inner_filter_match(struct inner_filter *filter, const uint8_t *data,
			size_t captured, size_t length,
			const struct frame_tags *tags)
{
	size_t off = 4 * tags->n, rest = tags->type_at;
	struct pcap_pkthdr header;

	if (captured > FRAME_MAX)
		captured = FRAME_MAX;
	header.caplen = captured - off;
	header.len = length - off;
	if (off) {
		memcpy(filter->frame, data, rest - off);
		memcpy(filter->frame + rest - off, data + rest,
		       captured - rest);
		data = filter->frame;
	}
	return pcap_offline_filter(&filter->program, &header, data);
}

const struct bpf_program *
inner_filter_program(const struct inner_filter *filter)
{
	return &filter->program;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capture_account.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const uint16_t capture_size_max[CAPTURE_SIZES - 1] = {
	64, 127, 255, 511, 1023, 1535, 2047,
};

static unsigned int size_class(size_t length)
{
	unsigned int i;

	for (i = 0; i < CAPTURE_SIZES - 1; i++)
		if (length <= capture_size_max[i])
			break;
	return i;
}

/* --- the table ---------------------------------------------------------- */

static bool has_tags(const struct tag_account *entry,
		     const struct frame_tags *tags)
{
	unsigned int i;

	if (entry->n != (tags->n > 2 ? 2 : tags->n))
		return false;
	for (i = 0; i < entry->n; i++)
		if (entry->tag[i].tpid != tags->tag[i].tpid ||
		    entry->tag[i].tci != frame_vid(tags->tag[i]))
			return false;
	return true;
}

static size_t hash(const struct frame_tags *tags)
{
	size_t value = tags->n > 2 ? 2 : tags->n;
	unsigned int i;

	for (i = 0; i < tags->n && i < 2; i++)
		value = value * 65599 +
			(tags->tag[i].tpid << 12 ^ frame_vid(tags->tag[i]));
	return value * 2654435761U;
}

static uint32_t *find_bucket(const struct capture_account *account,
			     const struct frame_tags *tags)
{
	size_t at = hash(tags);
	uint32_t *bucket;

	for (;; at++) {
		bucket = &account->bucket[at % account->n_buckets];
		if (!*bucket || has_tags(&account->tags[*bucket - 1], tags))
			return bucket;
	}
}

static struct frame_tags tags_of(const struct tag_account *entry)
{
	struct frame_tags tags = { .n = entry->n };

	memcpy(tags.tag, entry->tag, sizeof(entry->tag));
	return tags;
}

static int grow(struct capture_account *account)
{
	size_t room = account->room ? 2 * account->room : 64, i;
	struct tag_account *tags;
	uint32_t *bucket;

	tags = realloc(account->tags, room * sizeof(*tags));
	if (!tags)
		return -ENOMEM;
	account->tags = tags;
	bucket = calloc(4 * room, sizeof(*bucket));
	if (!bucket)
		return -ENOMEM;
	free(account->bucket);
	account->bucket = bucket;
	account->n_buckets = 4 * room;
	account->room = room;
	for (i = 0; i < account->n_tags; i++) {
		struct frame_tags of = tags_of(&account->tags[i]);

		*find_bucket(account, &of) = i + 1;
	}
	return 0;
}

/* The entry of these tags; *entry is NULL if there are too many. */
static int find(struct capture_account *account, const struct frame_tags *tags,
		struct tag_account **entry)
{
	uint32_t *bucket;
	unsigned int i;

	*entry = NULL;
	if (account->n_tags == account->room &&
	    account->room < CAPTURE_ACCOUNT_MAX && grow(account))
		return -ENOMEM;
	bucket = find_bucket(account, tags);
	if (!*bucket) {
		if (account->n_tags == CAPTURE_ACCOUNT_MAX)
			return 0;
		*entry = &account->tags[account->n_tags++];
		memset(*entry, 0, sizeof(**entry));
		(*entry)->n = tags->n > 2 ? 2 : tags->n;
		for (i = 0; i < (*entry)->n; i++) {
			(*entry)->tag[i].tpid = tags->tag[i].tpid;
			(*entry)->tag[i].tci = frame_vid(tags->tag[i]);
		}
		*bucket = account->n_tags;
	}
	*entry = &account->tags[*bucket - 1];
	return 0;
}

/* --- counting ----------------------------------------------------------- */

static void count_time(uint64_t time_ns, uint64_t frames, uint64_t *first_ns,
		       uint64_t *last_ns)
{
	if (frames == 1 || time_ns < *first_ns)
		*first_ns = time_ns;
	if (frames == 1 || time_ns > *last_ns)
		*last_ns = time_ns;
}

static void count_bgp(struct tag_account *entry, const struct packet *packet)
{
	size_t i;

	for (i = 0; i < packet->n_bgp; i++) {
		entry->bgp[packet->bgp[i].type]++;
		if (packet->bgp[i].type != PACKET_BGP_NOTIFICATION)
			continue;
		entry->bgp_code = packet->bgp[i].code;
		entry->bgp_subcode = packet->bgp[i].subcode;
	}
}

static void count_packet(struct tag_account *entry, const struct packet *packet)
{
	if (packet->network == PACKET_ARP) {
		entry->arp_requests += packet->arp.op == PACKET_ARP_REQUEST;
		entry->arp_replies += packet->arp.op == PACKET_ARP_REPLY;
	}
	if (packet->transport == PACKET_ICMP6) {
		entry->nd_solicitations +=
			packet->icmp.type == PACKET_ND_SOLICITATION;
		entry->nd_advertisements +=
			packet->icmp.type == PACKET_ND_ADVERTISEMENT;
	}
	if (packet->transport == PACKET_TCP) {
		entry->tcp++;
		entry->tcp_syns += (packet->tcp.flags &
				    (PACKET_TCP_SYN | PACKET_TCP_ACK)) ==
				   PACKET_TCP_SYN;
		entry->tcp_fins += !!(packet->tcp.flags & PACKET_TCP_FIN);
		entry->tcp_resets += !!(packet->tcp.flags & PACKET_TCP_RST);
		count_bgp(entry, packet);
	}
	if (packet->has_bfd) {
		entry->bfd++;
		entry->bfd_down += packet->bfd.state != 3;
		entry->bfd_last = packet->bfd;
	}
}

int capture_account_add(struct capture_account *account,
			const struct frame *frame, size_t type_at)
{
	/* A cooked header stands for the one of Ethernet. */
	size_t octets = frame->length + FRAME_ETHERNET_TYPE_AT - type_at;
	struct tag_account *entry;
	struct frame_tags tags;
	struct packet packet;
	int ret;

	frame_read_tags(frame->data, frame->captured, type_at, &tags);
	ret = find(account, &tags, &entry);
	if (ret)
		return ret;
	account->frames++;
	account->octets += octets;
	account->cut += frame->captured < frame->length;
	account->size[size_class(octets)]++;
	count_time(frame->time_ns, account->frames, &account->first_ns,
		   &account->last_ns);
	if (!entry) {
		account->other_frames++;
		return 0;
	}
	entry->frames++;
	entry->octets += octets;
	count_time(frame->time_ns, entry->frames, &entry->first_ns,
		   &entry->last_ns);
	if (tags.type_at > frame->captured)
		return 0;
	packet_read(frame->data + tags.type_at, frame->captured - tags.type_at,
		    frame->length - tags.type_at, &packet);
	count_packet(entry, &packet);
	return 0;
}

/* --- the end ------------------------------------------------------------ */

static int compare(const void *a, const void *b)
{
	const struct tag_account *x = a, *y = b;
	unsigned int i;
	int order;

	for (i = 0; i < 2; i++) {
		order = (int)x->tag[i].tci - (int)y->tag[i].tci;
		if (!order)
			order = (int)x->tag[i].tpid - (int)y->tag[i].tpid;
		if (order)
			return order;
	}
	return (int)x->n - (int)y->n;
}

void capture_account_sort(struct capture_account *account)
{
	if (account->n_tags)
		qsort(account->tags, account->n_tags, sizeof(*account->tags),
		      compare);
	/* The table of numbers is of no more use. */
	free(account->bucket);
	account->bucket = NULL;
	account->n_buckets = 0;
}

void capture_account_free(struct capture_account *account)
{
	free(account->tags);
	free(account->bucket);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capture.h"
#include "json.h"
#include "packet.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static const char *direction_word(enum frame_direction direction)
{
	return direction == FRAME_DIRECTION_OUT ? "out" : "in";
}

static struct timespec time_of(const struct frame *frame)
{
	return (struct timespec){
		.tv_sec = frame->time_ns / 1000000000,
		.tv_nsec = frame->time_ns % 1000000000,
	};
}

static char *packet_text(const struct frame *frame,
			 const struct frame_tags *tags,
			 char text[PACKET_LINE_SIZE])
{
	struct packet packet;

	packet_read(frame->data + tags->type_at,
		    frame->captured > tags->type_at ?
		    frame->captured - tags->type_at : 0,
		    frame->length > tags->type_at ?
		    frame->length - tags->type_at : 0, &packet);
	return packet_write(&packet, text);
}

/* --- lines -------------------------------------------------------------- */

static void print_tags(const struct frame_tags *tags, unsigned int from)
{
	unsigned int i;

	for (i = from; i < tags->n; i++)
		printf("%s0x%04x:%u", i == from ? "" : " ", tags->tag[i].tpid,
		       frame_vid(tags->tag[i]));
}

/* A circuit's frame with a C-tag that no peering has shows that tag. */
static void print_owner(const struct tag_name *name,
			const struct frame_tags *tags)
{
	if (!name && !tags->n) {
		fputs("untagged", stdout);
	} else if (!name) {
		print_tags(tags, 0);
	} else if (name->ctag) {
		printf("%s %s", name->circuit, erd_peering_name(name->peering));
	} else {
		printf("%s ", name->circuit);
		if (tags->n > 1)
			print_tags(tags, 1);
		else
			fputs("no C-tag", stdout);
	}
}

static void print_line(const struct capture_plan *plan,
		       const struct frame *frame, const struct frame_tags *tags,
		       const struct tag_name *name)
{
	struct timespec time = time_of(frame);
	char text[PACKET_LINE_SIZE], clock[16];
	struct tm tm;

	gmtime_r(&time.tv_sec, &tm);
	strftime(clock, sizeof(clock), "%H:%M:%S", &tm);
	printf("%s.%06ld %s %-3s ", clock, time.tv_nsec / 1000,
	       plan->interface[frame->interface].name,
	       direction_word(frame->direction));
	print_owner(name, tags);
	printf("  %s", packet_text(frame, tags, text));
	if (frame->comment)
		printf(" [%s]", frame->comment);
	putchar('\n');
}

/* --- JSON --------------------------------------------------------------- */

static json_t *tags_array(const struct frame_tags *tags)
{
	json_t *array = json_array();
	unsigned int i;

	for (i = 0; i < tags->n; i++)
		json_array_append_new(array, json_pack("{s:o, s:i, s:i, s:b}",
			"tpid", json_sprintf("0x%04x", tags->tag[i].tpid),
			"vid", frame_vid(tags->tag[i]),
			"pcp", tags->tag[i].tci >> 13,
			"dei", tags->tag[i].tci >> 12 & 1));
	return array;
}

static int print_json(struct cli *cli, const struct capture_plan *plan,
		      const struct frame *frame, const struct frame_tags *tags,
		      const struct tag_name *name)
{
	struct timespec time = time_of(frame);
	bool peering = name && name->ctag && name->peering;
	char text[PACKET_LINE_SIZE];

	return json_print(cli, json_pack("{s:{s:o, s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:I, s:s, s:o}}",
		"frame",
		"time", json_time(&time),
		"time_ns", (json_int_t)frame->time_ns,
		"interface", plan->interface[frame->interface].name,
		"direction", direction_word(frame->direction),
		"pair", json_text(name ? name->pair : NULL),
		"circuit", json_text(name ? name->circuit : NULL),
		"peering", peering ?
			json_string(erd_peering_name(name->peering)) :
			json_null(),
		"tags", tags_array(tags),
		"octets", (json_int_t)frame->length,
		"captured_octets", (json_int_t)frame->captured,
		"packet", packet_text(frame, tags, text),
		"comment", json_text(frame->comment)));
}

int capture_show_frame(struct cli *cli, const struct capture_plan *plan,
		       const struct frame *frame, const struct frame_tags *tags,
		       const struct tag_name *name)
{
	if (cli->options.json)
		return print_json(cli, plan, frame, tags, name);
	print_line(plan, frame, tags, name);
	return ERD_OK;
}

/* --- counts ------------------------------------------------------------- */

static struct capture_counts sum(const struct capture_plan *plan,
				 const struct capture_counts *counts)
{
	struct capture_counts all = {};
	size_t i;

	for (i = 0; i < plan->n_interfaces; i++) {
		all.captured += counts[i].captured;
		all.received += counts[i].received;
		all.dropped += counts[i].dropped;
		all.if_dropped += counts[i].if_dropped;
	}
	return all;
}

static void print_count(uint64_t n, const char *what)
{
	fprintf(stderr, "%" PRIu64 " frame%s %s\n", n, n == 1 ? "" : "s", what);
}

void capture_show_counts(const struct capture_plan *plan,
			 const struct capture_counts *counts, uint64_t lost)
{
	struct capture_counts all = sum(plan, counts);
	size_t i;

	fflush(stdout);
	print_count(all.captured, "captured");
	print_count(all.received, "received by filter");
	print_count(all.dropped, "dropped by kernel");
	if (all.if_dropped)
		print_count(all.if_dropped, "dropped by interface");
	if (lost)
		print_count(lost, "could not be written");
	for (i = 0; i < plan->n_interfaces && plan->n_interfaces > 1; i++)
		fprintf(stderr, "  %s: %" PRIu64 " captured, %" PRIu64 " received by filter, %" PRIu64 " dropped by kernel\n",
			plan->interface[i].name, counts[i].captured,
			counts[i].received, counts[i].dropped);
}

static json_t *counts_object(const struct capture_counts *counts)
{
	return json_pack("{s:I, s:I, s:I, s:I}",
			 "captured", (json_int_t)counts->captured,
			 "received", (json_int_t)counts->received,
			 "dropped", (json_int_t)counts->dropped,
			 "interface_dropped", (json_int_t)counts->if_dropped);
}

int capture_show_counts_json(struct cli *cli, const struct capture_plan *plan,
			     const struct capture_counts *counts, uint64_t lost)
{
	struct capture_counts all = sum(plan, counts);
	json_t *array = json_array(), *object = counts_object(&all), *one;
	size_t i;

	for (i = 0; i < plan->n_interfaces; i++) {
		one = counts_object(&counts[i]);
		json_object_set_new(one, "name",
				    json_text(plan->interface[i].name));
		json_array_append_new(array, one);
	}
	json_object_set_new(object, "not_written",
			    json_integer((json_int_t)lost));
	json_object_set_new(object, "interfaces", array);
	return json_print(cli, json_pack("{s:o}", "capture", object));
}

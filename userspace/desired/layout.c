// SPDX-License-Identifier: LGPL-2.1-or-later
#include "layout.h"

#include <string.h>
#include <yaml.h>

/* Objects of the file are not nested as deep. */
#define DEPTH_MAX	32

struct scan {
	struct layout *layout;
	const char *text;
	size_t len;
	/* libyaml counts characters; these two are the same place. */
	size_t character, octet;
	/* The open collections, and of each the last child. */
	size_t open[DEPTH_MAX], last[DEPTH_MAX];
	int depth;
};

static struct layout_node *node_at(const struct layout *layout, size_t index)
{
	return (struct layout_node *)layout->nodes.items + index;
}

static bool continues(char octet)
{
	return (octet & 0xc0) == 0x80;
}

/* Events come nearly in order, so it is never far. */
static size_t octet_of(struct scan *s, const yaml_mark_t *mark)
{
	while (s->character < mark->index && s->octet < s->len) {
		s->octet++;
		while (s->octet < s->len && continues(s->text[s->octet]))
			s->octet++;
		s->character++;
	}
	while (s->character > mark->index && s->octet) {
		s->octet--;
		while (s->octet && continues(s->text[s->octet]))
			s->octet--;
		s->character--;
	}
	return s->octet;
}

static bool is_blank(char octet)
{
	return octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r';
}

static struct layout_node *add(struct scan *s, const yaml_event_t *event,
			       enum layout_kind kind)
{
	size_t index = s->layout->nodes.n;
	struct layout_node *node = list_add(&s->layout->nodes);

	if (!node)
		return NULL;
	node->kind = kind;
	node->start = octet_of(s, &event->start_mark);
	node->end = octet_of(s, &event->end_mark);
	if (!s->depth)
		return node;
	if (s->last[s->depth - 1])
		node_at(s->layout, s->last[s->depth - 1])->next = index;
	else
		node_at(s->layout, s->open[s->depth - 1])->child = index;
	s->last[s->depth - 1] = index;
	return node;
}

static bool add_scalar(struct scan *s, const yaml_event_t *event)
{
	struct layout_node *node = add(s, event, LAYOUT_SCALAR);
	yaml_scalar_style_t style = event->data.scalar.style;

	if (!node)
		return false;
	node->flow = style != YAML_PLAIN_SCALAR_STYLE;
	/* The end of what has no mark of its end is where the next begins. */
	while (style != YAML_DOUBLE_QUOTED_SCALAR_STYLE &&
	       style != YAML_SINGLE_QUOTED_SCALAR_STYLE &&
	       node->end > node->start && is_blank(s->text[node->end - 1]))
		node->end--;
	return true;
}

static bool open_collection(struct scan *s, const yaml_event_t *event,
			    enum layout_kind kind, bool flow)
{
	size_t index = s->layout->nodes.n;
	struct layout_node *node;

	if (s->depth == DEPTH_MAX)
		return false;
	node = add(s, event, kind);
	if (!node)
		return false;
	node->flow = flow;
	s->open[s->depth] = index;
	s->last[s->depth] = 0;
	s->depth++;
	return true;
}

/* A block ends with the last that is in it. */
static bool close_collection(struct scan *s, const yaml_event_t *event)
{
	struct layout_node *node;

	if (!s->depth)
		return false;
	s->depth--;
	node = node_at(s->layout, s->open[s->depth]);
	if (node->flow)
		node->end = octet_of(s, &event->end_mark);
	else if (s->last[s->depth])
		node->end = node_at(s->layout, s->last[s->depth])->end;
	return true;
}

static bool take(struct scan *s, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return add_scalar(s, event);
	case YAML_MAPPING_START_EVENT:
		return open_collection(s, event, LAYOUT_MAPPING,
				       event->data.mapping_start.style ==
					       YAML_FLOW_MAPPING_STYLE);
	case YAML_SEQUENCE_START_EVENT:
		return open_collection(s, event, LAYOUT_SEQUENCE,
				       event->data.sequence_start.style ==
					       YAML_FLOW_SEQUENCE_STYLE);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		return close_collection(s, event);
	case YAML_ALIAS_EVENT:
		return false;
	default:
		return true;
	}
}

bool layout_read(struct layout *layout, const char *text, size_t len)
{
	struct scan s = { .layout = layout, .text = text, .len = len };
	yaml_parser_t parser;
	yaml_event_t event;
	bool more = true, good;

	layout->nodes = (struct list)LIST_OF(struct layout_node);
	if (!yaml_parser_initialize(&parser))
		return false;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	do {
		good = yaml_parser_parse(&parser, &event);
		if (!good)
			break;
		good = take(&s, &event);
		more = event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	} while (good && more);
	yaml_parser_delete(&parser);
	return good && layout->nodes.n;
}

void layout_free(struct layout *layout)
{
	list_free(&layout->nodes);
}

const struct layout_node *layout_root(const struct layout *layout)
{
	return layout->nodes.n ? layout->nodes.items : NULL;
}

const struct layout_node *layout_child(const struct layout *layout,
				       const struct layout_node *node)
{
	return node->child ? node_at(layout, node->child) : NULL;
}

const struct layout_node *layout_next(const struct layout *layout,
				      const struct layout_node *node)
{
	return node->next ? node_at(layout, node->next) : NULL;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "kernel_filter.h"

#include <linux/if_packet.h>
#include <linux/types.h>
#include <string.h>

#include "erd_maps.h"

/* Tags in the frame that the inner filter is shifted over. */
#define DEPTHS		4
/* More choices than these cost more than they spare. */
#define CHOICES_MAX	128
/* Up to here the tags may be read without looking at the length. */
#define TAGS_END	(FRAME_ETHERNET_TYPE_AT + 4 * DEPTHS + 2)
/* Scratch words, and what they hold without such a tag. */
#define OUTER		0
#define INNER		1
#define NO_TAG		0xffff

static const uint16_t tpids[] = {
	ERD_TPID_CTAG, ERD_TPID_STAG, ERD_TPID_9100, ERD_TPID_9200,
	ERD_TPID_9300,
};

#define N_TPIDS		(sizeof(tpids) / sizeof(tpids[0]))

static void emit(struct kernel_filter *f, uint16_t code, uint32_t k)
{
	f->code[f->n++] = (struct sock_filter)BPF_STMT(code, k);
}

static void emit_jump(struct kernel_filter *f, uint16_t code, uint32_t k,
		      uint8_t jt, uint8_t jf)
{
	f->code[f->n++] = (struct sock_filter)BPF_JUMP(code, k, jt, jf);
}

static void load_u16(struct kernel_filter *f, uint32_t offset)
{
	emit(f, BPF_LD | BPF_H | BPF_ABS, offset);
}

/* Skips @skip instructions unless A is a TPID, which an earlier test says. */
static void skip_unless_tag(struct kernel_filter *f, uint8_t skip)
{
	size_t i;

	for (i = 0; i < N_TPIDS; i++)
		emit_jump(f, BPF_JMP | BPF_JEQ | BPF_K, tpids[i],
			  N_TPIDS - 1 - i, i == N_TPIDS - 1 ? skip : 0);
}

/* The VID of a tag at @offset, or NO_TAG, to the scratch word @to. */
static void emit_vid(struct kernel_filter *f, uint32_t offset, uint32_t to)
{
	load_u16(f, offset);
	skip_unless_tag(f, 3);
	load_u16(f, offset + 2);
	emit(f, BPF_ALU | BPF_AND | BPF_K, 0xfff);
	emit_jump(f, BPF_JMP | BPF_JA, 1, 0, 0);
	emit(f, BPF_LD | BPF_IMM, NO_TAG);
	emit(f, BPF_ST, to);
}

/* --- parts -------------------------------------------------------------- */

static void emit_direction(struct kernel_filter *f,
			   enum frame_direction direction)
{
	bool out = direction == FRAME_DIRECTION_OUT;

	if (direction == FRAME_DIRECTION_UNKNOWN)
		return;
	emit(f, BPF_LD | BPF_B | BPF_ABS,
	     (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE));
	emit_jump(f, BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, out, !out);
	emit(f, BPF_RET | BPF_K, 0);
}

/* Frames that may end in their tags are judged in user space. */
static void emit_short(struct kernel_filter *f, uint32_t snaplen)
{
	emit(f, BPF_LD | BPF_W | BPF_LEN, 0);
	emit_jump(f, BPF_JMP | BPF_JGE | BPF_K, TAGS_END, 1, 0);
	emit(f, BPF_RET | BPF_K, snaplen);
}

/* Instructions of one emit_vid(). */
#define VID_SIZE	(N_TPIDS + 6)

static void emit_choice(struct kernel_filter *f, const struct tag_choice *tag,
			uint32_t to_match)
{
	bool inner = tag->inner >= 0;

	emit(f, BPF_LD | BPF_MEM, OUTER);
	emit_jump(f, BPF_JMP | BPF_JEQ | BPF_K, tag->outer, 0, inner ? 3 : 1);
	if (inner) {
		emit(f, BPF_LD | BPF_MEM, INNER);
		emit_jump(f, BPF_JMP | BPF_JEQ | BPF_K, tag->inner, 0, 1);
	}
	emit_jump(f, BPF_JMP | BPF_JA, to_match - f->n - 1, 0, 0);
}

static void emit_tags(struct kernel_filter *f,
		      const struct kernel_filter_config *config)
{
	uint32_t to_match;
	size_t i;

	emit(f, BPF_LD | BPF_B | BPF_ABS,
	     (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT));
	emit_jump(f, BPF_JMP | BPF_JEQ | BPF_K, 0, 4 + VID_SIZE, 0);
	emit(f, BPF_LD | BPF_H | BPF_ABS,
	     (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG));
	emit(f, BPF_ALU | BPF_AND | BPF_K, 0xfff);
	emit(f, BPF_ST, OUTER);
	emit_vid(f, FRAME_ETHERNET_TYPE_AT, INNER);
	emit_jump(f, BPF_JMP | BPF_JA, 2 * VID_SIZE, 0, 0);
	emit_vid(f, FRAME_ETHERNET_TYPE_AT, OUTER);
	emit_vid(f, FRAME_ETHERNET_TYPE_AT + 4, INNER);

	to_match = f->n + 1;
	for (i = 0; i < config->n_tags; i++)
		to_match += config->tags[i].inner >= 0 ? 5 : 3;
	for (i = 0; i < config->n_tags; i++)
		emit_choice(f, &config->tags[i], to_match);
	emit(f, BPF_RET | BPF_K, 0);
}

/* --- the inner filter --------------------------------------------------- */

/*
 * The same instruction for frames that have @shift octets of tags. False if
 * that cannot be said of it: lengths, and what is computed rather than meant
 * as an offset in the packet.
 */
static bool shift(struct sock_filter *at, const struct bpf_insn *insn,
		  uint32_t by, uint32_t snaplen)
{
	uint16_t class = BPF_CLASS(insn->code), mode = BPF_MODE(insn->code);

	*at = (struct sock_filter)BPF_JUMP(insn->code, insn->k, insn->jt,
					   insn->jf);
	if (class == BPF_RET) {
		if (insn->k)
			at->k = snaplen;
		return BPF_RVAL(insn->code) == BPF_K;
	}
	if (class != BPF_LD && class != BPF_LDX)
		return true;
	switch (mode) {
	case BPF_IMM:
	case BPF_MEM:
		return true;
	case BPF_ABS:
	case BPF_MSH:
		if (insn->k >= FRAME_ETHERNET_TYPE_AT)
			at->k += by;
		return insn->k < (uint32_t)SKF_LL_OFF;
	case BPF_IND:
		at->k += by;
		return insn->k >= FRAME_ETHERNET_TYPE_AT + 2 &&
		       insn->k < (uint32_t)SKF_LL_OFF;
	default:
		return false;
	}
}

/* Whether all of it can be shifted, and how many instructions that takes. */
static bool fits(const struct kernel_filter *f, const struct bpf_program *inner)
{
	size_t room = DEPTHS * (N_TPIDS + 2) + DEPTHS * inner->bf_len + 1;
	struct sock_filter at;
	unsigned int i;

	for (i = 0; i < inner->bf_len; i++)
		if (!shift(&at, &inner->bf_insns[i], 4, 1))
			return false;
	return f->n + room <= KERNEL_FILTER_MAX;
}

static void emit_shifted(struct kernel_filter *f,
			 const struct kernel_filter_config *config,
			 unsigned int depth)
{
	unsigned int i;

	for (i = 0; i < config->inner->bf_len; i++)
		shift(&f->code[f->n++], &config->inner->bf_insns[i], 4 * depth,
		      config->snaplen);
}

/* For each number of tags in the frame, the filter for as many. */
static void emit_inner(struct kernel_filter *f,
		       const struct kernel_filter_config *config)
{
	unsigned int depth;

	for (depth = 0; depth < DEPTHS; depth++) {
		load_u16(f, FRAME_ETHERNET_TYPE_AT + 4 * depth);
		skip_unless_tag(f, 1);
		emit_jump(f, BPF_JMP | BPF_JA, config->inner->bf_len, 0, 0);
		emit_shifted(f, config, depth);
	}
}

void kernel_filter_make(const struct kernel_filter_config *config,
			struct kernel_filter *f)
{
	f->n = 0;
	emit_direction(f, config->direction);
	emit_short(f, config->snaplen);
	if (config->n_tags && config->n_tags <= CHOICES_MAX)
		emit_tags(f, config);
	if (config->inner && fits(f, config->inner))
		emit_inner(f, config);
	emit(f, BPF_RET | BPF_K, config->snaplen);
}

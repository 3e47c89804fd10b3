// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Changes what the fast path of a port counts. The configuration is shared
 * memory; the next frame sees it.
 */
#include "config_word.h"
#include "error.h"
#include "fastpath.h"
#include "fastpath_maps.h"
#include "names.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel lets no mapping that was made for reading be written later. */
static int make_writable(struct erd_fastpath *fp, struct erd_error *err)
{
	int n;

	for (n = 0; n < FASTPATH_MAPS && !fp->writable; n++) {
		struct fastpath_area *area = &fp->area[n];
		void *at;

		if (!area->at)
			continue;
		at = mmap(NULL, area->size, PROT_READ | PROT_WRITE, MAP_SHARED,
			  area->fd, 0);
		if (at == MAP_FAILED)
			return fastpath_fail(fp, errno, err);
		munmap(area->at, area->size);
		area->at = at;
	}
	fp->writable = true;
	return ERD_OK;
}

/*
 * Others may be changing the same circuit. A change is a read of the word, new
 * counters and a write of the word, which a lock makes one; the programs
 * do not take it, they see the one write.
 */
int fastpath_begin_change(struct erd_fastpath *fp, struct erd_error *err)
{
	int ret = make_writable(fp, err);

	if (ret)
		return ret;
	while (flock(fp->dir, LOCK_EX))
		if (errno != EINTR)
			return fastpath_fail(fp, errno, err);
	return ERD_OK;
}

void fastpath_end_change(struct erd_fastpath *fp)
{
	flock(fp->dir, LOCK_UN);
}

static __u64 get_word(const struct erd_fastpath *fp, __u32 outer)
{
	return __atomic_load_n(fastpath_word(fp, outer), __ATOMIC_ACQUIRE);
}

static void set_word(struct erd_fastpath *fp, __u32 outer, __u64 word)
{
	__atomic_store_n(fastpath_word(fp, outer), word, __ATOMIC_RELEASE);
}

void fastpath_wait_for_programs(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

static bool has_counted(const struct erd_fastpath *fp, __u32 outer, __u32 slot)
{
	__u32 cpu;
	int d;

	for (cpu = 0; cpu < fp->facts.cpus; cpu++)
		for (d = 0; d < ERD_DIRECTIONS; d++) {
			struct erd_counter *drops =
				fastpath_drops(fp, cpu, d, outer, slot);

			if (fastpath_counter(fp, cpu, d, outer, slot)->frames ||
			    (drops && drops->frames))
				return true;
		}
	return false;
}

/* Moves a counter into the matched frames of the port, see erd_maps.h. */
static void retire(struct erd_counter *matched, struct erd_counter *counter)
{
	matched->frames += counter->frames;
	matched->bytes += counter->bytes;
	counter->frames = 0;
	counter->bytes = 0;
}

static void reset_of(struct erd_fastpath *fp, __u32 cpu, int d, __u32 outer,
		     __u32 slot)
{
	struct erd_sizes *sizes = fastpath_sizes(fp, cpu, d, outer);
	struct erd_marks *marks = fastpath_marks(fp, cpu, d, outer, slot);
	struct erd_counter *drops = fastpath_drops(fp, cpu, d, outer, slot);

	retire(fastpath_class(fp, cpu, d, ERD_CLASS_MATCHED),
	       fastpath_counter(fp, cpu, d, outer, slot));
	if (sizes)
		memset(sizes->frames[slot], 0, sizeof(sizes->frames[slot]));
	if (marks)
		memset(marks, 0, sizeof(*marks));
	if (drops)
		memset(drops, 0, sizeof(*drops));
}

/*
 * Zeroes the counters of a slot below ERD_SLOT_REST that the word does not
 * lead to. A program that has read an earlier word may not have counted yet.
 */
static void reset_slot(struct erd_fastpath *fp, __u32 outer, __u32 slot)
{
	__u32 cpu;
	int d;

	if (!has_counted(fp, outer, slot))
		return;
	fastpath_wait_for_programs();
	for (cpu = 0; cpu < fp->facts.cpus; cpu++)
		for (d = 0; d < ERD_DIRECTIONS; d++)
			reset_of(fp, cpu, d, outer, slot);
}

/* What was set for a circuit goes with it. */
static void forget_settings(struct erd_fastpath *fp, __u32 outer)
{
	struct erd_watch *watch = fastpath_watch(fp, outer);
	int d;

	for (d = 0; d < ERD_DIRECTIONS; d++) {
		struct erd_limit *limit = fastpath_limit(fp, d, outer);

		if (limit)
			memset(limit, 0, sizeof(*limit));
	}
	if (watch)
		memset(watch, 0, sizeof(*watch));
}

int fastpath_add_circuit(struct erd_fastpath *fp, uint16_t stag)
{
	int ret;

	if (!fastpath_is_qinq(fp))
		return ERD_OK;
	if (stag < ERD_VID_MIN || stag > ERD_VID_MAX)
		return ERD_USAGE;
	ret = fastpath_begin_change(fp, NULL);
	if (ret)
		return ret;
	if (!get_word(fp, stag))
		set_word(fp, stag, CONFIG_WORD_EMPTY);
	fastpath_end_change(fp);
	return ERD_OK;
}

void fastpath_delete_circuit(struct erd_fastpath *fp, uint16_t stag)
{
	if (!fastpath_is_qinq(fp) || stag > ERD_VID_MAX || fastpath_begin_change(fp, NULL))
		return;
	set_word(fp, stag, 0);
	forget_settings(fp, stag);
	fastpath_end_change(fp);
}

static int add_ctag(struct erd_fastpath *fp, uint16_t stag, uint16_t ctag,
		    struct erd_error *err)
{
	__u64 word = get_word(fp, stag);

	if (!word)
		word = CONFIG_WORD_EMPTY;
	if (config_word_has(word, ctag))
		return ERD_OK;
	if (!config_word_add(&word, ctag))
		return erd_fail(err, ERD_CONFLICT,
				"port '%s': S-tag %u has %u C-tags already, and Azure gives no circuit more; C-tag %u is not counted apart",
				fp->port, stag, ERD_CTAGS, ctag);
	reset_slot(fp, stag, erd_config_slot(word, ctag));
	set_word(fp, stag, word);
	return ERD_OK;
}

static void add_vid(struct erd_fastpath *fp, uint16_t vid)
{
	if (get_word(fp, vid))
		return;
	reset_slot(fp, vid, 0);
	set_word(fp, vid, ERD_CONFIG_DOT1Q);
}

int fastpath_add_peering(struct erd_fastpath *fp, uint16_t stag, uint16_t ctag,
			 struct erd_error *err)
{
	int ret = ERD_OK;

	if (fastpath_is_qinq(fp))
		ret = tag_check("S-tag", stag, err);
	if (!ret)
		ret = tag_check("C-tag", ctag, err);
	if (!ret)
		ret = fastpath_begin_change(fp, err);
	if (ret)
		return ret;
	if (fastpath_is_qinq(fp))
		ret = add_ctag(fp, stag, ctag, err);
	else
		add_vid(fp, ctag);
	fastpath_end_change(fp);
	return ret;
}

void fastpath_delete_peering(struct erd_fastpath *fp, uint16_t stag,
			     uint16_t ctag)
{
	__u32 outer, slot;
	__u64 word = 0;

	if (fastpath_begin_change(fp, NULL))
		return;
	if (fastpath_find_slot(fp, stag, ctag, &outer, &slot)) {
		if (fastpath_is_qinq(fp)) {
			word = get_word(fp, outer);
			config_word_delete(&word, ctag);
		}
		set_word(fp, outer, word);
	}
	fastpath_end_change(fp);
}

static void retain_circuit(struct erd_fastpath *fp, uint16_t stag,
			   bool (*is)(uint16_t stag, uint16_t ctag, void *data),
			   void *data)
{
	__u64 word = get_word(fp, stag);
	__u32 slot, ctag;

	for (slot = 0; slot < ERD_CTAGS; slot++) {
		ctag = config_word_ctag(word, slot);
		if (ctag && !is(stag, ctag, data))
			fastpath_delete_peering(fp, stag, ctag);
	}
	if (!is(stag, 0, data))
		fastpath_delete_circuit(fp, stag);
}

void fastpath_retain(struct erd_fastpath *fp,
		     bool (*is)(uint16_t stag, uint16_t ctag, void *data),
		     void *data)
{
	__u32 outer;

	for (outer = ERD_VID_MIN; outer <= ERD_VID_MAX; outer++) {
		if (!get_word(fp, outer))
			continue;
		if (fastpath_is_qinq(fp))
			retain_circuit(fp, outer, is, data);
		else if (!is(0, outer, data))
			fastpath_delete_peering(fp, 0, outer);
	}
}

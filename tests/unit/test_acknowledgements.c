// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the kernel says beside an error. */
#include "attributes.h"
#include "parse.h"

#include <errno.h>
#include <linux/netlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct ack {
	struct nlmsghdr nlh;
	struct nlmsgerr e;
	unsigned char rest[256];
};

/* @repeated octets of the request stand between header and attributes. */
static void write_ack(struct ack *ack, int flags, size_t repeated,
		      const char *text)
{
	struct writer w = {};

	memset(ack, 0, sizeof(*ack));
	put_u32(&w, NLMSGERR_ATTR_OFFS, 24);
	put_string(&w, NLMSGERR_ATTR_MSG, text);
	ack->nlh.nlmsg_type = NLMSG_ERROR;
	ack->nlh.nlmsg_flags = flags;
	ack->e.error = -EEXIST;
	ack->e.msg.nlmsg_len = sizeof(ack->e.msg) + repeated;
	if (flags & NLM_F_CAPPED)
		repeated = 0;
	memset(ack->rest, 0xee, repeated);
	memcpy(ack->rest + NLMSG_ALIGN(repeated), w.at, w.len);
	ack->nlh.nlmsg_len = NLMSG_LENGTH(sizeof(ack->e)) +
			     NLMSG_ALIGN(repeated) + w.len;
}

static void texts_of_acknowledgements(void **state)
{
	struct ack ack;
	char text[64];

	(void)state;
	write_ack(&ack, NLM_F_ACK_TLVS | NLM_F_CAPPED, 40, "erd: no room");
	parse_ack_text(&ack.nlh, text, sizeof(text));
	assert_string_equal(text, "no room");
	write_ack(&ack, NLM_F_ACK_TLVS, 37, "Unknown device type");
	parse_ack_text(&ack.nlh, text, sizeof(text));
	assert_string_equal(text, "Unknown device type");
	write_ack(&ack, NLM_F_CAPPED, 0, "no flag, no text");
	parse_ack_text(&ack.nlh, text, sizeof(text));
	assert_string_equal(text, "");
	/* More than there is room for is cut. */
	write_ack(&ack, NLM_F_ACK_TLVS | NLM_F_CAPPED, 0, "erd: long text");
	parse_ack_text(&ack.nlh, text, 5);
	assert_string_equal(text, "long");
}

static void acknowledgements_that_lie(void **state)
{
	struct ack ack, *exact;
	char text[64];
	size_t len;

	(void)state;
	/* It says that more of the request is repeated than it is long. */
	write_ack(&ack, NLM_F_ACK_TLVS, 0, "text");
	ack.e.msg.nlmsg_len = 1 << 20;
	parse_ack_text(&ack.nlh, text, sizeof(text));
	assert_string_equal(text, "");
	ack.e.msg.nlmsg_len = UINT32_MAX;
	parse_ack_text(&ack.nlh, text, sizeof(text));
	assert_string_equal(text, "");
	/* Cut anywhere; this text leaves no padding behind it. */
	write_ack(&ack, NLM_F_ACK_TLVS | NLM_F_CAPPED, 0, "erd: a text");
	for (len = sizeof(ack.nlh); len < ack.nlh.nlmsg_len; len++) {
		exact = malloc(len);
		assert_non_null(exact);
		memcpy(exact, &ack, len);
		exact->nlh.nlmsg_len = len;
		parse_ack_text(&exact->nlh, text, sizeof(text));
		assert_string_equal(text, "");
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_of_acknowledgements),
		cmocka_unit_test(acknowledgements_that_lie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What link_erd.so and ip(8) have in common. iproute2 installs no header for
 * it, so this says what they are, as they have been from 4.19 to 7.1: only what
 * did not change in between is used. The functions are in ip itself, which
 * exports all it has.
 */
#ifndef ERD_IPROUTE2_H
#define ERD_IPROUTE2_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * A kind of link. ip looks for the symbol KIND_link_util in link_KIND.so, below
 * IP_LIB_DIR. The last two take other arguments in other versions, and are
 * not ours to fill.
 */
struct link_util {
	struct link_util *next;		/* ip's own list */
	const char *id;
	int maxattr;
	int (*parse_opt)(struct link_util *lu, int argc, char **argv,
			 struct nlmsghdr *n);
	void (*print_opt)(struct link_util *lu, FILE *f, struct rtattr *tb[]);
	void (*print_xstats)(struct link_util *lu, FILE *f,
			     struct rtattr *xstats);
	void (*print_help)(struct link_util *lu, int argc, char **argv,
			   FILE *f);
	void (*parse_ifla_xstats)(void);
	void (*print_ifla_xstats)(void);
};

/* What a kind may make of the request, as ip's own kinds do. */
#define IPROUTE2_REQUEST_MAX	1024

/* Return 0, or -1 if the request has no room. */
int addattr16(struct nlmsghdr *n, int maxlen, int type, __u16 data);
int addattr32(struct nlmsghdr *n, int maxlen, int type, __u32 data);
int addattr_l(struct nlmsghdr *n, int maxlen, int type, const void *data,
	      int len);

int get_u16(__u16 *value, const char *text, int base);
void incomplete_command(void) __attribute__((noreturn));
void invarg(const char *why, const char *argument) __attribute__((noreturn));
void duparg(const char *key, const char *argument) __attribute__((noreturn));

/* The end of a line, which with -oneline is none. */
extern const char *_SL_;

typedef struct json_writer json_writer_t;

bool is_json_context(void);
json_writer_t *get_json_writer(void);
void jsonw_name(json_writer_t *writer, const char *name);
void jsonw_start_array(json_writer_t *writer);
void jsonw_end_array(json_writer_t *writer);
void jsonw_start_object(json_writer_t *writer);
void jsonw_end_object(json_writer_t *writer);
void jsonw_string_field(json_writer_t *writer, const char *name,
			const char *value);
void jsonw_uint_field(json_writer_t *writer, const char *name,
		      unsigned int value);

#endif /* ERD_IPROUTE2_H */

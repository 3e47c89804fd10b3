/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef FAILNTH_H
#define FAILNTH_H

#include <stdbool.h>

/* Ends the program with a message and status 2. */
void die(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));

/* --- message.c: a request as netlink message ------------------------------ */

/* The request may have been done or not; no errno is 4096 or more. */
#define ANSWER_LOST	4096

struct message;

/* A request in words, see main.c. Never NULL. */
struct message *message_new(char **words);
void message_free(struct message *message);

/*
 * Sends a request and reads its whole answer, with no other call and no memory
 * on the way. Returns 0, the errno of who failed, or ANSWER_LOST. @answers
 * gets the number of objects in the answer.
 */
int message_exchange(const struct message *message, unsigned int *answers);

/* --- snapshot.c: what there is -------------------------------------------- */

/*
 * Everything that erd has, and what the network devices are like, as text to
 * be compared and free()d. What differs each time is left out: counters, and
 * the indexes of sub-interfaces.
 */
char *snapshot(void);

/* Has the kernel write events, too. */
void listen_to_events(void);

#endif /* FAILNTH_H */

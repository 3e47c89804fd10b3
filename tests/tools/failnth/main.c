// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Lets the first allocation that a request makes in the kernel fail, then the
 * second, and so on, until it makes no more. Each time the request must have
 * done all of what it does or nothing. Takes a kernel with /proc/self/fail-nth.
 * Shares no code with liberd.
 *
 * --every N: only one in N of them, where there are very many of the kernel's own.
 * --module-only: the last one first, then the one before it, and so on while
 * they are the module's: where hundreds of the kernel's own come before. Whose
 * it was is in the trace that the kernel logs if the `verbose` of its faults
 * is 2.
 */
#include "failnth.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* No request makes that many allocations: the kernel does not count. */
#define MOST_ALLOCATIONS	20000

/* So many in a row are none of the module's: it had no part in those before. */
#define OTHERS_IN_A_ROW		20
#define MODULE_ONLY		0	/* in place of --every's number */

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("failnth: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(2);
}

/* --- fail-nth ----------------------------------------------------------- */

static int fail_nth = -1;

static void fail_open(void)
{
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR);
	if (fail_nth < 0)
		die("this kernel injects no faults");
}

/* The task's N-th allocation from now on fails; 0: none. */
static void fail_arm(unsigned int n)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(fail_nth, text, length, 0) != length)
		die("fail-nth: %s", strerror(errno));
}

/* How many are left until one fails; 0: one has. Disarms it. */
static unsigned int fail_left(void)
{
	char text[16] = "";

	if (pread(fail_nth, text, sizeof(text) - 1, 0) <= 0)
		die("fail-nth: %s", strerror(errno));
	fail_arm(0);
	return strtoul(text, NULL, 10);
}

/* --- the kernel's log ---------------------------------------------------- */

static int kernel_log = -1;

static void log_open(void)
{
	kernel_log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kernel_log < 0 || lseek(kernel_log, 0, SEEK_END) < 0)
		die("/dev/kmsg: %s", strerror(errno));
}

/*
 * Whether the module is in the trace that was logged since the last call. A '?'
 * marks what only lies on the stack.
 */
static bool log_has_module(void)
{
	char record[8192];
	ssize_t length;
	bool has = false;

	/* each read is one record; EPIPE: some are lost, and it goes on */
	while ((length = read(kernel_log, record, sizeof(record) - 1)) > 0 ||
	       (length < 0 && errno == EPIPE)) {
		if (length < 0)
			continue;
		record[length] = '\0';
		has |= strstr(record, " [erd]") && !strstr(record, " ? ");
	}
	return has;
}

/* --- requests that are no messages --------------------------------------- */

/*
 * What is in the file of --module: who reads files has allocations of other
 * file systems fail.
 */
static void *module;
static size_t module_size;

static void module_read(const char *path)
{
	FILE *file = fopen(path, "re");
	struct stat st;

	if (!file || fstat(fileno(file), &st))
		die("%s: %s", path, strerror(errno));
	module_size = st.st_size;
	module = malloc(module_size);
	if (!module || fread(module, 1, module_size, file) != module_size)
		die("%s: %s", path, strerror(errno));
	fclose(file);
}

static int module_load(void)
{
	return syscall(SYS_init_module, module, module_size, "") ? errno : 0;
}

static int module_unload(void)
{
	return syscall(SYS_delete_module, "erd", O_NONBLOCK) ? errno : 0;
}

static int netns_home = -1;

static int netns_enter(void)
{
	return unshare(CLONE_NEWNET) ? errno : 0;
}

static int netns_leave(void)
{
	return setns(netns_home, CLONE_NEWNET) ? errno : 0;
}

static const struct {
	const char *name;
	int (*perform)(void);
} calls[] = {
	{ "module-load", module_load },
	{ "module-unload", module_unload },
	{ "netns-enter", netns_enter },
	{ "netns-leave", netns_leave },
};

/* --- the loop ------------------------------------------------------------ */

/* The words of one request; the last one is NULL. */
#define MAX_REQUESTS	16
#define MAX_WORDS	8

struct requests {
	unsigned int n;
	char *words[MAX_REQUESTS][MAX_WORDS + 1];
};

/*
 * Performs a request with its @n-th allocation failing, 0: none. Everything
 * that takes memory is done before and after. @left gets 0 if it failed.
 */
static int perform(char **words, unsigned int n, unsigned int *answers,
		   unsigned int *left)
{
	struct message *message = NULL;
	int (*call)(void) = NULL;
	size_t i;
	int error;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (!strcmp(words[0], calls[i].name))
			call = calls[i].perform;
	if (!call)
		message = message_new(words);
	*answers = 0;

	fail_arm(n);
	error = call ? call() : message_exchange(message, answers);
	*left = fail_left();

	message_free(message);
	return error;
}

static void perform_all(const struct requests *requests)
{
	unsigned int i, answers, left;
	int error;

	for (i = 0; i < requests->n; i++) {
		error = perform((char **)requests->words[i], 0, &answers,
				&left);
		if (error)
			die("%s, with nothing failing: %s",
			    requests->words[i][0], strerror(error));
	}
}

static void must_be(const char *what, const char *expected, const char *seen)
{
	if (strcmp(expected, seen))
		die("%s; expected:\n%s\nseen:\n%s", what, expected, seen);
}

/*
 * What was there before, what is there after, and how long the answer is. And
 * how many allocations failed; @survived of them, and the request was done.
 */
struct course {
	char *before, *after;
	unsigned int answers, failures, survived;
};

static void learn(char **request, const struct requests *undo,
		  struct course *course)
{
	unsigned int left;
	char *again;
	int error;

	course->before = snapshot();
	error = perform(request, 0, &course->answers, &left);
	if (error)
		die("%s, with nothing failing: %s", request[0],
		    strerror(error));
	course->after = snapshot();
	perform_all(undo);
	again = snapshot();
	must_be("undone, it is not as it was", course->before, again);
	free(again);
}

/*
 * Judges one turn: an error means that nothing was done, success that all
 * was. An answer that had no memory to be sent in says neither.
 */
static bool judge(const struct course *course, int error, unsigned int answers)
{
	char *now = snapshot();
	bool done = !strcmp(now, course->after);

	if (!error) {
		must_be("it says that it is done", course->after, now);
		if (answers != course->answers)
			die("it says that these are all %u objects, of %u",
			    answers, course->answers);
	} else if (error != ANSWER_LOST || !done) {
		must_be(error == ANSWER_LOST ? "it is half done" :
					       strerror(error),
			course->before, now);
	}
	free(now);
	return done && strcmp(course->before, course->after);
}

/*
 * One turn: the @n-th allocation fails. Returns whether there was one, and
 * leaves everything as it was before.
 */
static bool turn(char **request, const struct requests *undo, unsigned int n,
		 struct course *course)
{
	unsigned int answers, left;
	char *again;
	int error;

	error = perform(request, n, &answers, &left);
	if (left && error)
		die("allocation %u did not fail, but: %s", n, strerror(error));
	course->failures += !left;
	course->survived += !left && !error;
	printf("%s: allocation %u%s: %s\n", request[0], n,
	       left ? "" : " failed",
	       error == ANSWER_LOST ? "no answer" : strerror(error));
	fflush(stdout);
	if (judge(course, error, answers)) {
		perform_all(undo);
		again = snapshot();
		must_be("undone, it is not as it was", course->before, again);
		free(again);
	}
	return !left;
}

/* The first allocation fails, and each @every-th after it. */
static void each_of_all(char **request, const struct requests *undo,
			unsigned int every, struct course *course)
{
	unsigned int n = 1;

	while (turn(request, undo, n, course)) {
		n += every;
		if (n > MOST_ALLOCATIONS)
			die("there is no end");
	}
	if (every == 1)
		printf("%s: %u allocations", request[0], n - 1);
	else
		printf("%s: one in %u of up to %u allocations", request[0],
		       every, n - 1);
}

static void each_of_module(char **request, const struct requests *undo,
			   struct course *course)
{
	unsigned int n, left, own = 0, others = 0;

	/* not counted before: the very first time takes many more */
	if (perform(request, MOST_ALLOCATIONS, &course->answers, &left) ||
	    !left)
		die("%s cannot be done once more", request[0]);
	perform_all(undo);
	log_open();
	for (n = MOST_ALLOCATIONS - left; n && others < OTHERS_IN_A_ROW; n--) {
		if (!turn(request, undo, n, course))
			continue;
		if (log_has_module()) {
			own++;
			others = 0;
		} else {
			others++;
		}
	}
	if (!own)
		die("none of the allocations was the module's");
	printf("%s: %u allocations of the module and %u of others around them",
	       request[0], own, course->failures - own);
}

static void run(char **request, const struct requests *undo, unsigned int every)
{
	struct course course = {};

	learn(request, undo, &course);
	if (every == MODULE_ONLY)
		each_of_module(request, undo, &course);
	else
		each_of_all(request, undo, every, &course);
	printf("; %u of %u failures had no consequence\n", course.survived,
	       course.failures);
	free(course.before);
	free(course.after);
}

/* --- arguments ----------------------------------------------------------- */

static void usage(void)
{
	fputs("Usage: failnth [--module FILE] [--every N | --module-only] REQUEST\n"
	      "               [--undo REQUEST]...\n"
	      "\n"
	      "Requests:\n"
	      "  port-new NAME DEVICE PAIR ROLE    (ROLE: 0, 1)\n"
	      "  port-del NAME\n"
	      "  port-set NAME STATE               (STATE: 0, 1)\n"
	      "  circuit-new PAIR NAME STAG\n"
	      "  circuit-del PAIR NAME\n"
	      "  subif-new NAME DEVICE CIRCUIT CTAG\n"
	      "  subif-del NAME\n"
	      "  subif-set NAME UP                 (UP: 0, 1)\n"
	      "  port-dump, circuit-dump, subif-dump, link-dump\n"
	      "  module-load, module-unload, netns-enter, netns-leave\n",
	      stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	struct requests requests = {}, undo;
	char **words = requests.words[requests.n++];
	int i, word = 0, every = 1;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--module") && i + 1 < argc) {
			module_read(argv[++i]);
		} else if (!strcmp(argv[i], "--every") && i + 1 < argc) {
			every = atoi(argv[++i]);
			if (every < 1)
				usage();
		} else if (!strcmp(argv[i], "--module-only")) {
			every = MODULE_ONLY;
		} else if (!strcmp(argv[i], "--undo")) {
			if (requests.n == MAX_REQUESTS)
				usage();
			words = requests.words[requests.n++];
			word = 0;
		} else {
			if (word == MAX_WORDS)
				usage();
			words[word++] = argv[i];
		}
	}
	for (i = 0; i < (int)requests.n; i++)
		if (!requests.words[i][0])
			usage();
	undo.n = requests.n - 1;
	memcpy(undo.words, requests.words[1], undo.n * sizeof(undo.words[0]));

	fail_open();
	netns_home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	/* what a page fault allocates is none of the request's */
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		die("mlockall: %s", strerror(errno));
	listen_to_events();
	run(requests.words[0], &undo, every);
	return 0;
}

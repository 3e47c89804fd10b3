// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * An apply that is undone unless somebody confirms it, for who may cut himself
 * off. Who undoes it is a process of its own, in a session of its own, so it
 * does not go with the terminal. It begins to wait before anything changes.
 */
#include "apply_command.h"
#include "error.h"
#include "store.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return time.tv_sec;
}

/* --- the one who waits -------------------------------------------------- */

/* Killed in the middle, it still waits: erdd goes back, or who is asked next. */
static void go_back(const struct store_pending *pending)
{
	struct cli cli = { .options.json = true };
	struct apply apply = {
		.how = APPLY_HOW_APPLY,
		.force = true,
		.pending = pending,
		.back = true,
	};

	syslog(LOG_WARNING, "apply was not confirmed: going back to %u",
	       pending->before);
	if (apply_kept(&cli, pending->before, &apply))
		syslog(LOG_ERR, "going back to %u: %s", pending->before,
		       cli.err.text);
	erd_close(cli.erd);
}

/* Until it is confirmed, which is to say gone or another, or its time is up. */
static void wait_for_it(const struct store *store,
			const struct store_pending *pending)
{
	const struct timespec while_ = { .tv_nsec = 200000000 };

	while (store_is_pending(store, pending)) {
		if (now() >= pending->until) {
			go_back(pending);
			return;
		}
		nanosleep(&while_, NULL);
	}
}

static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	signal(SIGHUP, SIG_IGN);
	if (null < 0)
		return;
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	close(null);
}

int confirm_check(struct cli *cli, const struct store *store)
{
	struct store_pending pending;

	if (!store_pending(store, &pending))
		return ERD_OK;
	erd_fail(&cli->err, ERD_CONFLICT,
		 "an apply waits for its confirmation");
	erd_hint(&cli->err, "erdctl confirm keeps it, erdctl rollback goes back");
	return ERD_CONFLICT;
}

int confirm_begin(struct cli *cli, unsigned int seconds,
		  struct store_pending *pending)
{
	struct store store;
	int ret;

	/* The folder may have to be made. */
	ret = store_open(&store, STORE_FOLDER, true, &cli->err);
	if (!ret)
		ret = confirm_check(cli, &store);
	if (!ret) {
		*pending = (struct store_pending){
			.before = store_last_applied(&store),
			.until = now() + seconds,
		};
		ret = store_set_pending(&store, pending, &cli->err);
	}
	store_close(&store);
	if (ret)
		return ret;
	switch (fork()) {
	case -1:
		ret = erd_fail(&cli->err, ERD_ERROR,
			       "nobody can wait for a confirmation: %m");
		store_clear_pending(&store, NULL);
		return ret;
	case 0:
		leave_terminal();
		openlog("erdctl", LOG_PID, LOG_DAEMON);
		wait_for_it(&store, pending);
		_exit(0);
	}
	return ERD_OK;
}

void confirm_failed(const struct store_pending *pending)
{
	struct store_entry *entries;
	struct store store;
	size_t n;

	if (!store_open(&store, STORE_FOLDER, true, NULL) &&
	    store_is_pending(&store, pending) &&
	    !store_list(&store, &entries, &n, NULL)) {
		if (!n || entries[n - 1].number <= store_last_applied(&store))
			store_clear_pending(&store, NULL);
		free(entries);
	}
	store_close(&store);
}

/* --- confirming --------------------------------------------------------- */

static const struct cli_param confirm_params[] = { {} };

static int run_confirm(struct cli *cli, const struct cli_value *value)
{
	struct store_pending pending;
	struct store store;
	int ret;

	(void)value;
	/* Not while somebody is about to go back: then it is too late. */
	ret = store_open(&store, STORE_FOLDER, false, &cli->err);
	if (store_pending(&store, &pending))
		ret = store_open(&store, STORE_FOLDER, true, &cli->err);
	if (!ret)
		ret = store_clear_pending(&store, &cli->err);
	store_close(&store);
	return ret ? ret : cli_confirm(cli, ret, "confirmed");
}

const struct cli_command confirm_commands[] = {
	{
		.noun = "confirm",
		.help = "keep what apply --confirm-timeout did",
		.params = confirm_params,
		.run = run_confirm,
	},
	{}
};

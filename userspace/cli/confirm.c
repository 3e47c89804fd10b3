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

static void go_back(const struct store *store,
		    const struct store_pending *pending)
{
	struct cli cli = { .options.json = true };

	syslog(LOG_WARNING, "apply was not confirmed: going back to %u",
	       pending->before);
	store_clear_pending(store, NULL);
	if (apply_kept(&cli, pending->before, APPLY_HOW_APPLY, true))
		syslog(LOG_ERR, "going back to %u: %s", pending->before,
		       cli.err.text);
	erd_close(cli.erd);
}

/* Until it is confirmed, which is to say gone or another, or its time is up. */
static void wait_for_it(const struct store *store,
			const struct store_pending *pending)
{
	const struct timespec while_ = { .tv_nsec = 200000000 };
	struct store_pending is;

	while (store_pending(store, &is) && is.before == pending->before &&
	       is.until == pending->until) {
		if (now() >= pending->until) {
			go_back(store, pending);
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

int confirm_begin(struct cli *cli, unsigned int seconds)
{
	struct store_pending pending;
	struct store store;
	int ret;

	/* The folder may have to be made. */
	ret = store_open(&store, STORE_FOLDER, true, &cli->err);
	if (!ret) {
		pending.before = store_last_applied(&store);
		pending.until = now() + seconds;
		ret = store_set_pending(&store, &pending, &cli->err);
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
		wait_for_it(&store, &pending);
		_exit(0);
	}
	return ERD_OK;
}

void confirm_cancel(void)
{
	struct store store;

	store_open(&store, STORE_FOLDER, false, NULL);
	store_clear_pending(&store, NULL);
}

void confirm_failed(void)
{
	struct store_entry *entries;
	struct store store;
	size_t n;

	store_open(&store, STORE_FOLDER, false, NULL);
	if (store_list(&store, &entries, &n, NULL))
		return;
	if (!n || entries[n - 1].number <= store_last_applied(&store))
		store_clear_pending(&store, NULL);
	free(entries);
}

int confirm_check(struct cli *cli)
{
	struct store_pending pending;
	struct store store;

	store_open(&store, STORE_FOLDER, false, NULL);
	if (!store_pending(&store, &pending))
		return ERD_OK;
	erd_fail(&cli->err, ERD_CONFLICT,
		 "an apply waits for its confirmation");
	erd_hint(&cli->err, "erdctl confirm keeps it, erdctl rollback goes back");
	return ERD_CONFLICT;
}

/* --- confirming --------------------------------------------------------- */

static const struct cli_param confirm_params[] = { {} };

static int run_confirm(struct cli *cli, const struct cli_value *value)
{
	struct store store;
	int ret;

	(void)value;
	store_open(&store, STORE_FOLDER, false, NULL);
	ret = store_clear_pending(&store, &cli->err);
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

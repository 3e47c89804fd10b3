// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * killat N COMMAND...: runs COMMAND and kills it with SIGKILL at the Nth of the
 * stops before and after its system calls, those of what it becomes by exec
 * included. It is over, too, when it says that it is ready as systemd wants to
 * be told (sd_notify(3)), or by itself. Prints how many stops there were and
 * why it is over: killed, ready or ended. N of 0 kills never before.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "killat: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* An abstract socket: it needs no folder and nobody's permission. */
static int listen_for_ready(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int len;

	len = snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1,
		       "killat-%d", getpid());
	if (fd < 0 || bind(fd, (struct sockaddr *)&address,
			   offsetof(struct sockaddr_un, sun_path) + 1 + len))
		die("socket");
	address.sun_path[0] = '@';
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	return fd;
}

static bool is_ready(int fd)
{
	char text[4096];
	ssize_t n = recv(fd, text, sizeof(text) - 1, 0);

	if (n < 0)
		return false;
	text[n] = '\0';
	return strstr(text, "READY=1");
}

static pid_t start(char **command)
{
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (child)
		return child;
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		die("ptrace");
	raise(SIGSTOP);
	execvp(command[0], command);
	die(command[0]);
	return -1;
}

static const char *follow(pid_t child, int ready, unsigned long at,
			  unsigned long *stops)
{
	int status, deliver;

	for (;;) {
		if (waitpid(child, &status, 0) < 0)
			die("waitpid");
		if (!WIFSTOPPED(status))
			return "ended";
		deliver = 0;
		if (WSTOPSIG(status) != (SIGTRAP | 0x80)) {
			/* Of exec and of the first stop nobody is to know. */
			if (WSTOPSIG(status) != SIGTRAP &&
			    WSTOPSIG(status) != SIGSTOP)
				deliver = WSTOPSIG(status);
		} else if (++*stops == at) {
			return "killed";
		} else if (is_ready(ready)) {
			return "ready";
		}
		if (ptrace(PTRACE_SYSCALL, child, NULL, deliver) &&
		    errno != ESRCH)
			die("ptrace");
	}
}

int main(int argc, char **argv)
{
	unsigned long at, stops = 0;
	const char *why;
	int ready, status;
	pid_t child;

	if (argc < 3)
		return 2;
	at = strtoul(argv[1], NULL, 10);
	ready = listen_for_ready();
	child = start(argv + 2);
	if (waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status))
		die("waitpid");
	if (ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD) ||
	    ptrace(PTRACE_SYSCALL, child, NULL, NULL))
		die("ptrace");
	why = follow(child, ready, at, &stops);
	kill(child, SIGKILL);
	if (strcmp(why, "ended"))
		waitpid(child, &status, 0);
	printf("%lu %s\n", stops, why);
	return 0;
}

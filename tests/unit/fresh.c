/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fresh.h"

/* A case that hangs is killed; no case needs more than a few seconds. */
#define LIMIT_SECONDS	120

void fresh_fail(const char *file, int line, const char *text, long long a,
		long long b)
{
	fprintf(stderr, "%s:%d: %s fails: %lld (0x%llx), %lld (0x%llx)\n",
		file, line, text, a, a, b, b);
	fflush(NULL);
	_exit(1);
}

int fresh_child(void (*test)(void))
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0) {
		alarm(LIMIT_SECONDS);
		test();
		fflush(NULL);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		abort();
	if (WIFSIGNALED(status))
		fprintf(stderr, "killed by signal %d\n", WTERMSIG(status));
	return status;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

/* Made by systemd-id128 new; never to be given to another kind. */
const struct record_message record_messages[RECORD_KINDS] = {
	[RECORD_STARTED] = { "34e6f58159f14817b5c7b0925b27a864", "started" },
	[RECORD_STOPPED] = { "ebe76b15c37a4320941dc590c36ddf0d", "stopped" },
	[RECORD_OBJECT] = { "427fb2a739ab46639128924ac64faf8c", "object" },
	[RECORD_ADMIN] = { "68c564c5b9604b5fa981d42e93e06ba0", "admin" },
	[RECORD_CARRIER] = { "ded63a4a68e0487696e8f6020480d3f1", "carrier" },
	[RECORD_MTU] = { "f5b076ad3c634c7d82537e15468df25c", "mtu" },
	[RECORD_LOST] = { "3e563169772742c98633d4eb46fe5758", "lost" },
	[RECORD_MODULE] = { "cec91dc2b1e7471bb683ff50aec0a638", "module" },
	[RECORD_SESSION] = { "30548d679cf04d7187da512695e4a33e", "session" },
	[RECORD_BFD] = { "faa5d7da4acc490b99652610560ffef8", "bfd" },
	[RECORD_ROUTING] = { "c76b9f047d4a4059bc55e65416f928f7", "routing" },
	[RECORD_DRIFT] = { "7af1abb3ede44a39beb9874ba42a64c0", "drift" },
	[RECORD_CHANGE] = { "f944610fef3841afa7a2da8c11749f9e", "change" },
	[RECORD_RECONCILED] = { "fa8729b20f08436aafe3ec778404c541",
				"reconciled" },
	[RECORD_FAILED] = { "d90b958b94f948058025a5e58e89a511", "failed" },
	[RECORD_FILE] = { "ffbe1f70ad114b71b943be5ad3311e88", "file" },
	[RECORD_WAITING] = { "cafd672850c447c7bc959020842a27ce", "waiting" },
	[RECORD_REVERTED] = { "88e106b6e510403b822910f7c014028e",
			      "reverted" },
};

static bool to_journal;

struct record record_of(enum record_kind kind, int priority,
			const char *event)
{
	struct record record = { .kind = kind, .priority = priority };

	snprintf(record.event, sizeof(record.event), "%s", event);
	return record;
}

void record_text(struct record *record, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(record->text, sizeof(record->text), format, args);
	va_end(args);
}

/* systemd says which stream is the journal's; somebody may have redirected it. */
void record_begin(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long dev, ino;
	struct stat st;

	to_journal = stream &&
		     sscanf(stream, "%llu:%llu", &dev, &ino) == 2 &&
		     !fstat(STDERR_FILENO, &st) && st.st_dev == dev &&
		     st.st_ino == ino;
}

#define FIELDS_MAX	8
#define FIELD_SIZE	800

struct fields {
	char text[FIELDS_MAX][FIELD_SIZE];
	struct iovec iov[FIELDS_MAX];
	int n;
};

static void add(struct fields *fields, const char *name, const char *value)
{
	char *text = fields->text[fields->n];

	if (!value[0])
		return;
	snprintf(text, FIELD_SIZE, "%s=%s", name, value);
	fields->iov[fields->n++] = (struct iovec){
		.iov_base = text,
		.iov_len = strlen(text),
	};
}

static void tell_journal(const struct record *record)
{
	struct fields fields = { .n = 0 };
	char priority[12];

	snprintf(priority, sizeof(priority), "%d", record->priority);
	add(&fields, "MESSAGE", record->text);
	add(&fields, "PRIORITY", priority);
	add(&fields, "MESSAGE_ID", record_messages[record->kind].id);
	add(&fields, "ERD_EVENT", record->event);
	add(&fields, "ERD_OBJECT", record->object);
	add(&fields, "ERD_OLD", record->old_value);
	add(&fields, "ERD_NEW", record->new_value);
	add(&fields, "ERD_CAUSE", record->cause);
	sd_journal_sendv(fields.iov, fields.n);
}

void record_tell(const struct record *record)
{
	if (to_journal)
		tell_journal(record);
	else
		fprintf(stderr, "erdd: %s\n", record->text);
}

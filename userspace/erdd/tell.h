/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What came of a look: in the state, and in the journal once. */
#ifndef ERDD_TELL_H
#define ERDD_TELL_H

#include "daemon.h"
#include "reconcile.h"

/* How the machine is, and why. */
void tell_reason(struct daemon *d, enum state_verdict verdict,
		 const struct erd_error *err);
/* Something was changed, or was to be: @result is "changed" or "failed". */
void tell_last(struct daemon *d, const char *result, unsigned int changes);

/* Each returns what the look comes to. */
enum pace_outcome tell_failed(struct daemon *d, const struct erd_error *err,
			      unsigned int changes);
enum pace_outcome tell_waiting(struct daemon *d, enum state_verdict verdict,
			       const struct erd_error *err);
/* All that is wrong, each once for as long as the file stays as it is. */
enum pace_outcome tell_wrong(struct daemon *d, const struct desired_file *file);
/* What is doubtful about it, each once too. */
void tell_warnings(struct daemon *d, const struct desired_file *file);

/* Changes of a plan, a list of struct plan_row, up to a step. */
void tell_changes(const struct daemon *d, enum record_kind kind,
		  const char *event, const struct list *rows,
		  unsigned int steps);
/* All of them are drift: once, for as long as they are the same. */
void tell_drift(struct daemon *d, const struct list *rows);
/* Those after a step are what differs. */
void tell_differences(struct daemon *d, const struct list *rows,
		      unsigned int after);
void tell_reconciled(const struct daemon *d, const struct plan *plan,
		     unsigned int changes);

#endif /* ERDD_TELL_H */

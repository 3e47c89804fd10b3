/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events of the module, as records. */
#ifndef ERDD_EVENT_H
#define ERDD_EVENT_H

#include "record.h"

#include <erd.h>

struct record event_record(const struct erd_event_info *event);

#endif /* ERDD_EVENT_H */

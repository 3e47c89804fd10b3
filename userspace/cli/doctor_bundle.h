/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All that a ticket may need, in one archive without secrets. */
#ifndef ERDCTL_DOCTOR_BUNDLE_H
#define ERDCTL_DOCTOR_BUNDLE_H

#include "doctor.h"

int doctor_bundle(struct cli *cli, const char *path, const struct facts *facts,
		  const struct diagnosis *diagnosis);

/* The facts as they were read, for who wants to judge himself. */
json_t *json_facts(const struct facts *facts);

#endif /* ERDCTL_DOCTOR_BUNDLE_H */

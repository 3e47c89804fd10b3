// SPDX-License-Identifier: LGPL-2.1-or-later
#include "light.h"

#include <math.h>

double erd_dbm(double mw)
{
	return mw > 0 ? 10 * log10(mw) : NAN;
}

static double from_dbm(double dbm)
{
	return pow(10, dbm / 10);
}

/* A comparison with what is not reported, NAN, is false. */
static enum erd_light_verdict beside(double mw, double low, double high)
{
	if (!(low < high))
		return ERD_LIGHT_OK;
	if (mw < low)
		return ERD_LIGHT_LOW;
	return mw > high ? ERD_LIGHT_HIGH : ERD_LIGHT_OK;
}

void light_judge(struct erd_light *light, const struct erd_limits *limits)
{
	const enum erd_light_verdict by[ERD_LIGHT_LIMITS] = {
		[ERD_LIGHT_LIMIT_ALARM] = beside(light->mw, limits->low_alarm,
						 limits->high_alarm),
		[ERD_LIGHT_LIMIT_WARNING] = beside(light->mw,
						   limits->low_warning,
						   limits->high_warning),
		[ERD_LIGHT_LIMIT_MICROSOFT] =
			beside(light->mw,
			       from_dbm(ERD_MICROSOFT_LIGHT_LOW_DBM),
			       from_dbm(ERD_MICROSOFT_LIGHT_HIGH_DBM)),
	};
	enum erd_light_verdict gravest = ERD_LIGHT_OK;
	unsigned int i;

	light->verdict = ERD_LIGHT_UNKNOWN;
	light->breaks = 0;
	if (isnan(light->mw))
		return;
	for (i = 0; i < ERD_LIGHT_LIMITS; i++) {
		if (gravest == ERD_LIGHT_OK)
			gravest = by[i];
		/* Nonsense in a module may find light too low and too high. */
		if (by[i] != ERD_LIGHT_OK && by[i] == gravest)
			light->breaks |= 1U << i;
	}
	light->verdict = light->mw > 0 ? gravest : ERD_LIGHT_NONE;
}

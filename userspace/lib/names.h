/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What pairs, ports, circuits and sub-interfaces may be called. */
#ifndef LIBERD_NAMES_H
#define LIBERD_NAMES_H

#include <erd.h>
#include <net/if.h>

bool name_valid(const char *name);

/* What the kernel takes as the name of a network device. */
bool ifname_valid(const char *ifname);

/* ERD_USAGE, naming @what ("circuit"), unless @name is valid. */
int name_check(const char *what, const char *name, struct erd_error *err);

/* ERD_USAGE unless 1 to 4094; @what is "S-tag" or "C-tag". */
int tag_check(const char *what, unsigned int tag, struct erd_error *err);

/*
 * The name of the sub-interface on the link of @role. @pattern has one %d for
 * the number of the link; NULL is the usual name, see erd_peering_create().
 */
int ifname_make(char ifname[IFNAMSIZ], const char *pattern, const char *circuit,
		enum erd_peering peering, enum erd_role role,
		struct erd_error *err);

/*
 * What to call the sub-interface on the other link, given the name on the
 * link of @role: the same with the number of the link exchanged if it occurs
 * once, else the usual name.
 */
void ifname_of_other(char other[IFNAMSIZ], const char *ifname,
		     const char *circuit, enum erd_peering peering,
		     enum erd_role role);

#endif /* LIBERD_NAMES_H */

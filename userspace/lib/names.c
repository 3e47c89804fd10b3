// SPDX-License-Identifier: LGPL-2.1-or-later
#include "names.h"
#include "error.h"

#include <stdio.h>
#include <string.h>

/* Of the circuit's name, so that ".p1" and a terminating NUL fit too. */
#define CIRCUIT_CHARS	11

/* Not isalnum(): what is valid must not depend on the locale. */
static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

bool name_valid(const char *name)
{
	size_t i;

	if (!is_alnum(name[0]))
		return false;
	for (i = 1; name[i]; i++)
		if (!is_alnum(name[i]) && !strchr("._-", name[i]))
			return false;
	return i < ERD_NAME_MAX;
}

int name_check(const char *what, const char *name, struct erd_error *err)
{
	if (name && name_valid(name))
		return ERD_OK;
	erd_fail(err, ERD_USAGE, "%s '%.64s': not a valid name", what,
		 name ? name : "");
	erd_hint(err, "a name begins with a letter or digit, goes on with those, '.', '_' and '-', and has at most %d characters",
		 ERD_NAME_MAX - 1);
	return ERD_USAGE;
}

int tag_check(const char *what, unsigned int tag, struct erd_error *err)
{
	if (tag >= ERD_VID_MIN && tag <= ERD_VID_MAX)
		return ERD_OK;
	return erd_fail(err, ERD_USAGE, "%s %u: must be %d to %d", what, tag,
			ERD_VID_MIN, ERD_VID_MAX);
}

static unsigned int link_number(enum erd_role role)
{
	return role == ERD_ROLE_PRIMARY ? 1 : 2;
}

static void usual_ifname(char ifname[IFNAMSIZ], const char *circuit,
			 enum erd_peering peering, enum erd_role role)
{
	snprintf(ifname, IFNAMSIZ, "%.*s.%c%u", CIRCUIT_CHARS, circuit,
		 peering == ERD_PEERING_MICROSOFT ? 'm' : 'p',
		 link_number(role));
}

/* As dev_valid_name(). */
bool ifname_valid(const char *ifname)
{
	size_t len = strlen(ifname);

	if (!len || len >= IFNAMSIZ)
		return false;
	if (!strcmp(ifname, ".") || !strcmp(ifname, ".."))
		return false;
	return !strpbrk(ifname, "/: \t\n\v\f\r%");
}

int ifname_make(char ifname[IFNAMSIZ], const char *pattern, const char *circuit,
		enum erd_peering peering, enum erd_role role,
		struct erd_error *err)
{
	char name[2 * IFNAMSIZ];
	const char *number;

	if (!pattern) {
		usual_ifname(ifname, circuit, peering, role);
		return ERD_OK;
	}
	number = strstr(pattern, "%d");
	if (!number || strchr(number + 1, '%') || strlen(pattern) > IFNAMSIZ) {
		erd_fail(err, ERD_USAGE,
			 "interface name '%.64s': must have one %%d, and at most %d characters with it",
			 pattern, IFNAMSIZ);
		erd_hint(err, "%%d stands for the link, 1 or 2");
		return ERD_USAGE;
	}
	snprintf(name, sizeof(name), "%.*s%u%s", (int)(number - pattern),
		 pattern, link_number(role), number + 2);
	if (!ifname_valid(name))
		return erd_fail(err, ERD_USAGE,
				"interface name '%s': the kernel takes 1 to %d characters, none of them '/', ':', '%%' or blank",
				name, IFNAMSIZ - 1);
	memcpy(ifname, name, strlen(name) + 1);
	return ERD_OK;
}

void ifname_of_other(char other[IFNAMSIZ], const char *ifname,
		     const char *circuit, enum erd_peering peering,
		     enum erd_role role)
{
	enum erd_role other_role = role == ERD_ROLE_PRIMARY ?
					   ERD_ROLE_SECONDARY :
					   ERD_ROLE_PRIMARY;
	char digit = '0' + link_number(role);
	const char *first = strchr(ifname, digit);

	usual_ifname(other, circuit, peering, role);
	if (!first || !strcmp(ifname, other) || strchr(first + 1, digit)) {
		usual_ifname(other, circuit, peering, other_role);
		return;
	}
	snprintf(other, IFNAMSIZ, "%s", ifname);
	other[first - ifname] = '0' + link_number(other_role);
}

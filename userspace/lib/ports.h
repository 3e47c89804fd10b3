/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ports there are, remembered. The kernel adds up the counters of all
 * sub-interfaces whenever it is asked for its ports; to ask for each of
 * thousands of peerings would take the square of their number. The handle's
 * own ear to the events tells when to ask again.
 */
#ifndef LIBERD_PORTS_H
#define LIBERD_PORTS_H

#include <erd.h>

struct ports {
	int events;		/* socket, or -1 */
	bool known;		/* the rest is what there is */
	struct erd_port *port;
	size_t n;
};

/*
 * The ports, in memory of the handle's, until the next call. Only what does
 * not change in the life of a port is right: name, device, pair, role,
 * encapsulation and TPID.
 */
int ports_get(struct erd *erd, const struct erd_port **ports, size_t *n,
	      struct erd_error *err);
void ports_forget(struct erd *erd);
void ports_close(struct erd *erd);

#endif /* LIBERD_PORTS_H */

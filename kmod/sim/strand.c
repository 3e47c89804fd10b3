// SPDX-License-Identifier: GPL-2.0-only
/*
 * The patch field. Callers tell erdsim_carrier_update() when they are done.
 */
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "carrier.h"
#include "port.h"
#include "strand.h"

/* Which half of the connector is in a socket. */
static unsigned int erdsim_place(const struct erdsim_port *port,
				 enum erdsim_socket socket)
{
	return socket ^ port->rolled;
}

/**
 * erdsim_end_socket() - the socket that an end is in
 * @end: end
 *
 * Return: Tx or Rx, as the port's connector is plugged now.
 */
enum erdsim_socket erdsim_end_socket(const struct erdsim_end *end)
{
	return end->place ^ end->port->rolled;
}

/**
 * erdsim_strand_of() - the strand in a socket
 * @port: port
 * @socket: which of its sockets
 *
 * Context: RTNL.
 * Return: the strand, or NULL.
 */
struct erdsim_strand *erdsim_strand_of(const struct erdsim_port *port,
				       enum erdsim_socket socket)
{
	return port->fibre[erdsim_place(port, socket)];
}

/**
 * erdsim_strand_far() - the other end of the strand in a socket
 * @port: port
 * @socket: which of its sockets
 *
 * Context: RTNL.
 * Return: the end, or NULL if nothing is in the socket.
 */
const struct erdsim_end *erdsim_strand_far(const struct erdsim_port *port,
					   enum erdsim_socket socket)
{
	const struct erdsim_strand *strand = erdsim_strand_of(port, socket);
	unsigned int place = erdsim_place(port, socket);

	if (!strand)
		return NULL;
	if (strand->ends[0].port == port && strand->ends[0].place == place)
		return &strand->ends[1];
	return &strand->ends[0];
}

static void erdsim_flap_schedule(struct erdsim_strand *strand)
{
	/* dark for half of the period, lit for the other */
	unsigned long half = 500000 / strand->flap_mhz;

	schedule_delayed_work(&strand->flap,
			      max(msecs_to_jiffies(half), 1UL));
}

static void erdsim_flap(struct work_struct *work)
{
	struct erdsim_strand *strand = container_of(to_delayed_work(work),
						    struct erdsim_strand, flap);

	/* whoever cancels this work holds RTNL and waits for it */
	if (!rtnl_trylock()) {
		schedule_delayed_work(&strand->flap, 1);
		return;
	}
	strand->flapped = !strand->flapped;
	erdsim_carrier_update(strand->ends[0].port->bench);
	erdsim_flap_schedule(strand);
	rtnl_unlock();
}

/**
 * erdsim_strand_set_flap() - let light come and go, or not
 * @strand: strand
 * @mhz: how often, in mHz; 0 for a steady light
 *
 * Context: RTNL.
 */
void erdsim_strand_set_flap(struct erdsim_strand *strand, u32 mhz)
{
	cancel_delayed_work_sync(&strand->flap);
	strand->flap_mhz = mhz;
	strand->flapped = mhz;
	if (mhz)
		erdsim_flap_schedule(strand);
}

static void erdsim_strand_put_in(struct erdsim_strand *strand, unsigned int i,
				 struct erdsim_port *port, unsigned int place)
{
	strand->ends[i].port = port;
	strand->ends[i].place = place;
	port->fibre[place] = strand;
}

/**
 * erdsim_strand_plug() - join two sockets; what was in them is unplugged
 * @a: port
 * @a_socket: its socket
 * @b: port, which may be the same
 * @b_socket: its socket, which is another
 * @loss_mb: insertion loss
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM.
 */
int erdsim_strand_plug(struct erdsim_port *a, enum erdsim_socket a_socket,
		       struct erdsim_port *b, enum erdsim_socket b_socket,
		       u32 loss_mb)
{
	struct erdsim_strand *strand = kzalloc(sizeof(*strand), GFP_KERNEL);

	if (!strand)
		return -ENOMEM;
	strand->loss_mb = loss_mb;
	INIT_DELAYED_WORK(&strand->flap, erdsim_flap);
	erdsim_strand_unplug(a, a_socket);
	erdsim_strand_unplug(b, b_socket);
	erdsim_strand_put_in(strand, 0, a, erdsim_place(a, a_socket));
	erdsim_strand_put_in(strand, 1, b, erdsim_place(b, b_socket));
	return 0;
}

/**
 * erdsim_strand_unplug() - take away the strand in a socket, if there is one
 * @port: port
 * @socket: its socket
 *
 * Context: RTNL.
 */
void erdsim_strand_unplug(struct erdsim_port *port, enum erdsim_socket socket)
{
	struct erdsim_strand *strand = erdsim_strand_of(port, socket);
	unsigned int i;

	if (!strand)
		return;
	cancel_delayed_work_sync(&strand->flap);
	for (i = 0; i < 2; i++)
		strand->ends[i].port->fibre[strand->ends[i].place] = NULL;
	kfree(strand);
}

/* The ends that are in two ports, with the ports exchanged. */
static void erdsim_strand_move(struct erdsim_strand *strand,
			       struct erdsim_port *a, struct erdsim_port *b)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		struct erdsim_end *end = &strand->ends[i];

		if (end->port == a)
			end->port = b;
		else if (end->port == b)
			end->port = a;
	}
}

/**
 * erdsim_strand_cross() - the fibres in two ports change places
 * @a: port
 * @b: another port
 *
 * Context: RTNL.
 */
void erdsim_strand_cross(struct erdsim_port *a, struct erdsim_port *b)
{
	struct erdsim_strand *strands[4];
	unsigned int i, j;

	for (i = 0; i < 2; i++) {
		strands[i] = a->fibre[i];
		strands[2 + i] = b->fibre[i];
		swap(a->fibre[i], b->fibre[i]);
	}
	for (i = 0; i < ARRAY_SIZE(strands); i++) {
		/* one that joins the two is among them twice */
		for (j = 0; j < i && strands[j] != strands[i]; j++)
			;
		if (strands[i] && j == i)
			erdsim_strand_move(strands[i], a, b);
	}
}

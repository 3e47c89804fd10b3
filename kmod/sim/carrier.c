// SPDX-License-Identifier: GPL-2.0-only
/*
 * From light to carrier. Nothing else turns a carrier on or off.
 *
 * A port has its link if it is up, its module plugged, every lane above its
 * threshold, and the sender of that light runs at the same rate with the same
 * coding and does not signal a remote fault, as IEEE 802.3 (46.3.4, 81.3.4)
 * lets it do while it receives nothing itself.
 */
#include <linux/rtnetlink.h>

#include "bench.h"
#include "carrier.h"
#include "light.h"
#include "port.h"

/**
 * erdsim_port_sends_mbm() - the light that leaves a port's Tx socket
 * @port: port
 * @lane: lane
 *
 * Context: RTNL.
 * Return: its level, or ERDSIM_DARK.
 */
s32 erdsim_port_sends_mbm(const struct erdsim_port *port, unsigned int lane)
{
	if (!port->open || !port->plugged || lane >= port->optic->lanes ||
	    !(port->lasers & BIT(lane)))
		return ERDSIM_DARK;
	return erdsim_light_after(port->optic->launch_mbm + port->strong_mb,
				  port->weak_mb);
}

static void erdsim_signal_lane(struct erdsim_port *port,
			       const struct erdsim_strand *strand,
			       unsigned int lane)
{
	struct erdsim_signal *signal = &port->signal;
	s32 level = ERDSIM_DARK;

	if (signal->sender && erdsim_strand_passes(strand))
		level = erdsim_light_after(erdsim_port_sends_mbm(signal->sender,
								 lane),
					   strand->loss_mb +
					   strand->attenuation_mb[lane]);
	signal->level_mbm[lane] = level;
	signal->lost[lane] = erdsim_light_los(signal->lost[lane], level,
					      port->optic->rx_min_mbm);
}

/* Whether the other end agrees on everything but its own reception. */
static enum erdsim_state erdsim_signal_match(const struct erdsim_port *port)
{
	const struct erdsim_port *sender = port->signal.sender;

	if (sender->line_rate != port->line_rate)
		return ERDSIM_STATE_SPEED_MISMATCH;
	if (sender->fec.on != port->fec.on)
		return ERDSIM_STATE_FEC_MISMATCH;
	return ERDSIM_STATE_UP;
}

static enum erdsim_state erdsim_signal_state(const struct erdsim_port *port)
{
	const struct erdsim_signal *signal = &port->signal;
	unsigned int lane, lit = 0, lost = 0;

	if (!port->open)
		return ERDSIM_STATE_ADMIN_DOWN;
	if (!port->plugged)
		return ERDSIM_STATE_NO_MODULE;
	for (lane = 0; lane < port->optic->lanes; lane++) {
		lit += signal->level_mbm[lane] != ERDSIM_DARK;
		lost += signal->lost[lane];
	}
	if (!lit)
		return ERDSIM_STATE_NO_LIGHT;
	if (lost)
		return ERDSIM_STATE_LOW_LIGHT;
	return erdsim_signal_match(port);
}

/* The light at a port, without regard to what the sender receives. */
static void erdsim_signal_update(struct erdsim_port *port)
{
	struct erdsim_signal *signal = &port->signal;
	const struct erdsim_end *far = erdsim_strand_far(port,
							 ERDSIM_SOCKET_RX);
	const struct erdsim_strand *strand = erdsim_strand_of(port,
							      ERDSIM_SOCKET_RX);
	s32 weakest = S32_MAX;
	unsigned int lane;

	signal->sender = NULL;
	if (far && erdsim_end_socket(far) == ERDSIM_SOCKET_TX)
		signal->sender = far->port;
	for (lane = 0; lane < port->optic->lanes; lane++) {
		erdsim_signal_lane(port, strand, lane);
		weakest = min(weakest, signal->level_mbm[lane]);
	}
	signal->margin_mb = weakest - port->optic->rx_min_mbm;
	signal->state = erdsim_signal_state(port);
}

/* Whether a port tells the other end that it receives nothing. */
static bool erdsim_signal_fault(const struct erdsim_port *port)
{
	return port->signal.state != ERDSIM_STATE_UP &&
	       port->signal.state != ERDSIM_STATE_REMOTE_FAULT;
}

/* How many frames are spoilt on their way to a port. */
static u64 erdsim_carrier_errors(const struct erdsim_port *port)
{
	const struct erdsim_strand *strand = erdsim_strand_of(port,
							      ERDSIM_SOCKET_RX);
	s32 margin = port->signal.margin_mb;
	u64 spoilt;

	if (port->fec.on)
		margin += ERDSIM_FEC_GAIN;
	spoilt = erdsim_light_error_ratio(margin) +
		 strand->corrupt_ppm * (ERDSIM_CERTAIN / ERDSIM_CORRUPT_MAX);
	return min_t(u64, spoilt, ERDSIM_CERTAIN);
}

/* Where a port's frames come out. */
static struct erdsim_port *erdsim_carrier_far(const struct erdsim_port *port)
{
	const struct erdsim_end *end = erdsim_strand_far(port,
							 ERDSIM_SOCKET_TX);

	if (!end || port->signal.state != ERDSIM_STATE_UP ||
	    end->port->signal.state != ERDSIM_STATE_UP ||
	    end->port->signal.sender != port)
		return NULL;
	return end->port;
}

static void erdsim_carrier_apply(struct erdsim_port *port)
{
	bool up = port->signal.state == ERDSIM_STATE_UP;

	rcu_assign_pointer(port->far, erdsim_carrier_far(port));
	WRITE_ONCE(port->rx.spoilt, up ? erdsim_carrier_errors(port) : 0);
	erdsim_fec_set_margin(&port->fec, up, port->signal.margin_mb);
	if (up)
		netif_carrier_on(port->dev);
	else
		netif_carrier_off(port->dev);
}

/**
 * erdsim_carrier_update() - something changed that light depends on
 * @bench: where
 *
 * Context: RTNL.
 */
void erdsim_carrier_update(struct erdsim_bench *bench)
{
	struct erdsim_port *port;

	list_for_each_entry(port, &bench->ports, list)
		erdsim_signal_update(port);
	list_for_each_entry(port, &bench->ports, list)
		if (port->signal.state == ERDSIM_STATE_UP &&
		    erdsim_signal_fault(port->signal.sender))
			port->signal.state = ERDSIM_STATE_REMOTE_FAULT;
	list_for_each_entry(port, &bench->ports, list)
		erdsim_carrier_apply(port);
}

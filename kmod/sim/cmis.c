// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of QSFP-DD modules: CMIS 5.0; codes are those of SFF-8024.
 * Offsets are those of its tables: an upper page begins at 128.
 */
#include <linux/ethtool.h>
#include <linux/kernel.h>

#include "../compat/unaligned.h"
#include "eeprom.h"
#include "port.h"

#define UPPER(offset)	((offset) - ERDSIM_HALF)

/* CMIS has the thresholds' flags in this order, from bit 0. */
static u8 erdsim_cmis_flags(s32 reading, const struct erdsim_limits *limits)
{
	u8 flags = erdsim_flags(reading, limits);

	return (flags & ERDSIM_FLAG_HIGH_ALARM ? 0x1 : 0) |
	       (flags & ERDSIM_FLAG_LOW_ALARM ? 0x2 : 0) |
	       (flags & ERDSIM_FLAG_HIGH_WARNING ? 0x4 : 0) |
	       (flags & ERDSIM_FLAG_LOW_WARNING ? 0x8 : 0);
}

static void erdsim_cmis_lower(const struct erdsim_port *port, u8 *p)
{
	p[0] = 0x18;			/* QSFP-DD */
	p[1] = 0x50;			/* CMIS 5.0 */
	p[3] = 0x07;			/* ModuleReady; no interrupt */
	p[9] = erdsim_cmis_flags(ERDSIM_TEMPERATURE,
				 &erdsim_temperature_limits) |
	       erdsim_cmis_flags(ERDSIM_VOLTAGE, &erdsim_voltage_limits) << 4;
	put_unaligned_be16(ERDSIM_TEMPERATURE, p + 14);
	put_unaligned_be16(ERDSIM_VOLTAGE, p + 16);
	p[39] = 1;			/* firmware 1.0 */
	p[85] = 0x02;			/* single-mode fibre */
	p[86] = 0x11;			/* host: 400GAUI-8 */
	p[87] = 0x1e;			/* media: 400G-LR4-10 */
	p[88] = 0x84;			/* 8 lanes to the host, 4 of light */
	p[89] = 0x01;			/* beginning with the first */
	p[90] = 0xff;			/* no other application */
}

static void erdsim_cmis_identity(const struct erdsim_port *port, u8 *p)
{
	p[UPPER(128)] = 0x18;
	erdsim_put_text(p + UPPER(129), ERDSIM_VENDOR, 16);
	erdsim_put_text(p + UPPER(148), port->optic->part, 16);
	erdsim_put_text(p + UPPER(164), "1", 2);	/* revision */
	erdsim_put_serial(p + UPPER(166), port);
	erdsim_put_text(p + UPPER(182), "250101", 8);	/* date code */
	erdsim_put_text(p + UPPER(190), "", 10);	/* no CLEI code */
	p[UPPER(200)] = 0xa0;		/* power class 6 */
	p[UPPER(201)] = 48;		/* x 0.25 W */
	p[UPPER(203)] = 0x07;		/* connector: LC */
	p[UPPER(210)] = 0xf0;		/* no light in lanes 5 to 8 */
	p[UPPER(212)] = 0x06;		/* 1310 nm EML */
	p[UPPER(222)] = erdsim_checksum(p, UPPER(128), UPPER(221));
}

static void erdsim_cmis_advertising(const struct erdsim_port *port, u8 *p)
{
	p[UPPER(130)] = 1;		/* hardware 1.0 */
	p[UPPER(132)] = 0x4a;		/* 10 km of single-mode fibre */
	/* x 0.05 nm; and how far off, x 0.005 nm: all lanes are within */
	put_unaligned_be16(port->optic->wavelength_pm / 50, p + UPPER(138));
	put_unaligned_be16(9000 / 5, p + UPPER(140));
	p[UPPER(151)] = 0x10;		/* Rx power is an average */
	p[UPPER(155)] = 0x02;		/* output can be disabled */
	p[UPPER(158)] = 0x06;		/* flags: Rx LOS, LOL */
	p[UPPER(159)] = 0x03;		/* monitors: temperature, voltage */
	p[UPPER(160)] = 0x07;		/* bias, Tx and Rx power of lanes */
	p[UPPER(255)] = erdsim_checksum(p, UPPER(130), UPPER(254));
}

static void erdsim_cmis_thresholds(const struct erdsim_port *port, u8 *p)
{
	struct erdsim_limits bias = erdsim_bias_limits(port);
	struct erdsim_limits tx = erdsim_tx_limits(port);
	struct erdsim_limits rx = erdsim_rx_limits(port);

	erdsim_put_limits(p + UPPER(128), &erdsim_temperature_limits);
	erdsim_put_limits(p + UPPER(136), &erdsim_voltage_limits);
	erdsim_put_limits(p + UPPER(176), &tx);
	erdsim_put_limits(p + UPPER(184), &bias);
	erdsim_put_limits(p + UPPER(192), &rx);
	p[UPPER(255)] = erdsim_checksum(p, UPPER(128), UPPER(254));
}

static void erdsim_cmis_controls(const struct erdsim_port *port, u8 *p)
{
	p[UPPER(130)] = ~port->lasers & GENMASK(port->optic->lanes - 1, 0);
}

/* Four octets, one for each threshold, a bit in it for each lane. */
static void erdsim_cmis_lane_flags(u8 *at, unsigned int lane, s32 reading,
				   const struct erdsim_limits *limits)
{
	u8 flags = erdsim_cmis_flags(reading, limits);
	unsigned int i;

	for (i = 0; i < 4; i++)
		if (flags & BIT(i))
			at[i] |= BIT(lane);
}

static void erdsim_cmis_lanes(const struct erdsim_port *port, u8 *p)
{
	struct erdsim_limits bias = erdsim_bias_limits(port);
	struct erdsim_limits tx = erdsim_tx_limits(port);
	struct erdsim_limits rx = erdsim_rx_limits(port);
	unsigned int lane;

	/* all lanes to the host are activated, and configured as asked */
	memset(p + UPPER(128), 0x44, 4);
	memset(p + UPPER(202), 0x11, 4);
	/* application 1, for all lanes as one */
	memset(p + UPPER(206), 0x10, 8);
	for (lane = 0; lane < port->optic->lanes; lane++) {
		u16 sent = erdsim_tx_power(port, lane);
		u16 laser = erdsim_bias(port, lane);
		u16 received = erdsim_rx_power(port, lane);

		if (!port->signal.lost[lane])
			p[UPPER(132)] |= BIT(lane);	/* output valid */
		else
			p[UPPER(147)] |= BIT(lane);	/* Rx LOS */
		erdsim_cmis_lane_flags(p + UPPER(139), lane, sent, &tx);
		erdsim_cmis_lane_flags(p + UPPER(143), lane, laser, &bias);
		erdsim_cmis_lane_flags(p + UPPER(149), lane, received, &rx);
		put_unaligned_be16(sent, p + UPPER(154) + 2 * lane);
		put_unaligned_be16(laser, p + UPPER(170) + 2 * lane);
		put_unaligned_be16(received, p + UPPER(186) + 2 * lane);
	}
	if (erdsim_clock_is_lost(port))
		p[UPPER(148)] = GENMASK(port->optic->lanes - 1, 0); /* Rx LOL */
}

/**
 * erdsim_cmis_half() - the lower page or an upper one
 * @port: port
 * @page: of an upper one
 * @upper: which is asked for
 * @to: filled with zeros
 *
 * Return: whether there is such a page.
 */
bool erdsim_cmis_half(const struct erdsim_port *port, unsigned int page,
		      bool upper, u8 *to)
{
	if (!upper) {
		erdsim_cmis_lower(port, to);
		return true;
	}
	switch (page) {
	case 0x00:
		erdsim_cmis_identity(port, to);
		return true;
	case 0x01:
		erdsim_cmis_advertising(port, to);
		return true;
	case 0x02:
		erdsim_cmis_thresholds(port, to);
		return true;
	case 0x10:
		erdsim_cmis_controls(port, to);
		return true;
	case 0x11:
		erdsim_cmis_lanes(port, to);
		return true;
	}
	return false;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of QSFP modules: SFF-8636 rev 2.10a; codes are those of SFF-8024.
 * Offsets are those of its tables: an upper page begins at 128.
 */
#include <linux/ethtool.h>
#include <linux/kernel.h>

#include "../compat/unaligned.h"
#include "eeprom.h"
#include "port.h"

#define UPPER(offset)	((offset) - ERDSIM_HALF)

static bool erdsim_is_qsfp28(const struct erdsim_port *port)
{
	return port->optic->speed == SPEED_100000;
}

/* Two lanes share an octet, the first in its high half. */
static void erdsim_sff8636_lane_flags(u8 *at, unsigned int lane, u8 flags)
{
	/* the order here is high and low alarm, high and low warning */
	at[lane / 2] |= lane % 2 ? flags : flags << 4;
}

static void erdsim_sff8636_flags(const struct erdsim_port *port, u8 *p)
{
	struct erdsim_limits bias = erdsim_bias_limits(port);
	struct erdsim_limits tx = erdsim_tx_limits(port);
	struct erdsim_limits rx = erdsim_rx_limits(port);
	unsigned int lane;

	p[6] = erdsim_flags(ERDSIM_TEMPERATURE,
			    &erdsim_temperature_limits) << 4;
	p[7] = erdsim_flags(ERDSIM_VOLTAGE, &erdsim_voltage_limits) << 4;
	if (erdsim_is_qsfp28(port) && erdsim_clock_is_lost(port))
		p[5] = GENMASK(port->optic->lanes - 1, 0);	/* Rx LOL */
	for (lane = 0; lane < port->optic->lanes; lane++) {
		if (port->signal.lost[lane])
			p[3] |= BIT(lane);	/* Rx LOS */
		erdsim_sff8636_lane_flags(p + 9, lane,
					  erdsim_flags(erdsim_rx_power(port, lane),
						       &rx));
		erdsim_sff8636_lane_flags(p + 11, lane,
					  erdsim_flags(erdsim_bias(port, lane),
						       &bias));
		erdsim_sff8636_lane_flags(p + 13, lane,
					  erdsim_flags(erdsim_tx_power(port, lane),
						       &tx));
	}
}

static void erdsim_sff8636_lower(const struct erdsim_port *port, u8 *p)
{
	unsigned int lane;

	p[0] = erdsim_is_qsfp28(port) ? 0x11 : 0x0d;
	p[1] = 0x07;			/* SFF-8636 rev 2.5 to 2.7 */
	p[2] = 0x02;			/* has pages; no interrupt */
	erdsim_sff8636_flags(port, p);
	put_unaligned_be16(ERDSIM_TEMPERATURE, p + 22);
	put_unaligned_be16(ERDSIM_VOLTAGE, p + 26);
	for (lane = 0; lane < port->optic->lanes; lane++) {
		put_unaligned_be16(erdsim_rx_power(port, lane),
				   p + 34 + 2 * lane);
		put_unaligned_be16(erdsim_bias(port, lane), p + 42 + 2 * lane);
		put_unaligned_be16(erdsim_tx_power(port, lane),
				   p + 50 + 2 * lane);
		if (!(port->lasers & BIT(lane)))
			p[86] |= BIT(lane);	/* Tx disable */
	}
	if (erdsim_is_qsfp28(port))
		p[98] = 0xff;		/* clock recovery on */
}

static void erdsim_sff8636_identity(const struct erdsim_port *port, u8 *p)
{
	bool qsfp28 = erdsim_is_qsfp28(port);

	p[UPPER(128)] = qsfp28 ? 0x11 : 0x0d;
	p[UPPER(129)] = qsfp28 ? 0xcc : 0xc0;	/* 3.5 W; clock recovery */
	p[UPPER(130)] = 0x07;			/* connector: LC */
	p[UPPER(131)] = qsfp28 ? 0x80 : 0x02;	/* see 192; 40GBASE-LR4 */
	p[UPPER(139)] = 0x05;			/* 64B/66B */
	p[UPPER(140)] = qsfp28 ? 0xff : 103;	/* see 222; x 100 MBd */
	p[UPPER(142)] = 10;			/* km of single-mode fibre */
	p[UPPER(147)] = 0x40;			/* 1310 nm DFB */
	erdsim_put_text(p + UPPER(148), ERDSIM_VENDOR, 16);
	erdsim_put_text(p + UPPER(168), port->optic->part, 16);
	erdsim_put_text(p + UPPER(184), "1", 2);	/* revision */
	/* x 0.05 nm; and how far off, x 0.005 nm: all lanes are within */
	put_unaligned_be16(port->optic->wavelength_pm / 50, p + UPPER(186));
	put_unaligned_be16(6500 / 5, p + UPPER(188));
	p[UPPER(190)] = 70;			/* degrees, case */
	p[UPPER(191)] = erdsim_checksum(p, UPPER(128), UPPER(190));
	p[UPPER(192)] = qsfp28 ? 0x03 : 0x00;	/* 100GBASE-LR4 */
	p[UPPER(194)] = qsfp28 ? 0x10 : 0x00;	/* Rx LOL */
	p[UPPER(195)] = 0x1a;			/* Tx disable, fault, LOS */
	erdsim_put_serial(p + UPPER(196), port);
	erdsim_put_text(p + UPPER(212), "250101", 8);	/* date code */
	/* measured: temperature, voltage, average Rx power, Tx power */
	p[UPPER(220)] = 0x3c;
	p[UPPER(222)] = qsfp28 ? 103 : 0;	/* x 250 MBd */
	p[UPPER(223)] = erdsim_checksum(p, UPPER(192), UPPER(222));
}

static void erdsim_sff8636_thresholds(const struct erdsim_port *port, u8 *p)
{
	struct erdsim_limits bias = erdsim_bias_limits(port);
	struct erdsim_limits tx = erdsim_tx_limits(port);
	struct erdsim_limits rx = erdsim_rx_limits(port);

	erdsim_put_limits(p + UPPER(128), &erdsim_temperature_limits);
	erdsim_put_limits(p + UPPER(144), &erdsim_voltage_limits);
	erdsim_put_limits(p + UPPER(176), &rx);
	erdsim_put_limits(p + UPPER(184), &bias);
	erdsim_put_limits(p + UPPER(192), &tx);
}

/**
 * erdsim_sff8636_half() - the lower page or an upper one
 * @port: port
 * @page: of an upper one
 * @upper: which is asked for
 * @to: filled with zeros
 *
 * Return: whether there is such a page.
 */
bool erdsim_sff8636_half(const struct erdsim_port *port, unsigned int page,
			 bool upper, u8 *to)
{
	if (!upper)
		erdsim_sff8636_lower(port, to);
	else if (page == 0)
		erdsim_sff8636_identity(port, to);
	else if (page == 3)
		erdsim_sff8636_thresholds(port, to);
	else
		return false;
	return true;
}

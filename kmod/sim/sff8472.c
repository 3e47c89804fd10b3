// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of SFP modules: SFF-8472 rev 12.4; codes are those of SFF-8024.
 * Offsets are octets of the 256 that an address has, as in its tables.
 */
#include <linux/ethtool.h>
#include <linux/kernel.h>

#include "../compat/unaligned.h"
#include "eeprom.h"
#include "port.h"

#define A0	0x50

static void erdsim_sff8472_serial_id(const struct erdsim_port *port, u8 *p)
{
	p[0] = 0x03;			/* SFP or SFP+ */
	p[1] = 0x04;			/* two-wire interface ID */
	p[2] = 0x07;			/* connector: LC */
	p[3] = 0x20;			/* 10GBASE-LR */
	p[11] = 0x06;			/* 64B/66B */
	p[12] = 103;			/* x 100 MBd */
	p[14] = 10;			/* km of single-mode fibre */
	p[15] = 100;			/* x 100 m of the same */
	erdsim_put_text(p + 20, ERDSIM_VENDOR, 16);
	erdsim_put_text(p + 40, port->optic->part, 16);
	erdsim_put_text(p + 56, "1", 4);	/* revision */
	put_unaligned_be16(port->optic->wavelength_pm / 1000, p + 60);
	p[63] = erdsim_checksum(p, 0, 62);
	p[65] = 0x1a;			/* has LOS, TX_FAULT, TX_DISABLE */
	erdsim_put_serial(p + 68, port);
	erdsim_put_text(p + 84, "250101", 8);	/* date code */
	p[92] = 0x68;			/* diagnostics, calibrated, average */
	p[93] = 0xf0;			/* flags, soft TX_DISABLE, FAULT, LOS */
	p[94] = 0x08;			/* SFF-8472 rev 12.3 */
	p[95] = erdsim_checksum(p, 64, 94);
}

static void erdsim_sff8472_thresholds(const struct erdsim_port *port, u8 *p)
{
	struct erdsim_limits bias = erdsim_bias_limits(port);
	struct erdsim_limits tx = erdsim_tx_limits(port);
	struct erdsim_limits rx = erdsim_rx_limits(port);

	erdsim_put_limits(p, &erdsim_temperature_limits);
	erdsim_put_limits(p + 8, &erdsim_voltage_limits);
	erdsim_put_limits(p + 16, &bias);
	erdsim_put_limits(p + 24, &tx);
	erdsim_put_limits(p + 32, &rx);
	/* calibration that changes nothing: 1.0 as a float, then slopes of 1 */
	put_unaligned_be32(0x3f800000, p + 68);
	put_unaligned_be16(0x0100, p + 76);
	put_unaligned_be16(0x0100, p + 80);
	put_unaligned_be16(0x0100, p + 84);
	put_unaligned_be16(0x0100, p + 88);
	p[95] = erdsim_checksum(p, 0, 94);
}

static void erdsim_sff8472_flags(const struct erdsim_port *port, u8 *p)
{
	struct erdsim_limits bias = erdsim_bias_limits(port);
	struct erdsim_limits tx = erdsim_tx_limits(port);
	struct erdsim_limits rx = erdsim_rx_limits(port);
	/* alarms in the high half of each, warnings in the low one */
	u8 temperature = erdsim_flags(ERDSIM_TEMPERATURE,
				      &erdsim_temperature_limits);
	u8 voltage = erdsim_flags(ERDSIM_VOLTAGE, &erdsim_voltage_limits);
	u8 laser = erdsim_flags(erdsim_bias(port, 0), &bias);
	u8 sent = erdsim_flags(erdsim_tx_power(port, 0), &tx);
	u8 received = erdsim_flags(erdsim_rx_power(port, 0), &rx);

	p[112] = (temperature >> 2) << 6 | (voltage >> 2) << 4 |
		 (laser >> 2) << 2 | sent >> 2;
	p[113] = (received >> 2) << 6;
	p[116] = (temperature & 3) << 6 | (voltage & 3) << 4 |
		 (laser & 3) << 2 | (sent & 3);
	p[117] = (received & 3) << 6;
}

static void erdsim_sff8472_diagnostics(const struct erdsim_port *port, u8 *p)
{
	erdsim_sff8472_thresholds(port, p);
	put_unaligned_be16(ERDSIM_TEMPERATURE, p + 96);
	put_unaligned_be16(ERDSIM_VOLTAGE, p + 98);
	put_unaligned_be16(erdsim_bias(port, 0), p + 100);
	put_unaligned_be16(erdsim_tx_power(port, 0), p + 102);
	put_unaligned_be16(erdsim_rx_power(port, 0), p + 104);
	if (!(port->lasers & 1))
		p[110] |= 0x40;		/* soft TX_DISABLE */
	if (port->signal.lost[0])
		p[110] |= 0x02;		/* LOS */
	erdsim_sff8472_flags(port, p);
}

/**
 * erdsim_sff8472_half() - a half of one address
 * @port: port
 * @address: 0x50 or 0x51
 * @half: 0 or 1
 * @to: filled with zeros
 *
 * Return: whether there is such a half.
 */
bool erdsim_sff8472_half(const struct erdsim_port *port, u8 address,
			 unsigned int half, u8 *to)
{
	if (half)
		return true;		/* vendor's and user's: empty */
	if (address == A0)
		erdsim_sff8472_serial_id(port, to);
	else
		erdsim_sff8472_diagnostics(port, to);
	return true;
}

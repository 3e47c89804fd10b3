// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of modules: what all kinds have in common, and how ethtool reads
 * it. It is made up anew for each reading, so it shows the light of now.
 */
#include <linux/etherdevice.h>

#include "../compat/unaligned.h"
#include "eeprom.h"
#include "light.h"
#include "port.h"

/* I2C addresses of SFF-8472; the others use the first alone. */
#define ERDSIM_I2C_A0	0x50
#define ERDSIM_I2C_A2	0x51

/* How far alarms are beyond the warnings, in mB. */
#define ERDSIM_ALARM_MB	100

const struct erdsim_limits erdsim_temperature_limits = {
	.high_alarm = 75 * 256,
	.low_alarm = -5 * 256,
	.high_warning = 70 * 256,
	.low_warning = 0,
};

/* 3.3 V and 10 % or 5 % of it */
const struct erdsim_limits erdsim_voltage_limits = {
	.high_alarm = 36300,
	.low_alarm = 29700,
	.high_warning = 34650,
	.low_warning = 31350,
};

/**
 * erdsim_tx_power() - what a module reports of what it sends
 * @port: port
 * @lane: lane
 *
 * Return: power in units of 0.1 uW.
 */
u16 erdsim_tx_power(const struct erdsim_port *port, unsigned int lane)
{
	return erdsim_light_power(erdsim_port_sends_mbm(port, lane));
}

/**
 * erdsim_rx_power() - what a module reports of what it receives
 * @port: port
 * @lane: lane
 *
 * Return: power in units of 0.1 uW.
 */
u16 erdsim_rx_power(const struct erdsim_port *port, unsigned int lane)
{
	return lane < port->optic->lanes ?
	       erdsim_light_power(port->signal.level_mbm[lane]) : 0;
}

/**
 * erdsim_bias() - what a module reports of its laser's current
 * @port: port
 * @lane: lane
 *
 * Return: current in units of 2 uA.
 */
u16 erdsim_bias(const struct erdsim_port *port, unsigned int lane)
{
	return erdsim_port_sends_mbm(port, lane) == ERDSIM_DARK ?
	       0 : port->optic->bias_ua / 2;
}

/* Warnings at the limits of the standard, alarms beyond. */
static struct erdsim_limits erdsim_power_limits(s32 max_mbm, s32 min_mbm)
{
	struct erdsim_limits limits = {
		.high_alarm = erdsim_light_power(max_mbm + ERDSIM_ALARM_MB),
		.low_alarm = erdsim_light_power(min_mbm - ERDSIM_ALARM_MB),
		.high_warning = erdsim_light_power(max_mbm),
		.low_warning = erdsim_light_power(min_mbm),
	};

	return limits;
}

/**
 * erdsim_tx_limits() - thresholds of launch power
 * @port: port
 *
 * Return: the thresholds, in units of 0.1 uW.
 */
struct erdsim_limits erdsim_tx_limits(const struct erdsim_port *port)
{
	return erdsim_power_limits(port->optic->tx_max_mbm,
				   port->optic->tx_min_mbm);
}

/**
 * erdsim_rx_limits() - thresholds of received power
 * @port: port
 *
 * Return: the thresholds, in units of 0.1 uW.
 */
struct erdsim_limits erdsim_rx_limits(const struct erdsim_port *port)
{
	return erdsim_power_limits(port->optic->rx_max_mbm,
				   port->optic->rx_min_mbm);
}

/**
 * erdsim_bias_limits() - thresholds of laser current
 * @port: port
 *
 * Return: the thresholds, in units of 2 uA.
 */
struct erdsim_limits erdsim_bias_limits(const struct erdsim_port *port)
{
	u32 typical = port->optic->bias_ua / 2;
	struct erdsim_limits limits = {
		.high_alarm = 2 * typical,
		.low_alarm = typical / 5,
		.high_warning = typical * 9 / 5,
		.low_warning = typical * 2 / 5,
	};

	return limits;
}

/**
 * erdsim_clock_is_lost() - whether a module's clock recovery finds no clock
 * @port: port
 *
 * It is made for one rate, whatever the coding. Without light there is nothing
 * that it could lose: that is loss of signal.
 *
 * Return: true if so.
 */
bool erdsim_clock_is_lost(const struct erdsim_port *port)
{
	return port->signal.state == ERDSIM_STATE_SPEED_MISMATCH;
}

/**
 * erdsim_flags() - which thresholds a reading passes
 * @reading: reading
 * @limits: its thresholds
 *
 * Return: a set of ERDSIM_FLAG_*.
 */
u8 erdsim_flags(s32 reading, const struct erdsim_limits *limits)
{
	u8 flags = 0;

	if (reading > limits->high_alarm)
		flags |= ERDSIM_FLAG_HIGH_ALARM;
	if (reading < limits->low_alarm)
		flags |= ERDSIM_FLAG_LOW_ALARM;
	if (reading > limits->high_warning)
		flags |= ERDSIM_FLAG_HIGH_WARNING;
	if (reading < limits->low_warning)
		flags |= ERDSIM_FLAG_LOW_WARNING;
	return flags;
}

/**
 * erdsim_put_limits() - four thresholds, in the order of all maps
 * @at: where
 * @limits: thresholds
 */
void erdsim_put_limits(u8 *at, const struct erdsim_limits *limits)
{
	put_unaligned_be16(limits->high_alarm, at);
	put_unaligned_be16(limits->low_alarm, at + 2);
	put_unaligned_be16(limits->high_warning, at + 4);
	put_unaligned_be16(limits->low_warning, at + 6);
}

/**
 * erdsim_put_text() - text, padded with blanks
 * @at: where
 * @text: what
 * @size: of the field
 */
void erdsim_put_text(u8 *at, const char *text, unsigned int size)
{
	unsigned int len = min_t(size_t, strlen(text), size);

	memset(at, ' ', size);
	memcpy(at, text, len);
}

/**
 * erdsim_put_serial() - the module's serial number: its port's name
 * @at: where; 16 octets
 * @port: port
 */
void erdsim_put_serial(u8 *at, const struct erdsim_port *port)
{
	erdsim_put_text(at, port->name, ERDSIM_NAME_MAX);
}

/**
 * erdsim_checksum() - the low octet of a sum, as all maps check themselves
 * @page: half of the memory
 * @from: first octet in it
 * @to: last octet in it
 *
 * Return: the checksum.
 */
u8 erdsim_checksum(const u8 *page, unsigned int from, unsigned int to)
{
	u8 sum = 0;

	while (from <= to)
		sum += page[from++];
	return sum;
}

static bool erdsim_eeprom_half(const struct erdsim_port *port, u8 address,
			       unsigned int page, bool upper, u8 *to)
{
	memset(to, 0, ERDSIM_HALF);
	switch (port->optic->map) {
	case ERDSIM_MAP_SFF8472:
		return !page && erdsim_sff8472_half(port, address, upper, to);
	case ERDSIM_MAP_SFF8636:
		return address == ERDSIM_I2C_A0 &&
		       erdsim_sff8636_half(port, page, upper, to);
	case ERDSIM_MAP_CMIS:
		return address == ERDSIM_I2C_A0 &&
		       erdsim_cmis_half(port, page, upper, to);
	}
	return false;
}

/**
 * erdsim_eeprom_read_page() - read what is on one page
 * @port: port
 * @page: which page, which part of it, and where to put it
 * @extack: says what is wrong
 *
 * Context: RTNL.
 * Return: octets read, or a negative errno.
 */
int erdsim_eeprom_read_page(struct erdsim_port *port,
			    const struct ethtool_module_eeprom *page,
			    struct netlink_ext_ack *extack)
{
	bool upper = page->offset >= ERDSIM_HALF;
	u8 half[ERDSIM_HALF];

	if (!port->plugged) {
		NL_SET_ERR_MSG_MOD(extack, "no module is plugged in");
		return -EIO;
	}
	if (page->bank ||
	    !erdsim_eeprom_half(port, page->i2c_address, page->page, upper,
				half)) {
		NL_SET_ERR_MSG_MOD(extack, "the module has no such page");
		return -EINVAL;
	}
	memcpy(page->data, half + page->offset % ERDSIM_HALF, page->length);
	return page->length;
}

/**
 * erdsim_eeprom_info() - what reading without pages would give
 * @port: port
 * @info: gets type and length
 *
 * Context: RTNL.
 * Return: 0, or -EIO without a module.
 */
int erdsim_eeprom_info(struct erdsim_port *port, struct ethtool_modinfo *info)
{
	if (!port->plugged)
		return -EIO;
	switch (port->optic->map) {
	case ERDSIM_MAP_SFF8472:
		info->type = ETH_MODULE_SFF_8472;
		info->eeprom_len = ETH_MODULE_SFF_8472_LEN;
		break;
	case ERDSIM_MAP_SFF8636:
		info->type = ETH_MODULE_SFF_8636;
		info->eeprom_len = ETH_MODULE_SFF_8636_MAX_LEN;
		break;
	case ERDSIM_MAP_CMIS:
		/* the old interface has no type of its own for these */
		info->type = ETH_MODULE_SFF_8636;
		info->eeprom_len = ETH_MODULE_SFF_8636_LEN;
		break;
	}
	return 0;
}

/* The half that an offset of the old interface is in. */
static void erdsim_eeprom_flat_half(const struct erdsim_port *port,
				    unsigned int index, u8 *half)
{
	u8 address = ERDSIM_I2C_A0;
	unsigned int page = 0;
	bool upper = index;

	if (port->optic->map == ERDSIM_MAP_SFF8472) {
		/* both halves of each address */
		address = index < 2 ? ERDSIM_I2C_A0 : ERDSIM_I2C_A2;
		upper = index % 2;
	} else if (index) {
		/* the lower page, then all upper ones */
		page = index - 1;
	}
	/* what a module does not have reads as zeros here */
	if (!erdsim_eeprom_half(port, address, page, upper, half))
		memset(half, 0, ERDSIM_HALF);
}

/**
 * erdsim_eeprom_read() - read without pages
 * @port: port
 * @offset: where to begin
 * @length: how many octets
 * @to: where to put them
 *
 * Context: RTNL.
 * Return: 0, or -EIO without a module.
 */
int erdsim_eeprom_read(struct erdsim_port *port, u32 offset, u32 length,
		       u8 *to)
{
	u8 half[ERDSIM_HALF];

	if (!port->plugged)
		return -EIO;
	while (length) {
		u32 at = offset % ERDSIM_HALF;
		u32 n = min_t(u32, length, ERDSIM_HALF - at);

		erdsim_eeprom_flat_half(port, offset / ERDSIM_HALF, half);
		memcpy(to, half + at, n);
		offset += n;
		length -= n;
		to += n;
	}
	return 0;
}

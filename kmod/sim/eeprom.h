/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_EEPROM_H
#define ERDSIM_EEPROM_H

#include <linux/ethtool.h>
#include <linux/types.h>

struct erdsim_port;

/* Vendor name, as modules state it; padded with blanks. */
#define ERDSIM_VENDOR		"ERDSIM"

/* Temperatures are in 1/256 degree, voltages in 100 uV, as in all maps. */
#define ERDSIM_TEMPERATURE	(35 * 256)
#define ERDSIM_VOLTAGE		33000

/* A lower page, or an upper page: half of what one address reaches. */
#define ERDSIM_HALF		ETH_MODULE_EEPROM_PAGE_LEN

/**
 * struct erdsim_limits - thresholds of a reading, and what it is now
 * @high_alarm: and so on, in the unit of the reading
 * @low_alarm: see above
 * @high_warning: see above
 * @low_warning: see above
 */
struct erdsim_limits {
	s32 high_alarm;
	s32 low_alarm;
	s32 high_warning;
	s32 low_warning;
};

/* Which of a reading's thresholds are passed. */
#define ERDSIM_FLAG_HIGH_ALARM		BIT(3)
#define ERDSIM_FLAG_LOW_ALARM		BIT(2)
#define ERDSIM_FLAG_HIGH_WARNING	BIT(1)
#define ERDSIM_FLAG_LOW_WARNING		BIT(0)

extern const struct erdsim_limits erdsim_temperature_limits;
extern const struct erdsim_limits erdsim_voltage_limits;

u16 erdsim_tx_power(const struct erdsim_port *port, unsigned int lane);
u16 erdsim_rx_power(const struct erdsim_port *port, unsigned int lane);
u16 erdsim_bias(const struct erdsim_port *port, unsigned int lane);
struct erdsim_limits erdsim_tx_limits(const struct erdsim_port *port);
struct erdsim_limits erdsim_rx_limits(const struct erdsim_port *port);
struct erdsim_limits erdsim_bias_limits(const struct erdsim_port *port);
u8 erdsim_flags(s32 reading, const struct erdsim_limits *limits);
bool erdsim_clock_is_lost(const struct erdsim_port *port);

void erdsim_put_limits(u8 *at, const struct erdsim_limits *limits);
void erdsim_put_text(u8 *at, const char *text, unsigned int size);
void erdsim_put_serial(u8 *at, const struct erdsim_port *port);
u8 erdsim_checksum(const u8 *page, unsigned int from, unsigned int to);

/* One half of the memory of each kind of module; false if it has no such. */
bool erdsim_sff8472_half(const struct erdsim_port *port, u8 address,
			 unsigned int half, u8 *to);
bool erdsim_sff8636_half(const struct erdsim_port *port, unsigned int page,
			 bool upper, u8 *to);
bool erdsim_cmis_half(const struct erdsim_port *port, unsigned int page,
		      bool upper, u8 *to);

int erdsim_eeprom_info(struct erdsim_port *port, struct ethtool_modinfo *info);
int erdsim_eeprom_read(struct erdsim_port *port, u32 offset, u32 length,
		       u8 *to);
int erdsim_eeprom_read_page(struct erdsim_port *port,
			    const struct ethtool_module_eeprom *page,
			    struct netlink_ext_ack *extack);

#endif /* ERDSIM_EEPROM_H */

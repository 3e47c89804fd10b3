// SPDX-License-Identifier: LGPL-2.1-or-later
#include "optics.h"
#include "error.h"
#include "ethtool.h"
#include "light.h"
#include "sff8024.h"

#include <errno.h>
#include <math.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

static const struct erd_limits no_limits = { NAN, NAN, NAN, NAN };

/* --- reading ------------------------------------------------------------ */

static void describe(struct eeprom_where where, char *text, size_t size)
{
	if (where.i2c == EEPROM_I2C_MONITORS)
		snprintf(text, size, "A2h");
	else if (where.bank)
		snprintf(text, size, "page %02xh of bank %u", where.page,
			 where.bank);
	else
		snprintf(text, size, "page %02xh", where.page);
}

/* Modules have fewer pages than they could, and drivers show fewer of them. */
static bool is_usual(int sys_errno)
{
	return sys_errno == EOPNOTSUPP || sys_errno == EINVAL;
}

static void warn(const char *ifname, struct eeprom_where where,
		 const char *why, struct erd_error *err)
{
	char what[32];

	if (!err || err->text[0])
		return;
	describe(where, what, sizeof(what));
	erd_fail(err, ERD_OK, "'%s': its module's %s: %s", ifname, what, why);
}

/* Appends a half, there or not. Returns 0 or a negative errno. */
static int read_half(optics_read_fn read, void *data,
		     struct eeprom_where where, struct eeprom *eeprom,
		     const char **why)
{
	struct eeprom_half *half = &eeprom->half[eeprom->n++];
	int n;

	memset(half, 0, sizeof(*half));
	half->where = where;
	n = read(where, half->bytes, why, data);
	half->there = n == EEPROM_HALF_SIZE;
	if (n < 0 || half->there)
		return n < 0 ? n : 0;
	*why = "ended early";
	return -ENODATA;
}

static enum erd_status status_of(int sys_errno)
{
	enum erd_status status = erd_status_of(sys_errno);

	/* Nothing of the request was the user's but the name. */
	return status == ERD_USAGE ? ERD_ERROR : status;
}

static int fail_first(const char *ifname, int sys_errno, const char *why,
		      struct erd_error *err)
{
	enum erd_status status = status_of(sys_errno);

	if (status == ERD_PERMISSION) {
		erd_fail(err, status, "'%s': reading a module takes CAP_NET_ADMIN",
			 ifname);
		erd_hint(err, "run as root");
	} else if (sys_errno == EOPNOTSUPP) {
		erd_fail(err, status, "'%s': it has no module, or its driver does not let one be read",
			 ifname);
	} else {
		erd_fail(err, status, "'%s': its module cannot be read: %s",
			 ifname, why);
	}
	if (err)
		err->sys_errno = sys_errno;
	return status;
}

int optics_collect(const char *ifname, optics_read_fn read, void *data,
		   struct eeprom *eeprom, struct erd_error *err)
{
	struct eeprom_where where = optics_first;
	const struct sff8024_form *form;
	const char *why = "";
	uint8_t identifier;
	int ret;

	memset(eeprom, 0, sizeof(*eeprom));
	ret = read_half(read, data, where, eeprom, &why);
	if (ret)
		return fail_first(ifname, -ret, why, err);
	identifier = eeprom_u8(&eeprom->half[0], 0);
	form = sff8024_form(identifier);
	if (!form)
		return erd_fail(err, ERD_ERROR,
				"'%s': its module is of a kind that is not known, 0x%02x",
				ifname, identifier);
	erd_fail(err, ERD_OK, "%s", "");
	while (eeprom->n < EEPROM_HALVES_MAX &&
	       form->standard->next(eeprom, &where)) {
		ret = read_half(read, data, where, eeprom, &why);
		if (ret && !is_usual(-ret))
			warn(ifname, where, why, err);
	}
	return ERD_OK;
}

/* --- decoding ----------------------------------------------------------- */

void optics_decode(const struct eeprom *eeprom, struct erd_optics *optics)
{
	uint8_t identifier = eeprom_u8(&eeprom->half[0], 0);
	const struct sff8024_form *form = sff8024_form(identifier);
	size_t i;

	*optics = (struct erd_optics){
		.standard = form->standard->number,
		.wavelength_nm = NAN,
		.signaling_mbd = NAN,
		.temperature_c = NAN,
		.voltage_v = NAN,
		.temperature_limits_c = no_limits,
		.voltage_limits_v = no_limits,
		.bias_limits_ma = no_limits,
		.rx_limits_mw = no_limits,
		.tx_limits_mw = no_limits,
	};
	snprintf(optics->form, sizeof(optics->form), "%s", form->name);
	form->standard->decode(eeprom, optics);
	for (i = 0; i < optics->n_lanes; i++) {
		light_judge(&optics->lane[i].rx, &optics->rx_limits_mw);
		light_judge(&optics->lane[i].tx, &optics->tx_limits_mw);
	}
}

/* --- a device ----------------------------------------------------------- */

struct device {
	struct ethtool *ethtool;
	const char *ifname;
};

static int read_device(struct eeprom_where where,
		       uint8_t bytes[EEPROM_HALF_SIZE], const char **why,
		       void *data)
{
	const struct device *device = data;

	*why = ethtool_reason(device->ethtool);
	return ethtool_read_module(device->ethtool, device->ifname, where,
				   bytes);
}

int erd_optics_read(const char *ifname, struct erd_optics *optics,
		    struct erd_error *err)
{
	struct device device = { .ifname = ifname };
	struct eeprom eeprom;
	struct erd_error own;
	int ret;

	if (!err)
		err = &own;
	if (strlen(ifname) >= IFNAMSIZ)
		return erd_fail(err, ERD_NOT_FOUND,
				"there is no network device '%.64s'", ifname);
	device.ethtool = ethtool_open(err);
	if (!device.ethtool)
		return err->status;
	ret = optics_collect(ifname, read_device, &device, &eeprom, err);
	ethtool_close(device.ethtool);
	if (!ret)
		optics_decode(&eeprom, optics);
	return ret;
}

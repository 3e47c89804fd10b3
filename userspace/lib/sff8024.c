// SPDX-License-Identifier: LGPL-2.1-or-later
#include "sff8024.h"

#include <stdio.h>

#define COUNT(table)	(sizeof(table) / sizeof(*(table)))

/* --- identifiers, table 4-1 --------------------------------------------- */

static const struct sff8024_form forms[] = {
	{ 0x03, "SFP", &sff8472, 1 },
	{ 0x0b, "DWDM-SFP", &sff8472, 1 },
	{ 0x0c, "QSFP", &sff8636, 4 },
	{ 0x0d, "QSFP+", &sff8636, 4 },
	{ 0x11, "QSFP28", &sff8636, 4 },
	{ 0x18, "QSFP-DD", &cmis, 8 },
	{ 0x19, "OSFP", &cmis, 8 },
	{ 0x1b, "DSFP", &cmis, 2 },
	{ 0x1e, "QSFP", &cmis, 4 },
	{ 0x1f, "SFP-DD", &cmis, 2 },
	{ 0x20, "SFP", &cmis, 1 },
};

const struct sff8024_form *sff8024_form(uint8_t identifier)
{
	size_t i;

	for (i = 0; i < COUNT(forms); i++)
		if (forms[i].identifier == identifier)
			return &forms[i];
	return NULL;
}

/* --- names -------------------------------------------------------------- */

static void write_name(const char *const *names, size_t n, uint8_t code,
		       char *text, size_t size)
{
	if (!code)
		text[0] = '\0';
	else if (code < n && names[code])
		snprintf(text, size, "%s", names[code]);
	else
		snprintf(text, size, "code 0x%02x", code);
}

/* Table 4-3. */
static const char *const connectors[] = {
	[0x01] = "SC",
	[0x02] = "FC style 1",
	[0x03] = "FC style 2",
	[0x04] = "BNC/TNC",
	[0x05] = "FC coax",
	[0x06] = "fiber jack",
	[0x07] = "LC",
	[0x08] = "MT-RJ",
	[0x09] = "MU",
	[0x0a] = "SG",
	[0x0b] = "optical pigtail",
	[0x0c] = "MPO 1x12",
	[0x0d] = "MPO 2x16",
	[0x20] = "HSSDC II",
	[0x21] = "copper pigtail",
	[0x22] = "RJ45",
	[0x23] = "no separable connector",
	[0x24] = "MXC 2x16",
	[0x25] = "CS",
	[0x26] = "SN",
	[0x27] = "MPO 2x12",
	[0x28] = "MPO 1x16",
};

void sff8024_connector(uint8_t code, char *text, size_t size)
{
	write_name(connectors, COUNT(connectors), code, text, size);
}

/*
 * Table 4-4, of Ethernet. Many codes mean another thing in a module of one
 * lane than in one of four.
 */
static const char *const extended_of_four[] = {
	[0x01] = "100G AOC",
	[0x02] = "100GBASE-SR4",
	[0x03] = "100GBASE-LR4",
	[0x04] = "100GBASE-ER4",
	[0x05] = "100GBASE-SR10",
	[0x06] = "100G CWDM4",
	[0x07] = "100G PSM4",
	[0x08] = "100G ACC",
	[0x0b] = "100GBASE-CR4",
	[0x10] = "40GBASE-ER4",
	[0x11] = "4x10GBASE-SR",
	[0x12] = "40G PSM4",
	[0x17] = "100G CLR4",
	[0x18] = "100G AOC",
	[0x19] = "100G ACC",
	[0x1a] = "100G DWDM2",
	[0x1f] = "40G SWDM4",
	[0x20] = "100G SWDM4",
	[0x21] = "100G PAM4 BiDi",
	[0x22] = "4WDM-10",
	[0x23] = "4WDM-20",
	[0x24] = "4WDM-40",
	[0x25] = "100GBASE-DR",
	[0x26] = "100GBASE-FR1",
	[0x27] = "100GBASE-LR1",
	[0x2b] = "100GBASE-LR1",
	[0x41] = "200GBASE-SR4",
	[0x42] = "200GBASE-DR4",
	[0x43] = "200GBASE-FR4",
	[0x46] = "200GBASE-LR4",
	[0x47] = "400GBASE-DR4",
	[0x48] = "400GBASE-FR4",
	[0x49] = "400GBASE-LR4-6",
	[0x4b] = "400G-LR4-10",
};

static const char *const extended_of_one[] = {
	[0x01] = "25G AOC",
	[0x02] = "25GBASE-SR",
	[0x03] = "25GBASE-LR",
	[0x04] = "25GBASE-ER",
	[0x08] = "25G ACC",
	[0x0b] = "25GBASE-CR CA-25G-L",
	[0x0c] = "25GBASE-CR CA-25G-S",
	[0x0d] = "25GBASE-CR CA-25G-N",
	[0x16] = "10GBASE-T",
	[0x18] = "25G AOC",
	[0x19] = "25G ACC",
	[0x1c] = "10GBASE-T short reach",
	[0x1d] = "5GBASE-T",
	[0x1e] = "2.5GBASE-T",
	[0x25] = "100GBASE-DR",
	[0x26] = "100GBASE-FR1",
	[0x27] = "100GBASE-LR1",
	[0x2b] = "100GBASE-LR1",
	[0x37] = "10GBASE-BR",
	[0x38] = "25GBASE-BR",
	[0x39] = "50GBASE-BR",
	[0x40] = "50GBASE-CR",
	[0x41] = "50GBASE-SR",
	[0x42] = "50GBASE-FR",
	[0x45] = "50GBASE-LR",
	[0x4a] = "50GBASE-ER",
};

void sff8024_extended(uint8_t code, bool one_lane, char *text, size_t size)
{
	if (one_lane)
		write_name(extended_of_one, COUNT(extended_of_one), code, text,
			   size);
	else
		write_name(extended_of_four, COUNT(extended_of_four), code,
			   text, size);
}

/* Table 4-6, of Ethernet. */
static const char *const media_mmf[] = {
	[0x01] = "10GBASE-SW",
	[0x02] = "10GBASE-SR",
	[0x03] = "25GBASE-SR",
	[0x04] = "40GBASE-SR4",
	[0x05] = "40GE SWDM4",
	[0x06] = "40GE BiDi",
	[0x07] = "50GBASE-SR",
	[0x08] = "100GBASE-SR10",
	[0x09] = "100GBASE-SR4",
	[0x0a] = "100GE SWDM4",
	[0x0b] = "100GE BiDi",
	[0x0c] = "100GBASE-SR2",
	[0x0d] = "100GBASE-SR1",
	[0x0e] = "200GBASE-SR4",
	[0x0f] = "400GBASE-SR16",
	[0x10] = "400GBASE-SR8",
	[0x11] = "400GBASE-SR4",
	[0x12] = "800GBASE-SR8",
	[0x1a] = "400GBASE-SR4.2",
	[0x1b] = "200GBASE-SR2",
	[0x1d] = "100GBASE-VR1",
	[0x1e] = "200GBASE-VR2",
	[0x1f] = "400GBASE-VR4",
	[0x20] = "800GBASE-VR8",
};

/* Table 4-7, of Ethernet. */
static const char *const media_smf[] = {
	[0x01] = "10GBASE-LW",
	[0x02] = "10GBASE-EW",
	[0x03] = "10G-ZW",
	[0x04] = "10GBASE-LR",
	[0x05] = "10GBASE-ER",
	[0x06] = "10G-ZR",
	[0x07] = "25GBASE-LR",
	[0x08] = "25GBASE-ER",
	[0x09] = "40GBASE-LR4",
	[0x0a] = "40GBASE-FR",
	[0x0b] = "50GBASE-FR",
	[0x0c] = "50GBASE-LR",
	[0x0d] = "100GBASE-LR4",
	[0x0e] = "100GBASE-ER4",
	[0x0f] = "100G PSM4",
	[0x10] = "100G CWDM4",
	[0x11] = "100G 4WDM-10",
	[0x12] = "100G 4WDM-20",
	[0x13] = "100G 4WDM-40",
	[0x14] = "100GBASE-DR",
	[0x15] = "100GBASE-FR1",
	[0x16] = "100GBASE-LR1",
	[0x17] = "200GBASE-DR4",
	[0x18] = "200GBASE-FR4",
	[0x19] = "200GBASE-LR4",
	[0x1a] = "400GBASE-FR8",
	[0x1b] = "400GBASE-LR8",
	[0x1c] = "400GBASE-DR4",
	[0x1d] = "400GBASE-FR4",
	[0x1e] = "400G-LR4-10",
	[0x34] = "100G CWDM4-OCP",
	[0x38] = "10G-SR",
	[0x39] = "10G-LR",
	[0x3a] = "25G-SR",
	[0x3b] = "25G-LR",
	[0x3c] = "10G-LR-BiDi",
	[0x3d] = "25G-LR-BiDi",
	[0x3e] = "400ZR, DWDM, amplified",
	[0x3f] = "400ZR, unamplified",
	[0x40] = "50GBASE-ER",
	[0x41] = "200GBASE-ER4",
	[0x42] = "400GBASE-ER8",
	[0x43] = "400GBASE-LR4-6",
	[0x44] = "100GBASE-ZR",
	[0x4a] = "100G-LR1-20",
	[0x4b] = "100G-ER1-30",
	[0x4c] = "100G-ER1-40",
	[0x4d] = "400GBASE-ZR",
	[0x4e] = "10GBASE-BR",
	[0x4f] = "25GBASE-BR",
	[0x50] = "50GBASE-BR",
	[0x55] = "400GBASE-DR4-2",
	[0x56] = "800GBASE-DR8",
	[0x57] = "800GBASE-DR8-2",
	[0x6f] = "400G-ER4-30",
};

void sff8024_media(uint8_t type, uint8_t code, char *text, size_t size)
{
	switch (type) {
	case SFF8024_MEDIA_MMF:
		write_name(media_mmf, COUNT(media_mmf), code, text, size);
		break;
	case SFF8024_MEDIA_SMF:
		write_name(media_smf, COUNT(media_smf), code, text, size);
		break;
	case SFF8024_MEDIA_PASSIVE_COPPER:
		snprintf(text, size, "copper cable");
		break;
	case SFF8024_MEDIA_ACTIVE_CABLE:
		snprintf(text, size, "active cable");
		break;
	case SFF8024_MEDIA_BASE_T:
		snprintf(text, size, "BASE-T");
		break;
	default:
		text[0] = '\0';
	}
}

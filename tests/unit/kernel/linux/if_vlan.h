/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module's table takes of the kernel's header of this name. */
#pragma once

#define VLAN_N_VID	4096

/* SPDX-License-Identifier: GPL-2.0-only */
/* The module's table takes nothing of the kernel's header of this name here. */
#pragma once

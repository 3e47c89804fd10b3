#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""clock.py synchronised|unsynchronised: what the kernel believes of its clock,
as a daemon of NTP tells it by adjtimex(2)."""

import ctypes
import os
import sys

ADJ_MAXERROR, ADJ_ESTERROR, ADJ_STATUS = 0x0004, 0x0008, 0x0010
STA_PLL, STA_UNSYNC = 0x0001, 0x0040


class Timex(ctypes.Structure):
    """struct timex, of 208 octets on 64 bits."""
    _fields_ = [("modes", ctypes.c_uint), ("offset", ctypes.c_long),
                ("freq", ctypes.c_long), ("maxerror", ctypes.c_long),
                ("esterror", ctypes.c_long), ("status", ctypes.c_int),
                ("rest", ctypes.c_long * 20)]


libc = ctypes.CDLL(None, use_errno=True)
good = sys.argv[1] == "synchronised"
timex = Timex(modes=ADJ_MAXERROR | ADJ_ESTERROR | ADJ_STATUS, maxerror=1000,
              esterror=1000, status=STA_PLL if good else STA_UNSYNC)
if libc.adjtimex(ctypes.byref(timex)) < 0:
    sys.exit(f"clock.py: {os.strerror(ctypes.get_errno())}")

// SPDX-License-Identifier: GPL-2.0-only
#include "circuit.h"
#include "port.h"
#include "subif.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

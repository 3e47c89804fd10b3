#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A sample of the catalogue of faults, and doctor in the healthy lab.
exec "$(dirname "$0")/../faults/run" "$O" --sample --healthy 5

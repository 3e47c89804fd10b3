#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Mixed load while programs, circuits and processors come and go. DURATION is
# how long: 20 seconds among the other suites, 600 in `make soak`.
HOTPLUG=1 exec bash "$(dirname "$0")/../netns/load.sh"

# SPDX-License-Identifier: GPL-2.0-only
# The packages of tools/packages: a build only checks for them, what a
# newcomer calls first installs them.
.PHONY: setup
## make setup         install the packages of tools/packages (apt, as root)
setup:
	$(Q)$(TOP)/tools/packages-check $(TOP)/tools/packages --install

.PHONY: packages
## make packages      say which of them are missing
packages:
	$(Q)$(TOP)/tools/packages-check $(TOP)/tools/packages

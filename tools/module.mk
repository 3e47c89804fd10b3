# The packages of tools/packages.
.PHONY: packages
packages:
	$(Q)$(TOP)/tools/check-packages $(TOP)/tools/packages

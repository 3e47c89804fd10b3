# Unit tests: each tests/unit/test_*.c is a cmocka program of its own, linked
# with liberd's objects so that it reaches what the library does not export.
unit_tests := $(patsubst $(TOP)/tests/unit/%.c,$(O)/tests/%,\
	$(wildcard $(TOP)/tests/unit/test_*.c))

$(O)/tests/%: $(TOP)/tests/unit/%.c $(O)/liberd.a
	$(call say,CCLD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(erd_cflags) $(erd_ldflags) -o $@ $< $(O)/liberd.a \
		$(erd_ldlibs) -lcmocka

-include $(wildcard $(O)/tests/*.d)

.PHONY: unit
unit: $(unit_tests)

// SPDX-License-Identifier: GPL-2.0-only
/* Any octets as a frame that arrives while doctor listens. */
#include "probe.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct prefix local = { AF_INET, 30, { 10, 0, 0, 1 } };
	static const struct prefix remote = { AF_INET, 30, { 10, 0, 0, 2 } };
	static const struct prefix local6 = { AF_INET6, 126,
					      { 0x20, 1, [15] = 1 } };
	static const struct prefix remote6 = { AF_INET6, 126,
					       { 0x20, 1, [15] = 2 } };
	struct facts_path path = {
		.family = {
			{ .family = AF_INET, .local = local, .remote = remote },
			{ .family = AF_INET6, .local = local6,
			  .remote = remote6 },
		},
	};
	static const char *const keys[2] = { "key", "key" };
	struct facts_port port = {};

	/* The same frame again adds nobody new. */
	probe_take_frame(&path, keys, data, size);
	probe_take_frame(&path, keys, data, size);
	probe_take_arp(&port, -1, data, size);
	if (path.n_strangers > 2 || path.family[0].probe.remote.n > 1)
		__builtin_trap();
	return 0;
}

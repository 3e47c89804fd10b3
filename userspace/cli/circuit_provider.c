// SPDX-License-Identifier: LGPL-2.1-or-later
#include "circuit_provider.h"
#include "apply_command.h"
#include "edit.h"
#include "record_keys.h"

enum {
	PROVIDER_NAME,
	PROVIDER_PAIR,
	PROVIDER_STATE,
	PROVIDER_STATUS,
	PROVIDER_KEY,
	PROVIDER_PROVIDER,
	PROVIDER_LOCATION,
	PROVIDER_FORCE,
	PROVIDER_RUNTIME,
};

static const struct cli_choice states[] = {
	{ "NotProvisioned", 0, false },
	{ "Provisioning", 0, false },
	{ "Provisioned", 0, false },
	{ "Deprovisioning", 0, false },
	{ "none", 0, false },
	{}
};

static const struct cli_choice statuses[] = {
	{ "Enabled", 0, false },
	{ "Disabled", 0, false },
	{ "none", 0, false },
	{}
};

const struct cli_param circuit_provider_params[] = {
	[PROVIDER_NAME] = PARAM_OBJECT("name", "NAME", "the circuit",
				       CLI_CIRCUIT),
	[PROVIDER_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[PROVIDER_STATE] = RECORD_WORD("state",
				       "Azure's serviceProviderProvisioningState",
				       states),
	[PROVIDER_STATUS] = RECORD_WORD("status",
					"Azure's circuitProvisioningState",
					statuses),
	[PROVIDER_KEY] = RECORD_TEXT("service-key",
				     "UUID of the circuit, for the provider"),
	[PROVIDER_PROVIDER] = RECORD_TEXT("provider", "connectivity partner"),
	[PROVIDER_LOCATION] = RECORD_TEXT("location",
					  "peering location of the partner"),
	[PROVIDER_FORCE] = PARAM_FORCE,
	[PROVIDER_RUNTIME] = PARAM_RUNTIME,
	{}
};

static const struct record_key keys[] = {
	{ PROVIDER_STATE, &desired_circuit_type, "provider_state" },
	{ PROVIDER_STATUS, &desired_circuit_type, "status" },
	{ PROVIDER_KEY, &desired_circuit_type, "service_key" },
	{ PROVIDER_PROVIDER, &desired_circuit_type, "provider" },
	{ PROVIDER_LOCATION, &desired_circuit_type, "provider_location" },
	{}
};

static int change(struct desired *will, const void *what,
		  struct erd_error *err)
{
	const struct cli_value *value = what;
	struct desired_circuit *circuit;
	int ret;

	ret = desired_get_circuit(will, value[PROVIDER_PAIR].text,
				  value[PROVIDER_NAME].text, NULL, &circuit,
				  err);
	if (ret)
		return ret;
	return record_put(keys, &desired_circuit_type, circuit, value) ?
		       ERD_OK : edit_no_memory(err);
}

static int of_nobody(struct cli *cli, const void *what)
{
	const struct cli_value *value = what;

	return record_of_nobody(cli, "circuit", value[PROVIDER_NAME].text);
}

int circuit_provider_run(struct cli *cli, const struct cli_value *value)
{
	/* BGP follows from the states. */
	const struct edit edit = {
		.change = change,
		.running = of_nobody,
		.what = value,
		.runtime = value[PROVIDER_RUNTIME].set,
		.force = value[PROVIDER_FORCE].set,
	};
	int ret = record_check(cli, "circuit provider",
			       circuit_provider_params, keys, value);

	if (!ret)
		ret = edit_run(cli, &edit);
	return cli_confirm(cli, ret, "circuit '%s': provider recorded",
			   value[PROVIDER_NAME].text);
}

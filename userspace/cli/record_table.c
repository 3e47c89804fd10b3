// SPDX-License-Identifier: LGPL-2.1-or-later
#include "record_table.h"
#include "apply_command.h"
#include "edit.h"
#include "file_key.h"
#include "peering.h"

#define PARAM_FORCE_RECORD	\
	PARAM_FLAG("force", "though what comes first is not recorded")

/* --- pairs and ports ---------------------------------------------------- */

const struct cli_param pair_set_params[] = {
	PARAM_OBJECT("name", "NAME", "the pair", CLI_PAIR),
	PARAM_KEY("reserved", pair, reserved),
	PARAM_KEY("allocation-date", pair, allocation_date),
	PARAM_KEY("location", pair, location),
	PARAM_KEY("billing", pair, billing),
	PARAM_FORCE_RECORD,
	PARAM_RUNTIME,
	{}
};

const struct record_command pair_set_record = {
	.type = &desired_pair_type,
	.done = "recorded",
};

const struct cli_param port_loa_params[] = {
	PARAM_OBJECT("name", "NAME", "the port", CLI_PORT),
	PARAM_KEY("issued", loa, issued),
	PARAM_KEY("customer", loa, customer),
	PARAM_KEY("reference", loa, reference),
	PARAM_KEY("router", port, router),
	PARAM_KEY("interface", port, interface),
	PARAM_KEY("rack", port, rack),
	PARAM_KEY("patch-panel", port, patch_panel),
	PARAM_KEY("colo", port, colo),
	PARAM_KEY("connector", port, connector),
	PARAM_FORCE_RECORD,
	PARAM_RUNTIME,
	{}
};

const struct record_command port_loa_record = {
	.type = &desired_port_type,
	.done = "letter of authorization recorded",
};

const struct cli_param port_cross_connect_params[] = {
	PARAM_OBJECT("name", "NAME", "the port", CLI_PORT),
	PARAM_KEY("provider", cross_connect, provider),
	PARAM_KEY("order", cross_connect, order),
	PARAM_KEY("ordered", cross_connect, ordered),
	PARAM_KEY("completed", cross_connect, completed),
	PARAM_KEY("accepted", cross_connect, accepted),
	PARAM_FORCE_RECORD,
	PARAM_RUNTIME,
	{}
};

const struct record_command port_cross_connect_record = {
	.type = &desired_port_type,
	.done = "cross-connect recorded",
};

/* --- circuits and peerings, whose states BGP follows -------------------- */

const struct cli_param circuit_provider_params[] = {
	PARAM_OBJECT("name", "NAME", "the circuit", CLI_CIRCUIT),
	PARAM_PAIR_OF_CIRCUIT,
	PARAM_KEY("state", circuit, provider_state),
	PARAM_KEY("status", circuit, status),
	PARAM_KEY("service-key", circuit, service_key),
	PARAM_KEY("provider", circuit, provider),
	PARAM_KEY("location", circuit, provider_location),
	PARAM_FORCE,
	PARAM_RUNTIME,
	{}
};

const struct record_command circuit_provider_record = {
	.type = &desired_circuit_type,
	.bgp = true,
	.done = "provider recorded",
};

const struct cli_param peering_advertise_params[] = {
	PEERING_CIRCUIT_PARAM,
	PEERING_TYPE_PARAM,
	PARAM_PAIR_OF_CIRCUIT,
	PARAM_KEY("prefixes", peering, advertise),
	PARAM_KEY("state", peering, prefixes_state),
	PARAM_KEY("customer-asn", peering, customer_asn),
	PARAM_KEY("registry", peering, registry),
	PARAM_KEY("route-filter", peering, route_filter),
	PARAM_FORCE,
	PARAM_RUNTIME,
	{}
};

const struct record_command peering_advertise_record = {
	.type = &desired_peering_type,
	.bgp = true,
	.done = "what it advertises recorded",
};

/* --- what a circuit is linked with -------------------------------------- */

#define LINKED_CIRCUIT	\
	PARAM_OBJECT("circuit", "CIRCUIT", "the circuit", CLI_CIRCUIT)
#define CONNECTION(is)	\
	PARAM_OBJECT("name", "NAME", "the connection", is)

/* What create says, set changes. */
#define CONNECTION_KEYS						\
	PARAM_KEY("virtual-network", connection, virtual_network),	\
	PARAM_KEY("prefixes", connection, prefixes),			\
	PARAM_KEY("state", connection, state)
#define GLOBAL_REACH_KEYS					\
	PARAM_KEY("peer-circuit", global_reach, peer_circuit),		\
	PARAM_KEY("ipv4", global_reach, ipv4),				\
	PARAM_KEY("ipv6", global_reach, ipv6),				\
	PARAM_KEY("state", global_reach, state)

const struct cli_param connection_create_params[] = {
	LINKED_CIRCUIT,
	CONNECTION(CLI_NAME),
	PARAM_PAIR_OF_CIRCUIT,
	CONNECTION_KEYS,
	PARAM_FORCE_RECORD,
	PARAM_RUNTIME,
	{}
};

const struct record_command connection_create_record = {
	.type = &desired_connection_type,
	.verb = RECORD_CREATE,
	.done = "recorded",
};

const struct cli_param connection_set_params[] = {
	LINKED_CIRCUIT,
	CONNECTION(CLI_CONNECTION),
	PARAM_PAIR_OF_CIRCUIT,
	CONNECTION_KEYS,
	PARAM_FORCE_RECORD,
	PARAM_RUNTIME,
	{}
};

const struct record_command connection_set_record = {
	.type = &desired_connection_type,
	.done = "recorded",
};

const struct cli_param connection_delete_params[] = {
	LINKED_CIRCUIT,
	CONNECTION(CLI_CONNECTION),
	PARAM_PAIR_OF_CIRCUIT,
	PARAM_FORCE_RECORD,
	PARAM_RUNTIME,
	{}
};

const struct record_command connection_delete_record = {
	.type = &desired_connection_type,
	.verb = RECORD_DELETE,
	.done = "deleted",
};

const struct cli_param global_reach_create_params[] = {
	LINKED_CIRCUIT,
	CONNECTION(CLI_NAME),
	PARAM_PAIR_OF_CIRCUIT,
	GLOBAL_REACH_KEYS,
	PARAM_FORCE_RECORD,
	PARAM_RUNTIME,
	{}
};

const struct record_command global_reach_create_record = {
	.type = &desired_global_reach_type,
	.verb = RECORD_CREATE,
	.done = "recorded",
};

const struct cli_param global_reach_set_params[] = {
	LINKED_CIRCUIT,
	CONNECTION(CLI_GLOBAL_REACH),
	PARAM_PAIR_OF_CIRCUIT,
	GLOBAL_REACH_KEYS,
	PARAM_FORCE_RECORD,
	PARAM_RUNTIME,
	{}
};

const struct record_command global_reach_set_record = {
	.type = &desired_global_reach_type,
	.done = "recorded",
};

const struct cli_param global_reach_delete_params[] = {
	LINKED_CIRCUIT,
	CONNECTION(CLI_GLOBAL_REACH),
	PARAM_PAIR_OF_CIRCUIT,
	PARAM_FORCE_RECORD,
	PARAM_RUNTIME,
	{}
};

const struct record_command global_reach_delete_record = {
	.type = &desired_global_reach_type,
	.verb = RECORD_DELETE,
	.done = "deleted",
};

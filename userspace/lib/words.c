// SPDX-License-Identifier: LGPL-2.1-or-later
/* The words for every value: those of screens, JSON and the command line. */
#include <erd.h>

#define WORD(table, value) word(table, sizeof(table) / sizeof(*(table)), value)

static const char *word(const char *const *table, size_t n, size_t value)
{
	return value < n && table[value] ? table[value] : "unknown";
}

const char *erd_status_name(enum erd_status status)
{
	static const char *const words[] = {
		[-ERD_OK] = "ok",
		[-ERD_ERROR] = "error",
		[-ERD_USAGE] = "usage",
		[-ERD_NOT_FOUND] = "not_found",
		[-ERD_NO_KERNEL] = "no_kernel",
		[-ERD_PERMISSION] = "permission",
		[-ERD_CONFLICT] = "conflict",
		[-ERD_PARTIAL] = "partial",
		[-ERD_TORN] = "torn",
	};

	return status == ERD_UNCHANGED ? "unchanged" : WORD(words, -status);
}

const char *erd_role_name(enum erd_role role)
{
	static const char *const words[] = {
		[ERD_ROLE_PRIMARY] = "primary",
		[ERD_ROLE_SECONDARY] = "secondary",
	};

	return WORD(words, role);
}

const char *erd_encap_name(enum erd_encap encap)
{
	static const char *const words[] = {
		[ERD_ENCAP_QINQ] = "qinq",
		[ERD_ENCAP_DOT1Q] = "dot1q",
	};

	return WORD(words, encap);
}

const char *erd_admin_state_name(enum erd_admin_state state)
{
	static const char *const words[] = {
		[ERD_ADMIN_STATE_DISABLED] = "disabled",
		[ERD_ADMIN_STATE_ENABLED] = "enabled",
	};

	return WORD(words, state);
}

const char *erd_peering_name(enum erd_peering peering)
{
	static const char *const words[] = {
		[ERD_PEERING_UNSPEC] = "unspec",
		[ERD_PEERING_PRIVATE] = "private",
		[ERD_PEERING_MICROSOFT] = "microsoft",
	};

	return WORD(words, peering);
}

/* Of enum erd_drop or enum erd_own_drop. */
const char *erd_drop_name(uint32_t drop)
{
	static const char *const words[] = {
		[ERD_DROP_PORT_DISABLED] = "port_disabled",
		[ERD_DROP_NO_CARRIER] = "no_carrier",
		[ERD_DROP_SUBIF_DOWN] = "subif_down",
		[ERD_DROP_UNKNOWN_STAG] = "unknown_stag",
		[ERD_DROP_UNKNOWN_CTAG] = "unknown_ctag",
		[ERD_DROP_WRONG_TPID] = "wrong_tpid",
		[ERD_DROP_SINGLE_TAG] = "single_tag",
		[ERD_DROP_MALFORMED] = "malformed",
		[ERD_DROP_NO_MEMORY] = "no_memory",
		[ERD_DROP_LOWER] = "lower",
		[ERD_DROP_CIRCUIT_DISABLED] = "circuit_disabled",
		[ERD_DROP_PEERING_DISABLED] = "peering_disabled",
		[ERD_DROP_TOO_LONG] = "too_long",
	};

	if (drop == ERD_DROP_RATE_LIMITED)
		return "rate_limited";
	return WORD(words, drop);
}

const char *erd_tag_class_name(enum erd_tag_class tag_class)
{
	static const char *const words[] = {
		[ERD_TAGS_MATCHED] = "matched",
		[ERD_TAGS_UNTAGGED] = "untagged",
		[ERD_TAGS_UNKNOWN_STAG] = "unknown_stag",
		[ERD_TAGS_UNKNOWN_CTAG] = "unknown_ctag",
		[ERD_TAGS_WRONG_TPID] = "wrong_tpid",
		[ERD_TAGS_SINGLE] = "single_tag",
		[ERD_TAGS_MALFORMED] = "malformed",
		[ERD_TAGS_PRIORITY] = "priority_tagged",
		[ERD_TAGS_LACP] = "lacp",
		[ERD_TAGS_SLOW] = "slow_protocol",
		[ERD_TAGS_LLDP] = "lldp",
		[ERD_TAGS_EAPOL] = "eapol",
		[ERD_TAGS_MACSEC] = "macsec",
	};

	return WORD(words, tag_class);
}

const char *erd_event_name(uint32_t type)
{
	static const char *const words[] = {
		[ERD_EVENT_PORT_ADDED] = "port_added",
		[ERD_EVENT_PORT_DELETED] = "port_deleted",
		[ERD_EVENT_PORT_ADMIN] = "port_admin",
		[ERD_EVENT_PORT_CARRIER] = "port_carrier",
		[ERD_EVENT_CIRCUIT_ADDED] = "circuit_added",
		[ERD_EVENT_CIRCUIT_DELETED] = "circuit_deleted",
		[ERD_EVENT_SUBIF_ADDED] = "subif_added",
		[ERD_EVENT_SUBIF_DELETED] = "subif_deleted",
		[ERD_EVENT_SUBIF_CARRIER] = "subif_carrier",
		[ERD_EVENT_CIRCUIT_ADMIN] = "circuit_admin",
		[ERD_EVENT_PEERING_ADMIN] = "peering_admin",
		[ERD_EVENT_SUBIF_MTU] = "subif_mtu",
	};

	switch (type) {
	case ERD_EVENT_MODULE_LOADED:
		return "module_loaded";
	case ERD_EVENT_MODULE_UNLOADED:
		return "module_unloaded";
	default:
		return WORD(words, type);
	}
}

const char *erd_cause_name(enum erd_cause cause)
{
	static const char *const words[] = {
		[ERD_CAUSE_REQUEST] = "request",
		[ERD_CAUSE_PORT] = "port",
		[ERD_CAUSE_CIRCUIT] = "circuit",
		[ERD_CAUSE_PEERING] = "peering",
		[ERD_CAUSE_CARRIER] = "carrier",
		[ERD_CAUSE_DEVICE] = "device",
	};

	return WORD(words, cause);
}

const char *erd_xdp_mode_name(enum erd_xdp_mode mode)
{
	static const char *const words[] = {
		[ERD_XDP_NATIVE] = "native",
		[ERD_XDP_GENERIC] = "generic",
		[ERD_XDP_NONE] = "off",
	};

	return WORD(words, mode);
}

const char *erd_tag_source_name(enum erd_tag_source source)
{
	static const char *const words[] = {
		[ERD_TAG_SOURCE_FRAME] = "frame",
		[ERD_TAG_SOURCE_UNSTRIPPED] = "unstripped",
		[ERD_TAG_SOURCE_DRIVER] = "driver",
		[ERD_TAG_SOURCE_PEER] = "peer",
	};

	return WORD(words, source);
}

const char *erd_tx_hook_name(enum erd_tx_hook hook)
{
	static const char *const words[] = {
		[ERD_TX_HOOK_TCX] = "tcx",
		[ERD_TX_HOOK_CLSACT] = "clsact",
	};

	return WORD(words, hook);
}

const char *erd_optics_standard_name(enum erd_optics_standard standard)
{
	static const char *const words[] = {
		[ERD_OPTICS_SFF8472] = "sff-8472",
		[ERD_OPTICS_SFF8636] = "sff-8636",
		[ERD_OPTICS_CMIS] = "cmis",
	};

	return WORD(words, standard);
}

const char *erd_rx_measure_name(enum erd_rx_measure measure)
{
	static const char *const words[] = {
		[ERD_RX_MEASURE_AVERAGE] = "average",
		[ERD_RX_MEASURE_OMA] = "oma",
	};

	return WORD(words, measure);
}

const char *erd_module_state_name(enum erd_module_state state)
{
	static const char *const words[] = {
		[ERD_MODULE_STATE_LOW_POWER] = "low_power",
		[ERD_MODULE_STATE_POWER_UP] = "power_up",
		[ERD_MODULE_STATE_READY] = "ready",
		[ERD_MODULE_STATE_POWER_DOWN] = "power_down",
		[ERD_MODULE_STATE_FAULT] = "fault",
	};

	return WORD(words, state);
}

const char *erd_data_path_name(enum erd_data_path state)
{
	static const char *const words[] = {
		[ERD_DATA_PATH_DEACTIVATED] = "deactivated",
		[ERD_DATA_PATH_INIT] = "init",
		[ERD_DATA_PATH_DEINIT] = "deinit",
		[ERD_DATA_PATH_ACTIVATED] = "activated",
		[ERD_DATA_PATH_TX_TURN_ON] = "tx_turn_on",
		[ERD_DATA_PATH_TX_TURN_OFF] = "tx_turn_off",
		[ERD_DATA_PATH_INITIALIZED] = "initialized",
	};

	return WORD(words, state);
}

const char *erd_light_verdict_name(enum erd_light_verdict verdict)
{
	static const char *const words[] = {
		[ERD_LIGHT_UNKNOWN] = "unknown",
		[ERD_LIGHT_OK] = "ok",
		[ERD_LIGHT_LOW] = "low",
		[ERD_LIGHT_HIGH] = "high",
		[ERD_LIGHT_NONE] = "no_light",
	};

	return WORD(words, verdict);
}

const char *erd_light_limit_name(enum erd_light_limit limit)
{
	static const char *const words[] = {
		[ERD_LIGHT_LIMIT_ALARM] = "alarm",
		[ERD_LIGHT_LIMIT_WARNING] = "warning",
		[ERD_LIGHT_LIMIT_MICROSOFT] = "microsoft",
	};

	return WORD(words, limit);
}

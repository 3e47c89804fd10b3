/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause */
/*
 * The kernel interface of erd: the generic netlink family "erd" and the
 * rtnetlink link kind "erd". docs/netlink/erd.yaml describes the family in
 * the kernel's YNL schema and is the contract; tests/uapi.py holds this header
 * against it. Values are only ever appended.
 *
 * Names: a pair is one ExpressRoute Direct resource, a port one physical link
 * of it, a circuit an ExpressRoute circuit of the pair, and a sub-interface
 * the network device of one peering of one circuit on one port.
 */
#ifndef _UAPI_LINUX_ERD_H
#define _UAPI_LINUX_ERD_H

#define ERD_FAMILY_NAME		"erd"
#define ERD_FAMILY_VERSION	1

/* Multicast group of ERD_CMD_EVENT; joining it needs no privilege. */
#define ERD_MCGRP_EVENTS	"events"

/* The rtnetlink kind of sub-interfaces. */
#define ERD_LINK_KIND		"erd"

/*
 * Longest name of a pair, port or circuit, with its terminating NUL. Names
 * begin with a letter or digit and go on with letters, digits, '.', '_', '-'.
 */
#define ERD_NAME_MAX		32

/* Tags a frame can carry and a peering can have: 802.1Q 9.6, table 9-2. */
#define ERD_VID_MIN		1
#define ERD_VID_MAX		4094

/* Which link of the pair a port is: Azure's link1 and link2. */
enum erd_role {
	ERD_ROLE_PRIMARY,
	ERD_ROLE_SECONDARY,
};

/* How a pair tells its circuits apart. Fixed for the life of a pair. */
enum erd_encap {
	ERD_ENCAP_QINQ,		/* S-tag of the circuit, C-tag of the peering */
	ERD_ENCAP_DOT1Q,	/* one tag, the C-tag of the peering */
};

/*
 * Whether a port, circuit or peering may carry traffic. Ports start disabled,
 * circuits and peerings enabled.
 */
enum erd_admin_state {
	ERD_ADMIN_STATE_DISABLED,
	ERD_ADMIN_STATE_ENABLED,
};

/* The routing domain of a peering. */
enum erd_peering {
	ERD_PEERING_UNSPEC,	/* not said; tags only */
	ERD_PEERING_PRIVATE,	/* AzurePrivatePeering */
	ERD_PEERING_MICROSOFT,	/* MicrosoftPeering */
};

/*
 * Why a frame was refused. Used as attribute type in the "drops" set; 0 is no
 * reason.
 */
enum erd_drop {
	ERD_DROP_PORT_DISABLED = 1,	/* admin state of the port */
	ERD_DROP_NO_CARRIER,		/* the port has no carrier (transmit) */
	ERD_DROP_SUBIF_DOWN,		/* the sub-interface is not up (receive) */
	ERD_DROP_UNKNOWN_STAG,		/* no circuit has this S-tag */
	ERD_DROP_UNKNOWN_CTAG,		/* no peering of the circuit has this C-tag */
	ERD_DROP_WRONG_TPID,		/* not the pair's TPID, or not 0x8100 inside */
	ERD_DROP_SINGLE_TAG,		/* one tag only, on a QinQ pair */
	ERD_DROP_MALFORMED,		/* ends inside its tags */
	ERD_DROP_NO_MEMORY,		/* no memory to rewrite the frame */
	ERD_DROP_LOWER,			/* the port's queue refused it (transmit) */
	ERD_DROP_CIRCUIT_DISABLED,	/* admin state of the circuit */
	ERD_DROP_PEERING_DISABLED,	/* admin state of the peering */
	ERD_DROP_TOO_LONG,		/* more than the port's MTU takes (transmit) */

	/* private: */
	__ERD_DROP_MAX,
	ERD_DROP_MAX = __ERD_DROP_MAX - 1
};

/* A 64-bit count of frames for each reason of enum erd_drop. */
#define ERD_A_DROPS_PAD		0	/* no reason, and never to be one */

/*
 * Counters of a port or sub-interface since it was made. Frames are frames on
 * the wire: an aggregate of segmentation or receive offload counts as its
 * segments. Bytes run from the destination address to the end of the payload,
 * tags as on the wire included, frame check sequence excluded.
 */
enum {
	ERD_A_STATS_PAD = 1,
	ERD_A_STATS_RX_FRAMES,		/* u64 */
	ERD_A_STATS_RX_BYTES,		/* u64 */
	ERD_A_STATS_TX_FRAMES,		/* u64 */
	ERD_A_STATS_TX_BYTES,		/* u64 */
	ERD_A_STATS_RX_DROPS,		/* nest of ERD_DROP_* */
	ERD_A_STATS_TX_DROPS,		/* nest of ERD_DROP_* */

	/* private: */
	__ERD_A_STATS_MAX,
	ERD_A_STATS_MAX = __ERD_A_STATS_MAX - 1
};

/*
 * Tags that nobody has, as the port last received them: each combination once,
 * the last ones only.
 */
#define ERD_UNKNOWN_MAX		16

/* Octets of an Ethernet address. */
#define ERD_ADDRESS_LEN		6

enum {
	ERD_A_UNKNOWN_PAD = 1,
	ERD_A_UNKNOWN_REASON,		/* u32, enum erd_drop */
	ERD_A_UNKNOWN_OUTER_TPID,	/* u16 */
	ERD_A_UNKNOWN_OUTER_VID,	/* u16, absent if the TPID is not read */
	ERD_A_UNKNOWN_INNER_TPID,	/* u16, absent without a second tag */
	ERD_A_UNKNOWN_INNER_VID,	/* u16, absent without a second tag */
	ERD_A_UNKNOWN_SOURCE,		/* Ethernet address of the last frame */
	ERD_A_UNKNOWN_FRAMES,		/* u64, since it is remembered */
	ERD_A_UNKNOWN_FIRST_NS,		/* u64, CLOCK_BOOTTIME, nanoseconds */
	ERD_A_UNKNOWN_LAST_NS,		/* u64, CLOCK_BOOTTIME, nanoseconds */

	/* private: */
	__ERD_A_UNKNOWN_MAX,
	ERD_A_UNKNOWN_MAX = __ERD_A_UNKNOWN_MAX - 1
};

enum {
	ERD_A_PORT_NAME = 1,	/* string, unique in its network namespace */
	ERD_A_PORT_IFINDEX,	/* u32, the network device that is the port */
	ERD_A_PORT_IFNAME,	/* string, its name now; output only */
	ERD_A_PORT_PAIR,	/* string */
	ERD_A_PORT_ROLE,	/* u32, enum erd_role; one port each in a pair */
	ERD_A_PORT_ENCAP,	/* u32, enum erd_encap */
	ERD_A_PORT_OUTER_TPID,	/* u16, 0x8100 or 0x88a8 */
	ERD_A_PORT_ADMIN_STATE,	/* u32, enum erd_admin_state */
	ERD_A_PORT_CARRIER,	/* u8, 1: light and line protocol; output only */
	ERD_A_PORT_SUBIFS,	/* u32, number of sub-interfaces; output only */
	ERD_A_PORT_STATS,	/* nest of ERD_A_STATS_*; output only */
	ERD_A_PORT_CASCADE,	/* flag: delete the sub-interfaces too */
	ERD_A_PORT_SUBIF_MTU,	/* u32, largest MTU of its sub-interfaces; output only */
	ERD_A_PORT_UNKNOWN,	/* nests of ERD_A_UNKNOWN_*; output only, not in events */

	/* private: */
	__ERD_A_PORT_MAX,
	ERD_A_PORT_MAX = __ERD_A_PORT_MAX - 1
};

enum {
	ERD_A_CIRCUIT_PAIR = 1,	/* string */
	ERD_A_CIRCUIT_NAME,	/* string, unique in its pair */
	ERD_A_CIRCUIT_STAG,	/* u16, QinQ pairs only, unique in its pair */
	ERD_A_CIRCUIT_SUBIFS,	/* u32, number of sub-interfaces; output only */
	ERD_A_CIRCUIT_CASCADE,	/* flag: delete the sub-interfaces too */
	ERD_A_CIRCUIT_ADMIN_STATE, /* u32, enum erd_admin_state */

	/* private: */
	__ERD_A_CIRCUIT_MAX,
	ERD_A_CIRCUIT_MAX = __ERD_A_CIRCUIT_MAX - 1
};

enum {
	ERD_A_SUBIF_IFINDEX = 1, /* u32, in the namespace of the sub-interface */
	ERD_A_SUBIF_IFNAME,	/* string */
	ERD_A_SUBIF_NETNSID,	/* s32, if it is not in the port's namespace: its
				 * id there, -1 if it has none
				 */
	ERD_A_SUBIF_PORT,	/* string, name of the port */
	ERD_A_SUBIF_PAIR,	/* string */
	ERD_A_SUBIF_CIRCUIT,	/* string, name of the circuit */
	ERD_A_SUBIF_PEERING,	/* u32, enum erd_peering */
	ERD_A_SUBIF_STAG,	/* u16, QinQ pairs only */
	ERD_A_SUBIF_CTAG,	/* u16 */
	ERD_A_SUBIF_UP,		/* u8, 1: the device is up (IFF_UP) */
	ERD_A_SUBIF_CARRIER,	/* u8, 1: port, circuit and peering enabled, and
				 * the port's carrier on
				 */
	ERD_A_SUBIF_STATS,	/* nest of ERD_A_STATS_* */
	ERD_A_SUBIF_ADMIN_STATE, /* u32, enum erd_admin_state of its peering, the
				  * same on both ports
				  */

	/* private: */
	__ERD_A_SUBIF_MAX,
	ERD_A_SUBIF_MAX = __ERD_A_SUBIF_MAX - 1
};

/* What an event is about; says which object it carries. */
enum erd_event {
	ERD_EVENT_PORT_ADDED,
	ERD_EVENT_PORT_DELETED,
	ERD_EVENT_PORT_ADMIN,		/* old and new: enum erd_admin_state */
	ERD_EVENT_PORT_CARRIER,		/* old and new: 0 or 1 */
	ERD_EVENT_CIRCUIT_ADDED,
	ERD_EVENT_CIRCUIT_DELETED,
	ERD_EVENT_SUBIF_ADDED,
	ERD_EVENT_SUBIF_DELETED,
	ERD_EVENT_SUBIF_CARRIER,	/* old and new: 0 or 1 */
	ERD_EVENT_CIRCUIT_ADMIN,	/* old and new: enum erd_admin_state */
	ERD_EVENT_PEERING_ADMIN,	/* the same; one for each sub-interface */
	ERD_EVENT_SUBIF_MTU,		/* old and new: clamped to the port's */
};

/* Why it happened. */
enum erd_cause {
	ERD_CAUSE_REQUEST,	/* somebody asked for this object */
	ERD_CAUSE_PORT,		/* its port was enabled, disabled or deleted */
	ERD_CAUSE_CIRCUIT,	/* its circuit was */
	ERD_CAUSE_PEERING,	/* its peering was */
	ERD_CAUSE_CARRIER,	/* the port's device lost or found carrier */
	ERD_CAUSE_DEVICE,	/* the port's device was opened, closed, changed,
				 * moved to another namespace or unregistered
				 */
};

enum {
	ERD_A_EVENT_PAD = 1,
	ERD_A_EVENT_SEQ,	/* u64, one more with each event of the namespace */
	ERD_A_EVENT_TYPE,	/* u32, enum erd_event */
	ERD_A_EVENT_OLD,	/* u32, where the type says so */
	ERD_A_EVENT_NEW,	/* u32, where the type says so */
	ERD_A_EVENT_PORT,	/* nest of ERD_A_PORT_* */
	ERD_A_EVENT_CIRCUIT,	/* nest of ERD_A_CIRCUIT_* */
	ERD_A_EVENT_SUBIF,	/* nest of ERD_A_SUBIF_* */
	ERD_A_EVENT_CAUSE,	/* u32, enum erd_cause */

	/* private: */
	__ERD_A_EVENT_MAX,
	ERD_A_EVENT_MAX = __ERD_A_EVENT_MAX - 1
};

/*
 * Commands. GET reads without privilege: one object by its name (PORT_GET:
 * NAME; CIRCUIT_GET: PAIR and NAME; SUBIF_GET: IFINDEX), or as a dump all of
 * them. The others need CAP_NET_ADMIN over the network namespace.
 *
 * PORT_NEW	NAME, IFINDEX, PAIR, ROLE; ENCAP and OUTER_TPID for the first port
 *		of a pair (default: QINQ, 0x8100), the same or absent for the other
 * PORT_DEL	NAME; CASCADE if it has sub-interfaces
 * PORT_SET	NAME, ADMIN_STATE
 * CIRCUIT_NEW	PAIR, NAME; STAG on a QinQ pair; ADMIN_STATE (default: enabled)
 * CIRCUIT_DEL	PAIR, NAME; CASCADE if it has sub-interfaces
 * CIRCUIT_SET	PAIR, NAME, ADMIN_STATE
 * PEERING_SET	PAIR, CIRCUIT, CTAG, ADMIN_STATE: of all sub-interfaces that the
 *		circuit has with this C-tag; one that is made later on another
 *		port takes it over
 * EVENT	sent to ERD_MCGRP_EVENTS
 *
 * Sub-interfaces are made and deleted by rtnetlink, see IFLA_ERD_*.
 */
enum erd_cmd {
	ERD_CMD_PORT_NEW = 1,
	ERD_CMD_PORT_DEL,
	ERD_CMD_PORT_SET,
	ERD_CMD_PORT_GET,
	ERD_CMD_CIRCUIT_NEW,
	ERD_CMD_CIRCUIT_DEL,
	ERD_CMD_CIRCUIT_GET,
	ERD_CMD_SUBIF_GET,
	ERD_CMD_EVENT,
	ERD_CMD_CIRCUIT_SET,
	ERD_CMD_PEERING_SET,

	/* private: */
	__ERD_CMD_MAX,
	ERD_CMD_MAX = __ERD_CMD_MAX - 1
};

/* Priorities that can be mapped, as TC_PRIO_MAX; and values of a PCP. */
#define ERD_PRIORITIES		16
#define ERD_PCPS		8

/*
 * IFLA_INFO_DATA of RTM_NEWLINK, with IFLA_LINK the port's device. The circuit
 * must exist: on a QinQ pair it is named by STAG, by CIRCUIT, or by both if
 * they agree; on a dot1q pair by CIRCUIT. What identifies a sub-interface does
 * not change after it was made; EGRESS_PCP and INGRESS_PRIO do.
 */
enum {
	IFLA_ERD_UNSPEC,
	IFLA_ERD_STAG,		/* u16 */
	IFLA_ERD_CTAG,		/* u16, required */
	IFLA_ERD_CIRCUIT,	/* string */
	IFLA_ERD_PEERING,	/* u32, enum erd_peering, default UNSPEC */
	IFLA_ERD_PAIR,		/* string; output only */
	IFLA_ERD_PORT,		/* string; output only */
	IFLA_ERD_EGRESS_PCP,	/* ERD_PRIORITIES octets: the PCP, 0 to 7, in both
				 * tags of a frame whose skb->priority is the
				 * index; default 0, also of higher priorities
				 */
	IFLA_ERD_INGRESS_PRIO,	/* ERD_PCPS octets: skb->priority, 0 to 15, of a
				 * frame that has the index as PCP in its outer
				 * tag; default 0
				 */

	/* private: */
	__IFLA_ERD_MAX,
	IFLA_ERD_MAX = __IFLA_ERD_MAX - 1
};

#endif /* _UAPI_LINUX_ERD_H */

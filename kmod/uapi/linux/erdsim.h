/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause */
/*
 * The kernel interface of erdsim, the optical bench: the generic netlink
 * family "erdsim". docs/netlink/erdsim.yaml describes the family in the
 * kernel's YNL schema and is the contract; tests/uapi.py holds this header
 * against it. Values are only ever appended.
 *
 * Names: a port is a simulated network card with an optical module; its module
 * has two sockets, Tx and Rx; a strand is one fibre from a socket to a socket,
 * and light passes it only from a Tx to an Rx. The ports made in one network
 * namespace are a bench: strands join ports of the same bench, wherever their
 * network devices were moved since.
 *
 * Units are those of nl80211: mBm is 1/100 dBm, mB is 1/100 dB.
 */
#ifndef _UAPI_LINUX_ERDSIM_H
#define _UAPI_LINUX_ERDSIM_H

#define ERDSIM_FAMILY_NAME	"erdsim"
#define ERDSIM_FAMILY_VERSION	1

/* Longest name of a port, with its terminating NUL: as a network device's. */
#define ERDSIM_NAME_MAX		16

/* Lanes a module can have; they are numbered from 0. */
#define ERDSIM_LANES_MAX	4

/* Most ports of a bench. */
#define ERDSIM_PORTS_MAX	256

/* Most that a strand, or age, can take of the light, in mB. */
#define ERDSIM_LOSS_MAX		6000

/* Most that lasers for a longer distance send more than typical, in mB. */
#define ERDSIM_STRONG_MAX	600

/* A corruption rate at which every frame is corrupted: parts per million. */
#define ERDSIM_CORRUPT_MAX	1000000

/* Fastest flapping, in mHz: light comes and goes once in a period. */
#define ERDSIM_FLAP_MAX		100000

/* Longest frame that a card can be set to, without its check sequence. */
#define ERDSIM_FRAME_MAX	9728

/* A socket of a module. */
enum erdsim_socket {
	ERDSIM_SOCKET_TX,
	ERDSIM_SOCKET_RX,
};

/* Whether a port has a link, and if not, the first thing to look at. */
enum erdsim_state {
	ERDSIM_STATE_UP,
	ERDSIM_STATE_ADMIN_DOWN,	/* the network device is not up */
	ERDSIM_STATE_NO_MODULE,		/* unplugged */
	ERDSIM_STATE_NO_LIGHT,		/* no light reaches any lane */
	ERDSIM_STATE_LOW_LIGHT,		/* some lane has lost its signal */
	ERDSIM_STATE_SPEED_MISMATCH,	/* the sender has another line rate */
	ERDSIM_STATE_FEC_MISMATCH,	/* the sender codes otherwise */
	ERDSIM_STATE_REMOTE_FAULT,	/* the sender itself receives nothing */
};

/* What a card can do; the bits of ERDSIM_A_NIC_CAPS. */
enum erdsim_cap {
	ERDSIM_CAP_CTAG_TX = 1 << 0,		/* inserts 0x8100 tags */
	ERDSIM_CAP_STAG_TX = 1 << 1,		/* inserts 0x88a8 tags */
	ERDSIM_CAP_CTAG_RX = 1 << 2,		/* strips 0x8100 tags */
	ERDSIM_CAP_STAG_RX = 1 << 3,		/* strips 0x88a8 tags */
	ERDSIM_CAP_CTAG_FILTER = 1 << 4,	/* filters by 0x8100 tag */
	ERDSIM_CAP_STAG_FILTER = 1 << 5,	/* filters by 0x88a8 tag */
	ERDSIM_CAP_CSUM = 1 << 6,		/* checksums, both directions */
	ERDSIM_CAP_TSO = 1 << 7,		/* cuts up TCP */
};

/* What a card's driver says to a frame's offloads (ndo_features_check). */
enum erdsim_features_check {
	ERDSIM_FEATURES_CHECK_DEFAULT,	/* the stack's rule for several tags */
	ERDSIM_FEATURES_CHECK_PASSTHRU,	/* all of them, whatever the tags */
	ERDSIM_FEATURES_CHECK_NONE,	/* none, if the frame has a tag */
};

/* What a card's driver fails at; the bits of ERDSIM_A_NIC_FAIL. */
enum erdsim_fail {
	ERDSIM_FAIL_OPEN = 1 << 0,		/* EIO */
	ERDSIM_FAIL_CHANGE_MTU = 1 << 1,	/* EINVAL */
	ERDSIM_FAIL_SET_FEATURES = 1 << 2,	/* EIO */
	ERDSIM_FAIL_ADD_VID = 1 << 3,		/* EIO */
	ERDSIM_FAIL_XMIT_BUSY = 1 << 4,		/* NETDEV_TX_BUSY */
};

/* How a card behaves. */
enum {
	ERDSIM_A_NIC_CAPS = 1,		/* u32, enum erdsim_cap */
	ERDSIM_A_NIC_FEATURES_CHECK,	/* u32, enum erdsim_features_check */
	ERDSIM_A_NIC_MAX_FRAME,		/* u32, octets; 0: MTU and two tags */
	ERDSIM_A_NIC_FAIL,		/* u32, enum erdsim_fail */
	ERDSIM_A_NIC_VID_LIMIT,		/* u32, tags the filter holds */
	ERDSIM_A_NIC_FILTER_PROMISC,	/* u8, 1: filters tags in promiscuous mode */
	ERDSIM_A_NIC_CTAGS,		/* u32, 0x8100 tags in the filter; output only */
	ERDSIM_A_NIC_STAGS,		/* u32, 0x88a8 tags in the filter; output only */
	ERDSIM_A_NIC_FIXED,		/* u32, enum erdsim_cap: always on, if there */

	/* private: */
	__ERDSIM_A_NIC_MAX,
	ERDSIM_A_NIC_MAX = __ERDSIM_A_NIC_MAX - 1
};

/* One lane of a port: what it sends, and the light budget of what arrives. */
enum {
	ERDSIM_A_LANE_INDEX = 1,	/* u32, from 0 */
	ERDSIM_A_LANE_LASER,		/* u8, 1: not switched off */
	ERDSIM_A_LANE_TX_POWER,		/* s32, mBm; absent: sends no light */
	ERDSIM_A_LANE_LAUNCH,		/* s32, mBm, at the other end; absent: none */
	ERDSIM_A_LANE_LOSS,		/* u32, mB on the way; absent: no strand */
	ERDSIM_A_LANE_RX_POWER,		/* s32, mBm; absent: no light arrives */
	ERDSIM_A_LANE_SENSITIVITY,	/* s32, mBm, the least that is enough */
	ERDSIM_A_LANE_MARGIN,		/* s32, mB; absent: no light arrives */
	ERDSIM_A_LANE_LOS,		/* u8, 1: loss of signal */

	/* private: */
	__ERDSIM_A_LANE_MAX,
	ERDSIM_A_LANE_MAX = __ERDSIM_A_LANE_MAX - 1
};

/*
 * A strand, seen from one of its ends. ERDSIM_CMD_STRAND_SET changes the one
 * in SOCKET of PORT, or both of the port's if no socket is given.
 */
enum {
	ERDSIM_A_STRAND_PORT = 1,	/* string, the end it is seen from */
	ERDSIM_A_STRAND_SOCKET,		/* u32, enum erdsim_socket */
	ERDSIM_A_STRAND_PEER,		/* string, the port at the other end */
	ERDSIM_A_STRAND_PEER_SOCKET,	/* u32, enum erdsim_socket */
	ERDSIM_A_STRAND_LOSS,		/* u32, mB, of fibre and connectors */
	ERDSIM_A_STRAND_LANE,		/* u32, lane of ATTENUATION; absent: all */
	ERDSIM_A_STRAND_ATTENUATION,	/* u32, mB, beyond LOSS */
	ERDSIM_A_STRAND_ATTENUATIONS,	/* u32, mB, of each lane; output only */
	ERDSIM_A_STRAND_CUT,		/* u8, 1: no light passes */
	ERDSIM_A_STRAND_DARK,		/* u8, 1: no light is let in */
	ERDSIM_A_STRAND_FLAP,		/* u32, mHz; 0: steady */
	ERDSIM_A_STRAND_CORRUPT,	/* u32, frames in a million with bit errors */

	/* private: */
	__ERDSIM_A_STRAND_MAX,
	ERDSIM_A_STRAND_MAX = __ERDSIM_A_STRAND_MAX - 1
};

/* The last frame the driver was given to send, as it was given. */
enum {
	ERDSIM_A_DESCRIPTOR_DATA = 1,	/* its first octets, tags inside included */
	ERDSIM_A_DESCRIPTOR_LENGTH,	/* u32, octets of it all */
	ERDSIM_A_DESCRIPTOR_TPID,	/* u16, tag to insert; absent: none */
	ERDSIM_A_DESCRIPTOR_TCI,	/* u16, of the same */
	ERDSIM_A_DESCRIPTOR_CSUM,	/* u8, 1: checksum to be computed */
	ERDSIM_A_DESCRIPTOR_GSO_SIZE,	/* u32, segments to be made; 0: none */

	/* private: */
	__ERDSIM_A_DESCRIPTOR_MAX,
	ERDSIM_A_DESCRIPTOR_MAX = __ERDSIM_A_DESCRIPTOR_MAX - 1
};

enum {
	ERDSIM_A_PORT_NAME = 1,		/* string, unique on its bench */
	ERDSIM_A_PORT_PEER,		/* string, another port */
	ERDSIM_A_PORT_IFINDEX,		/* u32; output only */
	ERDSIM_A_PORT_IFNAME,		/* string; output only */
	ERDSIM_A_PORT_NETNSID,		/* s32, where it is, if elsewhere */
	ERDSIM_A_PORT_SPEED,		/* u32, Mb/s of the module */
	ERDSIM_A_PORT_LINE_RATE,	/* u32, Mb/s the port runs at */
	ERDSIM_A_PORT_MODULE,		/* u8, 1: plugged */
	ERDSIM_A_PORT_LASERS,		/* u32, a bit for each lane; 1: on */
	ERDSIM_A_PORT_WEAK,		/* u32, mB that the lasers lost with age */
	ERDSIM_A_PORT_ROLLED,		/* u8, 1: Tx and Rx fibre are swapped here */
	ERDSIM_A_PORT_STATE,		/* u32, enum erdsim_state; output only */
	ERDSIM_A_PORT_CARRIER,		/* u8; output only */
	ERDSIM_A_PORT_IDENTIFY,		/* u8, 1: told to blink; output only */
	ERDSIM_A_PORT_LED,		/* u8, 1: lit; output only */
	ERDSIM_A_PORT_LANE,		/* nest of ERDSIM_A_LANE_*, one a lane */
	ERDSIM_A_PORT_STRAND,		/* nest of ERDSIM_A_STRAND_*, up to two */
	ERDSIM_A_PORT_NIC,		/* nest of ERDSIM_A_NIC_* */
	ERDSIM_A_PORT_LAST_TX,		/* nest of ERDSIM_A_DESCRIPTOR_* */
	ERDSIM_A_PORT_STRONG,		/* u32, mB that the lasers send more */

	/* private: */
	__ERDSIM_A_PORT_MAX,
	ERDSIM_A_PORT_MAX = __ERDSIM_A_PORT_MAX - 1
};

/*
 * Reading needs no privilege, but for LAST_TX. That and changing need
 * CAP_NET_ADMIN of the machine: a bench is the machine's hardware, even if it
 * stands in a namespace.
 *
 * ERDSIM_CMD_PORT_NEW
 *	NAME, SPEED; PEER makes two ports, patched straight.
 * ERDSIM_CMD_PORT_DEL
 *	NAME.
 * ERDSIM_CMD_PORT_SET
 *	NAME, and what is to change: LINE_RATE, MODULE, LASERS, WEAK, STRONG,
 *	ROLLED, NIC.
 * ERDSIM_CMD_PORT_GET
 *	NAME; or a dump of all.
 * ERDSIM_CMD_PATCH
 *	PORT, PEER: two strands, each from Tx to Rx. With SOCKET and
 *	PEER_SOCKET one strand. What was in the sockets is unplugged. LOSS, if
 *	it is not to be that of two connectors.
 * ERDSIM_CMD_UNPATCH
 *	PORT; SOCKET, if only that.
 * ERDSIM_CMD_CROSS
 *	PORT, PEER: the fibres in the two ports change places.
 * ERDSIM_CMD_STRAND_SET
 *	PORT, SOCKET or neither, and what is to change: LOSS, ATTENUATION with
 *	LANE or for all, CUT, DARK, FLAP, CORRUPT.
 */
enum {
	ERDSIM_CMD_PORT_NEW = 1,
	ERDSIM_CMD_PORT_DEL,
	ERDSIM_CMD_PORT_SET,
	ERDSIM_CMD_PORT_GET,
	ERDSIM_CMD_PATCH,
	ERDSIM_CMD_UNPATCH,
	ERDSIM_CMD_CROSS,
	ERDSIM_CMD_STRAND_SET,

	/* private: */
	__ERDSIM_CMD_MAX,
	ERDSIM_CMD_MAX = __ERDSIM_CMD_MAX - 1
};

#endif /* _UAPI_LINUX_ERDSIM_H */

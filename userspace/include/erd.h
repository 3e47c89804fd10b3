/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * liberd: ports, circuits and peerings of ExpressRoute Direct on this machine.
 *
 * A handle (struct erd) is one connection to the kernel; it may move between
 * threads but is used by one at a time. There is no state outside handles.
 * Functions that can fail return 0 or a negative enum erd_status and, if @err
 * is not NULL, fill it with a sentence for the operator. Those that make an
 * object return ERD_UNCHANGED, which is positive, if it was there already as
 * asked for. What a failed call had begun is undone before it returns. Lists
 * are malloc()ed arrays for the caller to free().
 */
#ifndef ERD_H
#define ERD_H

#include <linux/erd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/** Why a call failed. erdctl exits with these numbers, sign removed. */
enum erd_status {
	ERD_UNCHANGED = 1,	/* nothing to do: it was there, the same */
	ERD_OK = 0,
	ERD_ERROR = -1,		/* the kernel or the system refused */
	ERD_USAGE = -2,		/* an argument is out of range or malformed */
	ERD_NOT_FOUND = -3,	/* no such port, circuit, peering or device */
	ERD_NO_KERNEL = -4,	/* the module erd is not loaded */
	ERD_PERMISSION = -5,	/* CAP_NET_ADMIN or CAP_BPF is missing */
	ERD_CONFLICT = -6,	/* exists, in use, or would contradict what is */
	ERD_PARTIAL = -8,	/* some objects are new, those that failed as before */
	ERD_TORN = -9,		/* and one that failed could not be put back */
};

/** What went wrong: @text says what and why, @hint (may be "") what to do. */
struct erd_error {
	enum erd_status status;
	int sys_errno;		/* of the kernel, or 0 */
	char text[320];
	char hint[192];
};

struct erd;

struct erd *erd_open(struct erd_error *err);
void erd_close(struct erd *erd);

/** Counters of the kernel module; units as in <linux/erd.h>. */
struct erd_stats {
	uint64_t rx_frames, rx_bytes, tx_frames, tx_bytes;
	uint64_t rx_drops[ERD_DROP_MAX + 1];	/* by enum erd_drop */
	uint64_t tx_drops[ERD_DROP_MAX + 1];
};

/** Tags that a port received and nobody has, as the module remembers them. */
struct erd_seen_tag {
	enum erd_drop reason;
	uint16_t outer_tpid;
	uint16_t inner_tpid;		/* 0: no second tag */
	int16_t outer_vid;		/* -1: the TPID is not one that is read */
	int16_t inner_vid;		/* -1: no second tag */
	uint8_t source[ERD_ADDRESS_LEN]; /* of the last frame */
	uint64_t frames;
	uint64_t first_ns, last_ns;	/* CLOCK_BOOTTIME */
};

struct erd_port {
	char name[ERD_NAME_MAX];
	char pair[ERD_NAME_MAX];
	char ifname[16];
	uint32_t ifindex;
	enum erd_role role;
	enum erd_encap encap;
	uint16_t outer_tpid;		/* 0x8100 or 0x88a8 */
	enum erd_admin_state admin_state;
	bool carrier;
	uint32_t subifs;
	uint32_t subif_mtu;		/* what the tags leave of the device's */
	struct erd_stats stats;
	struct erd_seen_tag unknown[ERD_UNKNOWN_MAX]; /* the latest first */
	size_t n_unknown;
};

struct erd_circuit {
	char pair[ERD_NAME_MAX];
	char name[ERD_NAME_MAX];
	uint16_t stag;			/* 0 on a dot1q pair */
	uint32_t subifs;
	enum erd_admin_state admin_state;
};

/** A sub-interface: one peering of one circuit on one port. */
struct erd_subif {
	uint32_t ifindex;
	char ifname[16];
	int32_t netnsid;		/* -1: the namespace of the port */
	char port[ERD_NAME_MAX];
	char pair[ERD_NAME_MAX];
	char circuit[ERD_NAME_MAX];
	enum erd_peering peering;
	uint16_t stag;			/* 0 on a dot1q pair */
	uint16_t ctag;
	enum erd_admin_state admin_state; /* of its peering */
	bool up;
	bool carrier;
	struct erd_stats stats;
};

/* --- ports -------------------------------------------------------------- */

/** How the fast path's receive program is attached. */
enum erd_xdp_mode {
	ERD_XDP_NATIVE,		/* in the driver; an error where it cannot */
	ERD_XDP_GENERIC,	/* in the stack, at the stack's price */
	ERD_XDP_NONE,		/* no fast path: the module's counters only */
};

/** Where the fast path finds the outer tag of a received frame. */
enum erd_tag_source {
	ERD_TAG_SOURCE_FRAME,		/* the device leaves it in the frame */
	ERD_TAG_SOURCE_UNSTRIPPED,	/* so too, since erd turned stripping off */
	ERD_TAG_SOURCE_DRIVER,		/* the driver is asked, by XDP metadata */
	ERD_TAG_SOURCE_PEER,		/* a veth's other end writes it, told by erd */
};

struct erd_port_config {
	const char *name;
	const char *ifname;		/* network device that becomes the port */
	const char *pair;
	enum erd_role role;
	bool encap_set, tpid_set;	/* false: as the pair, or its default */
	enum erd_encap encap;
	uint16_t outer_tpid;
	enum erd_xdp_mode xdp;
};

/**
 * Binds a device as a port, disabled, and attaches the fast path to it. A port
 * that was lost with the module goes on with what it had counted. The
 * second port of a pair gets the sub-interfaces of the peerings there are.
 * If it succeeds, @err->text is "" or a warning.
 */
int erd_port_add(struct erd *erd, const struct erd_port_config *config,
		 struct erd_error *err);
/**
 * Unbinds it; without @cascade only if it has no sub-interfaces. What the fast
 * path has counted goes with it.
 */
int erd_port_delete(struct erd *erd, const char *name, bool cascade,
		    struct erd_error *err);
/**
 * Attaches the fast path in another way, or takes it off (ERD_XDP_NONE) and
 * later puts it on again. What was counted stays; peerings and circuits that
 * were deleted in between are forgotten. If it fails, all is as it was.
 */
int erd_port_set_xdp(struct erd *erd, const char *name, enum erd_xdp_mode mode,
		     struct erd_error *err);
/**
 * Replaces the programs of the fast path by those of this liberd, without
 * missing a frame. ERD_UNCHANGED if they are the same and nothing that they
 * rely on has been changed.
 */
int erd_port_upgrade(struct erd *erd, const char *name, struct erd_error *err);
int erd_port_set_admin_state(struct erd *erd, const char *name,
			     enum erd_admin_state state, struct erd_error *err);
int erd_port_get(struct erd *erd, const char *name, struct erd_port *port,
		 struct erd_error *err);
int erd_port_list(struct erd *erd, struct erd_port **ports, size_t *n,
		  struct erd_error *err);

/* --- circuits ----------------------------------------------------------- */

struct erd_circuit_config {
	const char *pair;
	const char *name;
	uint16_t stag;			/* 0 on a dot1q pair */
	bool admin_state_set;		/* false: enabled, or as it is */
	enum erd_admin_state admin_state;
};

int erd_circuit_create(struct erd *erd, const struct erd_circuit_config *config,
		       struct erd_error *err);
int erd_circuit_delete(struct erd *erd, const char *pair, const char *name,
		       bool cascade, struct erd_error *err);
/**
 * Enables or disables a circuit on both ports. Once it has returned, no frame
 * passes a disabled circuit. @pair is as in erd_circuit_get().
 */
int erd_circuit_set_admin_state(struct erd *erd, const char *pair,
				const char *name, enum erd_admin_state state,
				struct erd_error *err);
/** @pair may be NULL if only one pair has a circuit of that name. */
int erd_circuit_get(struct erd *erd, const char *pair, const char *name,
		    struct erd_circuit *circuit, struct erd_error *err);
int erd_circuit_list(struct erd *erd, struct erd_circuit **circuits, size_t *n,
		     struct erd_error *err);

/* --- peerings ----------------------------------------------------------- */

struct erd_peering_config {
	const char *pair;		/* NULL: as in erd_circuit_get() */
	const char *circuit;
	enum erd_peering peering;
	uint16_t ctag;
	const char *ifname;		/* NULL, or a name in which %d is 1 or 2 */
};

/**
 * Makes the sub-interfaces of a peering on every port of its pair, and takes
 * them up. Without @ifname they are called CIRCUIT.pN (private) or CIRCUIT.mN
 * (microsoft), the circuit cut to 11 characters, N the link: 1 primary,
 * 2 secondary.
 */
int erd_peering_create(struct erd *erd, const struct erd_peering_config *config,
		       struct erd_error *err);
/** Not undone if it fails half-way; to be repeated. */
int erd_peering_delete(struct erd *erd, const char *pair, const char *circuit,
		       enum erd_peering peering, struct erd_error *err);
/**
 * Enables or disables a peering on all ports, as erd_circuit_set_admin_state()
 * does a circuit. One that was made by hand with several C-tags may be left
 * half-way if it fails.
 */
int erd_peering_set_admin_state(struct erd *erd, const char *pair,
				const char *circuit, enum erd_peering peering,
				enum erd_admin_state state,
				struct erd_error *err);

/** 802.1p: from the priority of a frame to the PCP of its tags, and back. */
struct erd_pcp_maps {
	uint8_t egress_pcp[ERD_PRIORITIES];	/* 0 to 7, by priority */
	uint8_t ingress_prio[ERD_PCPS];		/* 0 to 15, by PCP */
};

struct erd_pcp_config {
	const char *pair;		/* NULL: as in erd_circuit_get() */
	const char *circuit;
	enum erd_peering peering;
	const char *port;		/* NULL: on all ports */
	bool egress_set, ingress_set;	/* false: that map stays */
	struct erd_pcp_maps maps;
};

/** On all sub-interfaces that it is asked for, or on none. */
int erd_peering_set_pcp(struct erd *erd, const struct erd_pcp_config *config,
			struct erd_error *err);
int erd_subif_get_pcp(struct erd *erd, const struct erd_subif *subif,
		      struct erd_pcp_maps *maps, struct erd_error *err);
int erd_subif_list(struct erd *erd, struct erd_subif **subifs, size_t *n,
		   struct erd_error *err);

/* --- how the fast path is attached -------------------------------------- */

/** What is yes or no, or not told. */
enum erd_flag {
	ERD_FLAG_UNREPORTED = -1,
	ERD_FLAG_CLEAR,
	ERD_FLAG_SET,
};

/** What the fast path's transmit program hangs on. */
enum erd_tx_hook {
	ERD_TX_HOOK_TCX,	/* Linux 6.6 and later */
	ERD_TX_HOOK_CLSACT,
};

/** One program, as the kernel knows it. */
struct erd_program {
	uint32_t id;
	char tag[17];		/* 16 hexadecimal digits */
	uint64_t loaded_ns;	/* CLOCK_BOOTTIME */
	uint64_t runs, run_ns;	/* 0 unless kernel.bpf_stats_enabled was set */
};

struct erd_attachment {
	enum erd_xdp_mode mode;
	enum erd_tag_source tag_source;
	enum erd_tx_hook tx_hook;
	struct erd_program rx, tx;
	enum erd_flag driver_frags;	/* frames may be in several buffers */
	bool current;			/* the programs are those of this liberd */
	bool histogram;			/* erd_port_set_histogram() */
	bool samples;			/* erd_port_set_sampling(): some frames */
	char version[18];		/* of the liberd that loaded them */
	char warning[160];		/* why the account may be wrong, or "" */
};

/** ERD_NOT_FOUND if the port has no fast path, or it is off. */
int erd_port_attachment(const struct erd_port *port,
			struct erd_attachment *attachment,
			struct erd_error *err);

/* --- the fast path's account -------------------------------------------- */

struct erd_count {
	uint64_t frames;
	uint64_t bytes;
};

/** One direction pair of a peering on a port, as XDP and tc counted it. */
struct erd_account {
	struct erd_count rx;
	struct erd_count tx;
};

/** Frames of a port by what their tags were; each is in one class. */
enum erd_tag_class {
	ERD_TAGS_MATCHED,
	ERD_TAGS_UNTAGGED,
	ERD_TAGS_UNKNOWN_STAG,
	ERD_TAGS_UNKNOWN_CTAG,
	ERD_TAGS_WRONG_TPID,
	ERD_TAGS_SINGLE,
	ERD_TAGS_MALFORMED,
	ERD_TAGS_PRIORITY,	/* priority-tagged: VID 0 outside */
	ERD_TAGS_LACP,		/* these are untagged, and of the protocol */
	ERD_TAGS_SLOW,		/* slow protocols other than LACP */
	ERD_TAGS_LLDP,
	ERD_TAGS_EAPOL,
	ERD_TAGS_MACSEC,
	ERD_TAGS_CLASSES
};

struct erd_port_account {
	struct erd_account count[ERD_TAGS_CLASSES];
};

/** Tags that came or went and that no peering has, newest first. */
struct erd_unknown_tag {
	uint16_t outer_tpid, outer_vid;
	uint16_t inner_tpid, inner_vid;	/* inner_tpid 0: no second tag */
	enum erd_tag_class why;
	bool transmitted;
	struct erd_count count;
	uint64_t first_ns, last_ns;	/* CLOCK_BOOTTIME */
	uint8_t source[6];		/* of the last frame */
};

/** What the fast path itself drops for, beside enum erd_drop. */
enum erd_own_drop {
	ERD_DROP_RATE_LIMITED = 0x10000,	/* beyond the circuit's rate */
};

struct erd_fastpath;

/** The pinned maps of a port; ERD_NOT_FOUND if it has no fast path. */
int erd_fastpath_open(const char *port, struct erd_fastpath **fp,
		      struct erd_error *err);
void erd_fastpath_close(struct erd_fastpath *fp);
enum erd_xdp_mode erd_fastpath_mode(const struct erd_fastpath *fp);
/** Zeroes if the tags have no slot (a circuit's fourth C-tag has none). */
void erd_fastpath_read(const struct erd_fastpath *fp, uint16_t stag,
		       uint16_t ctag, struct erd_account *account);
void erd_fastpath_read_port(const struct erd_fastpath *fp,
			    struct erd_port_account *account);
int erd_fastpath_unknown(const struct erd_fastpath *fp,
			 struct erd_unknown_tag **tags, size_t *n,
			 struct erd_error *err);

/** What the circuit's rates kept from passing; in no other count of erd's. */
void erd_fastpath_read_drops(const struct erd_fastpath *fp, uint16_t stag,
			     uint16_t ctag, struct erd_account *dropped);

/* --- histograms --------------------------------------------------------- */

#define ERD_SIZES	8

/** Frames by their octets, as counted; the last class has no upper bound. */
struct erd_histogram {
	uint64_t rx[ERD_SIZES];
	uint64_t tx[ERD_SIZES];
};

/** Greatest size in a class, 0 to ERD_SIZES - 2: 64, 127, 255, … 2047. */
uint32_t erd_size_bound(unsigned int size_class);

/**
 * Whether a port counts frames by their size too. It begins at zero whenever it
 * is turned on. ERD_UNCHANGED if it was so. No frame is missed.
 */
int erd_port_set_histogram(struct erd *erd, const char *name, bool on,
			   struct erd_error *err);
bool erd_fastpath_histogram(const struct erd_fastpath *fp);
/** Zeroes if the tags have no slot, or the port no histogram. */
void erd_fastpath_read_histogram(const struct erd_fastpath *fp, uint16_t stag,
				 uint16_t ctag,
				 struct erd_histogram *histogram);

/* --- rates -------------------------------------------------------------- */

/**
 * The bandwidth of a circuit in one direction, on each port. In any time T at
 * most bits_per_s * T and the burst pass. Octets are those that are counted.
 */
struct erd_rate {
	uint64_t bits_per_s;	/* 1 Mbit/s to 400 Gbit/s; 0: no limit */
	uint32_t burst;		/* octets, at least 18432; 0: 5 ms, or 64 KiB */
};

struct erd_rates {
	struct erd_rate rx, tx;
};

/**
 * Sets what is not NULL. What comes in beyond the rate is dropped, under the
 * reason ERD_DROP_RATE_LIMITED. What goes out is held back by the queueing
 * discipline fq, which the port's device is given for that, and dropped if it
 * would be for more than 50 ms. ERD_CONFLICT on a dot1q pair, and if the device
 * has a queueing discipline of somebody else's.
 */
int erd_circuit_set_rates(struct erd *erd, const char *pair, const char *name,
			  const struct erd_rate *rx, const struct erd_rate *tx,
			  struct erd_error *err);
/** All zero if there are none. */
void erd_fastpath_rates(const struct erd_fastpath *fp, uint16_t stag,
			struct erd_rates *rates);

/* --- samples ------------------------------------------------------------ */

/** What the fast path did to a frame. */
enum erd_frame_verdict {
	ERD_FRAME_PASSED,
	ERD_FRAME_DROPPED,	/* beyond the circuit's rate */
};

/** Which frames are copied for who reads them. */
struct erd_sampling {
	uint32_t every;		/* one of so many; 1: all; 0: none */
	uint16_t snap;		/* octets of each, at most 9216 */
	uint8_t directions;	/* 1: received, 2: transmitted, 3: both */
	uint8_t verdicts;	/* 1 << enum erd_frame_verdict */
	uint16_t classes;	/* 1 << enum erd_tag_class, of a port only */
};

/** Of a circuit's frames; with @ctag not 0 only of that peering. */
int erd_circuit_set_sampling(struct erd *erd, const char *pair,
			     const char *name, uint16_t ctag,
			     const struct erd_sampling *sampling,
			     struct erd_error *err);
/**
 * Of the frames that no peering has, all of those whose class is one of
 * @sampling->classes.
 */
int erd_port_set_sampling(struct erd *erd, const char *name,
			  const struct erd_sampling *sampling,
			  struct erd_error *err);
/** What is set for a circuit, as it is on the first of its ports that has it. */
struct erd_circuit_settings {
	struct erd_rates rates;
	struct erd_sampling sampling;
};

/** ERD_NOT_FOUND if none of its ports has a fast path. */
int erd_circuit_settings(struct erd *erd, const struct erd_circuit *circuit,
			 struct erd_circuit_settings *settings,
			 struct erd_error *err);
/** With @stag 0, what is set for the port. */
void erd_fastpath_sampling(const struct erd_fastpath *fp, uint16_t stag,
			   struct erd_sampling *sampling);

/** A frame, or on transmit an aggregate of them, that was sampled. */
struct erd_sample_info {
	uint64_t time_ns;	/* CLOCK_BOOTTIME */
	uint32_t ifindex;	/* of the port's device */
	uint32_t length;	/* octets, as counted */
	uint32_t frames;
	uint32_t every;		/* as it was set */
	uint16_t outer_tpid, outer_vid;
	uint16_t inner_tpid, inner_vid;	/* inner_tpid 0: no second tag */
	enum erd_tag_class tag_class;
	bool transmitted;
	enum erd_frame_verdict verdict;
	uint32_t reason;	/* ERD_DROP_RATE_LIMITED if dropped, else 0 */
	const uint8_t *data;	/* the frame from its start, tags in it */
	uint32_t captured;	/* octets of it */
};

struct erd_samples;

/**
 * Opens the samples of a port. Each sample goes to one reader only, so there
 * is one: ERD_CONFLICT if another has them open. ERD_NOT_FOUND if the port has
 * no fast path or sampled never.
 */
int erd_samples_open(const char *port, struct erd_samples **samples,
		     struct erd_error *err);
void erd_samples_close(struct erd_samples *samples);
/** Ready to read when it is time to call erd_samples_read() again. */
int erd_samples_fd(const struct erd_samples *samples);
/** @sample and its data are valid during the call; other than 0 ends it. */
typedef int (*erd_sample_fn)(const struct erd_sample_info *sample, void *data);
/** Hands over what is there; never blocks. Returns what @fn did, or a status. */
int erd_samples_read(struct erd_samples *samples, erd_sample_fn fn, void *data,
		     struct erd_error *err);
/** Frames that found no room, since the port was made. */
uint64_t erd_samples_lost(const struct erd_samples *samples);

/* --- events ------------------------------------------------------------- */

/** What the library itself has to tell, beside enum erd_event. */
enum erd_own_event {
	ERD_EVENT_MODULE_LOADED = 0x10000,
	ERD_EVENT_MODULE_UNLOADED,
};

struct erd_event_info {
	uint64_t seq;			/* 0: an event of the library's */
	uint32_t type;			/* enum erd_event or erd_own_event */
	enum erd_cause cause;
	uint32_t old_value, new_value;	/* where the type has them */
	bool has_port, has_circuit, has_subif;
	struct erd_port port;
	struct erd_circuit circuit;
	struct erd_subif subif;
};

/**
 * Called for each event; @lost is how many were missed before it. @event is
 * NULL and @lost 0 when the socket overflowed: how many events that cost, the
 * next one tells.
 */
typedef void (*erd_event_fn)(const struct erd_event_info *event, uint64_t lost,
			     void *data);

/**
 * Joins the events; they are then ready to read on the returned descriptor. If
 * the module is unloaded and loaded again, they go on.
 */
int erd_events_subscribe(struct erd *erd, int *fd, struct erd_error *err);
/** Reads what is there and returns; never blocks. */
int erd_events_read(struct erd *erd, erd_event_fn fn, void *data,
		    struct erd_error *err);

/* --- optics ------------------------------------------------------------- */

/*
 * Nothing is made up: a value that the module does not report is NAN, a flag
 * ERD_FLAG_UNREPORTED, a text "".
 */

/** How the memory of a module is laid out. */
enum erd_optics_standard {
	ERD_OPTICS_SFF8472,	/* SFP, SFP+, SFP28 */
	ERD_OPTICS_SFF8636,	/* QSFP+, QSFP28 */
	ERD_OPTICS_CMIS,	/* QSFP-DD, OSFP */
};

/** What the received power of a module is of. */
enum erd_rx_measure {
	ERD_RX_MEASURE_UNREPORTED,
	ERD_RX_MEASURE_AVERAGE,		/* its average, as limits are meant */
	ERD_RX_MEASURE_OMA,		/* its modulation, from crest to trough */
};

/** Of a CMIS module as a whole; the numbers are those of CMIS. */
enum erd_module_state {
	ERD_MODULE_STATE_UNREPORTED,
	ERD_MODULE_STATE_LOW_POWER,
	ERD_MODULE_STATE_POWER_UP,
	ERD_MODULE_STATE_READY,
	ERD_MODULE_STATE_POWER_DOWN,
	ERD_MODULE_STATE_FAULT,
};

/** Of what a host lane of a CMIS module belongs to; its numbers too. */
enum erd_data_path {
	ERD_DATA_PATH_UNREPORTED,
	ERD_DATA_PATH_DEACTIVATED,
	ERD_DATA_PATH_INIT,
	ERD_DATA_PATH_DEINIT,
	ERD_DATA_PATH_ACTIVATED,
	ERD_DATA_PATH_TX_TURN_ON,
	ERD_DATA_PATH_TX_TURN_OFF,
	ERD_DATA_PATH_INITIALIZED,
};

/** What the light of a lane is like, by the gravest limit that it breaks. */
enum erd_light_verdict {
	ERD_LIGHT_UNKNOWN,	/* not reported */
	ERD_LIGHT_OK,
	ERD_LIGHT_LOW,
	ERD_LIGHT_HIGH,
	ERD_LIGHT_NONE,		/* no light at all */
};

/** Limits of light, the gravest first. */
enum erd_light_limit {
	ERD_LIGHT_LIMIT_ALARM,		/* the module's own */
	ERD_LIGHT_LIMIT_WARNING,
	ERD_LIGHT_LIMIT_MICROSOFT,
	ERD_LIGHT_LIMITS
};

/*
 * What Microsoft calls healthy for the Rx and Tx light level of a port of
 * ExpressRoute Direct, of every speed, in dBm. In words: Microsoft Learn,
 * "Monitor Azure ExpressRoute"; as alerts: Azure Monitor Baseline Alerts,
 * expressRoutePorts.
 */
#define ERD_MICROSOFT_LIGHT_LOW_DBM	(-10.0)
#define ERD_MICROSOFT_LIGHT_HIGH_DBM	0.0

struct erd_limits {
	double high_alarm, low_alarm, high_warning, low_warning;
};

struct erd_light {
	double mw;			/* 0.0 is no light */
	enum erd_light_verdict verdict;
	unsigned int breaks;		/* 1 << enum erd_light_limit */
};

/** A lane of fibre or wavelength. */
struct erd_media_lane {
	unsigned int number;		/* from 1 */
	struct erd_light rx, tx;
	double bias_ma;
	/*
	 * An SFP's say how it is now. Other modules keep a flag until somebody
	 * reads it: it may be of a fault that is over.
	 */
	enum erd_flag rx_los, rx_lol, tx_fault;
};

/** A lane between the module and this machine. */
struct erd_host_lane {
	unsigned int number;		/* from 1 */
	enum erd_flag tx_los, tx_lol;	/* kept until read, like the others */
	enum erd_data_path data_path;
};

struct erd_optics_checksum {
	char name[12];			/* "CC_BASE", "page 01h" */
	bool ok;
};

/* CMIS has at most four banks of eight lanes. */
#define ERD_OPTICS_LANES_MAX		32
#define ERD_OPTICS_CHECKSUMS_MAX	3

struct erd_optics {
	enum erd_optics_standard standard;
	char form[32];			/* "QSFP28" */
	char vendor[17];
	char part_number[17];
	char serial[17];
	char revision[5];
	char date[11];			/* of manufacture, "2026-11-22" */
	char connector[32];
	char media[48];			/* "100GBASE-LR4" */
	double wavelength_nm;		/* nominal */
	double signaling_mbd;		/* of a lane, nominal, in megabaud */
	struct erd_optics_checksum checksum[ERD_OPTICS_CHECKSUMS_MAX];
	size_t n_checksums;

	enum erd_module_state state;
	double temperature_c;
	double voltage_v;
	enum erd_rx_measure rx_measure;

	struct erd_limits temperature_limits_c;
	struct erd_limits voltage_limits_v;
	struct erd_limits bias_limits_ma;
	struct erd_limits rx_limits_mw;
	struct erd_limits tx_limits_mw;

	struct erd_media_lane lane[ERD_OPTICS_LANES_MAX];
	size_t n_lanes;
	struct erd_host_lane host_lane[ERD_OPTICS_LANES_MAX];
	size_t n_host_lanes;
};

/**
 * Reads the module in a network device, bound as a port or not; the module
 * erd need not be loaded. Takes CAP_NET_ADMIN. ERD_NOT_FOUND if there is no
 * such device. If it succeeds, @err->text is "" or a warning.
 */
int erd_optics_read(const char *ifname, struct erd_optics *optics,
		    struct erd_error *err);
/** In dBm; NAN for no light and for NAN. */
double erd_dbm(double mw);

/**
 * Blinks the LED of a network device for @seconds, 0 without end, or until the
 * thread gets a signal, which is no error; returns when the LED is as before.
 */
int erd_device_locate(const char *ifname, unsigned int seconds,
		      struct erd_error *err);

/* --- words -------------------------------------------------------------- */

/* Of a value that this library does not know: "unknown". */
const char *erd_status_name(enum erd_status status);
const char *erd_role_name(enum erd_role role);
const char *erd_encap_name(enum erd_encap encap);
const char *erd_admin_state_name(enum erd_admin_state state);
const char *erd_peering_name(enum erd_peering peering);
const char *erd_drop_name(uint32_t drop);
const char *erd_tag_class_name(enum erd_tag_class tag_class);
const char *erd_event_name(uint32_t type);
const char *erd_cause_name(enum erd_cause cause);
const char *erd_tag_source_name(enum erd_tag_source source);
const char *erd_tx_hook_name(enum erd_tx_hook hook);
const char *erd_xdp_mode_name(enum erd_xdp_mode mode);
const char *erd_optics_standard_name(enum erd_optics_standard standard);
const char *erd_rx_measure_name(enum erd_rx_measure measure);
const char *erd_module_state_name(enum erd_module_state state);
const char *erd_data_path_name(enum erd_data_path state);
const char *erd_light_verdict_name(enum erd_light_verdict verdict);
const char *erd_light_limit_name(enum erd_light_limit limit);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif /* ERD_H */

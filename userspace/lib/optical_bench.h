/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The optical bench, for erdctl. It is no part of <erd.h>: what runs on an
 * edge has no business with simulated hardware.
 */
#ifndef LIBERD_OPTICAL_BENCH_H
#define LIBERD_OPTICAL_BENCH_H

#include <erd.h>
#include <linux/erdsim.h>

/* Levels are in 1/100 dBm, losses in 1/100 dB. */
struct sim_lane {
	bool laser;		/* not switched off */
	bool los;
	bool has_tx_power, has_launch, has_loss, has_rx_power;
	int tx_power, launch, rx_power, sensitivity, margin;
	unsigned int loss;
};

struct sim_strand {
	bool patched;		/* the rest means nothing if not */
	char peer[ERDSIM_NAME_MAX];
	enum erdsim_socket peer_socket;
	unsigned int loss;
	uint32_t attenuation[ERDSIM_LANES_MAX];
	bool cut, dark;
	unsigned int flap_mhz;
	unsigned int corrupt_ppm;
};

struct sim_nic {
	uint32_t caps, fixed;
	enum erdsim_features_check features_check;
	uint32_t max_frame;
	uint32_t fail;
	uint32_t vid_limit;
	bool filter_promisc;
	uint32_t ctags, stags;
};

struct sim_descriptor {
	uint8_t data[128];
	unsigned int octets;
	unsigned int length;	/* 0: nothing was sent yet */
	uint16_t tpid, tci;	/* tpid 0: no tag beside the data */
	bool csum;
	unsigned int gso_size;
};

struct sim_port {
	char name[ERDSIM_NAME_MAX];
	char ifname[16];
	uint32_t ifindex;
	int32_t netnsid;	/* -1: in the namespace of its bench */
	uint32_t speed, line_rate;
	bool module;
	uint32_t lasers;
	unsigned int weak, strong;
	bool rolled;
	enum erdsim_state state;
	bool carrier, identify, led;
	unsigned int lanes;
	struct sim_lane lane[ERDSIM_LANES_MAX];
	struct sim_strand strand[2];	/* by enum erdsim_socket */
	struct sim_nic nic;
	struct sim_descriptor last_tx;
};

/* One attribute of a request. */
struct sim_attr {
	int type;
	enum { SIM_TEXT, SIM_U8, SIM_U32 } kind;
	const char *text;
	uint32_t number;
};

struct sim_request {
	uint8_t cmd;		/* ERDSIM_CMD_* */
	const struct sim_attr *attrs;
	size_t n;
	const struct sim_attr *nic;	/* inside ERDSIM_A_PORT_NIC */
	size_t n_nic;
};

struct sim;

int sim_open(struct sim **sim, struct erd_error *err);
void sim_close(struct sim *sim);
/* Sends it. An error says "@object: why". */
int sim_do(struct sim *sim, const struct sim_request *request,
	   const char *object, struct erd_error *err);
int sim_get(struct sim *sim, const char *name, struct sim_port *port,
	    struct erd_error *err);
int sim_list(struct sim *sim, struct sim_port **ports, size_t *n,
	     struct erd_error *err);

#endif /* LIBERD_OPTICAL_BENCH_H */

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_STRAND_H
#define ERDSIM_STRAND_H

#include <linux/erdsim.h>
#include <linux/workqueue.h>

struct erdsim_port;

/* What two mated pairs of connectors take, 0.5 dB each; in mB. */
#define ERDSIM_LOSS_DEFAULT	100

/**
 * struct erdsim_end - an end of a strand
 * @port: the port it is plugged into
 * @place: which half of the duplex connector: &erdsim_port.fibre's index
 */
struct erdsim_end {
	struct erdsim_port *port;
	unsigned int place;
};

/**
 * struct erdsim_strand - one fibre
 * @ends: where it is plugged in
 * @loss_mb: insertion loss of fibre and connectors
 * @attenuation_mb: what weakens it beyond that, by lane
 * @cut: no light passes
 * @dark: no light is let in
 * @flap_mhz: how often light comes and goes, in mHz, or 0
 * @flapped: it is gone now, from flapping
 * @corrupt_ppm: frames in a million that get bit errors
 * @flap: toggles @flapped
 *
 * Everything in it is read and written under RTNL.
 */
struct erdsim_strand {
	struct erdsim_end ends[2];
	u32 loss_mb;
	u32 attenuation_mb[ERDSIM_LANES_MAX];
	bool cut;
	bool dark;
	u32 flap_mhz;
	bool flapped;
	u32 corrupt_ppm;
	struct delayed_work flap;
};

/* Whether light that is sent into it comes out. */
static inline bool erdsim_strand_passes(const struct erdsim_strand *strand)
{
	return !strand->cut && !strand->dark && !strand->flapped;
}

struct erdsim_strand *erdsim_strand_of(const struct erdsim_port *port,
				       enum erdsim_socket socket);
const struct erdsim_end *erdsim_strand_far(const struct erdsim_port *port,
					   enum erdsim_socket socket);
enum erdsim_socket erdsim_end_socket(const struct erdsim_end *end);
int erdsim_strand_plug(struct erdsim_port *a, enum erdsim_socket a_socket,
		       struct erdsim_port *b, enum erdsim_socket b_socket,
		       u32 loss_mb);
void erdsim_strand_unplug(struct erdsim_port *port, enum erdsim_socket socket);
void erdsim_strand_cross(struct erdsim_port *a, struct erdsim_port *b);
void erdsim_strand_set_flap(struct erdsim_strand *strand, u32 mhz);

#endif /* ERDSIM_STRAND_H */

/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_QOS_H
#define ERD_QOS_H

#include <linux/compiler.h>
#include <linux/erd.h>
#include <linux/types.h>

#define ERD_PCP_BITS	3
#define ERD_PRIO_BITS	4

/**
 * struct erd_qos - priorities of the stack to PCPs of the tags, and back
 * @egress: %ERD_PCP_BITS for each skb->priority below ERD_PRIORITIES
 * @ingress: %ERD_PRIO_BITS for each PCP
 *
 * Maps are a word each, so that a frame needs one load and a shift.
 */
struct erd_qos {
	u64 egress;
	u32 ingress;
};

/* The PCP of a frame that is sent; 0 for a priority that no map can hold. */
static inline u16 erd_qos_pcp(const struct erd_qos *qos, u32 priority)
{
	u64 egress = READ_ONCE(qos->egress);

	if (!egress || priority >= ERD_PRIORITIES)
		return 0;
	return egress >> (priority * ERD_PCP_BITS) & (ERD_PCPS - 1);
}

/* The priority of a frame that was received. */
static inline u32 erd_qos_priority(const struct erd_qos *qos, u16 pcp)
{
	return READ_ONCE(qos->ingress) >> (pcp * ERD_PRIO_BITS) &
	       (ERD_PRIORITIES - 1);
}

#endif /* ERD_QOS_H */

// SPDX-License-Identifier: LGPL-2.1-or-later
#include "json_edge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

const struct erd_port port_template = {
	.name = "er1",
	.pair = "d1",
	.ifname = "eth0",
	.ifindex = 2,
	.role = ERD_ROLE_PRIMARY,
	.encap = ERD_ENCAP_QINQ,
	.outer_tpid = 0x8100,
	.admin_state = ERD_ADMIN_STATE_ENABLED,
	.carrier = true,
	.subifs = 1,
	.subif_mtu = 1500,
	.n_unknown = 2,
	.unknown = {
		{
			.reason = ERD_DROP_UNKNOWN_STAG,
			.outer_tpid = 0x8100, .outer_vid = 1999,
			.inner_tpid = 0x8100, .inner_vid = 0,
			.source = { 2, 0x65, 0, 0, 0, 0xff },
			.frames = 11,
			.first_ns = 1000000000, .last_ns = 2500000000,
		}, {
			.reason = ERD_DROP_WRONG_TPID,
			.outer_tpid = 0x9100, .outer_vid = -1, .inner_vid = -1,
			.last_ns = 9000000000000,	/* after now */
		},
	},
	.stats = { .rx_bytes = 1ULL << 40, .rx_drops[ERD_DROP_LOWER] = 3 },
};

const struct timespec three_seconds = { .tv_sec = 3 };

const struct erd_subif subif_template = {
	.ifindex = 9,
	.ifname = "hq1.p1",
	.netnsid = -1,
	.port = "er1",
	.pair = "d1",
	.circuit = "hq1",
	.peering = ERD_PEERING_PRIVATE,
	.stag = 1000,
	.ctag = 100,
	.up = true,
};

const struct erd_circuit circuit_template = {
	.pair = "d1",
	.name = "hq1",
	.stag = 1000,
	.subifs = 1,
	.admin_state = ERD_ADMIN_STATE_ENABLED,
};

/* Ports in the wrong order, sub-interfaces mixed up, as a kernel may. */
void make_edge(struct edge *edge)
{
	size_t i;

	memset(edge, 0, sizeof(*edge));
	for (i = 0; i < 2; i++)
		edge->ports[i] = port_template;
	strcpy(edge->ports[0].name, "er2");
	edge->ports[0].role = ERD_ROLE_SECONDARY;
	for (i = 0; i < 4; i++)
		edge->subifs[i] = subif_template;
	strcpy(edge->subifs[0].port, "er2");
	edge->subifs[0].netnsid = 4;
	edge->subifs[1].peering = ERD_PEERING_MICROSOFT;
	edge->subifs[1].ctag = 200;
	/* By hand, on a pair without S-tags. */
	strcpy(edge->subifs[3].circuit, "odd");
	edge->subifs[3].peering = ERD_PEERING_UNSPEC;
	edge->subifs[3].stag = 0;
	edge->model.ports = edge->ports;
	edge->model.n_ports = 2;
	edge->model.subifs = edge->subifs;
	edge->model.n_subifs = 4;
	assert_int_equal(model_group(&edge->model), 0);
}

void free_edge(struct edge *edge)
{
	free(edge->model.peerings);
}

const struct erd_circuit_settings settings = {
	.rates.rx = { 50000000, 65536 },
	.sampling = { .every = 1000, .snap = 128 },
};

json_t *make_fast_path(void)
{
	static const struct erd_unknown_tag tags[] = {
		{
			.outer_tpid = 0x8100, .outer_vid = 1999,
			.inner_tpid = 0x8100, .inner_vid = 9,
			.why = ERD_TAGS_UNKNOWN_STAG,
			.count = { 11, 910 },
			.first_ns = 1000000000, .last_ns = 2500000000,
			.source = { 2, 0x65, 0, 0, 0, 0xff },
		}, {
			.outer_tpid = 0x9100, .outer_vid = 0,
			.inner_tpid = 0, .inner_vid = 0,
			.why = ERD_TAGS_WRONG_TPID, .transmitted = true,
			.last_ns = 9000000000000,	/* after now */
		},
	};
	const struct erd_port_account account = {
		.count[ERD_TAGS_MATCHED] = { .rx = { 8, 760 } },
	};

	return json_fast_path(&account, tags, 2, &three_seconds);
}

json_t *make_subif_fast_path(void)
{
	static const struct erd_account account = { .rx = { 8, 760 } };
	static const struct erd_account dropped = { .tx = { 3, 4500 } };
	static const struct erd_histogram histogram = { .rx = { 1, 2 },
							.tx[7] = 9 };
	json_t *object = json_counts(&account);

	json_add_fast(object, &dropped, &histogram);
	return object;
}

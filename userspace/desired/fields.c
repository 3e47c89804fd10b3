// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fields.h"
#include "limit.h"
#include "sampling.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Of 32 bits, but for reserved ones; which are reserved, rules.c says. */
#define ASN_MAX		4294967295U
/* What Linux takes as an MTU is more; no ExpressRoute has that. */
#define MTU_MAX		9216

#define KEY(name, of, type, what)				\
	.key = #name, .help = (what), .kind = (type),		\
	.offset = offsetof(struct desired_##of, name)
#define NUMBER(name, of, least, most, what)			\
	KEY(name, of, FIELD_NUMBER, what), .min = (least), .max = (most)
#define MAP(name, of, n, most, what)				\
	KEY(name, of, FIELD_MAP, what), .min = (n), .max = (most)

/* --- words -------------------------------------------------------------- */

static const struct field_word models[] = {
	{ "direct", DESIRED_DIRECT },
	{ "partner", DESIRED_PARTNER },
	{}
};

static const struct field_word encaps[] = {
	{ "qinq", ERD_ENCAP_QINQ },
	{ "dot1q", ERD_ENCAP_DOT1Q },
	{}
};

static const struct field_word tpids[] = {
	{ "0x8100", 0x8100 },
	{ "0x88a8", 0x88a8 },
	{}
};

static const struct field_word roles[] = {
	{ "primary", ERD_ROLE_PRIMARY },
	{ "secondary", ERD_ROLE_SECONDARY },
	{}
};

static const struct field_word admin_states[] = {
	{ "enabled", ERD_ADMIN_STATE_ENABLED },
	{ "disabled", ERD_ADMIN_STATE_DISABLED },
	{}
};

static const struct field_word modes[] = {
	{ "native", ERD_XDP_NATIVE },
	{ "generic", ERD_XDP_GENERIC },
	{ "off", ERD_XDP_NONE },
	{}
};

static const struct field_word routings[] = {
	{ "frr", DESIRED_ROUTING_FRR },
	{ "none", DESIRED_ROUTING_NONE },
	{}
};

static const struct field_word peering_types[] = {
	{ "private", ERD_PEERING_PRIVATE },
	{ "microsoft", ERD_PEERING_MICROSOFT },
	{}
};

/* Azure's, as Azure spells them. */
#define OPEN(name, ...)	\
	static const struct field_word name[] = { __VA_ARGS__, {} }

OPEN(families, { "MeteredData", 0 }, { "UnlimitedData", 0 });
OPEN(tiers, { "Local", 0 }, { "Standard", 0 }, { "Premium", 0 },
     { "Basic", 0 });
OPEN(resource_states, { "Succeeded", 0 }, { "Failed", 0 }, { "Canceled", 0 },
     { "Creating", 0 }, { "Updating", 0 }, { "Deleting", 0 });
OPEN(statuses, { "Enabled", 0 }, { "Disabled", 0 });
OPEN(provider_states, { "NotProvisioned", 0 }, { "Provisioning", 0 },
     { "Provisioned", 0 }, { "Deprovisioning", 0 });
OPEN(prefixes_states, { "NotConfigured", 0 }, { "Configuring", 0 },
     { "Configured", 0 }, { "ValidationNeeded", 0 },
     /* the portal's, which Azure's interface has no word for */
     { "ManualValidation", 0 });
OPEN(registries, { "NONE", 0 }, { "AFRINIC", 0 }, { "ALTDB", 0 },
     { "APNIC", 0 }, { "ARIN", 0 }, { "LACNIC", 0 }, { "LEVEL3", 0 },
     { "RADB", 0 }, { "RIPENCC", 0 });
OPEN(connection_states, { "Connected", 0 }, { "Connecting", 0 },
     { "Disconnected", 0 });
OPEN(connectors, { "LC", 0 }, { "SC", 0 });

/* --- a port ------------------------------------------------------------- */

static const struct field loa_fields[] = {
	{ KEY(customer, loa, FIELD_TEXT, "who it is made out to") },
	{ KEY(reference, loa, FIELD_TEXT, "number or file of the document") },
	{ KEY(issued, loa, FIELD_DATE, "when it was issued") },
	{}
};

const struct object_type desired_loa_type = {
	.noun = "letter of authorization",
	.help = "The letter of authorization for the cross-connect of a port.",
	.fields = loa_fields,
	.size = sizeof(struct desired_loa),
};

static const struct field cross_connect_fields[] = {
	{ KEY(provider, cross_connect, FIELD_TEXT, "who patches it") },
	{ KEY(order, cross_connect, FIELD_TEXT, "number of the order") },
	{ KEY(ordered, cross_connect, FIELD_DATE, "when it was ordered") },
	{ KEY(completed, cross_connect, FIELD_DATE,
	      "when it was said to be patched") },
	{ KEY(accepted, cross_connect, FIELD_DATE,
	      "when light, link and the far end had been seen") },
	{}
};

const struct object_type desired_cross_connect_type = {
	.noun = "cross-connect",
	.help = "The cross-connect of a port, from order to acceptance.",
	.fields = cross_connect_fields,
	.size = sizeof(struct desired_cross_connect),
};

static const struct field port_fields[] = {
	{ KEY(name, port, FIELD_NAME, "name of the port"), .required = true },
	{ KEY(role, port, FIELD_WORD, "which link: Azure's link1 is primary"),
	  .words = roles, .required = true },
	{ KEY(device, port, FIELD_DEVICE, "network device that is the link"),
	  .required = true },
	{ KEY(admin_state, port, FIELD_WORD, "a new port is disabled, as Azure's"),
	  .words = admin_states, .otherwise = ERD_ADMIN_STATE_DISABLED },
	{ KEY(xdp, port, FIELD_WORD, "how the fast path is attached"),
	  .words = modes, .otherwise = ERD_XDP_NATIVE },
	{ KEY(histogram, port, FIELD_BOOL,
	      "whether the fast path counts frames by their size too") },
	{ KEY(sample, port, FIELD_BOOL,
	      "whether the fast path copies frames that no peering has for who reads them") },
	{ KEY(drained, port, FIELD_BOOL,
	      "whether its sessions ask that traffic takes other links") },
	{ KEY(router, port, FIELD_TEXT, "Microsoft's router") },
	{ KEY(interface, port, FIELD_TEXT, "interface of Microsoft's router") },
	{ KEY(rack, port, FIELD_TEXT, "Microsoft's rack") },
	{ KEY(patch_panel, port, FIELD_TEXT, "patch panel and its ports") },
	{ KEY(colo, port, FIELD_TEXT, "colocation of a hybrid port") },
	{ KEY(connector, port, FIELD_OPEN, "type of the connector"),
	  .words = connectors },
	{ KEY(loa, port, FIELD_OBJECT, "letter of authorization"),
	  .object = &desired_loa_type },
	{ KEY(cross_connect, port, FIELD_OBJECT, "cross-connect"),
	  .object = &desired_cross_connect_type },
	{}
};

const struct object_type desired_port_type = {
	.noun = "port",
	.help = "One link of a pair.",
	.fields = port_fields,
	.size = sizeof(struct desired_port),
};

/* --- a circuit ---------------------------------------------------------- */

static const struct field subnets_fields[] = {
	{ KEY(admin_state, subnets, FIELD_WORD, "of this address family"),
	  .words = admin_states, .otherwise = ERD_ADMIN_STATE_ENABLED },
	{ KEY(primary, subnets, FIELD_PREFIX,
	      "network of the primary link, a /30 or /126") },
	{ KEY(secondary, subnets, FIELD_PREFIX,
	      "network of the secondary link, a /30 or /126") },
	{ KEY(split, subnets, FIELD_PREFIX,
	      "instead of both, a /29 or /125: they are its halves") },
	{}
};

const struct object_type desired_subnets_type = {
	.noun = "networks of a peering",
	.help = "Of each network the first usable address is ours and the second Microsoft's.",
	.fields = subnets_fields,
	.size = sizeof(struct desired_subnets),
};

static const struct field peering_fields[] = {
	{ KEY(type, peering, FIELD_WORD, "routing domain"),
	  .words = peering_types, .required = true },
	{ NUMBER(ctag, peering, ERD_VID_MIN, ERD_VID_MAX,
		 "C-tag, Azure's vlanId"), .required = true },
	{ KEY(admin_state, peering, FIELD_WORD, "whether it carries traffic"),
	  .words = admin_states, .otherwise = ERD_ADMIN_STATE_ENABLED },
	{ NUMBER(peer_asn, peering, 1, ASN_MAX,
		 "our ASN, Azure's peerASN") },
	{ NUMBER(azure_asn, peering, 1, ASN_MAX, "Microsoft's ASN"),
	  .otherwise = 12076 },
	{ NUMBER(mtu, peering, 68, MTU_MAX,
		 "of IP on the sub-interfaces; without it, the pair's") },
	{ MAP(egress_pcp, peering, ERD_PRIORITIES, ERD_PCPS - 1,
	      "PCP of what is sent, by its priority: '6:5,7:7'; 0 of what is not named") },
	{ MAP(ingress_prio, peering, ERD_PCPS, ERD_PRIORITIES - 1,
	      "priority of what is received, by its PCP: '5:6,7:7'; 0 of what is not named") },
	{ KEY(vrf, peering, FIELD_DEVICE, "VRF, instead of the circuit's") },
	{ KEY(md5_key, peering, FIELD_SECRET, "of the BGP sessions, Azure's sharedKey") },
	{ KEY(ipv4, peering, FIELD_OBJECT, "networks of IPv4"),
	  .object = &desired_subnets_type },
	{ KEY(ipv6, peering, FIELD_OBJECT, "networks of IPv6"),
	  .object = &desired_subnets_type },
	{ KEY(advertise, peering, FIELD_PREFIXES,
	      "prefixes that we advertise, Azure's advertisedPublicPrefixes") },
	{ KEY(accept, peering, FIELD_PREFIXES,
	      "prefixes that we accept, with all that are in them; without it all, of a Microsoft peering all public ones") },
	{ NUMBER(advertise_limit, peering, 1, ASN_MAX,
		 "most prefixes that we advertise, of each family; without it, what Microsoft takes") },
	{ NUMBER(accept_limit, peering, 1, ASN_MAX,
		 "most prefixes that we accept, of each family, before we end the session; without it 4000 of a private peering and any number of a Microsoft peering") },
	{ NUMBER(customer_asn, peering, 1, ASN_MAX,
		 "of a Microsoft peering: who the prefixes are registered to, if it is not peer_asn") },
	{ KEY(registry, peering, FIELD_OPEN,
	      "of a Microsoft peering: where the prefixes are registered"),
	  .words = registries },
	{ KEY(prefixes_state, peering, FIELD_OPEN,
	      "of a Microsoft peering: Azure's advertisedPublicPrefixesState"),
	  .words = prefixes_states },
	{ KEY(route_filter, peering, FIELD_TEXT,
	      "of a Microsoft peering: what Microsoft advertises") },
	{ NUMBER(keepalive_s, peering, 1, 65535, "BGP keepalive"),
	  .otherwise = 60 },
	{ NUMBER(hold_s, peering, 3, 65535, "BGP hold time"),
	  .otherwise = 180 },
	{ KEY(bfd, peering, FIELD_BOOL, "whether BFD watches the sessions"),
	  .otherwise = true },
	{ NUMBER(bfd_interval_ms, peering, 1, 60000,
		 "BFD transmit and receive interval"), .otherwise = 300 },
	{ NUMBER(bfd_multiplier, peering, 2, 255, "BFD detect multiplier"),
	  .otherwise = 3 },
	{}
};

const struct object_type desired_peering_type = {
	.noun = "peering",
	.help = "A routing domain of a circuit.",
	.fields = peering_fields,
	.size = sizeof(struct desired_peering),
};

static const struct field connection_fields[] = {
	{ KEY(name, connection, FIELD_TEXT, "name of the connection"),
	  .required = true },
	{ KEY(virtual_network, connection, FIELD_TEXT,
	      "virtual network that is linked") },
	{ KEY(state, connection, FIELD_OPEN, "Azure's state of it"),
	  .words = connection_states },
	{ KEY(prefixes, connection, FIELD_PREFIXES,
	      "address space that is expected from it") },
	{}
};

const struct object_type desired_connection_type = {
	.noun = "connection",
	.help = "A virtual network that is linked to the circuit.",
	.fields = connection_fields,
	.size = sizeof(struct desired_connection),
};

static const struct field global_reach_fields[] = {
	{ KEY(name, global_reach, FIELD_TEXT, "name of the connection"),
	  .required = true },
	{ KEY(peer_circuit, global_reach, FIELD_TEXT, "the other circuit") },
	{ KEY(state, global_reach, FIELD_OPEN, "Azure's state of it"),
	  .words = connection_states },
	{ KEY(ipv4, global_reach, FIELD_PREFIX, "a /29 of IPv4") },
	{ KEY(ipv6, global_reach, FIELD_PREFIX, "a /125 of IPv6") },
	{}
};

const struct object_type desired_global_reach_type = {
	.noun = "Global Reach connection",
	.help = "Another circuit that this one is joined with.",
	.fields = global_reach_fields,
	.size = sizeof(struct desired_global_reach),
};

static const struct field circuit_fields[] = {
	{ KEY(name, circuit, FIELD_NAME, "name of the circuit"),
	  .required = true },
	{ NUMBER(stag, circuit, ERD_VID_MIN, ERD_VID_MAX,
		 "S-tag that Azure gave it, on a qinq pair") },
	{ NUMBER(bandwidth_gbps, circuit, 1, 400,
		 "of a Direct circuit, in Gb/s") },
	{ NUMBER(bandwidth_mbps, circuit, 1, 400000,
		 "of a partner's circuit, in Mb/s") },
	{ KEY(tier, circuit, FIELD_OPEN, "SKU tier"), .words = tiers },
	{ KEY(family, circuit, FIELD_OPEN, "SKU family: how it is billed"),
	  .words = families },
	{ KEY(service_key, circuit, FIELD_TEXT, "UUID of the circuit, no secret") },
	{ KEY(status, circuit, FIELD_OPEN, "Azure's circuitProvisioningState"),
	  .words = statuses },
	{ KEY(provider_state, circuit, FIELD_OPEN,
	      "Azure's serviceProviderProvisioningState"),
	  .words = provider_states },
	{ KEY(region, circuit, FIELD_TEXT, "Azure region") },
	{ KEY(resource_id, circuit, FIELD_TEXT, "Azure's id of it") },
	{ KEY(provider, circuit, FIELD_TEXT, "connectivity partner") },
	{ KEY(provider_location, circuit, FIELD_TEXT,
	      "peering location of the partner") },
	{ KEY(admin_state, circuit, FIELD_WORD, "whether it carries traffic"),
	  .words = admin_states, .otherwise = ERD_ADMIN_STATE_ENABLED },
	{ KEY(drained, circuit, FIELD_BOOL,
	      "whether its sessions ask that traffic takes other circuits") },
	{ KEY(rate_limit, circuit, FIELD_BOOL,
	      "Microsoft limits it to its bandwidth on each link") },
	{ KEY(rate_in, circuit, FIELD_RATE,
	      "what may come in on each link: 50mbit, 1gbit; the rest is dropped") },
	{ NUMBER(burst_in, circuit, ERD_BURST_MIN, ERD_BURST_MAX,
		 "bytes that may come in at once; without it, 5 ms of the rate and at least 65536") },
	{ KEY(rate_out, circuit, FIELD_RATE,
	      "what may go out on each link; the rest is held back") },
	{ NUMBER(burst_out, circuit, ERD_BURST_MIN, ERD_BURST_MAX,
		 "bytes that may go out at once; without it, as of burst_in") },
	{ NUMBER(sample, circuit, 1, ERD_GATE_MAX,
		 "one of so many frames is copied for who reads them") },
	{ NUMBER(snap, circuit, SAMPLING_SNAP_MIN, ERD_SAMPLE_JUMBO,
		 "bytes of each that are copied"),
	  .otherwise = SAMPLING_SNAP },
	{ KEY(vrf, circuit, FIELD_DEVICE, "VRF of its peerings") },
	{ KEY(peerings, circuit, FIELD_OBJECTS, "its peerings"),
	  .object = &desired_peering_type },
	{ KEY(connections, circuit, FIELD_OBJECTS,
	      "virtual networks that are linked to it"),
	  .object = &desired_connection_type },
	{ KEY(global_reach, circuit, FIELD_OBJECTS,
	      "circuits that it is joined with"),
	  .object = &desired_global_reach_type },
	{}
};

const struct object_type desired_circuit_type = {
	.noun = "circuit",
	.help = "An ExpressRoute circuit of a pair.",
	.fields = circuit_fields,
	.size = sizeof(struct desired_circuit),
};

/* --- a pair, and all of it ---------------------------------------------- */

static const struct field pair_fields[] = {
	{ KEY(name, pair, FIELD_NAME, "name of the pair"), .required = true },
	{ KEY(model, pair, FIELD_WORD,
	      "ExpressRoute Direct, or ports towards a connectivity partner"),
	  .words = models, .otherwise = DESIRED_DIRECT },
	{ KEY(encap, pair, FIELD_WORD, "encapsulation, fixed for life"),
	  .words = encaps, .otherwise = ERD_ENCAP_QINQ },
	{ KEY(outer_tpid, pair, FIELD_WORD, "TPID of the outer tag"),
	  .words = tpids, .otherwise = 0x8100 },
	{ NUMBER(bandwidth_gbps, pair, 1, 1600, "of each port, in Gb/s") },
	{ KEY(allow_over_subscription, pair, FIELD_BOOL,
	      "circuits may sum up to more than twice a port") },
	{ NUMBER(mtu, pair, 68, MTU_MAX, "of IP, as Azure says"),
	  .otherwise = 1500 },
	{ KEY(location, pair, FIELD_TEXT, "peering location") },
	{ KEY(region, pair, FIELD_TEXT, "Azure region") },
	{ KEY(resource_id, pair, FIELD_TEXT, "Azure's id of it") },
	{ KEY(billing, pair, FIELD_OPEN, "how the ports are billed"),
	  .words = families },
	{ KEY(state, pair, FIELD_OPEN, "Azure's provisioningState"),
	  .words = resource_states },
	{ KEY(allocation_date, pair, FIELD_TEXT, "as Azure writes it") },
	{ KEY(reserved, pair, FIELD_DATE,
	      "when it was created: Azure bills 45 days later at the latest") },
	{ KEY(ports, pair, FIELD_OBJECTS, "its links"),
	  .object = &desired_port_type },
	{ KEY(circuits, pair, FIELD_OBJECTS, "its circuits"),
	  .object = &desired_circuit_type },
	{}
};

const struct object_type desired_pair_type = {
	.noun = "pair",
	.help = "An ExpressRoute Direct resource: two ports and their circuits.",
	.fields = pair_fields,
	.size = sizeof(struct desired_pair),
};

static const struct field vrf_fields[] = {
	{ KEY(name, vrf, FIELD_DEVICE, "name of the VRF's device"),
	  .required = true },
	{ NUMBER(table, vrf, 1, 4294967295U,
		 "number of its routing table; without it, somebody else makes the VRF") },
	{ NUMBER(asn, vrf, 1, ASN_MAX,
		 "of BGP in it; without it, that of its first peering") },
	{ KEY(router_id, vrf, FIELD_TEXT,
	      "of BGP in it, like an address of IPv4; without it, an address of its first peering") },
	{}
};

const struct object_type desired_vrf_type = {
	.noun = "VRF",
	.help = "A VRF that peerings may be in.",
	.fields = vrf_fields,
	.size = sizeof(struct desired_vrf),
};

static const struct field root_fields[] = {
	{
		.key = "schema",
		.help = "what this file is: " DESIRED_SCHEMA,
		.kind = FIELD_TEXT,
		.offset = offsetof(struct desired, schema),
		.required = true,
	}, {
		.key = "routing",
		.help = "who speaks BGP: none if somebody else sees to that",
		.kind = FIELD_WORD,
		.offset = offsetof(struct desired, routing),
		.words = routings,
		.otherwise = DESIRED_ROUTING_FRR,
	}, {
		.key = "asn",
		.help = "of BGP outside of VRFs; without it, that of the first peering there",
		.kind = FIELD_NUMBER,
		.offset = offsetof(struct desired, asn),
		.min = 1,
		.max = ASN_MAX,
	}, {
		.key = "router_id",
		.help = "of BGP outside of VRFs, like an address of IPv4; without it, an address of the first peering there",
		.kind = FIELD_TEXT,
		.offset = offsetof(struct desired, router_id),
	}, {
		.key = "vrfs",
		.help = "VRFs that peerings are in",
		.kind = FIELD_OBJECTS,
		.offset = offsetof(struct desired, vrfs),
		.object = &desired_vrf_type,
	}, {
		.key = "pairs",
		.help = "port pairs with all that is on them",
		.kind = FIELD_OBJECTS,
		.offset = offsetof(struct desired, pairs),
		.object = &desired_pair_type,
	},
	{}
};

const struct object_type desired_type = {
	.noun = "file",
	.help = "This machine's side of ExpressRoute: what is wanted, and what Azure says of it.",
	.fields = root_fields,
	.size = sizeof(struct desired),
};

/* --- objects of any type ------------------------------------------------ */

const struct field *field_find(const struct object_type *type, const char *key)
{
	const struct field *field;

	for (field = type->fields; field->key; field++)
		if (!strcmp(field->key, key))
			return field;
	return NULL;
}

unsigned int object_line(const struct object_type *type, const void *object,
			 const char *key)
{
	const struct desired_node *node = object;
	const struct field *field = field_find(type, key);

	if (field && node->key_line[field - type->fields])
		return node->key_line[field - type->fields];
	return node->line;
}

void object_init(const struct object_type *type, void *object)
{
	const struct field *field;

	memset(object, 0, type->size);
	for (field = type->fields; field->key; field++) {
		void *at = field_at(field, object);

		switch (field->kind) {
		case FIELD_WORD:
		case FIELD_NUMBER:
			*(uint32_t *)at = field->otherwise;
			break;
		case FIELD_BOOL:
			*(bool *)at = field->otherwise;
			break;
		case FIELD_PREFIXES:
			*(struct list *)at = (struct list)
				LIST_OF(struct desired_prefix);
			break;
		case FIELD_OBJECTS:
			((struct list *)at)->size = field->object->size;
			break;
		default:
			break;
		}
	}
}

static void clear_objects(const struct object_type *type, struct list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		object_clear(type, (char *)list->items + i * list->size);
	list_free(list);
}

void object_clear(const struct object_type *type, void *object)
{
	const struct field *field;

	for (field = type->fields; field->key; field++) {
		void *at = field_at(field, object);

		switch (field->kind) {
		case FIELD_NAME:
		case FIELD_DEVICE:
		case FIELD_TEXT:
		case FIELD_SECRET:
		case FIELD_DATE:
		case FIELD_OPEN:
			free(*(char **)at);
			break;
		case FIELD_PREFIXES:
			list_free(at);
			break;
		case FIELD_OBJECT:
			if (*(void **)at)
				object_clear(field->object, *(void **)at);
			free(*(void **)at);
			break;
		case FIELD_OBJECTS:
			clear_objects(field->object, at);
			break;
		default:
			break;
		}
	}
}

const char *field_open_word(const struct field *field, const char *word)
{
	const struct field_word *known;

	for (known = field->words; known->word; known++)
		if (!strcasecmp(known->word, word))
			return known->word;
	return NULL;
}

void desired_free(struct desired *desired)
{
	object_clear(&desired_type, desired);
	memset(desired, 0, sizeof(*desired));
}

/* --- what follows from it ----------------------------------------------- */

struct prefix desired_subnet(const struct desired_subnets *subnets,
			     enum erd_role role)
{
	const struct prefix none = {};

	if (!subnets)
		return none;
	if (subnets->split.family)
		return prefix_part(&subnets->split, subnets->split.len + 1,
				   role == ERD_ROLE_PRIMARY ? 0 : 1);
	return role == ERD_ROLE_PRIMARY ? subnets->primary :
					  subnets->secondary;
}

const char *desired_vrf_of(const struct desired_circuit *circuit,
			   const struct desired_peering *peering)
{
	return peering->vrf ? peering->vrf : circuit->vrf;
}

uint32_t desired_advertise_limit(const struct desired_circuit *circuit,
				 const struct desired_peering *peering,
				 int family)
{
	if (peering->type == ERD_PEERING_MICROSOFT)
		return 200;
	if (family == AF_INET6)
		return 100;
	return circuit->tier && !strcmp(circuit->tier, "Premium") ? 10000 :
								    4000;
}

uint32_t desired_bandwidth_mbps(const struct desired_circuit *circuit)
{
	return circuit->bandwidth_gbps ? 1000 * circuit->bandwidth_gbps :
					 circuit->bandwidth_mbps;
}

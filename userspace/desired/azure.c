// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * az prints an object's properties beside its name, REST in an object of their
 * own; either leaves out what it does not know, or says null. What is not
 * mentioned here is Azure's own business, like etags.
 */
#include "azure.h"
#include "error.h"
#include "fields.h"
#include "names.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct import {
	const struct azure_local *local;
	json_t *config;
	struct findings *notes;
	struct erd_error *err;
};

/* --- reading ------------------------------------------------------------ */

/* A property wherever it is; NULL if it is missing or null. */
static json_t *get(const json_t *object, const char *key)
{
	json_t *value = json_object_get(json_object_get(object, "properties"),
					key);

	if (!value || json_is_null(value))
		value = json_object_get(object, key);
	return json_is_null(value) ? NULL : value;
}

/* A text that says something, or NULL. */
static const char *get_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(get(object, key));

	return text && text[0] ? text : NULL;
}

/* The last part of an id: the name of what it is of. */
static const char *name_of_id(const char *id)
{
	const char *slash = id ? strrchr(id, '/') : NULL;

	return slash ? slash + 1 : id;
}

/* The name after /KIND/ in an id, into @name; false if it is not there. */
static bool name_in_id(const char *id, const char *kind, char *name,
		       size_t size)
{
	size_t len = strlen(kind);
	const char *at;

	for (at = id; at && *at; at++) {
		if (*at != '/' || strncasecmp(at + 1, kind, len) ||
		    at[len + 1] != '/')
			continue;
		at += len + 2;
		snprintf(name, size, "%.*s", (int)strcspn(at, "/"), at);
		return name[0];
	}
	return false;
}

/* A number, also in a text; false if there is none. */
static bool get_number(const json_t *object, const char *key, double *number)
{
	const json_t *value = get(object, key);
	const char *text = json_string_value(value);
	char *end;

	if (text) {
		*number = strtod(text, &end);
		return text[0] && !*end;
	}
	*number = json_number_value(value);
	return json_is_number(value);
}

/* --- writing ------------------------------------------------------------ */

static void put_text(json_t *object, const char *key, const char *text)
{
	if (text && text[0])
		json_object_set_new(object, key, json_string(text));
}

/* A whole number that is not 0, which is Azure's word for none. */
static void put_number(struct import *import, json_t *object, const char *key,
		       const json_t *from, const char *property)
{
	double number;

	if (!get_number(from, property, &number) || number == 0)
		return;
	if (number < 0 || number > 4294967295.0 || number != floor(number)) {
		findings_warn(import->notes, 0, "%s: %g is left out", property,
			      number);
		return;
	}
	json_object_set_new(object, key, json_integer(number));
}

static void put_bool(json_t *object, const char *key, const json_t *value)
{
	if (json_is_boolean(value))
		json_object_set(object, key, (json_t *)value);
}

/* A word that is ours in small letters. What is no word of it is noted. */
static void put_word(struct import *import, const struct object_type *type,
		     json_t *object, const char *key, const char *word)
{
	const struct field *field = field_find(type, key);
	const struct field_word *known;

	if (!word)
		return;
	for (known = field->words; known->word; known++) {
		if (strcasecmp(known->word, word))
			continue;
		json_object_set_new(object, key, json_string(known->word));
		return;
	}
	findings_warn(import->notes, 0, "%s '%s' is not known and left out",
		      key, word);
}

/* Azure takes an address in a network for the network. */
static json_t *network(struct import *import, const char *text)
{
	char normal[PREFIX_TEXT_SIZE];
	struct prefix prefix;

	if (!text)
		return NULL;
	if (prefix_parse(text, &prefix) != PREFIX_MALFORMED)
		return json_string(prefix_text(&prefix, normal));
	findings_warn(import->notes, 0, "'%.64s' is no network and left out",
		      text);
	return NULL;
}

static void put_network(struct import *import, json_t *object, const char *key,
			const char *text)
{
	json_t *value = network(import, text);

	if (value)
		json_object_set_new(object, key, value);
}

static json_t *array_of(json_t *object, const char *key)
{
	json_t *array = json_object_get(object, key);

	if (!array) {
		array = json_array();
		json_object_set_new(object, key, array);
	}
	return array;
}

static json_t *find(const json_t *array, const char *key, const char *value)
{
	size_t i;

	for (i = 0; i < json_array_size(array); i++) {
		json_t *item = json_array_get(array, i);
		const char *is = json_string_value(json_object_get(item, key));

		if (is && !strcmp(is, value))
			return item;
	}
	return NULL;
}

/* The object of an array with this key, or a new one. */
static json_t *find_or_add(json_t *array, const char *key, const char *value)
{
	json_t *item = find(array, key, value);

	if (!item) {
		item = json_pack("{s:s}", key, value);
		json_array_append_new(array, item);
	}
	return item;
}

/* Azure's names are longer than ours may be. */
static void make_name(struct import *import, char name[ERD_NAME_MAX],
		      const char *azure, size_t max)
{
	size_t len = strlen(azure);

	if (len > max) {
		findings_warn(import->notes, 0,
			      "'%s' is called '%.*s': a name has at most %zu characters",
			      azure, (int)max, azure, max);
		len = max;
	}
	memcpy(name, azure, len);
	name[len] = '\0';
}

/* --- a pair ------------------------------------------------------------- */

/* So that PAIR-1 is a name too. */
#define PAIR_CHARS	(ERD_NAME_MAX - 3)

static json_t *pair_of(struct import *import, const char *azure)
{
	char name[ERD_NAME_MAX];

	make_name(import, name, azure, PAIR_CHARS);
	return find_or_add(array_of(import->config, "pairs"), "name", name);
}

static json_t *port_of(struct import *import, json_t *pair, enum erd_role role)
{
	const char *word = erd_role_name(role), *device;
	json_t *ports = array_of(pair, "ports"), *port;
	char name[ERD_NAME_MAX];

	port = find(ports, "role", word);
	if (port)
		return port;
	snprintf(name, sizeof(name), "%.*s-%d", PAIR_CHARS,
		 json_string_value(json_object_get(pair, "name")), role + 1);
	port = json_pack("{s:s, s:s}", "name", name, "role", word);
	device = import->local->device[role];
	if (device) {
		json_object_set_new(port, "device", json_string(device));
	} else {
		findings_warn(import->notes, 0,
			      "port '%s': its network device is missing", name);
		findings_hint(import->notes, "erdctl import azure FILE %s IFACE, or write it into the file",
			      word);
	}
	json_array_append_new(ports, port);
	return port;
}

static void import_link(struct import *import, json_t *pair,
			const json_t *link, size_t index)
{
	const json_t *macsec = get(link, "macSecConfig");
	const char *name = get_text(link, "name");
	enum erd_role role = index ? ERD_ROLE_SECONDARY : ERD_ROLE_PRIMARY;
	json_t *port;

	if (name && !strcasecmp(name, "link1"))
		role = ERD_ROLE_PRIMARY;
	if (name && !strcasecmp(name, "link2"))
		role = ERD_ROLE_SECONDARY;
	port = port_of(import, pair, role);
	put_word(import, &desired_port_type, port, "admin_state",
		 get_text(link, "adminState"));
	put_text(port, "router", get_text(link, "routerName"));
	put_text(port, "interface", get_text(link, "interfaceName"));
	put_text(port, "rack", get_text(link, "rackId"));
	put_text(port, "patch_panel", get_text(link, "patchPanelId"));
	put_text(port, "colo", get_text(link, "coloLocation"));
	put_text(port, "connector", get_text(link, "connectorType"));
	if (get(macsec, "cknSecretIdentifier"))
		findings_warn(import->notes, 0,
			      "port '%s': Azure has MACsec on this link, and erd has none: no frame will pass",
			      json_string_value(json_object_get(port, "name")));
}

static int import_pair(struct import *import, const json_t *azure)
{
	const json_t *links = get(azure, "links");
	const char *name = get_text(azure, "name");
	json_t *pair;
	size_t i;

	if (!name)
		name = name_of_id(get_text(azure, "id"));
	if (!name)
		return erd_fail(import->err, ERD_USAGE,
				"a port of ExpressRoute Direct has neither name nor id");
	pair = pair_of(import, name);
	put_word(import, &desired_pair_type, pair, "encap",
		 get_text(azure, "encapsulation"));
	put_word(import, &desired_pair_type, pair, "outer_tpid",
		 get_text(azure, "etherType"));
	put_number(import, pair, "bandwidth_gbps", azure, "bandwidthInGbps");
	put_number(import, pair, "mtu", azure, "mtu");
	put_text(pair, "location", get_text(azure, "peeringLocation"));
	put_text(pair, "region", get_text(azure, "location"));
	put_text(pair, "resource_id", get_text(azure, "id"));
	put_text(pair, "billing", get_text(azure, "billingType"));
	put_text(pair, "state", get_text(azure, "provisioningState"));
	put_text(pair, "allocation_date", get_text(azure, "allocationDate"));
	for (i = 0; i < json_array_size(links); i++)
		import_link(import, pair, json_array_get(links, i), i);
	return ERD_OK;
}

/* --- a peering ---------------------------------------------------------- */

/* NULL for a peering that erd has none of. */
static const char *peering_type(struct import *import, const json_t *azure)
{
	const char *type = get_text(azure, "peeringType");

	if (!type)
		type = get_text(azure, "name");
	if (!type)
		type = name_of_id(get_text(azure, "id"));
	if (type && !strcasecmp(type, "AzurePrivatePeering"))
		return "private";
	if (type && !strcasecmp(type, "MicrosoftPeering"))
		return "microsoft";
	findings_warn(import->notes, 0, "peering '%s' is left out%s",
		      type ? type : "without a type",
		      type && !strcasecmp(type, "AzurePublicPeering") ?
			      ": Azure closed public peering" : "");
	return NULL;
}

static void put_subnets(struct import *import, json_t *peering,
			const char *key, const json_t *from)
{
	json_t *subnets = json_object();

	put_network(import, subnets, "primary",
		    get_text(from, "primaryPeerAddressPrefix"));
	put_network(import, subnets, "secondary",
		    get_text(from, "secondaryPeerAddressPrefix"));
	if (json_object_size(subnets)) {
		/* Of IPv4 the state is the peering's own. */
		if (!strcmp(key, "ipv6"))
			put_word(import, &desired_subnets_type, subnets,
				 "admin_state", get_text(from, "state"));
		json_object_set(peering, key, subnets);
	}
	json_decref(subnets);
}

static void add_advertised(struct import *import, json_t *all,
			   const json_t *config)
{
	const json_t *prefixes = get(config, "advertisedPublicPrefixes");
	size_t i;

	for (i = 0; i < json_array_size(prefixes); i++) {
		const char *text =
			json_string_value(json_array_get(prefixes, i));
		json_t *value = network(import, text);

		if (value)
			json_array_append_new(all, value);
	}
}

static void put_microsoft(struct import *import, json_t *peering,
			  const json_t *azure)
{
	const json_t *config = get(azure, "microsoftPeeringConfig");
	json_t *advertise = json_array();

	add_advertised(import, advertise, config);
	add_advertised(import, advertise,
		       get(get(azure, "ipv6PeeringConfig"),
			   "microsoftPeeringConfig"));
	if (json_array_size(advertise))
		json_object_set(peering, "advertise", advertise);
	json_decref(advertise);
	put_number(import, peering, "customer_asn", config, "customerASN");
	put_number(import, peering, "customer_asn", config, "customerAsn");
	put_text(peering, "registry", get_text(config, "routingRegistryName"));
	put_text(peering, "prefixes_state",
		 get_text(config, "advertisedPublicPrefixesState"));
	put_text(peering, "route_filter",
		 name_of_id(get_text(get(azure, "routeFilter"), "id")));
}

static void import_reach(struct import *import, json_t *circuit,
			 const json_t *azure)
{
	char other[96];
	const char *name = get_text(azure, "name");
	json_t *reach;

	if (!name)
		name = name_of_id(get_text(azure, "id"));
	if (!name)
		return;
	reach = find_or_add(array_of(circuit, "global_reach"), "name", name);
	if (name_in_id(get_text(get(azure, "peerExpressRouteCircuitPeering"),
				"id"), "expressRouteCircuits", other,
		       sizeof(other)))
		put_text(reach, "peer_circuit", other);
	put_text(reach, "state", get_text(azure, "circuitConnectionStatus"));
	put_network(import, reach, "ipv4", get_text(azure, "addressPrefix"));
	put_network(import, reach, "ipv6",
		    get_text(get(azure, "ipv6CircuitConnectionConfig"),
			     "addressPrefix"));
}

static void import_peering_of(struct import *import, json_t *circuit,
			      const json_t *azure)
{
	const char *type = peering_type(import, azure);
	const json_t *reach = get(azure, "connections");
	json_t *peering;
	size_t i;

	if (!type)
		return;
	peering = find_or_add(array_of(circuit, "peerings"), "type", type);
	put_number(import, peering, "ctag", azure, "vlanId");
	put_word(import, &desired_peering_type, peering, "admin_state",
		 get_text(azure, "state"));
	put_number(import, peering, "peer_asn", azure, "peerASN");
	put_number(import, peering, "peer_asn", azure, "peerAsn");
	put_number(import, peering, "azure_asn", azure, "azureASN");
	put_number(import, peering, "azure_asn", azure, "azureAsn");
	put_text(peering, "md5_key", get_text(azure, "sharedKey"));
	put_subnets(import, peering, "ipv4", azure);
	put_subnets(import, peering, "ipv6", get(azure, "ipv6PeeringConfig"));
	if (!strcmp(type, "microsoft"))
		put_microsoft(import, peering, azure);
	for (i = 0; i < json_array_size(reach); i++)
		import_reach(import, circuit, json_array_get(reach, i));
}

static json_t *find_circuit(struct import *import, const char *name)
{
	json_t *pairs = array_of(import->config, "pairs"), *circuit = NULL;
	size_t i;

	for (i = 0; i < json_array_size(pairs) && !circuit; i++)
		circuit = find(json_object_get(json_array_get(pairs, i),
					       "circuits"), "name", name);
	return circuit;
}

static int import_peering(struct import *import, const json_t *azure)
{
	char azure_name[96], name[ERD_NAME_MAX];
	json_t *circuit;

	if (!name_in_id(get_text(azure, "id"), "expressRouteCircuits",
			azure_name, sizeof(azure_name)))
		return erd_fail(import->err, ERD_USAGE,
				"a peering has no id that says whose circuit's it is");
	make_name(import, name, azure_name, ERD_NAME_MAX - 1);
	circuit = find_circuit(import, name);
	if (!circuit) {
		erd_fail(import->err, ERD_NOT_FOUND,
			 "a peering is of circuit '%s', which is not there",
			 name);
		erd_hint(import->err, "give the circuit before it: az network express-route show");
		return ERD_NOT_FOUND;
	}
	import_peering_of(import, circuit, azure);
	return ERD_OK;
}

/* --- a circuit ---------------------------------------------------------- */

/* The pair that a circuit is on; what a provider hands over is one too. */
static json_t *pair_of_circuit(struct import *import, const json_t *azure)
{
	const char *port = name_of_id(get_text(get(azure, "expressRoutePort"),
					       "id"));
	const char *provider = get_text(get(azure, "serviceProviderProperties"),
					"serviceProviderName");
	char name[ERD_NAME_MAX];
	json_t *pair;
	char *at;

	if (port)
		return pair_of(import, port);
	if (!provider)
		return NULL;
	snprintf(name, sizeof(name), "%.*s", PAIR_CHARS, provider);
	for (at = name; *at; at++)
		*at = isalnum((unsigned char)*at) && !(*at & 0x80) ?
			      tolower((unsigned char)*at) : '-';
	pair = find_or_add(array_of(import->config, "pairs"), "name", name);
	json_object_set_new(pair, "model", json_string("partner"));
	if (!json_object_get(pair, "encap")) {
		json_object_set_new(pair, "encap", json_string("dot1q"));
		findings_warn(import->notes, 0,
			      "pair '%s': taken for dot1q; the provider knows how it hands the circuit over",
			      name);
	}
	return pair;
}

static void put_sizes(struct import *import, json_t *circuit,
		      const json_t *azure)
{
	const json_t *provider = get(azure, "serviceProviderProperties");

	if (!get(azure, "expressRoutePort") && provider) {
		put_text(circuit, "provider",
			 get_text(provider, "serviceProviderName"));
		put_text(circuit, "provider_location",
			 get_text(provider, "peeringLocation"));
		put_number(import, circuit, "bandwidth_mbps", provider,
			   "bandwidthInMbps");
	} else {
		put_number(import, circuit, "bandwidth_gbps", azure,
			   "bandwidthInGbps");
	}
}

static void put_stag(struct import *import, const json_t *pair,
		     json_t *circuit, const json_t *azure)
{
	const char *encap = json_string_value(json_object_get(pair, "encap"));

	/* Azure has one of each circuit; only qinq puts it on the wire. */
	if (!encap || strcmp(encap, "dot1q"))
		put_number(import, circuit, "stag", azure, "stag");
}

static int import_circuit(struct import *import, const json_t *azure)
{
	const json_t *peerings = get(azure, "peerings");
	const char *azure_name = get_text(azure, "name");
	json_t *pair, *circuit;
	char name[ERD_NAME_MAX];
	size_t i;

	if (!azure_name)
		azure_name = name_of_id(get_text(azure, "id"));
	if (!azure_name)
		return erd_fail(import->err, ERD_USAGE,
				"a circuit has neither name nor id");
	make_name(import, name, azure_name, ERD_NAME_MAX - 1);
	pair = pair_of_circuit(import, azure);
	if (!pair)
		return erd_fail(import->err, ERD_USAGE,
				"circuit '%s' says neither its expressRoutePort nor its provider",
				name);
	circuit = find_or_add(array_of(pair, "circuits"), "name", name);
	put_stag(import, pair, circuit, azure);
	put_sizes(import, circuit, azure);
	put_text(circuit, "tier", get_text(get(azure, "sku"), "tier"));
	put_text(circuit, "family", get_text(get(azure, "sku"), "family"));
	put_text(circuit, "service_key", get_text(azure, "serviceKey"));
	put_text(circuit, "status",
		 get_text(azure, "circuitProvisioningState"));
	put_text(circuit, "provider_state",
		 get_text(azure, "serviceProviderProvisioningState"));
	put_text(circuit, "region", get_text(azure, "location"));
	put_text(circuit, "resource_id", get_text(azure, "id"));
	put_bool(circuit, "rate_limit", get(azure, "enableDirectPortRateLimit"));
	for (i = 0; i < json_array_size(peerings); i++)
		import_peering_of(import, circuit,
				  json_array_get(peerings, i));
	return ERD_OK;
}

/* --- which of them ------------------------------------------------------ */

static bool is_type(const json_t *azure, const char *type)
{
	const char *is = json_string_value(json_object_get(azure, "type"));

	return is && !strcasecmp(is, type);
}

static int import_value(struct import *import, const json_t *azure);

static int import_array(struct import *import, const json_t *array)
{
	int ret = ERD_OK;
	size_t i;

	for (i = 0; i < json_array_size(array) && !ret; i++)
		ret = import_value(import, json_array_get(array, i));
	return ret;
}

/* By its type, or, where an older az leaves that out, by what only it has. */
static int import_value(struct import *import, const json_t *azure)
{
	if (json_is_array(azure))
		return import_array(import, azure);
	if (is_type(azure, "Microsoft.Network/expressRoutePorts") ||
	    get(azure, "links"))
		return import_pair(import, azure);
	if (is_type(azure, "Microsoft.Network/expressRouteCircuits/peerings") ||
	    get(azure, "peeringType"))
		return import_peering(import, azure);
	if (is_type(azure, "Microsoft.Network/expressRouteCircuits") ||
	    get(azure, "serviceProviderProvisioningState") ||
	    get(azure, "expressRoutePort"))
		return import_circuit(import, azure);
	if (json_is_array(json_object_get(azure, "value")))
		return import_array(import, json_object_get(azure, "value"));
	erd_fail(import->err, ERD_USAGE,
		 "this is no port, circuit or peering of ExpressRoute");
	erd_hint(import->err, "az network express-route port show, az network express-route show, az network express-route peering list, each with -o json");
	return ERD_USAGE;
}

static int fail_json(struct erd_error *err, const char *name,
		     const json_error_t *error)
{
	erd_fail(err, ERD_USAGE, "%s:%d: not JSON: %s", name, error->line,
		 error->text);
	erd_hint(err, "have az print it with -o json");
	return ERD_USAGE;
}

/* Skips blanks. Whether something follows. */
static bool has_more(FILE *in)
{
	int c;

	do
		c = fgetc(in);
	while (c != EOF && isspace(c));
	if (c != EOF)
		ungetc(c, in);
	return c != EOF;
}

int azure_import(FILE *in, const char *name, const struct azure_local *local,
		 json_t *config, struct findings *notes, struct erd_error *err)
{
	struct import import = {
		.local = local,
		.config = config,
		.notes = notes,
		.err = err,
	};
	json_error_t error;
	json_t *value;
	int ret = ERD_OK;

	if (!has_more(in))
		return erd_fail(err, ERD_USAGE,
				"%s: there is no JSON to import", name);
	do {
		value = json_loadf(in, JSON_DISABLE_EOF_CHECK, &error);
		if (!value)
			return fail_json(err, name, &error);
		ret = import_value(&import, value);
		json_decref(value);
	} while (!ret && has_more(in));
	return ret;
}

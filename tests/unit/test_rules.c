// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The rules of ExpressRoute, one row each way: a file that is right, what is
 * changed in it, and what is said about that; NULL is nothing.
 */
#include "desired.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char direct[] =
	"schema: erd/1\n"
	"vrfs:\n"
	"- name: red\n"
	"  table: 1001\n"
	"- name: blue\n"
	"  table: 1002\n"
	"pairs:\n"
	"- name: ams\n"
	"  encap: qinq\n"
	"  bandwidth_gbps: 10\n"
	"  region: westeurope\n"
	"  ports:\n"
	"  - name: ams-1\n"
	"    role: primary\n"
	"    device: eth1\n"
	"  - name: ams-2\n"
	"    role: secondary\n"
	"    device: eth2\n"
	"  circuits:\n"
	"  - name: hq1\n"
	"    stag: 1000\n"
	"    bandwidth_gbps: 5\n"
	"    tier: Premium\n"
	"    family: MeteredData\n"
	"    provider_state: Provisioned\n"
	"    region: westeurope\n"
	"    peerings:\n"
	"    - type: private\n"
	"      ctag: 100\n"
	"      peer_asn: 65010\n"
	"      vrf: red\n"
	"      ipv4: {primary: 192.168.15.16/30, secondary: 192.168.15.20/30}\n"
	"      ipv6: {primary: 'fd00::/126', secondary: 'fd00::4/126'}\n"
	"      md5_key: abcDEF123\n"
	"      advertise: [10.1.0.0/16]\n"
	"    - type: microsoft\n"
	"      ctag: 101\n"
	"      peer_asn: 3320\n"
	"      ipv4: {split: 8.8.8.0/29}\n"
	"      advertise: [9.9.9.0/24]\n"
	"      registry: RIPENCC\n"
	"      prefixes_state: Configured\n"
	"      route_filter: rf\n"
	"    connections:\n"
	"    - name: vnet1\n"
	"      prefixes: [10.20.0.0/16]\n"
	"  - name: lab\n"
	"    stag: 1001\n"
	"    bandwidth_gbps: 1\n"
	"    peerings:\n"
	"    - type: private\n"
	"      ctag: 100\n"
	"      peer_asn: 65011\n"
	"      ipv4: {split: 172.16.0.0/29}\n"
	"- name: fra\n"
	"  bandwidth_gbps: 10\n"
	"  ports:\n"
	"  - name: fra-1\n"
	"    role: primary\n"
	"    device: eth3\n"
	"  - name: fra-2\n"
	"    role: secondary\n"
	"    device: eth4\n"
	"  circuits:\n"
	"  - name: far\n"
	"    stag: 1000\n"
	"    bandwidth_gbps: 1\n";

static const char partner[] =
	"schema: erd/1\n"
	"pairs:\n"
	"- name: eqx\n"
	"  model: partner\n"
	"  encap: dot1q\n"
	"  ports:\n"
	"  - name: eqx-1\n"
	"    role: primary\n"
	"    device: eth1\n"
	"  - name: eqx-2\n"
	"    role: secondary\n"
	"    device: eth2\n"
	"  circuits:\n"
	"  - name: br1\n"
	"    bandwidth_mbps: 200\n"
	"    tier: Standard\n"
	"    provider: Equinix\n"
	"    provider_location: Amsterdam\n"
	"    provider_state: Provisioned\n"
	"    peerings:\n"
	"    - type: private\n"
	"      ctag: 100\n"
	"      peer_asn: 65010\n"
	"      ipv4: {split: 192.168.15.16/29}\n"
	"  - name: br2\n"
	"    bandwidth_mbps: 50\n"
	"    provider: Equinix\n"
	"    provider_location: Amsterdam\n"
	"    peerings:\n"
	"    - type: private\n"
	"      ctag: 200\n"
	"      peer_asn: 65010\n"
	"      ipv4: {split: 192.168.16.16/29}\n";

struct row {
	const char *file;
	const char *text, *instead;
	const char *said;	/* NULL: nothing */
	bool warning;
};

#define LEGAL(file, ...)	{ file, __VA_ARGS__, NULL, false }
#define WARNS(file, ...)	{ file, __VA_ARGS__, true }
#define WRONG(file, ...)	{ file, __VA_ARGS__, false }

static const struct row rows[] = {
	LEGAL(direct, "", ""),
	LEGAL(partner, "", ""),

	/* names */
	WRONG(direct, "name: fra\n", "name: ams\n",
	      "pair: pair 'ams' is there already: pair, line 8"),
	WRONG(direct, "name: fra-1", "name: ams-1",
	      "port: port 'ams-1' is there already: port, line 13"),
	WRONG(direct, "device: eth3", "device: eth1",
	      "port 'fra-1': device 'eth1' is there already: port 'ams-1', line 15"),
	WRONG(direct, "name: lab", "name: hq1",
	      "pair 'ams': circuit 'hq1' is there already: pair 'ams', line 20"),
	LEGAL(direct, "name: far", "name: hq1"),
	WRONG(direct, "name: far\n", "name: lab\n    peerings: [{type: private, ctag: 7, peer_asn: 1, ipv4: {split: 172.17.0.0/29}}]\n",
	      "private peering of circuit 'lab' of pair 'fra': device 'lab.p1' is there already: private peering of circuit 'lab' of pair 'ams', line 51"),
	WRONG(direct, "name: blue", "name: red",
	      "VRF: VRF 'red' is there already: VRF, line 3"),
	WRONG(direct, "table: 1002", "table: 1001",
	      "VRF 'blue': table 1001 is that of VRF 'red'"),
	WRONG(direct, "table: 1002", "table: 254",
	      "VRF 'blue': table 254 is one of the kernel's own"),
	WRONG(direct, "vrf: red", "vrf: green",
	      "circuit 'hq1': private peering: there is no VRF 'green' among vrfs"),
	LEGAL(direct, "bandwidth_gbps: 5\n",
	      "bandwidth_gbps: 5\n    service_key: 01234567-89ab-cdef-0123-456789abcdef\n"),
	WRONG(direct, "bandwidth_gbps: 5\n",
	      "bandwidth_gbps: 5\n    service_key: hq1-key\n",
	      "circuit 'hq1': 'hq1-key' is no service key, which is a UUID"),

	/* a pair and its ports */
	WRONG(direct, "role: secondary\n    device: eth2", "role: primary\n    device: eth2",
	      "port 'ams-2': pair 'ams' has a primary port already: 'ams-1'"),
	WARNS(direct, "  - name: ams-2\n    role: secondary\n    device: eth2\n", "",
	      "pair 'ams': has one port; Microsoft's SLA takes both links"),
	WARNS(direct, "encap: qinq", "outer_tpid: 0x88a8",
	      "pair 'ams': Microsoft's ports take the outer TPID 0x8100 only"),
	LEGAL(direct, "device: eth1", "device: eth1\n    admin_state: enabled\n    cross_connect: {completed: 2026-11-01}"),
	WARNS(direct, "device: eth1", "device: eth1\n    admin_state: enabled\n    cross_connect: {ordered: 2026-11-01}",
	      "port 'ams-1': is enabled, but its cross-connect is not completed"),

	LEGAL(direct, "device: eth1", "device: eth1\n    loa: {issued: 2026-11-01}\n    cross_connect: {ordered: 2026-11-01, completed: 2026-11-05, accepted: 2026-12-01}"),
	WRONG(direct, "device: eth1", "device: eth1\n    loa: {issued: 2026-11-02}\n    cross_connect: {ordered: 2026-11-01}",
	      "port 'ams-1': its cross-connect was ordered on 2026-11-01, before the letter of authorization was issued on 2026-11-02"),
	WRONG(direct, "device: eth1", "device: eth1\n    cross_connect: {ordered: 2026-11-01, completed: 2026-10-31}",
	      "port 'ams-1': its cross-connect was completed on 2026-10-31, before it was ordered on 2026-11-01"),
	WRONG(direct, "device: eth1", "device: eth1\n    cross_connect: {completed: 2026-11-05, accepted: 2026-11-04}",
	      "port 'ams-1': its cross-connect was accepted on 2026-11-04, before it was completed on 2026-11-05"),

	/* what the fast path is asked for */
	LEGAL(direct, "device: eth1", "device: eth1\n    histogram: true\n    sample: true"),
	WARNS(direct, "device: eth1", "device: eth1\n    xdp: off\n    histogram: true",
	      "port 'ams-1': histogram is without effect while xdp is off"),
	LEGAL(direct, "stag: 1000\n", "stag: 1000\n    rate_in: 1gbit\n    burst_in: 65536\n    sample: 5\n"),
	WRONG(direct, "stag: 1000\n", "stag: 1000\n    rate_in: 1gbit\n    burst_out: 65536\n",
	      "circuit 'hq1': has burst_out, but no rate_out that it could be of"),
	WRONG(partner, "bandwidth_mbps: 200\n", "bandwidth_mbps: 200\n    sample: 5\n",
	      "circuit 'br1': has sample, but pair 'eqx' is dot1q: its circuits have no S-tag that the fast path could tell them by"),
	LEGAL(direct, "device: eth1\n", "device: eth1\n    xdp: off\n"),
	WARNS(direct, "    device: eth1\n  - name: ams-2\n    role: secondary\n    device: eth2\n  circuits:\n  - name: hq1\n",
	      "    device: eth1\n    xdp: off\n  - name: ams-2\n    role: secondary\n    device: eth2\n    xdp: off\n  circuits:\n  - name: hq1\n    rate_out: 1gbit\n",
	      "circuit 'hq1': rate_out is without effect while xdp is off on the ports of pair 'ams'"),

	/* sizes and over-subscription */
	LEGAL(direct, "bandwidth_gbps: 5\n", "bandwidth_gbps: 2\n"),
	WRONG(direct, "bandwidth_gbps: 5\n", "bandwidth_gbps: 3\n",
	      "circuit 'hq1': 3 Gb/s is no size of a circuit on ports of 10 Gb/s: 1, 2, 5, 10"),
	WRONG(direct, "bandwidth_gbps: 10\n", "bandwidth_gbps: 100\n",
	      "circuit 'lab': 1 Gb/s is no size of a circuit on ports of 100 Gb/s: 5, 10, 40, 100"),
	WRONG(direct, "bandwidth_gbps: 10\n", "bandwidth_gbps: 400\n",
	      "circuit 'lab': 1 Gb/s is no size of a circuit on ports of 400 Gb/s: 5, 10, 40, 100, 200, 400"),
	WARNS(direct, "bandwidth_gbps: 10\n", "bandwidth_gbps: 40\n",
	      "pair 'ams': ports of ExpressRoute Direct have 10, 100 or 400 Gb/s; sizes of circuits on 40 Gb/s are not checked"),
	WARNS(direct, "  bandwidth_gbps: 10\n", "",
	      "pair 'ams': without bandwidth_gbps, sizes of circuits and over-subscription are not checked"),
	WARNS(direct, "bandwidth_gbps: 1\n", "bandwidth_gbps: 10\n",
	      "pair 'ams': its circuits sum up to 15 Gb/s on ports of 10 Gb/s: more than one link carries when the other fails"),
	WRONG(direct, "  - name: lab\n", "  - {name: x, stag: 7, bandwidth_gbps: 10}\n  - {name: y, stag: 8, bandwidth_gbps: 5}\n  - name: lab\n",
	      "pair 'ams': its circuits sum up to 21 Gb/s; ports of 10 Gb/s take twice their own, 20 Gb/s"),
	WARNS(direct, "  encap: qinq\n  bandwidth_gbps: 10\n  region: westeurope\n  ports:\n  - name: ams-1\n    role: primary\n    device: eth1\n  - name: ams-2\n    role: secondary\n    device: eth2\n  circuits:\n",
	      "  allow_over_subscription: true\n  bandwidth_gbps: 10\n  circuits:\n  - {name: x, stag: 7, bandwidth_gbps: 10}\n  - {name: y, stag: 8, bandwidth_gbps: 10}\n",
	      "pair 'ams': its circuits sum up to 26 Gb/s on ports of 10 Gb/s"),
	WARNS(direct, "  - name: lab\n",
	      "  - {name: a, stag: 1}\n  - {name: b, stag: 2}\n  - {name: c, stag: 3}\n"
	      "  - {name: d, stag: 4}\n  - {name: e, stag: 5}\n  - {name: f, stag: 6}\n"
	      "  - {name: g, stag: 7}\n  - {name: h, stag: 8}\n  - {name: i, stag: 9}\n  - name: lab\n",
	      "pair 'ams': has 11 circuits; a subscription has 10 unless its limit was raised"),

	/* tags: far has S-tag 1000 too, on another pair */
	WRONG(direct, "stag: 1001", "stag: 1000",
	      "circuit 'lab': S-tag 1000 is that of circuit 'hq1' on pair 'ams', line 21"),
	WRONG(direct, "    stag: 1001\n", "",
	      "circuit 'lab': the S-tag is missing: pair 'ams' is qinq"),
	WRONG(direct, "encap: qinq", "encap: dot1q",
	      "circuit 'hq1': has S-tag 1000, but pair 'ams' is dot1q and has none"),
	WRONG(direct, "ctag: 101", "ctag: 100",
	      "circuit 'hq1': microsoft peering: C-tag 100 is that of its private peering"),
	WRONG(partner, "ctag: 200", "ctag: 100",
	      "circuit 'br2': private peering: C-tag 100 is that of the private peering of circuit 'br1'; a C-tag is unique on a dot1q pair"),
	LEGAL(partner, "ctag: 200", "ctag: 201"),
	WRONG(direct, "type: microsoft\n      ctag: 101\n      peer_asn: 3320\n      ipv4: {split: 8.8.8.0/29}\n      advertise: [9.9.9.0/24]\n      registry: RIPENCC\n      prefixes_state: Configured\n      route_filter: rf",
	      "type: private\n      ctag: 101\n      peer_asn: 3320\n      ipv4: {split: 8.8.8.0/29}",
	      "circuit 'hq1': its private peering is there twice; a second private network is a second circuit"),

	/* the two models */
	WRONG(direct, "bandwidth_gbps: 5\n", "bandwidth_mbps: 5000\n",
	      "circuit 'hq1': a circuit of ExpressRoute Direct has bandwidth_gbps; bandwidth_mbps is of a partner's"),
	WRONG(partner, "bandwidth_mbps: 200", "bandwidth_gbps: 1",
	      "circuit 'br1': a partner's circuit has bandwidth_mbps; bandwidth_gbps is of ExpressRoute Direct"),
	WRONG(direct, "bandwidth_gbps: 5\n", "bandwidth_gbps: 5\n    provider: Equinix\n",
	      "circuit 'hq1': a circuit of ExpressRoute Direct has no provider; a pair with one has model: partner"),
	WRONG(partner, "    provider: Equinix\n    provider_location: Amsterdam\n    provider_state: Provisioned\n", "",
	      "circuit 'br1': a partner's circuit takes provider and provider_location"),
	LEGAL(direct, "tier: Premium", "tier: Local"),
	WRONG(direct, "tier: Premium", "tier: Basic",
	      "circuit 'hq1': tier Basic is not for ExpressRoute Direct: Local, Standard or Premium"),
	LEGAL(partner, "tier: Standard", "tier: Basic"),
	WARNS(direct, "tier: Premium", "tier: Platinum",
	      "circuit: tier: 'Platinum' is not known; it is kept"),
	LEGAL(direct, "family: MeteredData", "family: unlimiteddata"),
	WARNS(direct, "family: MeteredData", "family: Free",
	      "circuit: family: 'Free' is not known; it is kept"),
	LEGAL(direct, "tier: Premium", "rate_limit: true"),
	WRONG(partner, "tier: Standard", "rate_limit: true",
	      "circuit 'br1': rate_limit is of ExpressRoute Direct; the partner limits this one"),
	WRONG(direct, "region: westeurope\n    peerings", "region: northeurope\n    peerings",
	      "circuit 'hq1': is in region 'northeurope', but pair 'ams' in 'westeurope'; they must be the same"),

	/* states */
	WRONG(partner, "provider_state: Provisioned", "provider_state: NotProvisioned",
	      "circuit 'br1': has peerings, but its provider_state is NotProvisioned; peerings take Provisioned"),
	WRONG(partner, "provider_state: Provisioned", "provider_state: Provisioning",
	      "circuit 'br1': has peerings, but its provider_state is Provisioning; peerings take Provisioned"),
	WRONG(direct, "provider_state: Provisioned", "provider_state: Deprovisioning",
	      "circuit 'hq1': has peerings, but its provider_state is Deprovisioning; peerings take Provisioned"),
	WARNS(direct, "provider_state: Provisioned", "provider_state: Paused",
	      "circuit: provider_state: 'Paused' is not known; it is kept"),
	LEGAL(direct, "bandwidth_gbps: 5\n", "bandwidth_gbps: 5\n    status: Enabled\n"),
	WARNS(direct, "bandwidth_gbps: 5\n", "bandwidth_gbps: 5\n    status: Disabled\n",
	      "circuit 'hq1': its status is Disabled: Azure passes nothing"),
	WARNS(direct, "prefixes_state: Configured", "prefixes_state: NotConfigured",
	      "circuit 'hq1': microsoft peering: its prefixes are NotConfigured: Microsoft takes no routes from it"),
	WARNS(direct, "prefixes_state: Configured", "prefixes_state: Configuring",
	      "circuit 'hq1': microsoft peering: its prefixes are Configuring: routes are taken when they are Configured"),
	WARNS(direct, "prefixes_state: Configured", "prefixes_state: ManualValidation",
	      "circuit 'hq1': microsoft peering: its prefixes are ManualValidation: the BGP session stays down"),
	WARNS(direct, "prefixes_state: Configured", "prefixes_state: ValidationNeeded",
	      "circuit 'hq1': microsoft peering: its prefixes are ValidationNeeded: the BGP session stays down"),

	/* connections and Global Reach */
	WRONG(direct, "bandwidth_gbps: 1\n", "bandwidth_gbps: 1\n    connections: [{name: c}, {name: c}]\n",
	      "circuit 'lab': connection 'c' is there twice"),
	WRONG(direct, "prefixes: [10.20.0.0/16]", "prefixes: [192.168.0.0/16]",
	      "circuit 'hq1': 192.168.0.0/16 of connection 'vnet1' overlaps 192.168.15.16/30 of its private peering"),
	WARNS(direct, "bandwidth_gbps: 1\n",
	      "bandwidth_gbps: 1\n    connections: [{name: a}, {name: b}, {name: c}, {name: d}, {name: e}, {name: f}, {name: g}, {name: h}, {name: i}, {name: j}, {name: k}]\n",
	      "circuit 'lab': has 11 connections; a Standard circuit of this size has at most 10"),
	LEGAL(direct, "bandwidth_gbps: 1\n", "bandwidth_gbps: 1\n    global_reach: [{name: g, ipv4: 172.18.0.0/29, ipv6: 'fd01::/125'}]\n"),
	WRONG(direct, "bandwidth_gbps: 1\n", "bandwidth_gbps: 1\n    global_reach: [{name: g, ipv4: 172.18.0.0/30}]\n",
	      "circuit 'lab': Global Reach connection 'g': 172.18.0.0/30 must be a /29 of IPv4"),
	WRONG(direct, "bandwidth_gbps: 1\n", "bandwidth_gbps: 1\n    global_reach: [{name: g, ipv6: 'fd01::/126'}]\n",
	      "circuit 'lab': Global Reach connection 'g': fd01::/126 must be a /125 of IPv6"),
	WRONG(direct, "bandwidth_gbps: 1\n", "bandwidth_gbps: 1\n    global_reach: [{name: g}, {name: g}]\n",
	      "circuit 'lab': Global Reach connection 'g' is there twice"),
	WRONG(direct, "bandwidth_gbps: 1\n", "bandwidth_gbps: 1\n    tier: Local\n    global_reach: [{name: g}]\n",
	      "circuit 'lab': has Global Reach, but tier Local has none"),
	WRONG(direct, "  - name: far\n", "  - name: far\n    global_reach: [{name: g}]\n",
	      "circuit 'far': has Global Reach, but no private peering"),
	WRONG(direct, "  - name: far\n", "  - name: far\n    connections: [{name: g}]\n",
	      "circuit 'far': has connections, but no private peering"),

	/* networks */
	WRONG(direct, "192.168.15.16/30", "192.168.15.16/29",
	      "circuit 'hq1': private peering: 192.168.15.16/29 must be a /30: it has our address and Microsoft's"),
	WRONG(direct, "'fd00::/126'", "'fd00::/127'",
	      "circuit 'hq1': private peering: fd00::/127 must be a /126: it has our address and Microsoft's"),
	WRONG(direct, "192.168.15.16/30", "192.168.15.17/30",
	      "networks of a peering: primary: 192.168.15.17/30 is no network: it is an address in 192.168.15.16/30"),
	LEGAL(direct, "{primary: 192.168.15.16/30, secondary: 192.168.15.20/30}", "{split: 192.168.15.16/29}"),
	WRONG(direct, "split: 172.16.0.0/29", "split: 172.16.0.0/28",
	      "circuit 'lab': private peering: 172.16.0.0/28 must be a /29: its halves are for primary and secondary"),
	LEGAL(direct, "{primary: 'fd00::/126', secondary: 'fd00::4/126'}", "{split: 'fd00::/125'}"),
	WRONG(direct, "{primary: 'fd00::/126', secondary: 'fd00::4/126'}", "{split: 'fd00::/124'}",
	      "circuit 'hq1': private peering: fd00::/124 must be a /125: its halves are for primary and secondary"),
	WRONG(direct, "secondary: 192.168.15.20/30", "secondary: 192.168.15.16/30",
	      "circuit 'hq1': private peering: 192.168.15.16/30 of secondary overlaps 192.168.15.16/30 of primary"),
	WRONG(direct, ", secondary: 192.168.15.20/30", "",
	      "circuit 'hq1': private peering: both links take a network: primary and secondary, or split"),
	WRONG(direct, "{split: 172.16.0.0/29}", "{split: 172.16.0.0/29, primary: 172.17.0.0/30}",
	      "circuit 'lab': private peering: either primary and secondary are said or split, which has both"),
	WRONG(direct, "{split: 172.16.0.0/29}", "{split: 'fd00::/125'}",
	      "circuit 'lab': private peering: fd00::/125 is no network of IPv4"),
	WRONG(direct, "split: 8.8.8.0/29", "split: 192.168.1.0/29",
	      "circuit 'hq1': microsoft peering: 192.168.1.0/29 is private (RFC 1918); networks of a Microsoft peering are public and registered"),
	LEGAL(direct, "split: 172.16.0.0/29", "split: 8.8.4.0/29"),
	LEGAL(direct, "split: 172.16.0.0/29", "split: 192.168.15.16/29"),
	WRONG(direct, "split: 172.16.0.0/29}", "split: 192.168.15.16/29}\n      vrf: red",
	      "circuit 'lab': private peering: 192.168.15.16/30 overlaps 192.168.15.16/30 of the private peering of circuit 'hq1'"),
	WRONG(direct, "type: private\n      ctag: 100\n      peer_asn: 65011\n      ipv4: {split: 172.16.0.0/29}",
	      "type: microsoft\n      ctag: 100\n      vrf: blue\n      peer_asn: 65011\n      ipv4: {split: 8.8.8.0/29}",
	      "circuit 'lab': microsoft peering: 8.8.8.0/30 overlaps 8.8.8.0/30 of the microsoft peering of circuit 'hq1'"),
	WARNS(direct, "      ipv4: {split: 172.16.0.0/29}\n", "",
	      "circuit 'lab': private peering: has neither ipv4 nor ipv6, so no addresses"),
	LEGAL(direct, "ctag: 101\n", "ctag: 101\n      mtu: 1400\n"),
	WRONG(direct, "ctag: 101\n", "ctag: 101\n      mtu: 1600\n",
	      "circuit 'hq1': microsoft peering: MTU 1600 is more than the 1500 of pair 'ams'"),
	WRONG(direct, "vrf: red", "mtu: 1279",
	      "circuit 'hq1': private peering: MTU 1279: IPv6 takes at least 1280 (RFC 8200)"),

	/* ASNs */
	LEGAL(direct, "peer_asn: 65010", "peer_asn: 65514"),
	WRONG(direct, "peer_asn: 65010", "peer_asn: 65515",
	      "circuit 'hq1': private peering: ASN 65515: 65515 to 65520 are reserved by Azure"),
	WRONG(direct, "peer_asn: 65010", "peer_asn: 65520",
	      "circuit 'hq1': private peering: ASN 65520: 65515 to 65520 are reserved by Azure"),
	LEGAL(direct, "peer_asn: 65010", "peer_asn: 65521"),
	WRONG(direct, "peer_asn: 65010", "peer_asn: 12076",
	      "circuit 'hq1': private peering: ASN 12076 is Microsoft's own; peer_asn is ours"),
	WRONG(direct, "peer_asn: 65010", "peer_asn: 23456",
	      "circuit 'hq1': private peering: ASN 23456 is reserved (RFC 6793)"),
	WRONG(direct, "peer_asn: 65010", "peer_asn: 4294967295",
	      "circuit 'hq1': private peering: ASN 4294967295 is reserved (RFC 7300)"),
	LEGAL(direct, "peer_asn: 65010", "peer_asn: 4200000000"),
	WRONG(direct, "peer_asn: 65010", "peer_asn: 4294967296",
	      "peering: peer_asn: 4294967296 must be 1 to 4294967295"),
	WRONG(direct, "peer_asn: 3320", "peer_asn: 64500",
	      "circuit 'hq1': microsoft peering: ASN 64500: 64496 to 64511 are for documentation and refused by Microsoft"),
	LEGAL(direct, "peer_asn: 65010", "peer_asn: 64500"),
	WARNS(direct, "peer_asn: 3320", "peer_asn: 64512",
	      "circuit 'hq1': microsoft peering: ASN 64512 is private: Microsoft validates the prefixes by hand and strips it from AS paths, so it cannot be prepended"),
	WARNS(direct, "      peer_asn: 65011\n", "",
	      "circuit 'lab': private peering: without peer_asn there is no BGP session"),
	WARNS(direct, "peer_asn: 65011", "peer_asn: 65011\n      azure_asn: 12077",
	      "circuit 'lab': private peering: Microsoft's ASN is 12076 on every peering, not 12077"),
	LEGAL(direct, "registry: RIPENCC", "registry: RIPENCC\n      customer_asn: 2147483647"),
	WRONG(direct, "registry: RIPENCC", "registry: RIPENCC\n      customer_asn: 2147483648",
	      "circuit 'hq1': microsoft peering: customer_asn 2147483648: Azure keeps no more than 2147483647"),
	WRONG(direct, "registry: RIPENCC", "registry: RIPENCC\n      customer_asn: 64512",
	      "circuit 'hq1': microsoft peering: customer_asn 64512 is private; prefixes are registered to a public one"),

	/* MD5 keys */
	LEGAL(direct, "md5_key: abcDEF123", "md5_key: a234567890123456789012345"),
	WRONG(direct, "md5_key: abcDEF123", "md5_key: a2345678901234567890123456",
	      "circuit 'hq1': private peering: its md5_key has 26 characters; Azure takes 1 to 25"),
	WRONG(direct, "md5_key: abcDEF123", "md5_key: abc-DEF",
	      "circuit 'hq1': private peering: its md5_key has characters other than letters and digits, which Azure refuses"),
	WRONG(direct, "md5_key: abcDEF123", "md5_key: ''",
	      "peering: md5_key: is empty"),

	/* prefixes */
	WRONG(direct, "advertise: [9.9.9.0/24]", "advertise: [0.0.0.0/0]",
	      "circuit 'hq1': microsoft peering: advertises a default route, 0.0.0.0/0, which Microsoft refuses"),
	WRONG(direct, "advertise: [9.9.9.0/24]", "advertise: ['::/0']",
	      "circuit 'hq1': microsoft peering: advertises a default route, ::/0, which Microsoft refuses"),
	LEGAL(direct, "advertise: [10.1.0.0/16]", "advertise: [0.0.0.0/0]"),
	WRONG(direct, "advertise: [9.9.9.0/24]", "advertise: [10.0.0.0/24]",
	      "circuit 'hq1': microsoft peering: advertises 10.0.0.0/24, which is private (RFC 1918); a Microsoft peering takes public prefixes only"),
	LEGAL(direct, "advertise: [9.9.9.0/24]", "advertise: [9.9.9.9/32, '2600::/48']"),
	WRONG(direct, "advertise: [9.9.9.0/24]", "advertise: [9.9.9.0/24, 9.9.9.0/24]",
	      "circuit 'hq1': microsoft peering: advertises 9.9.9.0/24 twice"),
	WARNS(direct, "      advertise: [9.9.9.0/24]\n", "",
	      "circuit 'hq1': microsoft peering: advertises nothing: Microsoft has no way back to us"),

	/* what is Microsoft peering's */
	LEGAL(direct, "registry: RIPENCC", "registry: ripencc"),
	WARNS(direct, "registry: RIPENCC", "registry: JPNIC",
	      "peering: registry: 'JPNIC' is not known; it is kept"),
	WRONG(direct, "vrf: red", "registry: ARIN",
	      "circuit 'hq1': private peering: registry is of a Microsoft peering"),
	WRONG(direct, "vrf: red", "route_filter: rf",
	      "circuit 'hq1': private peering: route_filter is of a Microsoft peering"),
	WRONG(direct, "vrf: red", "customer_asn: 3320",
	      "circuit 'hq1': private peering: customer_asn is of a Microsoft peering"),
	WARNS(direct, "      route_filter: rf\n", "",
	      "circuit 'hq1': microsoft peering: without a route_filter Microsoft advertises nothing"),

	/* timers */
	LEGAL(direct, "vrf: red", "keepalive_s: 3\n      hold_s: 10"),
	WRONG(direct, "vrf: red", "keepalive_s: 2\n      hold_s: 10",
	      "circuit 'hq1': private peering: keepalive_s 2: Microsoft takes 3 and more"),
	WRONG(direct, "vrf: red", "keepalive_s: 3\n      hold_s: 9",
	      "circuit 'hq1': private peering: hold_s 9: Microsoft takes 10 and more"),
	WRONG(direct, "vrf: red", "keepalive_s: 60\n      hold_s: 90",
	      "circuit 'hq1': private peering: hold_s 90 is less than three times keepalive_s 60 (RFC 4271)"),
	WRONG(direct, "    device: eth2\n",
	      "    device: eth2\n  - {name: ams-3, role: secondary, device: eth9}\n",
	      "pair 'ams': has 3 ports; a pair has two"),

	/* what routing takes */
	WRONG(direct, "  table: 1001\n", "  table: 1001\n  router_id: 1.2.3\n",
	      "router_id '1.2.3' is not like an address of IPv4"),
	WRONG(direct, "- name: red\n", "- name: default\n",
	      "VRF 'default': FRR means something else by that"),
	WRONG(direct, "vrf: red", "azure_asn: 65010",
	      "circuit 'hq1': private peering: ASN 65010 is azure_asn too; peer_asn is ours"),
	WRONG(direct, "vrf: red", "accept: [10.2.0.0/16, 10.2.0.0/16]",
	      "circuit 'hq1': private peering: accepts 10.2.0.0/16 twice"),
	WRONG(direct, "advertise: [10.1.0.0/16]",
	      "advertise: [10.1.0.0/16, 10.2.0.0/16]\n      advertise_limit: 1",
	      "circuit 'hq1': private peering: advertises 2 prefixes of IPv4; advertise_limit is 1"),

	LEGAL(direct, "vrf: red", "bfd_interval_ms: 750"),
	WRONG(direct, "vrf: red", "bfd_interval_ms: 299",
	      "circuit 'hq1': private peering: bfd_interval_ms 299: Microsoft's is 300, which can be lengthened and not shortened"),
};

static char *replaced(const struct row *row)
{
	const char *at = strstr(row->file, row->text);
	char *text;

	if (!at)
		fail_msg("'%s' is not in the file", row->text);
	if (asprintf(&text, "%.*s%s%s", (int)(at - row->file), row->file,
		     row->instead, at + strlen(row->text)) < 0)
		abort();
	return text;
}

static void check(const char *text, struct findings *findings)
{
	struct desired desired;

	findings_begin(findings);
	desired_parse(&desired, text, strlen(text), findings);
	if (!findings->errors)
		desired_check(&desired, findings);
	desired_free(&desired);
}

static bool is_said(const struct findings *findings, const struct row *row)
{
	const struct finding *finding;

	desired_each(finding, &findings->list)
		if (finding->warning == row->warning &&
		    !strncmp(finding->text, row->said, strlen(row->said)))
			return true;
	return false;
}

static void say(const struct findings *findings)
{
	const struct finding *finding;

	desired_each(finding, &findings->list)
		print_message("# %u: %s%s\n", finding->line,
			      finding->warning ? "warning: " : "",
			      finding->text);
}

static void test_row(const struct row *row)
{
	char *text = replaced(row);
	struct findings findings;
	bool good;

	check(text, &findings);
	if (!row->said)
		good = !findings.list.n;
	else
		good = is_said(&findings, row) &&
		       !findings.errors == row->warning;
	if (!good) {
		say(&findings);
		fail_msg("'%s' instead of '%s': expected %s%s", row->instead,
			 row->text, row->warning ? "warning: " : "",
			 row->said ? row->said : "nothing");
	}
	findings_free(&findings);
	free(text);
}

static void rules(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test_row(&rows[i]);
}

/* --- limits that take many ---------------------------------------------- */

/* A file whose private or Microsoft peering advertises @n prefixes. */
static char *advertising(const char *instead_of, size_t n, bool v6)
{
	const char *at = strstr(direct, instead_of);
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	fprintf(out, "%.*sadvertise: [", (int)(at - direct), direct);
	for (i = 0; i < n; i++) {
		if (v6)
			fprintf(out, "%s'2600:%zx::/48'", i ? ", " : "", i);
		else
			fprintf(out, "%s9.%zu.%zu.0/24", i ? ", " : "",
				i / 256, i % 256);
	}
	fprintf(out, "]%s", at + strlen(instead_of));
	fclose(out);
	return text;
}

static void limit(const char *instead_of, size_t n, bool v6, const char *said)
{
	const struct row row = { .said = said };
	struct findings findings;
	char *text;

	text = advertising(instead_of, n, v6);
	check(text, &findings);
	assert_int_equal(findings.errors, 0);
	findings_free(&findings);
	free(text);
	text = advertising(instead_of, n + 1, v6);
	check(text, &findings);
	if (!is_said(&findings, &row)) {
		say(&findings);
		fail_msg("expected %s", said);
	}
	findings_free(&findings);
	free(text);
}

static void limits(void **state)
{
	(void)state;
	limit("advertise: [9.9.9.0/24]", 200, false,
	      "circuit 'hq1': microsoft peering: advertises 201 prefixes of IPv4; at more than 200 Microsoft ends the session");
	limit("advertise: [9.9.9.0/24]", 200, true,
	      "circuit 'hq1': microsoft peering: advertises 201 prefixes of IPv6; at more than 200 Microsoft ends the session");
	limit("advertise: [10.1.0.0/16]", 10000, false,
	      "circuit 'hq1': private peering: advertises 10001 prefixes of IPv4; at more than 10000 Microsoft ends the session");
	limit("advertise: [10.1.0.0/16]", 100, true,
	      "circuit 'hq1': private peering: advertises 101 prefixes of IPv6; at more than 100 Microsoft ends the session");
	/* lab has no tier, and is held to be Standard */
	limit("ipv4: {split: 172.16.0.0/29}", 4000, false,
	      "circuit 'lab': private peering: advertises 4001 prefixes of IPv4; at more than 4000 Microsoft ends the session");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

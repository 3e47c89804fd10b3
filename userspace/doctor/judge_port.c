// SPDX-License-Identifier: LGPL-2.1-or-later
/* Devices, and what has been turned off. */
#include "judge.h"

#include <stdio.h>

static bool judge_missing(struct judge *judge, const struct facts_port *port)
{
	struct doctor_finding *f;

	if (!port->device) {
		f = found(judge, DOCTOR_DEVICE_MISSING, SEVERITY_BROKEN, port,
			  NULL, 0, "the network device of the port is not here");
		if (port->elsewhere[0]) {
			evidence(f, "%s is in the network namespace '%s'",
				 port->ifname, port->elsewhere);
			next_step(f, "ip -n %s link set %s netns 1; then erdctl apply",
				  port->elsewhere, port->ifname);
		} else {
			evidence(f, "there is no device %s", port->ifname);
			next_step(f, "ip link and dmesg say what became of it: renamed, moved to a namespace, or its driver gave up");
		}
		return true;
	}
	if (!port->bound) {
		f = found(judge, DOCTOR_PORT_MISSING, SEVERITY_BROKEN, port,
			  NULL, 0, "the file has this port, the kernel does not");
		evidence(f, "device %s is there and is no port of erd",
			 port->ifname);
		next_step(f, "erdctl diff shows what is missing; erdctl apply makes it");
		return true;
	}
	return false;
}

bool judge_port(struct judge *judge, const struct facts_port *port)
{
	struct doctor_finding *f;

	if (judge_missing(judge, port))
		return true;
	if (port->erd.admin_state != ERD_ADMIN_STATE_ENABLED) {
		f = found(judge, DOCTOR_PORT_DISABLED, SEVERITY_BROKEN, port,
			  NULL, 0, "the port is disabled on our side: its laser is off");
		next_step(f, "erdctl port enable %s", port->name);
		return true;
	}
	if (!port->up) {
		f = found(judge, DOCTOR_DEVICE_DOWN, SEVERITY_BROKEN, port, NULL,
			  0, "the port is enabled but its device is down");
		evidence(f, "%s is not up", port->ifname);
		next_step(f, "something took it down behind erd's back: ip link set %s up",
			  port->ifname);
		return true;
	}
	return false;
}

/* A sub-interface that is somewhere else, though it is used here. */
static bool judge_namespace(struct judge *judge, const struct facts_path *path)
{
	char what[DOCTOR_PLACE_SIZE + 16];
	struct doctor_finding *f;

	if (path->subif.netnsid < 0)
		return false;
	if (!path->wanted_peering && !path->family[0].session &&
	    !path->family[1].session) {
		snprintf(what, sizeof(what), "addresses to BFD of %s",
			 path->subif.ifname);
		unchecked(judge, what, "it is in another network namespace");
		return true;
	}
	f = found(judge, DOCTOR_DEVICE_MISSING, SEVERITY_BROKEN, NULL, path, 0,
		  "the sub-interface is in another network namespace than its BGP session");
	evidence(f, "%s is in namespace %d", path->subif.ifname,
		 path->subif.netnsid);
	next_step(f, "ip netns list-id names it; move it back with ip -n NAME link set %s netns 1",
		  path->subif.ifname);
	return true;
}

bool judge_port_path(struct judge *judge, const struct facts_path *path)
{
	struct doctor_finding *f;
	char what[DOCTOR_PLACE_SIZE + 16];

	if (!path->there) {
		snprintf(what, sizeof(what), "%s/%s on %s", path->circuit,
			 erd_peering_name(path->peering), path->port->name);
		unchecked(judge, what, "it has no sub-interface; see drift");
		return true;
	}
	if (!path->circuit_enabled) {
		f = found(judge, DOCTOR_CIRCUIT_DISABLED, SEVERITY_BROKEN, NULL,
			  path, 0, "circuit '%s' is disabled on our side",
			  path->circuit);
		next_step(f, "erdctl circuit enable %s", path->circuit);
		return true;
	}
	if (path->subif.admin_state != ERD_ADMIN_STATE_ENABLED) {
		f = found(judge, DOCTOR_PEERING_DISABLED, SEVERITY_BROKEN, NULL,
			  path, 0,
			  "the %s peering of circuit '%s' is disabled on our side",
			  erd_peering_name(path->peering), path->circuit);
		next_step(f, "erdctl peering enable %s %s", path->circuit,
			  erd_peering_name(path->peering));
		return true;
	}
	if (judge_namespace(judge, path))
		return true;
	if (!path->subif.up) {
		f = found(judge, DOCTOR_DEVICE_DOWN, SEVERITY_BROKEN, NULL, path,
			  0, "the sub-interface is down");
		evidence(f, "%s is not up", path->subif.ifname);
		next_step(f, "ip link set %s up", path->subif.ifname);
		return true;
	}
	return false;
}

# SPDX-License-Identifier: GPL-2.0-only
"""ynl.py KERNEL-SOURCE SPEC: drives erd by its specification alone."""
import os
import sys

source, spec = sys.argv[1:3]
sys.path.insert(0, os.path.join(source, "tools/net/ynl"))
from lib import YnlFamily, NlError  # noqa: E402

schema = os.path.join(source, "Documentation/netlink/genetlink.yaml")
count = 0
failed = 0


def check(name, seen, expected):
    global count, failed
    count += 1
    if seen == expected:
        print(f"ok {count} - ynl: {name}")
    else:
        failed += 1
        print(f"not ok {count} - ynl: {name}")
        print(f"# expected: {expected}\n# seen:     {seen}")


def refusal(client, op, attrs):
    """The errno and text with which the kernel refuses, or None."""
    try:
        client.do(op, attrs)
    except NlError as err:
        extack = err.nl_msg.extack or {}
        return (-err.nl_msg.error if err.nl_msg.error < 0 else err.error,
                extack.get("msg"))
    return None


def ifindex(name):
    with open(f"/sys/class/net/{name}/ifindex", encoding="ascii") as file:
        return int(file.read())


y = YnlFamily(spec, schema)
events = YnlFamily(spec, schema)
events.ntf_subscribe("events")

port = {"name": "ams-1", "ifindex": ifindex("y0"), "pair": "ams",
        "role": "primary"}
check("an incomplete port is refused",
      refusal(y, "port-new", {"name": "ams-1"})[0], 22)
check("a wrong outer TPID is refused",
      refusal(y, "port-new", port | {"outer-tpid": 0x9100}),
      (22, "erd: the outer TPID is 0x8100 or 0x88a8"))
check("a port is made", y.do("port-new", port), None)
check("a device is one port only",
      refusal(y, "port-new", port | {"name": "x", "role": "secondary"}),
      (16, "erd: the device is a port already"))
check("a name is one port's only",
      refusal(y, "port-new", port | {"ifindex": ifindex("y1")}),
      (17, "erd: there is a port of this name"))

seen = y.do("port-get", {"name": "ams-1"})
stats = seen.pop("stats")
check("it reads back", seen,
      port | {"ifname": "y0", "encap": "qinq", "outer-tpid": 0x8100,
              "admin-state": "disabled", "carrier": 0, "subifs": 0,
              "subif-mtu": 1500})
check("its counters are zero",
      [stats["rx-frames"], stats["tx-bytes"], set(stats["rx-drops"].values())],
      [0, 0, {0}])
check("it is in the dump", [p["name"] for p in y.dump("port-get", {})],
      ["ams-1"])

check("a circuit is made",
      y.do("circuit-new", {"pair": "ams", "name": "hq1", "stag": 100}), None)
check("an S-tag is one circuit's only",
      refusal(y, "circuit-new", {"pair": "ams", "name": "x", "stag": 100}),
      (17, "erd: another circuit of the pair has this S-tag"))
for stag in (0, 4095, 65535):
    check(f"S-tag {stag} is out of range",
          refusal(y, "circuit-new",
                  {"pair": "ams", "name": "x", "stag": stag})[0], 34)
check("a pair must be there",
      refusal(y, "circuit-new", {"pair": "lon", "name": "x", "stag": 1})[0],
      2)
circuit = {"pair": "ams", "name": "hq1", "stag": 100, "subifs": 0}
check("the circuit reads back",
      y.do("circuit-get", {"pair": "ams", "name": "hq1"}),
      circuit | {"admin-state": "enabled"})
check("it is disabled",
      y.do("circuit-set", {"pair": "ams", "name": "hq1",
                           "admin-state": "disabled"}), None)
check("and says so", y.do("circuit-get", {"pair": "ams", "name": "hq1"}),
      circuit | {"admin-state": "disabled"})
check("an admin state is one that there is",
      refusal(y, "circuit-set", {"pair": "ams", "name": "hq1",
                                 "admin-state": 2})[0], 34)
check("a peering must be there",
      refusal(y, "peering-set", {"pair": "ams", "circuit": "hq1", "ctag": 7,
                                 "admin-state": "disabled"})[0], 2)
check("nothing else was made",
      [c["name"] for c in y.dump("circuit-get", {})], ["hq1"])
check("there are no sub-interfaces", y.dump("subif-get", {}), [])

check("the port is enabled",
      y.do("port-set", {"name": "ams-1", "admin-state": "enabled"}), None)
check("and says so", y.do("port-get", {"name": "ams-1"})["admin-state"],
      "enabled")
check("the circuit is deleted",
      y.do("circuit-del", {"pair": "ams", "name": "hq1"}), None)
check("the port is deleted", y.do("port-del", {"name": "ams-1"}), None)
check("it is gone", refusal(y, "port-get", {"name": "ams-1"}),
      (2, "erd: no such port"))

events.check_ntf()
told = [e["msg"] for e in events.async_msg_queue]
check("everything was announced, in its order", [e["type"] for e in told],
      ["port-added", "circuit-added", "circuit-admin", "port-admin",
       "circuit-deleted", "port-deleted"])
numbers = [e["seq"] for e in told]
check("without a gap", numbers,
      list(range(numbers[0], numbers[0] + len(told))))
check("with the old state and the new",
      [(e["old"], e["new"]) for e in told if "admin" in e["type"]],
      [(1, 0), (0, 1)])
check("with its cause", {e["cause"] for e in told}, {"request"})
check("and the object", told[1]["circuit"],
      circuit | {"admin-state": "enabled"})

print(f"1..{count}")
sys.exit(failed > 0)

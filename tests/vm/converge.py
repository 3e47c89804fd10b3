#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Random files on the real kernel: TAP of whether applying them converges.

converge.py ROUNDS [SEED]: in each round a random file is applied on what the
round before left, then once more, then on an empty machine; and a file with one
key changed after it. The judges are ip(8), what erdctl lists, and what FRR shows
of its configuration, in the folder of FRR_RUN.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile

DEVICES = ["v1", "v2", "v3", "v4"]
PAIRS = ["ams", "fra"]
PORTS = ["p1", "p2", "p3", "p4"]
CIRCUITS = ["c1", "c2", "c3"]
VRFS = ["red", "blue"]
NOTHING = {"schema": "erd/1"}


# --- files --------------------------------------------------------------------

class Networks:
    """Networks that nobody else has."""

    def __init__(self):
        self.n = 0

    def next(self):
        self.n += 1
        if random.random() < 0.5:
            return {"split": f"10.9.{self.n}.0/29"}
        return {"primary": f"10.9.{self.n}.0/30", "secondary": f"10.9.{self.n}.64/30"}

    def next6(self):
        self.n += 1
        return {"split": f"fd00:9:{self.n:x}::/125"}


def maybe(probability):
    return random.random() < probability


def admin(probability=0.7):
    return "enabled" if maybe(probability) else "disabled"


def peering(kind, ctag, networks, vrfs):
    one = {"type": kind, "ctag": ctag, "admin_state": admin()}
    if kind == "private" and maybe(0.7):
        one["ipv4"] = networks.next()
    if kind == "private" and maybe(0.5):
        one["ipv6"] = networks.next6()
    if kind == "private" and maybe(0.7):
        one["peer_asn"] = random.choice([65010, 65020])
        if maybe(0.5):
            one["md5_key"] = random.choice(["s3cret", "0ther"])
        if maybe(0.3):
            one["bfd"] = False
        if maybe(0.5):
            one["advertise"] = random.sample(
                ["10.1.0.0/16", "10.2.0.0/16", "fd01::/48"], random.choice([1, 2]))
    if maybe(0.3):
        one["mtu"] = random.choice([1280, 1400, 1450])
    if maybe(0.3):
        one["egress_pcp"] = random.choice(["6:5,7:7", "6:4"])
    if vrfs and maybe(0.4):
        one["vrf"] = random.choice(vrfs)
    return one


def circuit(name, stag, ctags, networks, vrfs):
    one = {"name": name, "admin_state": admin()}
    if stag:
        one["stag"] = stag
        if maybe(0.4):
            one["rate_in"] = random.choice(["50mbit", "1gbit"])
        if maybe(0.3):
            one["rate_out"] = "1500kbit"
            one["burst_out"] = random.choice([65536, 131072])
        if maybe(0.2):
            one["sample"] = random.choice([1, 100])
    peerings = [peering(kind, ctags.pop(), networks, vrfs)
                for kind in ("private", "microsoft") if maybe(0.6)]
    if peerings:
        one["peerings"] = peerings
    return one


def pair(name, devices, ports, networks, vrfs):
    encap = "dot1q" if maybe(0.2) else "qinq"
    one = {"name": name, "encap": encap, "ports": []}
    if maybe(0.2):
        one["outer_tpid"] = "0x88a8"
    roles = random.sample(["primary", "secondary"], random.choice([1, 2, 2]))
    for role in roles:
        if devices and ports:
            one["ports"].append({"name": ports.pop(), "role": role, "device": devices.pop(),
                                 "admin_state": admin(),
                                 "histogram": maybe(0.3),
                                 "xdp": "generic" if maybe(0.15) else "off"})
    stags = random.sample(range(1, 6), 5)
    ctags = random.sample(range(100, 110), 10)
    names = [c for c in CIRCUITS if maybe(0.7)]
    circuits = [circuit(f"{name[0]}{c}", 0 if encap == "dot1q" else stags.pop(),
                        ctags if encap == "dot1q" else random.sample(range(100, 104), 4),
                        networks, vrfs) for c in names]
    if circuits:
        one["circuits"] = circuits
    return one


def random_file():
    networks = Networks()
    devices = random.sample(DEVICES, len(DEVICES))
    ports = random.sample(PORTS, len(PORTS))
    vrfs = [v for v in VRFS if maybe(0.6)]
    tables = random.sample([1001, 1002, 1003], 3)
    # Said, or BGP would keep what it had.
    file = {"schema": "erd/1", "asn": 65010, "router_id": "10.0.0.1"}
    if vrfs:
        file["vrfs"] = [{"name": v, "table": tables.pop(), "asn": 65010,
                         "router_id": f"10.0.0.{n + 2}"} for n, v in enumerate(vrfs)]
    pairs = [pair(p, devices, ports, networks, vrfs) for p in PAIRS if maybe(0.8)]
    pairs = [p for p in pairs if p["ports"]]
    if pairs:
        file["pairs"] = pairs
    return file


# --- one key ------------------------------------------------------------------

def places(file):
    """Keys that may be changed alone: what is changed, and whose it is."""
    for p in file.get("pairs", []):
        for port in p["ports"]:
            yield "port admin", port, p, None, None
        for c in p.get("circuits", []):
            yield "circuit admin", c, p, c, None
            for q in c.get("peerings", []):
                yield "peering admin", q, p, c, q
                yield "mtu", q, p, c, q
                yield "map", q, p, c, q
                yield "ctag", q, p, c, q
                if q["type"] == "private":
                    yield "network", q, p, c, q
                if file.get("vrfs"):
                    yield "vrf", q, p, c, q


def flip(state):
    return "disabled" if state == "enabled" else "enabled"


def edit(file):
    """Changes one key. Returns what it was and its sub-interfaces' names."""
    chosen = list(places(file))
    if not chosen:
        return None, set()
    what, thing, _, c, q = random.choice(chosen)
    if what.endswith("admin"):
        thing["admin_state"] = flip(thing["admin_state"])
    elif what == "mtu":
        thing["mtu"] = 1350
    elif what == "map":
        thing["ingress_prio"] = "5:6"
    elif what == "ctag":
        thing["ctag"] = 4000
    elif what == "network":
        thing["ipv4"] = {"split": "10.8.0.0/29"}
    else:
        other = [v["name"] for v in file["vrfs"] if v["name"] != thing.get("vrf")]
        if other:
            thing["vrf"] = other[0]
        else:
            del thing["vrf"]
    return what, ({f"{c['name']}.{q['type'][0]}{n}" for n in (1, 2)} if q else set())


# --- the machine --------------------------------------------------------------

def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stdout, done.stderr


def apply(file):
    """Applies it. Returns how many changes that took, or why it failed."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as out:
        json.dump(file, out)
        out.flush()
        status, text, error = run("erdctl", "-j", "apply", out.name, "--force")
    return len(json.loads(text)["changes"]) if status == 0 else f"{status}: {error.strip()}"


def links():
    """By name: what ip says of our links, but for what time and chance give."""
    found = {}
    for link in json.loads(run("ip", "-d", "-j", "address", "show")[1]):
        kind = link.get("linkinfo", {}).get("info_kind")
        if kind not in ("erd", "vrf"):
            continue
        found[link["ifname"]] = {
            "ifindex": link["ifindex"],
            "up": "UP" in link["flags"],
            "mtu": link["mtu"],
            "master": link.get("master"),
            "data": link["linkinfo"].get("info_data"),
            "addresses": sorted(f"{a['local']}/{a['prefixlen']}" for a in link["addr_info"]
                                if a["scope"] == "global"),
        }
    return found


def without(value, keys):
    if isinstance(value, dict):
        return {k: without(v, keys) for k, v in value.items() if k not in keys}
    if isinstance(value, list):
        return sorted((without(v, keys) for v in value), key=json.dumps)
    return value


def listed():
    """What erdctl lists, but for counts and numbers of devices."""
    return {noun: without(json.loads(run("erdctl", "-j", noun, "list")[1]),
                          {"stats", "ifindex", "attachment", "carrier", "unknown_tags"})
            for noun in ("port", "circuit", "peering")}


def routing():
    """FRR's lines that are ours, each behind those that lead to it."""
    found = []
    for daemon in ("bgpd", "bfdd"):
        block = []
        status, text, error = run("vtysh", "--vty_socket", os.environ["FRR_RUN"],
                                  "-d", daemon, "-c", "show running-config")
        if status:
            sys.exit(f"{daemon} does not answer: {error}")
        for line in text.splitlines():
            depth = len(line) - len(line.lstrip(" "))
            # Entries of a list that changed are numbered otherwise.
            text = re.sub(r" seq \d+", "", line.strip())
            block = block[:depth] + [text]
            if re.search(r"erd[- ]|^router bgp|^ *neighbor|^ *bgp |^ *network", " ".join(block)):
                found.append(" / ".join(block))
    return sorted(line for line in set(found) if not re.search(r"(!|exit\S*)$", line))


def maps():
    """By peering: the maps of 802.1p of its sub-interfaces, which list does not tell."""
    found = {}
    for one in json.loads(run("erdctl", "-j", "peering", "list")[1])["peerings"]:
        shown = json.loads(run("erdctl", "-j", "peering", "show", one["circuit"],
                               one["peering"])[1])["peerings"][0]
        found[f"{one['circuit']}/{one['peering']}"] = [
            [s["egress_pcp"], s["ingress_prio"]] for s in shown["sub_interfaces"]]
    return found


def state():
    return {"links": without(links(), {"ifindex"}), "listed": listed(), "maps": maps(),
            "routing": routing()}


# --- TAP ----------------------------------------------------------------------

class Tap:
    def __init__(self):
        self.n = self.bad = 0

    def check(self, name, good, *why):
        self.n += 1
        print(f"{'ok' if good else 'not ok'} {self.n} - {name}", flush=True)
        if not good:
            self.bad += 1
            for line in why:
                print("#", json.dumps(line, sort_keys=True))


def difference(a, b):
    """The keys below which two trees differ."""
    if isinstance(a, dict) and isinstance(b, dict):
        return {k: difference(a.get(k), b.get(k)) for k in sorted({*a, *b})
                if a.get(k) != b.get(k)}
    return [a, b]


def untouched(was, now, what, mine):
    """What an edit of one key changed of links though it says nothing of them."""
    fields = {"mtu": {"mtu"}, "network": {"addresses"}, "vrf": {"master"}}.get(what, set())
    wrong = {}
    for name in {*was, *now}:
        a, b = was.get(name), now.get(name)
        if name not in mine:
            if a != b:
                wrong[name] = difference(a, b)
            continue
        # Tags are for life, so another is another device.
        if what == "ctag" or not a or not b:
            continue
        changed = {k for k in a if a[k] != b[k]}
        if not changed <= fields:
            wrong[name] = difference(a, b)
    return wrong


def one_round(tap, n):
    file = random_file()
    took = apply(file)
    tap.check(f"round {n}: a random file on what was there", isinstance(took, int), took, file)
    after = state()
    again = apply(file)
    tap.check(f"round {n}: the same again changes nothing", again == 0, again, file)

    before = links()
    what, mine = edit(file)
    if what:
        took = apply(file)
        wrong = untouched(before, links(), what, mine)
        tap.check(f"round {n}: one key, {what}, concerns nothing else",
                  isinstance(took, int) and not wrong, took, wrong, file)
        again = apply(file)
        tap.check(f"round {n}: and again changes nothing", again == 0, again, file)
        after = state()

    took = apply(NOTHING)
    left = links()
    tap.check(f"round {n}: nothing is left of it", isinstance(took, int) and not left, took, left)
    took = apply(file)
    fresh = state()
    tap.check(f"round {n}: on an empty machine it is the same",
              isinstance(took, int) and fresh == after, took, difference(after, fresh), file)
    if maybe(0.5):
        return
    # The next one begins with half of it, or with what somebody did.
    for name in (link for link in links() if "." in link):
        if maybe(0.3):
            run("ip", "link", "set", name, "mtu", "1300")
        if maybe(0.2):
            run("ip", "address", "flush", "dev", name, "scope", "global")


def main():
    rounds = int(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**9)
    print(f"# converge.py {rounds} {seed} does the same again")
    random.seed(seed)
    tap = Tap()
    for n in range(1, rounds + 1):
        one_round(tap, n)
    apply(NOTHING)
    print(f"1..{tap.n}")
    sys.exit(tap.bad != 0)


main()

# SPDX-License-Identifier: GPL-2.0-only
"""optics.py KERNEL-SOURCE SPEC ERD.KO VALIDATE: erdctl beside ethtool -m."""
import json
import math
import os
import re
import signal
import subprocess
import sys
import time

source, spec, module, validate = sys.argv[1:5]
sys.path.insert(0, os.path.join(source, "tools/net/ynl"))
from lib import YnlFamily  # noqa: E402

SPEEDS = {10000: 1, 40000: 4, 100000: 4, 400000: 4}     # lanes of light
MICROSOFT = (-10.0, 0.0)                                # healthy, in dBm
count = failed = 0


def check(name, seen, expected):
    global count, failed
    count += 1
    if seen == expected:
        print(f"ok {count} - {name}", flush=True)
        return
    failed += 1
    print(f"not ok {count} - {name}")
    print(f"# expected: {expected}\n# seen:     {seen}", flush=True)


def run(*command, user=None):
    """Status, output and errors of a command."""
    done = subprocess.run(command, capture_output=True, text=True, user=user,
                          check=False)
    return done.returncode, done.stdout, done.stderr


def wait_for(condition, seconds=30):
    """Waits until it holds; the caller checks what it waited for."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)


# --- the bench ----------------------------------------------------------------

bench = YnlFamily(spec, os.path.join(source,
                                     "Documentation/netlink/genetlink.yaml"))


def port(name):
    return bench.do("port-get", {"name": name})


def device(name):
    return port(name)["ifname"]


def lanes(name):
    """The bench's own account of its lanes, by their index."""
    lane = port(name)["lane"]
    return {each["index"]: each
            for each in (lane if isinstance(lane, list) else [lane])}


# --- two readers of a module --------------------------------------------------

def mine(dev):
    status, out, err = run("erdctl", "--json", "port", "optics", "dev", dev)
    if status:
        raise SystemExit(f"erdctl ends with {status}: {err}")
    return json.loads(out)["optics"][0]["module"]


def number(text):
    return float(text.split()[0])


LANE = {
    "rx": r"(?:Rcvr signal avg optical power|Receiver signal average optical"
          r" power|Receiver signal OMA)",
    "tx": r"(?:Transmit avg optical power|Laser output power)",
    "bias": r"(?:Laser tx bias current|Laser bias current)",
}
LIMIT = {
    "rx_mw": "Laser rx power", "tx_mw": "Laser output power",
    "bias_ma": "Laser bias current", "temperature_c": "Module temperature",
    "voltage_v": "Module voltage",
}


def theirs(dev):
    """What `ethtool -m` says: a dictionary of its lines, and the lanes."""
    status, out, err = run("ethtool", "-m", dev)
    if status:
        raise SystemExit(f"ethtool -m ends with {status}: {err}")
    pairs = [line.split(" : ", 1) for line in out.splitlines() if " : " in line]
    lines = {key.strip(): value.strip() for key, value in pairs}
    read = {"lines": lines, "rx": {}, "tx": {}, "bias": {}}
    for key, value in lines.items():
        for what, pattern in LANE.items():
            at = re.fullmatch(pattern + r"\s*(?:\(Channel (\d+)\))?", key)
            if at and re.match(r"[\d.]+ m[WA]", value):
                read[what][int(at[1] or 1)] = value
    return read


def as_ethtool(light):
    """A level of light, as ethtool writes it."""
    dbm = -math.inf if light["dbm"] is None else light["dbm"]
    return f"{light['mw']:.4f} mW / {dbm:.2f} dBm"


def limits_of(read, what):
    """Its limits, in our order of names."""
    return {f"{end}_{grade}":
            number(read["lines"][f"{LIMIT[what]} {end} {grade} threshold"])
            for grade in ("alarm", "warning") for end in ("high", "low")}


def compare(title, dev, n_lanes):
    """Everything both say, and returns ours."""
    ours, other = mine(dev), theirs(dev)
    lines = other["lines"]
    numbers = range(1, n_lanes + 1)
    check(f"{title}: lanes", [lane["lane"] for lane in ours["lanes"]],
          list(numbers))
    for what in ("rx", "tx"):
        check(f"{title}: {what} power of each lane",
              [as_ethtool(lane[what]) for lane in ours["lanes"]],
              [other[what][n] for n in numbers])
    check(f"{title}: bias of each lane",
          [f"{lane['bias_ma']:.3f} mA" for lane in ours["lanes"]],
          [other["bias"][n] for n in numbers])
    check(f"{title}: vendor, part, serial",
          [ours["vendor"], ours["part_number"], ours["serial"]],
          [lines["Vendor name"], lines["Vendor PN"], lines["Vendor SN"]])
    check(f"{title}: wavelength",
          f"{ours['wavelength_nm']:.2f}",
          f"{float(lines['Laser wavelength'].removesuffix('nm')):.2f}")
    for what in LIMIT:
        check(f"{title}: limits of {what}",
              {name: round(value, 2 if what == "temperature_c" else 4)
               for name, value in ours["limits"][what].items()},
              limits_of(other, what))
    check(f"{title}: checksums are right",
          [each["ok"] for each in ours["checksums"]],
          [True] * len(ours["checksums"]))
    return ours


def says_that_it_measures(dev, standard, bit):
    """Whether a module of SFF-8636 rev. 2.8 says that it has a monitor."""
    if standard != "sff-8636":
        return True
    out = run("ethtool", "-m", dev, "offset", "0xdc", "length", "1", "hex",
              "on")[1]
    return int(out.split()[-1], 16) >> bit & 1 == 1


def compare_module(title, dev, ours):
    lines = theirs(dev)["lines"]
    for what, key, bit, digits in (
            ("temperature_c", "Module temperature", 5, 2),
            ("voltage_v", "Module voltage", 4, 4)):
        there = says_that_it_measures(dev, ours["standard"], bit)
        check(f"{title}: {what}", ours[what] and round(ours[what], digits),
              number(lines[key]) if there else None)


def verdict(dbm, limits):
    """By the limits in dBm, the gravest first."""
    pairs = [(limits["low_alarm"], limits["high_alarm"]),
             (limits["low_warning"], limits["high_warning"]), MICROSOFT]
    if dbm is None:
        return "no_light"
    for low, high in pairs:
        if dbm < low:
            return "low"
        if dbm > high:
            return "high"
    return "ok"


# --- what is seen on the bench ------------------------------------------------

def budget(title, name, ours):
    """Light is what the bench sends and loses, to 0.1 dB."""
    account = lanes(name)
    for lane in ours["lanes"]:
        at = account[lane["lane"] - 1]
        for what in ("rx", "tx"):
            expected = at.get(f"{what}-power")
            seen = lane[what]["dbm"]
            close = (seen is None if expected is None else
                     seen is not None and abs(seen - expected / 100) <= 0.1)
            check(f"{title}: {what} of lane {lane['lane']} is in budget "
                  f"({expected} mBm)", close or seen, True)
            check(f"{title}: {what} of lane {lane['lane']} is judged",
                  lane[what]["verdict"],
                  verdict(seen, ours["limits"][f"{what}_dbm"]))


def kernel_words(said):
    """Why the kernel refused, of what ethtool says of it, without whom of the
    kernel it was."""
    lines = [line.removeprefix("netlink error: ").removeprefix("erdsim: ")
             for line in said.splitlines() if line]
    return lines[0] if lines else ""


def speed(rate, n_lanes):
    name, peer = f"a{rate // 1000}", f"b{rate // 1000}"
    title = f"{rate // 1000}G"
    bench.do("port-new", {"name": name, "speed": rate, "peer": peer})
    dev = device(name)
    for each in (dev, device(peer)):
        run("ip", "link", "set", each, "up")
    wait_for(lambda: port(name)["carrier"])
    ours = compare(title, dev, n_lanes)
    compare_module(title, dev, ours)
    budget(title, name, ours)

    last = n_lanes - 1
    bench.do("strand-set", {"port": name, "socket": "rx", "lane": last,
                            "attenuation": 1500})
    ours = compare(f"{title}, 15 dB less in a lane", dev, n_lanes)
    budget(f"{title}, 15 dB less in a lane", name, ours)
    check(f"{title}, 15 dB less in a lane: it is the one that is low",
          [lane["rx"]["verdict"] for lane in ours["lanes"]].index("low"), last)

    bench.do("strand-set", {"port": name, "socket": "rx", "cut": 1})
    ours = compare(f"{title}, cut", dev, n_lanes)
    for lane in ours["lanes"]:
        check(f"{title}, cut: lane {lane['lane']} has no light, no number",
              (lane["rx"]["mw"], lane["rx"]["dbm"], lane["rx"]["verdict"],
               lane["rx_los"]), (0, None, "no_light", True))

    bench.do("port-set", {"name": name, "lasers": 0})
    ours = compare(f"{title}, dark", dev, n_lanes)
    check(f"{title}, dark: nothing is sent",
          {(lane["tx"]["dbm"], lane["tx"]["verdict"])
           for lane in ours["lanes"]}, {(None, "no_light")})

    out = run("erdctl", "--json", "port", "optics", "dev", dev)[1]
    checked = subprocess.run([validate], input=out, capture_output=True,
                             text=True, check=False)
    check(f"{title}: the schema agrees", checked.stderr, "")
    status, out, _ = run("erdctl", "port", "optics", "dev", dev)
    check(f"{title}: for people", (status, "no light" in out), (0, True))

    bench.do("port-set", {"name": name, "module": 0})
    words = kernel_words(run("ethtool", "-m", dev)[2])
    status, out, err = run("erdctl", "port", "optics", "dev", dev)
    check(f"{title}, unplugged: refused in the kernel's words",
          (status, out, words if words and words.lower() in err.lower()
           else err),
          (1, "", words))
    bench.do("port-set", {"name": name, "module": 1,
                          "lasers": (1 << n_lanes) - 1})
    bench.do("strand-set", {"port": name, "socket": "rx", "cut": 0,
                            "attenuation": 0})


def led():
    name, other = device("a10"), device("a100")
    locate = ["erdctl", "port", "locate", "dev", name, "seconds", "600"]
    with subprocess.Popen(locate, stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: port("a10")["identify"])
        check("locate: the LED blinks", port("a10")["identify"], 1)
        check("locate: and goes on", process.poll(), None)
        check("locate: the kernel lets no second one blink",
              run("erdctl", "port", "locate", "dev", other)[0], 6)
        process.send_signal(signal.SIGINT)
        process.wait()
        check("locate: an interrupt ends it", process.returncode,
              -signal.SIGINT)
    check("locate: the LED is as before",
          (port("a10")["identify"], port("a10")["led"]), (0, 0))
    check("locate: it ends by itself",
          run("erdctl", "port", "locate", "dev", name, "seconds", "1")[0], 0)
    check("locate: the LED is as before then too",
          (port("a10")["identify"], port("a10")["led"]), (0, 0))
    check("locate: a device without LED",
          run("erdctl", "port", "locate", "dev", "lo")[0], 1)


def ports():
    run("insmod", module)
    for name, role in (("a10", "primary"), ("b10", "secondary")):
        status, _, err = run("erdctl", "port", "add", f"p-{name}", "dev",
                             device(name), "pair", "p", "role", role, "xdp",
                             "off")
        check(f"ports: {name} is one", (status, err), (0, ""))
    read = json.loads(run("erdctl", "-j", "port", "optics", "p-a10")[1])
    check("ports: read by its name",
          [(each["port"], each["ifname"]) for each in read["optics"]],
          [("p-a10", device("a10"))])
    bench.do("port-set", {"name": "b10", "module": 0})
    status, out, _ = run("erdctl", "-j", "port", "optics")
    read = json.loads(out)["optics"]
    check("ports: all are read, and which has no module is said",
          (status, [(each["port"], each["module"] is None,
                     each["error"] is None) for each in read]),
          (0, [("p-a10", False, True), ("p-b10", True, False)]))
    status, out, err = run("erdctl", "port", "optics")
    check("ports: for people",
          (status, "p-a10" in out, "p-b10" in out, "warning" in err),
          (0, True, False, True))
    check("ports: located by its name",
          run("erdctl", "port", "locate", "p-a10", "seconds", "1")[0], 0)
    check("ports: an unknown name",
          run("erdctl", "port", "optics", "nix")[0], 3)
    for name in ("a10", "b10"):
        run("erdctl", "port", "delete", f"p-{name}", "--force")


def refusals():
    status, _, err = run("erdctl", "port", "optics", "dev", "lo")
    check("a device without module", (status, "no module" in err), (1, True))
    check("no such device", run("erdctl", "port", "optics", "dev", "nix")[0],
          3)
    for verb in ("optics", "locate"):
        status, _, err = run(os.path.join(os.environ["O"], "erdctl"), "port",
                             verb, "dev", device("a10"), user=65534)
        check(f"{verb}: nobody may", (status, "CAP_NET_ADMIN" in err),
              (5, True))


for rate, n_lanes in SPEEDS.items():
    speed(rate, n_lanes)
led()
ports()
refusals()
for name in [each["name"] for each in bench.dump("port-get", {})]:
    bench.do("port-del", {"name": name})
print(f"1..{count}")
sys.exit(1 if failed else 0)

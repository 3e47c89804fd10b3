#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""report.py RAW PLOT [FILE]: what run.sh has measured, as a table with the
ratios that matter; as a plot (SVG); and, with FILE, as JSON with every figure."""
import json
import os
import statistics
import sys
from xml.sax.saxutils import escape

CIRCUITS = ("1", "64", "4094")
DESIGNS = ("erd", "erd_full", "hash", "xdp_filter")
WAYS = ("drop_only", "erd", "erd_full", "hash", "xdp_filter", "tcx", "nft_map",
        "libpcap")
TITLES = {"erd": "erd", "erd_full": "erd, everything on",
          "hash": "hash on both tags", "xdp_filter": "xdp-filter",
          "drop_only": "drop only", "tcx": "BPF at tcx ingress",
          "nft_map": "nftables map", "libpcap": "libpcap"}


def read(path):
    with open(path, encoding="ascii") as file:
        entries = [json.loads(line) for line in file]
    rounds = {}
    for entry in entries:
        rounds.setdefault(entry["name"], []).extend(entry["rounds"])
    return rounds


def field(path, key):
    with open(path, encoding="utf-8") as file:
        for line in file:
            name, _, value = line.partition(":")
            if name.strip() == key:
                return value.strip()
    return "unknown"


def machine():
    return {"cpu": field("/proc/cpuinfo", "model name"),
            "family": field("/proc/cpuinfo", "cpu family"),
            "model": field("/proc/cpuinfo", "model"),
            "cpus": os.cpu_count(),
            "kernel": os.uname().release,
            "mitigations": {name: mitigation(name) for name in
                            ("spectre_v2", "spec_rstack_overflow",
                             "retbleed")}}


def mitigation(name):
    try:
        with open(f"/sys/devices/system/cpu/vulnerabilities/{name}",
                  encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return "unknown"


def describe(where):
    return (f"{where['cpu']} (family {where['family']}, model "
            f"{where['model']}), {where['cpus']} processors, "
            f"Linux {where['kernel']}")


def net(rounds, design, circuits):
    """Beyond what the empty program takes, of the quietest rounds."""
    return (min(rounds[f"ns/{design}/{circuits}"]) -
            min(rounds[f"ns/floor/{circuits}"]))


def nets(rounds):
    return {design: {c: net(rounds, design, c) for c in CIRCUITS
                     if f"ns/{design}/{c}" in rounds} for design in DESIGNS}


def others(rounds):
    """Frames that are not a QinQ circuit's."""
    floor = min(rounds["ns/floor/1"])
    return {f"{design}/{what}": min(rounds[f"ns/{design}/{what}"]) - floor
            for design in ("erd", "erd_full")
            for what in ("dot1q", "unknown", "untagged")}


def two_cpu_ratio(rounds):
    return max(min(rounds[f"ns/{design}/two"]) / min(rounds[f"ns/{design}/1"])
               for design in ("erd", "erd_full"))


def ratios(net_ns, live, reads):
    found = {}
    for design in ("erd", "erd_full"):
        for c in CIRCUITS:
            found[f"net hash / {design}, {c}"] = (net_ns["hash"][c] /
                                                  net_ns[design][c])
    found["net xdp_filter / erd_full, 1"] = (net_ns["xdp_filter"]["1"] /
                                             net_ns["erd_full"]["1"])
    for design in ("erd", "erd_full"):
        for way in WAYS:
            if way not in ("erd", "erd_full"):
                found[f"live {design} / {way}"] = live[design] / live[way]
    for way in ("lookup_batch", "lookup_elem"):
        found[f"read {way} / liberd"] = reads[way] / reads["liberd"]
    return found


# --- the table ---------------------------------------------------------------

def print_table(where, result):
    print(f"\n{describe(where)}\n")
    for name, value in where["mitigations"].items():
        print(f"{name}: {value}")
    print(f"\n{'net ns a frame, circuits:':32}" +
          "".join(f"{c:>10}" for c in CIRCUITS))
    for design, of in result["net_ns"].items():
        print(f"{TITLES[design]:32}" +
              "".join(f"{of[c]:10.2f}" if c in of else f"{'':10}"
                      for c in CIRCUITS))
    for name, value in result["other_net_ns"].items():
        print(f"{name:32}{value:10.2f}")
    print(f"\n{'live, million frames a second':32}")
    for way, value in result["live_mpps"].items():
        print(f"{TITLES[way]:32}{value:10.2f}")
    print(f"\n{'16,384 counters, microseconds':32}")
    for way, value in result["read_us"].items():
        print(f"{way:32}{value:10.1f}")
    print(f"\n{'ratios':32}")
    for name, value in result["ratios"].items():
        print(f"{name:32}{value:10.2f}")
    print(f"{'two processors / one':32}{result['two_cpu_ratio']:10.2f}")


# --- the plot ----------------------------------------------------------------

BAR, GAP, LEFT, WIDTH = 18, 6, 170, 480
COLOURS = {"erd": "#1b6e5a", "erd_full": "#4fae94"}


def text(x, y, what, extra=""):
    return f'<text x="{x}" y="{y}"{extra}>{escape(what)}</text>'


def bars(top, title, rows, unit):
    """@rows: (label, colour, value)"""
    out = [text(0, top, title, ' font-weight="bold"')]
    most = max(value for _, _, value in rows)
    y = top + GAP
    for label, colour, value in rows:
        wide = max(1, round(value / most * WIDTH, 1))
        out.append(text(LEFT - 6, y + BAR - 5, label,
                        ' text-anchor="end"'))
        out.append(f'<rect x="{LEFT}" y="{y}" width="{wide}" '
                   f'height="{BAR}" fill="{colour}"/>')
        out.append(text(LEFT + wide + 6, y + BAR - 5, f"{value:.2f} {unit}"))
        y += BAR + GAP
    return out, y + 2 * GAP + 12


def plot(where, result):
    rows = [(f"{TITLES[design]}, {c}", COLOURS.get(design, "#9a9a9a"), of[c])
            for c in CIRCUITS for design, of in result["net_ns"].items()
            if c in of]
    first, y = bars(20, "Net of an empty XDP program, by circuits in random order "
                    "(less is better)", rows, "ns")
    rows = [(TITLES[way], COLOURS.get(way, "#9a9a9a"), value)
            for way, value in result["live_mpps"].items()]
    second, y = bars(y, "Over a veth pair, 64 circuits, every frame counted "
                     "(more is better)", rows, "Mpps")
    lines = first + second + [text(0, y, describe(where)),
                              text(0, y + 18, "make bench-xdp")]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 100}"'
            f' height="{y + 30}" font-family="sans-serif" font-size="12">\n'
            '<rect width="100%" height="100%" fill="white"/>\n'
            '<g transform="translate(10 0)">\n' + "\n".join(lines) +
            "\n</g>\n</svg>\n")


# --- all of it ---------------------------------------------------------------

def main():
    rounds = read(sys.argv[1])
    where = machine()
    net_ns = nets(rounds)
    live = {way: statistics.median(rounds[f"live/{way}"]) for way in WAYS}
    reads = {way: statistics.median(rounds[f"read/{way}"])
             for way in ("liberd", "lookup_batch", "lookup_elem")}
    result = {"net_ns": net_ns, "two_cpu_ratio": two_cpu_ratio(rounds),
              "live_mpps": live, "other_net_ns": others(rounds),
              "read_us": reads, "ratios": ratios(net_ns, live, reads)}
    print_table(where, result)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(plot(where, result))
    if len(sys.argv) > 3:
        figures = {name: {"median": statistics.median(values),
                          "min": min(values), "rounds": values}
                   for name, values in rounds.items()}
        with open(sys.argv[3], "w", encoding="utf-8") as file:
            json.dump({**result, "machine": where, "raw": figures}, file,
                      indent="\t")
            file.write("\n")


if __name__ == "__main__":
    main()

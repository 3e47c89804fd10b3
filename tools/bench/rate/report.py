#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""report.py RAW [FILE]: what run.sh has printed, as a table and, with FILE, as
JSON. What could not be offered twice its rate is said to be so and judged no
further. Fails if nothing was measured."""
import json
import sys

COLUMNS = ("", "offered", "delivered", "most beyond", "burst", "ms: least",
           "median", "p99", "most", "others")


def speed(rate):
    for unit, size in (("Gb/s", 1e9), ("Mb/s", 1e6)):
        if rate >= size:
            return f"{rate / size:g} {unit}"
    return f"{rate:g} b/s"


def row(case):
    name = (f"{case['way']} {speed(case['rate'])}, {case['cpus']} CPU"
            f"{'s' if case['cpus'] > 1 else ''}, {case['load']}")
    ms = case["ms"]
    verdict = "ok" if case["ok"] else "NOT OK"
    if not case["reached"]:
        verdict = "not reached"
    return (name, f"{case['offered']:.2f}", f"{case['delivered']:.4f}",
            f"{case['beyond']:.0f}", f"{case['burst']:.0f}",
            f"{ms['least']:.2f}", f"{ms['median']:.2f}", f"{ms['p99']:.2f}",
            f"{ms['most']:.2f}", f"lost {case['other_lost']}", verdict)


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        cases = [json.loads(line) for line in file if line.startswith("{")]
    rows = [COLUMNS + ("",)] + [row(case) for case in cases]
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    for r in rows:
        print("  ".join([r[0].ljust(widths[0])] +
                        [c.rjust(w) for c, w in zip(r[1:], widths[1:])]))
    if len(sys.argv) > 2:
        with open(sys.argv[2], "w", encoding="ascii") as file:
            json.dump({"rates": cases}, file, indent=1)
            file.write("\n")
    return 0 if cases else 1


sys.exit(main())

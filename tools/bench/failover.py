#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""failover.py RAW KERNEL [FILE]: what failover.sh has measured, as a table beside
what is aimed at and, with FILE, as JSON with every run. Ends with 1 if an aim is
missed."""
import json
import math
import statistics
import sys

# Milliseconds; what BFD finds may take this much longer than BFD does.
CARRIER_MS = 200
BEYOND_DETECT_MS = 100
TITLES = {"cut": "carrier loss", "silent": "silent loss"}


def percentile(values, share):
    """The least value that so many per cent are no greater than."""
    return sorted(values)[max(0, math.ceil(len(values) * share / 100) - 1)]


def summary(kind, runs):
    values = [run["ms"] for run in runs]
    detect = max(run["detect_ms"] for run in runs)
    of = "p99" if kind == "cut" else "max"
    result = {
        "runs": len(values),
        "min_ms": min(values),
        "median_ms": statistics.median(values),
        "p99_ms": percentile(values, 99),
        "max_ms": max(values),
        "aim_ms": CARRIER_MS if kind == "cut" else detect + BEYOND_DETECT_MS,
        "aim_of": of,
    }
    if kind == "cut":
        result["carrier_median_ms"] = statistics.median(
            run["carrier_ms"] for run in runs)
        result["carrier_max_ms"] = max(run["carrier_ms"] for run in runs)
    else:
        result["detect_ms"] = detect
    result["met"] = result[f"{of}_ms"] <= result["aim_ms"]
    return result


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        runs = [json.loads(line) for line in file]
    results = {kind: summary(kind, [r for r in runs if r["kind"] == kind])
               for kind in TITLES}
    print(f"from the fault to routes that leave the link, Linux {sys.argv[2]},"
          " ms\n")
    print(f"{'':14}{'runs':>5}{'min':>9}{'median':>9}{'p99':>9}{'max':>9}"
          f"{'aim':>14}")
    for kind, result in results.items():
        aim = f"{result['aim_of']} {result['aim_ms']:.0f}"
        print(f"{TITLES[kind]:14}{result['runs']:5}{result['min_ms']:9.1f}"
              f"{result['median_ms']:9.1f}{result['p99_ms']:9.1f}"
              f"{result['max_ms']:9.1f}{aim:>14}"
              f"  {'met' if result['met'] else 'MISSED'}")
    print(f"\nof carrier loss, until rtnetlink tells of it: median "
          f"{results['cut']['carrier_median_ms']:.1f}, max "
          f"{results['cut']['carrier_max_ms']:.1f}")
    print(f"of silent loss, BFD's negotiated detect time: "
          f"{results['silent']['detect_ms']}")
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w", encoding="ascii") as file:
            json.dump({"kernel": sys.argv[2], "results": results,
                       "runs": runs}, file, indent=1)
            file.write("\n")
    return 0 if all(r["met"] for r in results.values()) else 1


sys.exit(main())

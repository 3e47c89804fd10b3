#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""report.py RAW KERNEL [FILE]: ratios of what kmod.sh has measured, as a table
and, with FILE, as JSON with the figures behind them."""
import json
import statistics
import sys

DIRECTIONS = {"tx": "transmit", "rx": "receive"}
OFFLOADS = ("off", "on")
TAGS = {"vlan": 1, "stack": 2, "dot1q": 1, "qinq": 2}
TITLES = {"vlan": "one vlan", "stack": "two stacked vlan",
          "dot1q": "erd dot1q", "qinq": "erd QinQ"}
# How far apart two figures of the same thing may be.
AT_REST = 1.005


def read(path):
    """Lanes by name, each with the baseline that took turns with it; and the
    other figures."""
    lanes, values, baseline = {}, {}, None
    with open(path, encoding="ascii") as file:
        for line in file:
            entry = json.loads(line)
            if "value" in entry:
                values[entry["name"]] = entry["value"]
                continue
            if entry["name"].endswith("/untagged"):
                baseline = entry["instructions"]
            else:
                lanes[entry["name"]] = {"baseline": baseline,
                                        "rounds": entry["instructions"]}
    return lanes, values


class Costs:
    """What a frame costs, from the rounds of each lane."""

    def __init__(self, lanes):
        self.lanes = lanes
        self.counts = sorted({int(name.split("/")[2]) for name in lanes})
        # Where senders are measured alone, and what nobody takes.
        self.alone = min(self.counts)

    def median(self, what, *path):
        name = "/".join(str(part) for part in path)
        return statistics.median(self.lanes[name][what])

    def whole(self, *path):
        return self.median("rounds", *path)

    def baseline(self, *path):
        return self.median("baseline", *path)

    def sender(self, offload, tags):
        """What tags cost their sender, beyond what an untagged frame does."""
        return (self.whole("rx", offload, self.alone, f"sender{tags}") -
                self.whole("rx", offload, self.alone, "sender0"))

    def far_end(self, offload, tags):
        """What tags cost the core of the end that gets them, if nobody there
        wants them."""
        return (self.whole("rx", offload, self.alone, f"nobody{tags}") -
                self.whole("rx", offload, self.alone, "nobody0") -
                self.sender(offload, tags))

    def tag(self, direction, offload, count, way):
        """What tags cost a device, beyond what an untagged frame costs."""
        others = self.far_end if direction == "tx" else self.sender
        return (self.whole(direction, offload, count, way) -
                self.baseline(direction, offload, count, way) -
                others(offload, TAGS[way]))

    def combinations(self):
        return [(direction, offload, count) for direction in DIRECTIONS
                for offload in OFFLOADS for count in self.counts]


def check_at_rest(costs):
    """The baseline knows of no circuits: if it moves, something else ran. Only
    many stacked devices do keep the processor busy, with timers."""
    for direction in DIRECTIONS:
        for offload in OFFLOADS:
            seen = [costs.baseline(direction, offload, count, way)
                    for count in costs.counts for way in TAGS
                    if way != "stack"]
            if max(seen) > min(seen) * AT_REST:
                sys.exit(f"report: {direction}, offload {offload}: the untagged "
                         f"baseline moves between {min(seen)} and {max(seen)} "
                         "instructions: the machine was not at rest")


def tag_ratio(costs, direction):
    """The worst there is, with offload or without, for any number of circuits."""
    return max(costs.tag(d, offload, count, "qinq") /
               costs.tag(d, offload, count, "stack")
               for d, offload, count in costs.combinations() if d == direction)


def most_ratio(costs, ways, what):
    most, one = costs.counts[-1], costs.counts[0]
    return max(what(direction, offload, most, way) /
               what(direction, offload, one, way)
               for direction in DIRECTIONS for offload in OFFLOADS
               for way in ways)


def ratios(costs, values):
    def versus(what, unit):
        return values[f"{what}/qinq/{unit}"] / values[f"{what}/stack/{unit}"]

    return {
        "tx_tag_cost_vs_stacked": tag_ratio(costs, "tx"),
        "rx_tag_cost_vs_stacked": tag_ratio(costs, "rx"),
        "cost_4094_vs_1": most_ratio(costs, ("qinq", "dot1q"), costs.whole),
        "create_time_vs_stacked": versus("create", "ns"),
        "create_memory_vs_stacked": versus("create", "kib"),
        "delete_time_vs_stacked": versus("delete", "ns"),
        "stacked_4094_vs_1_untagged": most_ratio(costs, ("stack",),
                                                 costs.baseline),
    }


def figures(costs):
    """Whole paths, the same without tags, and of them what the tags cost."""
    return [{"direction": direction, "offload": offload == "on",
             "circuits": count, "way": way,
             "instructions": costs.whole(direction, offload, count, way),
             "untagged": costs.baseline(direction, offload, count, way),
             "tag_cost": round(costs.tag(direction, offload, count, way), 2)}
            for direction, offload, count in costs.combinations()
            for way in TAGS]


def print_table(costs, summary):
    print("\nWhat tags cost a frame, two stacked vlan devices being 1:\n")
    print(f"{'':36}" + "".join(f"{TITLES[way]:>18}" for way in TAGS))
    for direction, offload, count in costs.combinations():
        row = f"{DIRECTIONS[direction]}, offload {offload}, {count} circuits"
        stacked = costs.tag(direction, offload, count, "stack")
        print(f"{row:36}" + "".join(
            f"{costs.tag(direction, offload, count, way) / stacked:18.2f}"
            for way in TAGS))
    print()
    for name, value in summary.items():
        print(f"{name:36}{value:18.3f}")


def main():
    lanes, values = read(sys.argv[1])
    costs = Costs(lanes)
    check_at_rest(costs)
    summary = ratios(costs, values)
    print_table(costs, summary)
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w", encoding="ascii") as file:
            json.dump({
                "kernel": sys.argv[2],
                "circuits": costs.counts,
                "ratios": {name: round(value, 4)
                           for name, value in summary.items()},
                "costs": figures(costs),
                "values": values,
                "rounds": lanes,
            }, file, indent="\t")
            file.write("\n")


if __name__ == "__main__":
    main()

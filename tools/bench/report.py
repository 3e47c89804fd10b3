#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""report.py RAW KERNEL [FILE]: ratios of what kmod.sh has measured, as a table
and, with FILE, as JSON with the figures behind them."""
import json
import statistics
import sys

# Which figure of a lane's path is which.
DIRECTIONS = {"tx": "transmit", "rx": "receive"}
OFFLOADS = ("off", "on")
TAGS = {"vlan": 1, "stack": 2, "dot1q": 1, "qinq": 2}
TITLES = {"vlan": "one vlan", "stack": "two stacked vlan",
          "dot1q": "erd dot1q", "qinq": "erd QinQ"}


def read(path):
    """Lanes by name (their rounds), and the other figures."""
    lanes, values = {}, {}
    with open(path, encoding="ascii") as file:
        for line in file:
            entry = json.loads(line)
            if "instructions" in entry:
                lanes.setdefault(entry["name"], []).extend(entry["instructions"])
            else:
                values[entry["name"]] = entry["value"]
    return lanes, values


class Costs:
    """What a frame costs, from the rounds of each lane."""

    def __init__(self, lanes):
        self.median = {name: statistics.median(rounds)
                       for name, rounds in lanes.items()}
        self.counts = sorted({int(name.split("/")[2]) for name in lanes})
        # Where senders are measured alone, and what nobody takes.
        self.alone = min(self.counts)

    def whole(self, direction, offload, count, way):
        return self.median[f"{direction}/{offload}/{count}/{way}"]

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
                self.whole(direction, offload, count, "untagged") -
                others(offload, TAGS[way]))


def combinations(costs):
    return [(direction, offload, count) for direction in DIRECTIONS
            for offload in OFFLOADS for count in costs.counts]


def tag_ratio(costs, direction):
    """The worst there is, with offload or without, for any number of circuits."""
    return max(costs.tag(direction, offload, count, "qinq") /
               costs.tag(direction, offload, count, "stack")
               for d, offload, count in combinations(costs) if d == direction)


def most_ratio(costs):
    most, one = costs.counts[-1], costs.counts[0]
    return max(costs.whole(direction, offload, most, way) /
               costs.whole(direction, offload, one, way)
               for direction in DIRECTIONS for offload in OFFLOADS
               for way in ("qinq", "dot1q"))


def ratios(costs, values):
    def versus(what, unit):
        return values[f"{what}/qinq/{unit}"] / values[f"{what}/stack/{unit}"]

    return {
        "tx_tag_cost_vs_stacked": tag_ratio(costs, "tx"),
        "rx_tag_cost_vs_stacked": tag_ratio(costs, "rx"),
        "cost_4094_vs_1": most_ratio(costs),
        "create_time_vs_stacked": versus("create", "ns"),
        "create_memory_vs_stacked": versus("create", "kib"),
        "delete_time_vs_stacked": versus("delete", "ns"),
    }


def figures(costs):
    """Medians: whole paths, and of them what the tags cost."""
    return [{"direction": direction, "offload": offload == "on",
             "circuits": count, "way": way,
             "instructions": costs.whole(direction, offload, count, way),
             "tag_cost": 0 if way == "untagged" else
             round(costs.tag(direction, offload, count, way), 2)}
            for direction, offload, count in combinations(costs)
            for way in ("untagged", *TAGS)]


def print_table(costs, summary):
    print("\nWhat tags cost a frame, two stacked vlan devices being 1:\n")
    print(f"{'':32}" + "".join(f"{TITLES[way]:>18}" for way in TAGS))
    for direction, offload, count in combinations(costs):
        row = f"{DIRECTIONS[direction]}, offload {offload}, {count} circuits"
        stacked = costs.tag(direction, offload, count, "stack")
        print(f"{row:32}" + "".join(
            f"{costs.tag(direction, offload, count, way) / stacked:18.2f}"
            for way in TAGS))
    print()
    for name, value in summary.items():
        print(f"{name:32}{value:18.3f}")


def main():
    lanes, values = read(sys.argv[1])
    costs = Costs(lanes)
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

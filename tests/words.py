#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Prints the words of docs/netlink/erd.yaml: ENUM VALUE WORD, one a line.

Those that the module's ethtool statistics have for the reasons of drops are
printed too, as the enum "ethtool".
"""

import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[1]
SPEC = yaml.safe_load((ROOT / "docs/netlink/erd.yaml").read_text())


def show(enum, value, word):
    print(enum, value, word.replace("-", "_"))


def enums():
    for definition in SPEC["definitions"]:
        if definition["type"] != "enum":
            continue
        for value, entry in enumerate(definition["entries"]):
            name = entry if isinstance(entry, str) else entry["name"]
            show(definition["name"], value, name)


def drops():
    """The reasons are attributes, numbered from 1 behind the padding's 0."""
    drops_set, = (s for s in SPEC["attribute-sets"] if s["name"] == "drops")
    numbers = {}
    for value, attr in enumerate(drops_set["attributes"]):
        if attr["type"] != "pad":
            show("drop", value, attr["name"])
            numbers[attr["name"].replace("-", "_").upper()] = value
    return numbers


def ethtool(numbers):
    source = (ROOT / "kmod/stats.c").read_text()
    for name, word in re.findall(r'\[ERD_DROP_(\w+)\] = "(\w+)"', source):
        show("ethtool", numbers[name], word)


enums()
ethtool(drops())

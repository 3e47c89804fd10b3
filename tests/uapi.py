# SPDX-License-Identifier: GPL-2.0-only
"""uapi.py KERNEL-SOURCE SPEC: C that holds a header against its specification.

The header is <linux/FAMILY.h>. The numbers are those that the kernel's YNL
library gives to what the specification names.
"""
import os
import sys

source, spec = sys.argv[1:3]
sys.path.insert(0, os.path.join(source, "tools/net/ynl"))
from lib import SpecFamily  # noqa: E402

family = SpecFamily(spec, os.path.join(
    source, "Documentation/netlink/genetlink.yaml"))
numbers = {}


def name(*words):
    return "_".join((family.name,) + words).upper().replace("-", "_")


for key, const in family.consts.items():
    if const["type"] == "const":
        numbers[name(key)] = const["value"]
    else:
        for entry in const.entries.values():
            numbers[name(key, entry.name)] = entry.user_value()

for attr_set in family.attr_sets.values():
    drops = attr_set.name == "drops"
    prefix = ("drop",) if drops else ("a", attr_set.name)
    for attr in attr_set.attrs.values():
        pad = drops and attr.name == "pad"
        numbers[name(*(("a", "drops") if pad else prefix), attr.name)] = \
            attr.value
    numbers[name(*prefix, "max")] = max(
        attr.value for attr in attr_set.attrs.values())

for op in family.msgs.values():
    numbers[name("cmd", op.name)] = op.req_value or op.rsp_value
numbers[name("cmd", "max")] = max(
    op.req_value or op.rsp_value for op in family.msgs.values())

print(f"#include <linux/{family.name}.h>")
for key, value in numbers.items():
    print(f'_Static_assert({key} == {value}, "{key}");')

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds JSON of erdctl, one document a line, against its schema.

Reads standard input or the files named. Says what is wrong and exits with 1.
"""

import fileinput
import json
import pathlib
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/erdctl.schema.json").read_text())


def main():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft7Validator(SCHEMA)
    bad = lines = 0
    for line in fileinput.input():
        lines += 1
        for error in validator.iter_errors(json.loads(line)):
            best = jsonschema.exceptions.best_match([error])
            where = "/".join(str(step) for step in best.absolute_path)
            print(f"line {lines}: {where or 'document'}: {best.message}",
                  file=sys.stderr)
            bad += 1
    if not lines:
        sys.exit("nothing to validate")
    sys.exit(1 if bad else 0)


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whether docs/erd.schema.json and erdctl say the same of files.

schema_agrees.py ERDCTL FILE: FILE has YAML documents, each held against both.
A document's first line is a comment: '# right', or '# wrong'. Words are read
as YAML 1.2 does, which is what the schema is for.
"""

import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/erd.schema.json").read_text())


class Core(yaml.SafeLoader):
    """Plain words as in YAML 1.2's core schema."""


Core.yaml_implicit_resolvers = {}
Core.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(~|null|Null|NULL|)$"),
    ["~", "n", "N", ""])
Core.add_implicit_resolver(
    "tag:yaml.org,2002:bool",
    re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
Core.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^([-+]?[0-9]+|0x[0-9a-fA-F]+)$"),
    list("-+0123456789"))
Core.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"))


def said_by_erdctl(erdctl, text):
    """What reading refuses; rules are more than a schema can say."""
    done = subprocess.run([erdctl, "config", "check", "-"], input=text,
                          capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout.strip()


def said_by_schema(validator, text):
    try:
        document = yaml.load(text, Loader=Core)
    except yaml.YAMLError as error:
        return False, str(error)
    errors = [error.message for error in validator.iter_errors(document)]
    return not errors, "; ".join(errors)


def main():
    erdctl, path = sys.argv[1:]
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft7Validator(SCHEMA)
    bad = 0
    texts = re.split(r"^---\n", pathlib.Path(path).read_text(), flags=re.M)
    for text in texts:
        wanted = text.startswith("# right")
        for who, (good, said) in (
                ("erdctl", said_by_erdctl(erdctl, text)),
                ("the schema", said_by_schema(validator, text))):
            if good != wanted:
                print(f"{who} says {good}: {said}\n{text}")
                bad += 1
    print(f"{len(texts)} files")
    sys.exit(bad > 0)


main()

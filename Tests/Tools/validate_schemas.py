#!/usr/bin/env python3
"""Validates the repository's labs, device profiles and protocols against the published schemas.

An independent check of the schemas: needs PyYAML and jsonschema from PyPI, and a program that
prints a schema as `PROGRAM schema KIND` does (the built athanor by default).

    python3 Tests/Tools/validate_schemas.py [--program .build/release/athanor]
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = {"device": "devices/*.yaml", "protocol": "protocols/*.yaml", "lab": "Examples/*/lab.yaml"}


class JSONScalars(yaml.SafeLoader):
    """Plain scalars mean what they mean in JSON: `off` and `0x1F` are texts, as for Athanor."""


JSONScalars.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("tag:yaml.org,2002:bool", r"true|false", "tf"),
    ("tag:yaml.org,2002:null", r"null|", ["n", ""]),
    ("tag:yaml.org,2002:int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("tag:yaml.org,2002:float", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?",
     "-0123456789"),
]:
    JSONScalars.add_implicit_resolver(tag, re.compile(f"^(?:{pattern})$"), list(first))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=str(ROOT / ".build/release/athanor"))
    program = parser.parse_args().program
    faults = checked = 0
    for kind, pattern in FILES.items():
        printed = subprocess.run(
            [program, "schema", kind], check=True, capture_output=True, timeout=60
        ).stdout
        schema = json.loads(printed)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for path in sorted(ROOT.glob(pattern)):
            checked += 1
            document = yaml.load(path.read_text(encoding="utf-8"), JSONScalars)
            for error in validator.iter_errors(document):
                faults += 1
                where = "/".join(str(part) for part in error.absolute_path)
                print(f"{path.relative_to(ROOT)}: /{where}: {error.message[:200]}")
    print(f"{checked} files, {faults} faults")
    return 1 if faults or not checked else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Validates the repository's documents against the published schemas, by another's validator.

Labs, device profiles and protocols as they are; plans as they are, and in the canonical form that
the strict schema asks of structured-output engines, where every key stands and what is not meant
is null. A canonical plan is given back to the program, which must accept it. Documents spoilt on
purpose must fail.

Needs PyYAML and jsonschema (Debian: python3-yaml, python3-jsonschema), and the built program.

    python3 Tests/Tools/validate_schemas.py [--program .build/release/athanor]
"""

import argparse
import copy
import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAB = "Examples/demo"
FILES = {"device": "devices/*.yaml", "protocol": "protocols/*.yaml", "lab": "Examples/*/lab.yaml"}
PLANS = "Examples/*/plans/*.yaml"


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


class Bench:
    """What was looked at, and what was wrong with it."""

    def __init__(self, program):
        self.program = program
        self.checked = 0
        self.faults = 0

    def validator(self, *words):
        printed = subprocess.run(
            [self.program, "schema", *words], check=True, capture_output=True, timeout=60, cwd=ROOT
        ).stdout
        schema = json.loads(printed)
        jsonschema.Draft202012Validator.check_schema(schema)
        return jsonschema.Draft202012Validator(schema)

    def judge(self, validator, document, name):
        self.checked += 1
        for error in validator.iter_errors(document):
            self.complain(name, "/".join(map(str, error.absolute_path)) + ": " + error.message[:200])

    def refuse(self, validator, document, name):
        self.checked += 1
        if validator.is_valid(document):
            self.complain(name, "is spoilt and passes")

    def complain(self, name, words):
        self.faults += 1
        print(f"{name}: {words}")


def canonical(value, schema, root):
    """The value with null for every key of its schema that it leaves out."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        for option in schema["anyOf"]:
            step = option
            while "$ref" in step:
                step = root["$defs"][step["$ref"].rsplit("/", 1)[1]]
            if value.get("do") in step["properties"]["do"]["enum"]:
                return canonical(value, step, root)
        return value
    if isinstance(value, dict) and "properties" in schema:
        return {
            key: canonical(value[key], inner, root) if key in value else None
            for key, inner in schema["properties"].items()
        } | {key: value[key] for key in value if key not in schema["properties"]}
    if isinstance(value, list) and "items" in schema:
        return [canonical(item, schema["items"], root) for item in value]
    return value


def plans(bench):
    """Plans in both forms; the strict one read back."""
    opened, strict = (bench.validator("plan", *extra, "--lab", LAB) for extra in ([], ["--strict"]))
    for path in sorted(ROOT.glob(PLANS)):
        name = str(path.relative_to(ROOT))
        plan = yaml.load(path.read_text(encoding="utf-8"), JSONScalars)
        bench.judge(opened, plan, name)
        whole = canonical(plan, strict.schema, strict.schema)
        bench.judge(strict, whole, name + " (canonical)")
        checked = subprocess.run(
            [bench.program, "check", "-", "--lab", LAB],
            input=json.dumps(whole), capture_output=True, text=True, timeout=60, cwd=ROOT,
        )
        if checked.returncode != 0:
            bench.complain(name, "is not accepted in its canonical form:\n" + checked.stdout)
        spoilt = copy.deepcopy(plan)
        spoilt["steps"][0]["colour"] = "blue"
        bench.refuse(opened, spoilt, name)
        bench.refuse(strict, spoilt, name)
        missing = copy.deepcopy(whole)
        del missing["steps"][0]["note"]
        bench.refuse(strict, missing, name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=str(ROOT / ".build/release/athanor"))
    bench = Bench(str(pathlib.Path(parser.parse_args().program).resolve()))
    for kind, pattern in FILES.items():
        validator = bench.validator(kind)
        for path in sorted(ROOT.glob(pattern)):
            document = yaml.load(path.read_text(encoding="utf-8"), JSONScalars)
            bench.judge(validator, document, str(path.relative_to(ROOT)))
            bench.refuse(validator, {**document, "colour": "blue"}, str(path.relative_to(ROOT)))
    for extra in ([], ["--strict"]):
        bench.validator("plan", *extra)
    plans(bench)
    print(f"{bench.checked} documents, {bench.faults} faults")
    return 1 if bench.faults or bench.checked < 20 else 0


if __name__ == "__main__":
    sys.exit(main())

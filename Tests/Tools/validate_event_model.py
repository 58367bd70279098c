"""Validates Bluesky event-model documents, one [name, document] a line on standard input.

By the schemas of the `event-model` package; also that pages fit their descriptors, and that every
document belongs to the run. Prints how many of each there were.
"""

import collections
import json
import sys

import event_model

SCHEMAS = {name.name: name for name in event_model.DocumentNames}


def main():
    counts = collections.Counter()
    start, descriptors, events, latest = None, {}, collections.Counter(), 0.0
    for line in sys.stdin:
        name, document = json.loads(line)
        event_model.schema_validators[SCHEMAS[name]].validate(document)
        counts[name] += 1
        if name == "start":
            assert start is None
            start = document["uid"]
        elif name == "descriptor":
            assert document["run_start"] == start
            descriptors[document["uid"]] = document
        elif name == "event_page":
            keys = set(descriptors[document["descriptor"]]["data_keys"])
            rows = len(document["seq_num"])
            for column in (document["data"], document["timestamps"]):
                assert set(column) == keys
                assert all(len(values) == rows for values in column.values())
            events[descriptors[document["descriptor"]]["name"]] += rows
            latest = max([latest] + document["time"])
        elif name == "event":
            keys = set(descriptors[document["descriptor"]]["data_keys"])
            assert set(document["data"]) == set(document["timestamps"]) == keys
            events[descriptors[document["descriptor"]]["name"]] += 1
        elif name == "stop":
            assert document["run_start"] == start
            assert latest <= document["time"] + 1, (latest, document["time"])
            assert document["num_events"] == dict(events), (document["num_events"], events)
    print(json.dumps(counts))


main()

"""Holds the reports of one run against schemas, the files, and each other.

    check.py REPORTS PROJECT SCHEMAS
    check.py --reviewed REPORTS        what reviewdog made of them
"""

import json
import sys
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree


def load(path):
    return json.loads(Path(path).read_text(encoding="utf-8"))


def lines(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def valid(schema, values, name):
    import jsonschema

    validator = jsonschema.validators.validator_for(schema)(schema)
    wrong = [error.message for value in values for error in validator.iter_errors(value)]
    assert not wrong, (name, wrong[:5])
    print(f"{name}: follows its schema")


def offset(text, line, column, encoding):
    """The byte in a text (bytes) of a line and a column from 1, in units of an encoding."""
    start = 0
    for _ in range(line - 1):
        start = text.index(b"\n", start) + 1
    unit = {"utf-8": 1, "utf-16-le": 2, "utf-32-le": 4}[encoding]
    rest = text[start:].split(b"\n")[0].decode("utf-8", "replace").encode(encoding)
    return start + len(rest[: (column - 1) * unit].decode(encoding).encode("utf-8"))


def places(project, findings, reports):
    """Every unit of every report leads to the same bytes."""
    sarif = load(reports / "bowline.sarif")["runs"][0]["results"]
    gitlab = load(reports / "bowline.gitlab")
    rdjson = load(reports / "bowline.rdjson")["diagnostics"]
    for finding, result, issue, reviewed in zip(findings, sarif, gitlab, rdjson, strict=True):
        name, start, end = (finding["location"][key] for key in ("file", "start", "end"))
        text = (project / name).read_bytes()
        at = lambda position, encoding, line="line", column="column": offset(
            text, position[line], position[column], encoding
        )
        physical = result["locations"][0]["physicalLocation"]
        assert unquote(physical["artifactLocation"]["uri"]) == name
        region = physical["region"]
        assert region["startLine"] == region["endLine"]
        assert at(region, "utf-16-le", "startLine", "startColumn") == start["offset"], finding
        if start["line"] == end["line"]:
            assert at(region, "utf-16-le", "endLine", "endColumn") == end["offset"], finding
        assert issue["location"]["path"] == reviewed["location"]["path"] == name
        for key, offset_of in (("begin", start), ("end", end)):
            assert at(issue["location"]["positions"][key], "utf-32-le") == offset_of["offset"], finding
        ranges = reviewed["location"]["range"]
        assert (at(ranges["start"], "utf-8"), at(ranges["end"], "utf-8")) == (start["offset"], end["offset"]), finding
        edits = (finding["fix"] or {"edits": []})["edits"]
        if len(edits) == 1 and "suggestions" in reviewed:
            [suggestion], [edit] = reviewed["suggestions"], edits
            spot = [at(suggestion["range"][key], "utf-8") for key in ("start", "end")]
            assert [*spot, suggestion["text"]] == [edit["start"], edit["end"], edit["text"]], finding
            [replacement] = result["fixes"][0]["artifactChanges"][0]["replacements"]
            region = replacement["deletedRegion"]
            spot = [at(region, "utf-16-le", f"{key}Line", f"{key}Column") for key in ("start", "end")]
            assert [*spot, replacement["insertedContent"]["text"]] == [edit["start"], edit["end"], edit["text"]]
    print(f"{len(findings)} places: the same in every unit")


def check(reports, project, schemas):
    import xmlschema
    from junitparser import JUnitXml

    whole = load(reports / "bowline.json")
    findings = whole["diagnostics"]
    own = load(schemas / "output.v1.json")
    valid(own, [whole], "json")
    line = {"$schema": own["$schema"], "$defs": own["$defs"], "$ref": "#/$defs/line"}
    valid(line, lines(reports / "bowline.json-lines"), "json-lines")
    valid(load(schemas / "third-party/sarif-2.1.0.json"), [load(reports / "bowline.sarif")], "sarif")
    valid(load(schemas / "third-party/rdjson.json"), [load(reports / "bowline.rdjson")], "rdjson")
    xmlschema.XMLSchema(schemas / "third-party/junit-10.xsd").validate(str(reports / "bowline.junit"))
    print("junit: follows its schema")
    places(project, findings, reports)

    suites = JUnitXml.fromfile(str(reports / "bowline.junit"))
    skipped, infos = len(whole["summary"]["skipped"]), whole["summary"]["infos"]
    cases = [case for suite in suites for case in suite]
    failed = [case for case in cases if any(type(result).__name__ == "Failure" for result in case.result)]
    assert (len(cases), len(failed)) == (len(findings) + skipped, len(findings) - infos)
    assert (suites.tests, suites.failures) == (len(cases), len(failed))
    errors = ElementTree.parse(reports / "bowline.checkstyle").findall("file/error")
    assert len(errors) == len(findings)
    fingerprints = {issue["fingerprint"] for issue in load(reports / "bowline.gitlab")}
    assert len(fingerprints) == len(findings) > 0


def reviewed(reports):
    wanted = [
        (finding["location"]["path"], finding["location"]["range"]["start"]["line"])
        for finding in load(reports / "bowline.rdjson")["diagnostics"]
    ]
    for name in ("rdjson", "checkstyle", "sarif", "concise"):
        found = [
            (finding["location"]["path"], finding["location"]["range"]["start"]["line"])
            for finding in lines(reports / f"{name}.rdjsonl")
        ]
        # A name in a line of text ends at a space for reviewdog.
        here = [place for place in wanted if name != "concise" or " " not in place[0]]
        assert sorted(found) == sorted(here), (name, found, here)
        print(f"{name}: {len(found)} findings at the same lines")


if sys.argv[1] == "--reviewed":
    reviewed(Path(sys.argv[2]))
else:
    check(*map(Path, sys.argv[1:]))

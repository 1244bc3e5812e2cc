"""Compares the verdicts of bowline with those of kubernetes-validate: see run.sh."""

import collections
import functools
import hashlib
import itertools
import json
import random
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import kubernetes_validate
import referencing
import yaml
from kubernetes_validate.utils import schema_contents
from mutate import mistakes, mutate

HERE = Path(__file__).parent
VERSIONS = ["1.25", "1.31", "1.37"]
# The rules that say what a schema says. They judge each object alone, so one folder may contain many of one name.
RULES = tomllib.loads((HERE / "known.toml").read_text())["rules"]
KNOWN = tomllib.loads((HERE / "known.toml").read_text())["known"]
# Of one kind, so many documents of the folder get mistakes.
PER_KIND = 12
# Of each sort of disagreement, so many are shown.
EXAMPLES = 6
# Where a value is filled in later, bowline makes no claim.
PLACEHOLDER = re.compile(r"\$\{|\{\{|<[^>]+>|%%|__|@|ENC\[|REPLACE_?ME|CHANGE_?ME|\$[A-Za-z0-9_]+\"")


def main():
    bowline, work, *rest = sys.argv[1:]
    work, mutants = Path(work), int(rest[1]) if len(rest) > 1 else 4000
    oracle = Oracle(work / "verdicts.json")
    seeds = list(read(HERE / "seeds.yaml"))
    for seed, version in itertools.product(seeds, VERSIONS):
        assert (oracle.judge(seed, version) == []) == accepts(seed, version), f"the two ways to ask: {seed}, {version}"
    real = {}
    for file in sorted(Path(rest[0]).rglob("*")) if rest else []:
        if file.suffix in (".yaml", ".yml", ".json") and file.is_file():
            for document in read(file):
                real.setdefault(json.dumps(document, sort_keys=True), document)
    real = [document for document in real.values() if any(oracle.judge(document, version) is not None for version in VERSIONS)]
    documents = [("as it is", "", document) for document in seeds + real]
    documents += make(seeds, real, mutants, oracle)
    print(f"{len(seeds)} seeds, {len(real)} other documents, {len(documents) - len(seeds) - len(real)} mutants")
    folder = work / "documents"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for number, (mistake, place, document) in enumerate(documents):
        (folder / f"d{number:05}.yaml").write_text(f"# {mistake}: {place}\n" + write(document))
    unexplained = collections.defaultdict(list)
    used = collections.Counter()
    for version in VERSIONS:
        found = judge(bowline, folder, version)
        tally = collections.Counter()
        for number, (mistake, place, document) in enumerate(documents):
            theirs, ours = oracle.judge(document, version), found.get(f"d{number:05}.yaml", [])
            if theirs is None:
                tally["without a schema"] += 1
                continue
            if bool(theirs) == bool(ours):
                tally["both reject" if ours else "both accept"] += 1
                continue
            side, complaints = ("kubernetes-validate", theirs) if theirs else ("bowline", ours)
            reasons = [explain(side, complaint) for complaint in complaints]
            if None in reasons:
                tally[f"only {side} rejects, UNEXPLAINED"] += 1
                path, text = complaints[reasons.index(None)]
                group = (side, text.partition(":")[0] if side == "bowline" else without_values(text))
                unexplained[group].append(f"{version} {folder / f'd{number:05}.yaml'} {mistake}: {place} | {path}: {text}")
            else:
                tally[f"only {side} rejects, known"] += 1
                used.update(set(reasons))
        print(f"{version}: " + ", ".join(f"{count} {what}" for what, count in sorted(tally.items())))
    oracle.save()
    print("\nknown:")
    for number, known in enumerate(KNOWN):
        print(f"{used[number]:5} {known['reason']}")
    if unexplained:
        print("\nunexplained:")
    for group, where in sorted(unexplained.items(), key=lambda group: -len(group[1])):
        print(f"{len(where):5} {': '.join(group)}")
        for line in where[:: max(1, len(where) // EXAMPLES)][:EXAMPLES]:
            print(f"        {line[:300]}")
    sys.exit(1 if unexplained else 0)


def make(seeds, real, count, oracle):
    """Mutants of documents that all is well with in some version, every mistake as often as every other."""
    chance = random.Random(5)
    by_kind = collections.defaultdict(list)
    for document in chance.sample(real, len(real)):
        by_kind[document["apiVersion"], document["kind"]].append(document)
    bases = seeds + [document for of_kind in by_kind.values() for document in of_kind[:PER_KIND]]
    bases = [base for base in bases if len(json.dumps(base)) < 20_000]
    bases = [base for base in bases if any(oracle.judge(base, version) == [] for version in VERSIONS)]
    names, made, seen = mistakes(), [], set()
    for number in range(20 * count):
        if len(made) == count:
            break
        mistake = names[number % len(names)]
        found = mutate(chance.choice(bases), mistake, chance)
        if found and (text := json.dumps(found[0], sort_keys=True)) not in seen:
            seen.add(text)
            made.append((mistake, found[1], found[0]))
    return made


def read(file):
    """The objects of a file that are the same in JSON and contain no placeholder."""
    try:
        documents = list(yaml.load_all(file.read_text(), Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, ValueError, UnicodeDecodeError):
        return
    for document in documents:
        items = document.get("items") if isinstance(document, dict) and document.get("kind") == "List" else [document]
        for item in items if isinstance(items, list) else []:
            if not isinstance(item, dict) or not all(isinstance(item.get(key), str) for key in ("apiVersion", "kind")):
                continue
            try:
                text = json.dumps(item, allow_nan=False)
            except (TypeError, ValueError):
                continue
            if all_text_keys(item) and not PLACEHOLDER.search(text):
                yield item


def all_text_keys(node):
    if isinstance(node, dict):
        return all(isinstance(key, str) and all_text_keys(value) for key, value in node.items())
    return all(map(all_text_keys, node)) if isinstance(node, list) else True


class Plain(yaml.SafeDumper):
    """Writes every string in quotes, so that it is one to every reader."""

    def ignore_aliases(self, data):
        return True


Plain.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def write(document):
    return yaml.dump(document, Dumper=Plain, sort_keys=False, allow_unicode=True, width=1_000_000)


class Oracle:
    """What kubernetes-validate says; it is slow, so what it said is kept."""

    def __init__(self, file):
        self.file = file
        self.said = json.loads(file.read_text()) if file.exists() else {}

    def save(self):
        self.file.write_text(json.dumps(self.said))

    def judge(self, document, version):
        """Pairs of path and complaint; none if there is no schema."""
        text = json.dumps(document, sort_keys=True)
        key = hashlib.sha256(f"{kubernetes_validate.__version__} {version} {text}".encode()).hexdigest()
        if key not in self.said:
            self.said[key] = self._judge(document, version)
        said = self.said[key]
        return None if said is None else [tuple(complaint) for complaint in said]

    def _judge(self, document, version):
        validator = self._validator(document["apiVersion"], document["kind"], version)
        if validator is None:
            return None
        complaints = []
        for error in validator.iter_errors(document):
            path = ".".join("[]" if isinstance(step, int) else step for step in error.absolute_path)
            complaints.append((path, f"{error.validator}: {error.message[:160]}"))
        return complaints

    @functools.cache
    def _validator(self, api_version, kind, version):
        """What `kubernetes_validate.validate` makes anew for each document."""
        folder = f"kubernetes-json-schema/v{version}.0-local-strict"
        api_version = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", api_version)
        try:
            schema = schema_contents(f"{folder}/{kind.lower()}-{api_version}.json", version)
        except OSError:
            return None
        return jsonschema.Draft202012Validator(schema, registry=self._definitions(version))

    @functools.cache
    def _definitions(self, version):
        contents = schema_contents(f"kubernetes-json-schema/v{version}.0-local-strict/_definitions.json", version)
        return referencing.Resource.from_contents(contents) @ referencing.Registry()


def without_values(text):
    return re.sub(r"^(\w+): .*(?= is not | is valid | was unexpected)", r"\1: …", text)[:100]


def accepts(document, version):
    """The verdict of the package's own function, which is slow and stops at the first mistake."""
    try:
        kubernetes_validate.validate(document, version, strict=True)
        return True
    except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError):
        return False


def judge(bowline, folder, version):
    """What bowline says, by the name of the file: pairs of path and complaint."""
    command = [bowline, "check", ".", "--format", "json", "--fail-on", "never", "--kubernetes", version]
    command += [f"--select={rule}" for rule in RULES]
    output = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    found = collections.defaultdict(list)
    for finding in json.loads(output)["diagnostics"]:
        if finding["severity"] == "error":
            path = re.sub(r"\[\d+\]", ".[]", finding["path"] or "")
            found[finding["location"]["file"]].append((path, f"{finding['rule']}: {finding['message'][:160]}"))
    return found


def explain(side, complaint):
    """The number of the entry in known.toml that says why one side complains alone."""
    for number, known in enumerate(KNOWN):
        path, text = complaint
        if known["only"] == side and re.search(known["complaint"], text) and re.search(known.get("path", ""), path):
            return number
    return None


if __name__ == "__main__":
    main()

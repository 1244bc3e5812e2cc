"""Asks an API server about objects that it refused, as `bowline fix` makes them: how many it takes now.

usage: fixed.py URL TOKEN BINARY RECORDING

The server is set up as for record.py. RECORDING has a JSON object with `yaml` and `accepted` on each line. Fails if fewer than
95 of 100 objects that a safe fix changes are taken. Needs PyYAML.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import yaml
from record import Server

ENOUGH = 0.95


def fixed(binary, text):
    run = subprocess.run([binary, "fix", "-"], input=text, capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return run.stdout


def main():
    url, token, binary, recording = sys.argv[1:]
    server = Server(url, token)
    rows = [row for row in map(json.loads, open(recording)) if not row["accepted"]]

    def is_taken(row):
        text = fixed(binary, row["yaml"])
        return None if text == row["yaml"] else server.judge(yaml.safe_load(text))[0] == "taken"

    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(is_taken, rows))
    taken = verdicts.count(True)
    refused = [[row.get(key) for key in ("kind", "path", "value")] for row, ok in zip(rows, verdicts) if ok is False]
    for row in refused:
        print("still refused:", *row)
    total = taken + len(refused)
    print(f"{taken} of {total} objects with a safe fix are taken then")
    sys.exit(taken < ENOUGH * total)


main()

"""Asks an API server about the objects of testdata/api-server, and writes its verdicts there.

usage: record.py URL TOKEN

The server has version 1.36. It is asked to create each object as kubectl does, with strict validation of fields and without
keeping anything. Admission that depends on other objects is off: ServiceAccount, Priority, RuntimeClass,
DefaultStorageClass, StorageObjectInUseProtection, TaintNodesByCondition, DefaultIngressClass, LimitRanger, ResourceQuota,
PodSecurity. Needs PyYAML.
"""

import json
import ssl
import sys
import urllib.error
import urllib.request
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent.parent.parent / "testdata" / "api-server"
HEAD = """\
# What the API server of Kubernetes 1.36 says of the objects of this folder: written by tests/api-server/record.py.
# The file and the title of the object, the verdict, and the paths that the server names.
"""


class Server:
    def __init__(self, url, token):
        self.url, self.token = url, token
        # A server on loopback has a certificate of its own.
        self.context = ssl._create_unverified_context()
        self.kinds = dict(self.discover("/api/v1"))
        for group in self.ask("/apis")[1]["groups"]:
            for version in group["versions"]:
                self.kinds.update(self.discover("/apis/" + version["groupVersion"]))

    def ask(self, path, body=None):
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body and json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, context=self.context) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def discover(self, path):
        answer = self.ask(path)[1]
        for resource in answer["resources"]:
            if "create" in resource["verbs"] and "/" not in resource["name"]:
                yield (answer["groupVersion"], resource["kind"]), (path, resource["name"], resource["namespaced"])

    def judge(self, document):
        path, name, is_namespaced = self.kinds[document["apiVersion"], document["kind"]]
        if is_namespaced:
            path += "/namespaces/" + document["metadata"].get("namespace", "default")
        code, answer = self.ask(f"{path}/{name}?dryRun=All&fieldValidation=Strict&fieldManager=kubectl-create", document)
        if code not in (201, 400, 422):
            sys.exit(f"{document['metadata']}: {code} {answer}")
        causes = answer.get("details", {}).get("causes", []) if code != 201 else []
        fields = dict.fromkeys(cause["field"] for cause in causes if "field" in cause)
        return ["taken" if code == 201 else "refused", *fields]


def main():
    server = Server(*sys.argv[1:])
    rows = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for text in file.read_text().split("---\n"):
            title = text.partition("\n")[0].removeprefix("# ")
            rows.append("\t".join([f"{file.stem}: {title}", *server.judge(yaml.safe_load(text))]))
    (FOLDER / "verdicts.tsv").write_text(HEAD + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()

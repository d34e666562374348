#!/usr/bin/env python3
"""What 'func start' of Azure Functions Core Tools (4.14) does before its host runs, in the same order.

Run in the folder of a project, or of an output with --no-build. Prints, as JSON, what the host would get; ends with 1, and words on
standard error, where Core Tools ask a question or give up. Their sources: StartHostAction, SecretsManager, DotnetHelpers.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys

READ_BY_THE_HOST = ["host.json", "functions.metadata", "worker.config.json", "extensions.json"]


def root(folder):
    """Where the settings are: the first folder, from this one upwards, with one of the two files."""
    for candidate in [folder, *folder.parents]:
        if any((candidate / name).is_file() for name in ("host.json", "local.settings.json")):
            return candidate
    sys.exit("there is no host.json and no local.settings.json from here upwards")


def settings_of(folder):
    """Read once, before the build. A file that is missing is an empty one."""
    path = root(folder) / "local.settings.json"
    return json.loads(path.read_text()) if path.is_file() else {}


def build(folder):
    projects = [*folder.glob("*.csproj"), *folder.glob("*.fsproj")]
    if len(projects) > 1:
        sys.exit(f"expected one project, found {len(projects)}")
    if not projects:
        return folder
    output = folder / "bin" / "output"
    shutil.rmtree(output, ignore_errors=True)
    if subprocess.run(["dotnet", "build", "--output", "bin/output"], cwd=folder, stdout=sys.stderr, check=False).returncode != 0:
        sys.exit("the project could not be built")
    return output


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("start", choices=["start"])
    parser.add_argument("--port", type=int)
    parser.add_argument("--no-build", action="store_true")
    arguments = parser.parse_args()

    folder = pathlib.Path.cwd()
    settings = settings_of(folder)
    values = {**settings.get("Values", {}), **os.environ}
    runtime = values.get("FUNCTIONS_WORKER_RUNTIME")
    if not runtime:
        sys.exit("it asks for the worker runtime")
    if not arguments.no_build:
        folder = build(folder)

    missing = [name for name in READ_BY_THE_HOST if not (folder / name).is_file()]
    if missing:
        sys.exit(f"the host would not find {', '.join(missing)}")
    print(json.dumps({
        "folder": str(folder),
        "runtime": runtime,
        "port": arguments.port or settings.get("Host", {}).get("LocalHttpPort", 7071),
        "storage": values.get("AzureWebJobsStorage"),
        "routePrefix": json.loads((folder / "host.json").read_text())["extensions"]["http"]["routePrefix"],
        "functions": len(json.loads((folder / "functions.metadata").read_text())),
    }))


main()

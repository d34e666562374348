"""Unpacks archives in a container of their own, each in several ways, and tells what is there afterwards.

python3 trees.py FOLDER: for each NAME.tar in FOLDER, one line of JSON in FOLDER/trees.jsonl with the trees that the launcher
(FOLDER/launcher) and GNU tar make of it, and that GNU tar makes of NAME.rewritten where there is one.
python3 trees.py --list FOLDER: prints the tree that is there, as JSON.
"""
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import time

STARTED = time.time_ns() - 2_000_000_000


def text(name):
    """Names are bytes: one character a byte."""
    return os.fsencode(name).decode("latin-1")


def attributes(path):
    """Those that an unpacked file keeps whichever way it is unpacked."""
    kept = {}
    for name in os.listxattr(path, follow_symlinks=False):
        if name.startswith("user.") or name == "security.capability":
            kept[text(name)] = os.getxattr(path, name, follow_symlinks=False).hex()
    return kept


def tree(top, started):
    seen, inodes = [], {}
    for folder, folders, files in os.walk(top):
        for name in folders + files:
            path = os.path.join(folder, name)
            about = os.lstat(path)
            kind = stat.S_IFMT(about.st_mode)
            entry = {
                "path": text(os.path.relpath(path, top)),
                "kind": {stat.S_IFDIR: "folder", stat.S_IFLNK: "link", stat.S_IFREG: "file"}.get(kind, "other"),
                "mode": stat.S_IMODE(about.st_mode),
                "owner": [about.st_uid, about.st_gid],
                # What no entry set is as old as the test.
                "time": "now" if about.st_mtime_ns >= started else about.st_mtime_ns,
                "xattrs": attributes(path),
            }
            if kind == stat.S_IFLNK:
                entry["target"] = text(os.readlink(path))
            if kind == stat.S_IFREG:
                with open(path, "rb") as file:
                    entry["content"] = hashlib.sha256(file.read()).hexdigest()
            if kind != stat.S_IFDIR:
                inodes.setdefault(about.st_ino, []).append(entry)
            seen.append(entry)
    for same in inodes.values():
        for entry in same:
            entry["same"] = min(other["path"] for other in same)
    return sorted(seen, key=lambda entry: entry["path"])


def unpack(command):
    top = "/tmp/unpacked"
    os.mkdir(top)
    with open("/tmp/said", "w+b") as said:
        code = subprocess.run([word.replace("TOP", top) for word in command], stdout=said, stderr=said, timeout=60).returncode
        said.seek(0)
        words = said.read().decode("latin-1")
    result = {"code": code, "said": words[:500], "tree": tree(top, STARTED) if code == 0 else []}
    shutil.rmtree(top)
    return result


def gnu(path, taken):
    command = ["tar", "-x", "-p", "--numeric-owner", "--delay-directory-restore"]
    command += ["--xattrs", "--xattrs-include=user.*", "--xattrs-include=security.capability"]
    # Where no name leads anywhere else symbolic links are made at once, not as files that become links at the end, whose owners get lost.
    return command + (["-P"] if taken else []) + ["-C", "TOP", "-f", path]


def main(folder):
    with open(folder + "/trees.jsonl", "w") as out:
        for name in sorted(os.listdir(folder)):
            if not name.endswith(".tar"):
                continue
            path = os.path.join(folder, name)
            rewritten = path[:-4] + ".rewritten"
            taken = os.path.exists(rewritten)
            line = {
                "name": name[:-4],
                "launcher": unpack([folder + "/launcher", "--unpack", "TOP", path]),
                "gnu": unpack(gnu(path, taken)),
                "rewritten": unpack(gnu(rewritten, taken)) if taken else None,
            }
            out.write(json.dumps(line) + "\n")
    os.chmod(folder + "/trees.jsonl", 0o644)


if __name__ == "__main__":
    if sys.argv[1] == "--list":
        print(json.dumps(tree(sys.argv[2], STARTED - 600_000_000_000)))
    else:
        main(sys.argv[1])

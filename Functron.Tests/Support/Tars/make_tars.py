"""Makes the archives beside it, as a Python client would: python3 make_tars.py

Good ones hold names and link targets that do not fit a plain header; bad ones each break one rule.
"""
import io
import os
import tarfile
import tempfile

LONG = "long/" + "/".join(f"{'d' * 40}{i}" for i in range(6)) + "/file.txt"


def entry(tar, name, kind=tarfile.REGTYPE, link="", data=b"", **more):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size, info.mtime = kind, link, len(data), 1700000000.25
    for key, value in more.items():
        setattr(info, key, value)
    tar.addfile(info, io.BytesIO(data))


def good(tar):
    entry(tar, "main.py", data=b"print('hello')\n")
    entry(tar, "./folder/", tarfile.DIRTYPE)
    entry(tar, "./folder/ünïcödé.txt", data=b"x" * 1000)
    entry(tar, LONG, data=b"far down\n")
    entry(tar, "link", tarfile.SYMTYPE, LONG)
    entry(tar, "outward", tarfile.SYMTYPE, "/usr/bin/env")
    entry(tar, "upward", tarfile.SYMTYPE, "../../etc/hostname")
    entry(tar, "hard", tarfile.LNKTYPE, LONG)


def one(name, kind=tarfile.REGTYPE, link="", **more):
    return lambda tar: entry(tar, name, kind, link, **more)


def several(*makers):
    return lambda tar: [make(tar) for make in makers]


def fixed(info):
    """The same archive whoever makes it, and whenever."""
    info.uid = info.gid = 1000
    info.uname = info.gname = "somebody"
    info.mode = 0o755 if info.isdir() else 0o644
    info.mtime = 1700000000.25
    return info


FORMATS = {"pax": tarfile.PAX_FORMAT, "gnu": tarfile.GNU_FORMAT}
TARS = {
    "good": good,
    "empty": lambda tar: None,
    "bad-absolute": one("/etc/passwd"),
    "bad-parent": one("a/../../b"),
    "bad-long-parent": one("x/" * 80 + "../" * 90 + "b"),
    "bad-hard-link": one("h", tarfile.LNKTYPE, "x/" * 80 + "../" * 90 + "etc/passwd"),
    "bad-through-link": several(one("l", tarfile.SYMTYPE, "y/" * 80), one("l/file")),
    "bad-device": one("dev", tarfile.CHRTYPE, devmajor=1, devminor=3),
}

for what, make in TARS.items():
    for name, form in FORMATS.items():
        with tarfile.open(f"{name}-{what}.tar.bz2" if what.startswith("bad") else f"{name}-{what}.tar",
                          "w:bz2" if what.startswith("bad") else "w", format=form) as tar:
            make(tar)
with tarfile.open("pax-good.tar.bz2", "w:bz2", format=tarfile.PAX_FORMAT) as tar:
    good(tar)
with tarfile.open("gnu-good.tar.gz", "w:gz", format=tarfile.GNU_FORMAT) as tar:
    good(tar)
with tarfile.open("pax-global.tar", "w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "a commit"}) as tar:
    good(tar)
for name, form in FORMATS.items():
    with tempfile.TemporaryDirectory() as folder, tarfile.open(f"{name}-folder.tar", "w", format=form) as tar:
        with open(os.path.join(folder, "main.py"), "w") as file:
            file.write("print('hello')\n")
        tar.add(folder, "", filter=fixed)
with tarfile.open("ustar-good.tar", "w", format=tarfile.USTAR_FORMAT) as tar:
    entry(tar, "main.py", data=b"print('hello')\n")

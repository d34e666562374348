#!/usr/bin/env bash
# Makes the archives beside it, as root: the same small tree, packed by each of the tools that is installed.
# NODE_PATH names where Node.js finds the packages "tar" and "tar-stream".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
out=$PWD
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cd "$tree"

mkdir -p folder/inner empty
printf 'print("hello")\n' >main.py
head -c 700 /dev/zero | tr '\0' 'x' >folder/file.txt
printf '#!/bin/sh\n' >folder/inner/run.sh
: >folder/nothing
long=folder/$(printf 'n%.0s' $(seq 120)).txt
printf 'long\n' >"$long"
printf 'accents\n' >'folder/ünïcödé'
ln -s inner/run.sh folder/link
ln -s /usr/bin/env outward
ln -s ../../up upward
ln main.py hard
chmod 4755 folder/inner/run.sh
chmod 750 folder
chmod 1777 empty
chown -h 1000:1001 main.py folder folder/link
setfattr -n user.note -v $'1\n2' main.py
find . -mindepth 1 -depth -exec touch -h -d '2023-11-14 22:13:20.25 UTC' {} +
names=(main.py folder empty outward upward hard)

keep() { bzip2 -9 >"$out/$1.tar.bz2"; } # NAME
have() { command -v "$1" >/dev/null; }

for format in v7 oldgnu gnu ustar posix; do
    tar -c --format=$format "${names[@]}" 2>/dev/null | keep gnu-$format || true
done
tar -c --format=posix --xattrs "${names[@]}" | keep gnu-xattrs
tar -c --format=gnu --owner=n:4294967294 --group=n:3000000000 --mtime=@-77 main.py folder | keep gnu-large-numbers
tar -c --format=posix --owner=n:4294967294 --mtime='1969-12-31 23:00:00.5 UTC' main.py folder | keep posix-large-numbers
tar -c --format=posix --pax-option=globexthdr.name=g,gid=4711,comment=all main.py folder | keep posix-global
tar -c --format=gnu -b 1 "${names[@]}" | keep gnu-short
if have bsdtar; then
    for format in pax ustar gnutar v7; do
        bsdtar -c --format $format -f - "${names[@]}" 2>/dev/null | keep bsdtar-$format || true
    done
fi
if have pax; then
    for format in ustar tar; do
        find "${names[@]}" -not -name 'n*n.txt' | pax -w -d -x $format 2>/dev/null | keep pax-$format || true
    done
fi
if have cpio; then
    for format in ustar tar; do
        find "${names[@]}" -not -name 'n*n.txt' | cpio -o --quiet -H $format 2>/dev/null | keep cpio-$format || true
    done
fi
have busybox && busybox tar -c "${names[@]}" | keep busybox
if have python3; then
    python3 - <<'P' | keep python-pax
import sys, tarfile
with tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.PAX_FORMAT) as tar:
    for name in ("main.py", "folder", "empty", "outward", "upward", "hard"):
        tar.add(name)
P
fi
perl -MArchive::Tar -e 1 2>/dev/null &&
    perl -MArchive::Tar -e 'my $t = Archive::Tar->new; $t->add_files(@ARGV); $t->write(\*STDOUT)' \
        main.py folder folder/file.txt folder/inner folder/inner/run.sh folder/link outward | keep perl
if have node; then
    node -e 'require("tar").c({ portable: false, sync: false }, process.argv.slice(1)).pipe(process.stdout)' \
        "${names[@]}" 2>/dev/null | keep node-tar || true
    node -e '
        const pack = require("tar-stream").pack(), at = new Date(1700000000250);
        pack.entry({ name: "folder", type: "directory", mtime: at, uid: 1000 });
        pack.entry({ name: "folder/file.txt", mtime: at, gid: 3000000 }, "content");
        pack.entry({ name: "folder/" + "n".repeat(160), mtime: at }, "long");
        pack.entry({ name: "link", type: "symlink", linkname: "folder/file.txt", mtime: at });
        pack.entry({ name: "hard", type: "link", linkname: "folder/file.txt", mtime: at });
        pack.finalize();
        pack.pipe(process.stdout);' 2>/dev/null | keep tar-stream || true
fi
find "$out" -name '*.bz2' -size -60c -delete # of tools that are missing

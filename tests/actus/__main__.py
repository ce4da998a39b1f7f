"""`python -m tests.actus DIR [--type PAM] [--level 1|2] [--templates DIR]`: runs files of the ACTUS test form; exit 1 on a miss.

Level 1 compares the days, the kinds of events and the payoffs, level 2 the columns of states too.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.actus.adapter import TEMPLATES, differences


def main(arguments: list[str] | None = None) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.actus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--type")
    parser.add_argument("--level", type=int, choices=(1, 2), default=1)
    parser.add_argument("--templates", type=Path, default=TEMPLATES)
    args = parser.parse_args(arguments)
    files = sorted(args.folder.glob("actus-tests-*.json"))
    if not files:
        print(f"{args.folder} has no files of the form actus-tests-TYPE.json", file=sys.stderr)
        return 2
    passed = total = 0
    for file in files:
        kind = file.stem.rpartition("-")[2].upper()
        if args.type not in {None, kind}:
            continue
        if not (args.templates / f"{kind.lower()}.tenor").is_file():
            print(f"{kind}: no template")
            continue
        cases = json.loads(file.read_text("utf-8"))
        good = 0
        for name, case in cases.items():
            found = differences(case, args.level, args.templates)
            good += not found
            for line in found[:4]:
                print(f"  {name}: {line}")
        print(f"{kind}: {good} of {len(cases)}")
        passed, total = passed + good, total + len(cases)
    print(f"{passed} of {total} pass at level {args.level}")
    return 0 if passed == total else 1


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.golden FILE [--market DIR] [--document NAME] [--json]`: runs a file of golden cases; exit 1 on a miss."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tenor.interpreter.explain import explain
from tests.golden.adapter import ROOT, Result, results


def main(arguments: list[str] | None = None) -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--market", type=Path)
    parser.add_argument("--document")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(arguments)
    try:
        cases = json.loads(args.file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        print(f"{args.file} cannot be read as cases: {error}", file=sys.stderr)
        return 2
    beside = args.file.resolve().parent
    market = args.market or next(
        (p for p in (beside / "market", beside.parent / "market") if p.is_dir()), ROOT / "tests" / "data" / "market"
    )
    done: list[Result] = []
    for case in cases:
        if args.document in {None, case["document"]}:
            done.extend(results(case, market))
    missed = [r for r in done if not r.agrees]
    if args.json:
        rows = [
            {"case": r.case, "ask": r.ask, "on": r.on, "expected": r.expected, "got": r.got, "agrees": r.agrees, "note": r.note}
            for r in done
        ]
        print(json.dumps({"schema_version": 1, "answers": rows, "agree": len(done) - len(missed), "of": len(done)}, indent=1))
    else:
        for r in missed:
            print(f"{r.case}: {r.ask} on {r.on}: expected {r.expected}, got {r.got}" + (f" ({r.note})" if r.note else ""))
            if r.answer is not None:
                print("    " + explain(r.answer, world=r.world).replace("\n", "\n    "))
        print(f"{len(done) - len(missed)} of {len(done)} answers")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

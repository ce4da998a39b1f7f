"""`python -m benchmarks`: one table of what was measured, against what, the target, and whether it was met.

Every reference is measured in the same run, in turn with what is compared to it, and the least of several repeats counts: so a ratio means
the same on a busy machine. Always ends with 0; benchmarks/README.md says how each figure is taken.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import settings as st
from tenor.dsl.check import check
from tenor.dsl.diagnostic import Source

SECONDS, MILLISECONDS, MICROSECONDS = 1.0, 1e3, 1e6
_UNITS = {SECONDS: "s", MILLISECONDS: "ms", MICROSECONDS: "µs"}
_WIDTHS = (58, 12, 12, 8, 14, 0)


def once(run: Callable[[], Any], times: int = 1, clock: Callable[[], float] = time.process_time) -> float:
    """Seconds for one call, the mean of so many: of this process, unless another clock is given."""
    start = clock()
    for _ in range(times):
        run()
    return (clock() - start) / times


def in_turn(runs: Sequence[tuple[Callable[[], Any], int]], repeats: int, clock: Callable[[], float] = time.process_time) -> list[float]:
    """The least seconds for one call of each, measured in turn: (what, calls in a row)."""
    best = [float("inf")] * len(runs)
    gc.collect()
    for _ in range(repeats):
        for i, (run, times) in enumerate(runs):
            best[i] = min(best[i], once(run, times, clock))
    return best


def row(*cells: str) -> None:
    print("".join(f"{cell:<{width}}" for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip(), flush=True)


def shown(seconds: float, unit: float) -> str:
    figure = seconds * unit
    return f"{figure:.{2 if figure < 10 else 1 if figure < 100 else 0}f} {_UNITS[unit]}"


def compared(what: str, measured: float, reference: float, most: float | None, unit: float) -> None:
    """A row whose target is a ratio."""
    ratio = measured / reference
    target, met = (f"≤ {most:g} ×", "met" if ratio <= most else "not met") if most is not None else ("", "")
    row(what, shown(measured, unit), shown(reference, unit), f"{ratio:.1f} ×", target, met)


def limited(what: str, measured: float, most: float, unit: float) -> None:
    """A row whose target is a time."""
    row(what, shown(measured, unit), "", "", f"≤ {most * unit:g} {_UNITS[unit]}", "met" if measured <= most else "not met")


# ── the figures


def conversion() -> tuple[float, float, float, float]:
    """Seconds by hand, evaluated, answered and explained."""
    w = st.conversions()
    by_hand, evaluated, answered, explained = st.hand_written(), st.evaluation(w), st.answered(w), st.explained(w)
    for _ in range(st.NOTICES):
        exact, hand = evaluated(), by_hand()
        assert abs(int(exact.numerator) * 10**12 // int(exact.denominator) - int(hand * 10**12)) <= 1, (exact, hand)
    a, b, c, d = in_turn(((by_hand, 170), (evaluated, 17), (answered, 10), (explained, 5)), 68)
    return a, b, c, d


def first_time() -> float:
    """Seconds for the same evaluation when nothing at all was asked of its world before."""
    told = st.conversions()
    best = float("inf")
    for _ in range(10):
        w = st.world(told.contract, told.facts)
        best = min(best, once(st.evaluation(w)))
    return best


def measure_conversion() -> None:
    hand, evaluated, answered, explained = conversion()
    compared("one conversion, exact, with its reasons as values", evaluated, hand, 10, MICROSECONDS)
    compared("one conversion, as an outcome with its full reasons", answered, hand, 25, MICROSECONDS)
    compared("one conversion, and all reasons written out as text", explained, hand, None, MICROSECONDS)
    compared("one conversion, the first question of a new world", first_time(), hand, None, MICROSECONDS)
    code = "import sys; sys.modules['gmpy2'] = None; from benchmarks.__main__ import conversion; print(*map(repr, conversion()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=st.ROOT, capture_output=True, text=True, check=True)
    hand, evaluated, *_ = map(float, done.stdout.split())
    compared("one conversion, exact, without gmpy2 (Fraction)", evaluated, hand, None, MICROSECONDS)


def measure_years() -> None:
    c = st.contract()
    long, short = (st.day_by_day(c, st.price_days(halves)) for halves in (6, 3))
    three, half = in_turn(((long, 1), (short, 1)), 5)
    limited("the price as of each day of 3 years (756 days)", three, 0.5, MILLISECONDS)
    compared("… against 1.5 years: it grows with the days", three, half, 2.4, MILLISECONDS)


def measure_facts() -> None:
    c = st.contract()
    many, few = (st.history(c, st.many_facts(count)) for count in (10_000, 5_000))
    ten, five = in_turn(((many, 1), (few, 1)), 2)
    limited("10,000 facts: told, taken into balances, asked twice", ten, 5, SECONDS)
    compared("… against 5,000: no worse than E log E", ten, five, 2.4, SECONDS)


def measure_suite() -> None:
    c = st.contract(st.SUITE)
    long, short = (st.suite(c, st.suite_facts(count)) for count in (200, 100))
    assert all(a is not None for a in long())
    whole, half = in_turn(((long, 1), (short, 1)), 2)
    limited("a suite of three papers: 3 years of prices, 200 events", whole, 3, SECONDS)
    compared("… against 100 events", whole, half, 2.4, SECONDS)


def measure_dates() -> None:
    many, few = st.dates(9990), st.dates(5845)
    assert (len(many()), len(few())) == (99_492, 49_752)
    all_of_them, half = in_turn(((many, 1), (few, 1)), 2)
    limited("the 99,492 dates of a schedule, moved to open days", all_of_them, 2, SECONDS)
    compared("… against 49,752", all_of_them, half, 2.4, SECONDS)


def measure_check() -> None:
    source = Source("long.tenor", st.long_contract(2_000))
    half = Source("half.tenor", st.long_contract(1_000))
    assert check(source).sound, [d.message for d in check(source).diagnostics][:3]
    long, short = in_turn(((lambda: check(source), 1), (lambda: check(half), 1)), 4)
    limited("check of a contract of 2,000 lines, parser ready", long, 0.6, MILLISECONDS)
    compared("… against 1,000 lines", long, short, 2.4, MILLISECONDS)


_HIGHEST = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def highest_memory(command: list[str], env: dict[str, str]) -> float:
    """The most memory that a command held at once, in MiB, asked by a small process: what its parent holds counts as its own."""
    kept = subprocess.run([sys.executable, "-c", _HIGHEST, *command], env=env, capture_output=True, text=True, check=True).stdout
    return int(kept) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def measure_processes() -> None:
    """Whole processes, from start to end; the reference is a Python that does nothing."""
    tenor = str(Path(sys.executable).with_name("tenor"))
    with tempfile.TemporaryDirectory() as folder:
        # compiled modules as every installation has them, also where the variable forbids Python to write them
        env = {name: x for name, x in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
            "PYTHONPYCACHEPREFIX": folder,
            "TENOR_CACHE": folder,
        }
        facts = Path(folder) / "story.facts"
        facts.write_text(
            f'facts for "{st.CONTRACT}".\n'
            f'  {st.STOCK} trades as in "{os.path.relpath(st.PRICES, folder)}", complete.\n'
            f"  June 3, 2002, 2:00 pm in Los Angeles: Holder gives {st.NOTICE}: principal $100,000.\n",
            "utf-8",
        )
        question = ["--facts", str(facts), "--on", "2002-06-03", "--of", "1", "--ask", "Conversion Shares"]
        commands = [
            ([sys.executable, "-c", "pass"], None, "python -c pass", False),
            ([tenor, "--help"], 0.120, "tenor --help", False),
            ([tenor, "check", str(st.CONTRACT)], 0.400, "tenor check debenture-2001.tenor, its text changed", True),
            ([tenor, "check", *st.PAPERS], 1.500, "tenor check, five papers of two deals, their texts changed", True),
            ([tenor, "check", str(st.CONTRACT)], 0.400, "tenor check debenture-2001.tenor, once more", False),
            ([tenor, "diff", *st.VERSIONS], 2.000, "tenor diff, the two Amnis debentures, their texts changed", True),
            ([tenor, "diff", *st.VERSIONS], 2.000, "tenor diff, the two Amnis debentures, once more", False),
            *(
                ([tenor, "ask", str(st.CONTRACT), *question[:4], name], 0.600, f"tenor ask debenture-2001.tenor … {name}", False)
                for name in ("convert", "price", "default", "payoff", "reserve")
            ),
            ([tenor, "run", str(st.CONTRACT), *question], 0.500, "tenor run debenture-2001.tenor, one question", False),
        ]
        if (shared := os.environ.get("TENOR_SHARED")) is not None:
            text = str(Path(shared) / "documents" / "amnis-2001-debenture.txt")
            covering = [tenor, "coverage", str(st.CONTRACT), "--document", text]
            commands.insert(-1, (covering, 2.000, "tenor coverage debenture-2001.tenor, its text changed", True))

        def ran(command: list[str], anew: bool) -> subprocess.CompletedProcess[bytes]:
            if anew:
                for kept in (Path(folder) / "tenor").glob("checked-*"):
                    kept.unlink()
            return subprocess.run(command, env=env, capture_output=True, check=False)

        runs = [(lambda c=c, anew=anew: ran(c, anew), 1) for c, _, _, anew in commands]  # type: ignore[misc]
        ended = [run() for run, _ in runs]
        best = in_turn(runs, 6, time.perf_counter)
        memory = highest_memory(commands[-1][0], env)
    for (command, most, name, _), seconds, done in zip(commands, best, ended, strict=True):
        if done.returncode > ("diff" in command):  # which ends with 1 where two texts differ
            row(name, f"ended with {done.returncode}: {done.stderr.decode(errors='replace').strip()[:60]}", "", "", "", "not met")
        elif most is None:
            row(name + " (reference)", shown(seconds, MILLISECONDS), "", "", "", "")
        else:
            limited(name, seconds, most, MILLISECONDS)
    row("… memory at its highest", f"{memory:.0f} MiB", "", "", "≤ 150 MiB", "met" if memory <= 150 else "not met")


def main() -> int:
    """Measures and prints everything; a figure that cannot be taken says why, and the others follow."""
    row("what", "measured", "reference", "ratio", "target", "")
    for measure in (measure_conversion, measure_years, measure_check, measure_facts, measure_suite, measure_dates, measure_processes):
        gc.collect()  # what one figure left behind is none of the next one's
        try:
            measure()
        except Exception as error:  # noqa: BLE001 -- one figure that fails is no reason to lose the others
            row(measure.__name__.replace("_", " "), f"failed: {type(error).__name__}: {str(error)[:80]}", "", "", "", "")
    return 0


if __name__ == "__main__":
    sys.exit(main())

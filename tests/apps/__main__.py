"""`python -m tests.apps [--of N] [PAPER…]`: of the places of the filed papers that are otherwise in a copy, how many coverage sees."""

from __future__ import annotations

import random
import sys
from collections import Counter

from tests.apps.mutants import KINDS, mutants
from tests.apps.test_paper_coverage import PAPERS, in_remarks, of_paper, seen


def table(papers: list[str], most: int, *, show: bool = False) -> None:
    """Prints, for each paper and kind, how many of the places drawn are seen: where the file computes, and in remarks."""
    for paper in papers:
        text, base, path, document = of_paper(paper)
        every = list(mutants(text))
        cells = []
        for kind in KINDS:
            for remarks in (False, True):
                own = [m for m in every if m.kind == kind and in_remarks(base, m) == remarks]
                drawn = random.Random(2).sample(own, min(most, len(own)))
                results = [(m, seen(base, m.text, path, document)) for m in drawn]
                counts = Counter(hit is not None and hit[0] for _, hit in results if hit is not None)
                cells.append(f"{kind}{' in remarks' if remarks else ''} {counts[True]}/{sum(counts.values())}")
                if show:
                    for m, hit in results:
                        if hit is not None and not hit[0]:
                            print(f"    missed {m.section}:{m.line} {m.kind} {m.was!r} -> {m.now!r}", flush=True)
        print(f"{paper}: " + ", ".join(cells), flush=True)


if __name__ == "__main__":
    words = sys.argv[1:]
    shown = "--missed" in words
    words = [w for w in words if w != "--missed"]
    drawn = int(words.pop(words.index("--of") + 1)) if "--of" in words else 12
    names = [w for w in words if w != "--of"]
    table([p for p in PAPERS if not names or p in names], drawn, show=shown)

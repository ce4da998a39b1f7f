"""A comparison of two contracts as one page: what changed in words, and both texts side by side, with the sections of both.

Enters: a `Comparison` and the paths of the two files. Leaves: one HTML file that opens from disk. Holds: nothing is fetched; everything
is reached by keyboard (the letters n and p go from difference to difference, the sections stand in a list of links); what came and what
went is told by words and marks, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from tenor.apps.difference_words import runs_of_words
from tenor.apps.differences import Entry, grouped, renumbered, totals, verdict
from tenor.apps.signature import status_of
from tenor.dsl.contract import Contract
from tenor.dsl.diff import Comparison
from tenor.dsl.passages import Passage

__all__ = ["page_of"]

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --old: #b3261e; --new: #1b6e3c; --old-back: #b3261e1f; --new-back: #1b6e3c1f; }
@media (prefers-color-scheme: dark) { :root { --old: #ff9e95; --new: #85d6a2; --old-back: #ff9e9526; --new-back: #85d6a226; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 Georgia, "Times New Roman", serif; margin: 0 auto; max-width: 1280px; padding: 1rem 1.5rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .4rem; border-bottom: 1px solid var(--line); }
a { color: inherit; } .quiet { opacity: .75; font-size: .9rem; } nav ul { columns: 3 20rem; padding-left: 1.2rem; font-size: .9rem; }
article { margin: .8rem 0; padding: .5rem .8rem; border-left: 4px solid var(--line); }
article:focus { outline: 3px solid Highlight; } article.added { border-color: var(--new); } article.removed { border-color: var(--old); }
h3 { font-size: 1rem; margin: 0; display: flex; justify-content: space-between; gap: 1rem; }
h3 .kind { font-weight: normal; font-style: italic; }
ul.said { margin: .2rem 0 .5rem; padding-left: 1.2rem; } .sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.side { font-size: .92rem; } .side > .cite { display: block; font-size: .82rem; opacity: .8; margin-bottom: .15rem; }
del { background: var(--old-back); color: var(--old); } ins { background: var(--new-back); color: var(--new); text-decoration: underline; }
details { margin: .8rem 0; } summary { cursor: pointer; } .same { margin: .5rem 0 .5rem 1rem; }
@media (max-width: 760px) { .sides { grid-template-columns: 1fr; } }
@media print { nav, .keys { display: none; } article { break-inside: avoid; } }
"""
_KEYS = """
const all = [...document.querySelectorAll("article")]; let at = -1;
document.addEventListener("keydown", e => {
  if (e.ctrlKey || e.metaKey || e.altKey || (e.key !== "n" && e.key !== "p")) return;
  const here = all.indexOf(document.activeElement); if (here >= 0) at = here;
  at = Math.max(0, Math.min(all.length - 1, at + (e.key === "n" ? 1 : -1)));
  if (all[at]) { all[at].focus(); all[at].scrollIntoView({ block: "center" }); }
});
"""
_KINDS = {"added": "new", "removed": "gone", "renamed": "another name", "moved": "another place", "changed": "changed"}


def page_of(comparison: Comparison, old: str, new: str) -> str:
    """The page."""
    return "\n".join(_page(comparison, old, new))


def _page(comparison: Comparison, old: str, new: str) -> Iterator[str]:
    title = f"{comparison.new.title}: what changed"
    groups = grouped(comparison)
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{escape(title)}</h1>"
    yield f"<p><strong>{escape(verdict(comparison))}</strong></p>"
    yield f'<p class="quiet">{_file("Old", comparison.old, old)}<br>{_file("New", comparison.new, new)}</p>'
    numbers = renumbered(comparison)
    if numbers:
        pairs = ", ".join(f"{escape(x.old)} → {escape(x.new)}" for x in numbers)
        yield f'<p class="quiet">Other numbers, which alone are no difference: {pairs}.</p>'
    if groups:
        counted = ", ".join(f"{n} {kind}" for kind, n in totals(comparison).items() if n)
        yield f'<p class="quiet keys">{counted}. With the keys <kbd>n</kbd> and <kbd>p</kbd> you go to the next and the one before.</p>'
    yield "</header>"
    if groups:
        yield '<nav aria-label="Sections that differ">\n<ul>'
        for i, group in enumerate(groups):
            yield f'<li><a href="#s{i}">{escape(group.title)}</a> <span class="quiet">{len(group.entries) or ""}</span></li>'
        yield "</ul>\n</nav>"
    yield "<main>"
    same = _unchanged(comparison)
    for i, group in enumerate(groups):
        yield f'<section id="s{i}" aria-labelledby="h{i}">\n<h2 id="h{i}">{escape(group.title)}</h2>'
        if group.said:
            yield _list(group.said)
        for entry in group.entries:
            yield from _article(entry)
        yield from _same(same.pop((group.old, group.new), []))
        yield "</section>"
    if any(same.values()):
        yield '<section id="same" aria-labelledby="hs">\n<h2 id="hs">Sections that say the same</h2>'
        for (before, after), alike in same.items():
            yield from _same(alike, f"{after or 'Before the first section'}{f' (old: {before})' if before != after else ''}: ")
        yield "</section>"
    yield f"</main>\n<script>{_KEYS}</script>\n</body>\n</html>"


def _unchanged(comparison: Comparison) -> dict[tuple[str, str], list[tuple[Passage, Passage]]]:
    """The passages that say the same, under their sections, in the order of the new contract."""
    told = {d.new.place for d in comparison.differences if d.new is not None}
    found: dict[tuple[str, str], list[tuple[Passage, Passage]]] = {}
    for a, b in comparison.matching.pairs:
        if b.place not in told:
            found.setdefault((a.section, b.section), []).append((a, b))
    return found


def _same(pairs: list[tuple[Passage, Passage]], lead: str = "") -> Iterator[str]:
    """Passages that say the same, folded away."""
    if not pairs:
        return
    count = "one provision says" if len(pairs) == 1 else f"{len(pairs)} provisions say"
    yield f"<details>\n<summary>{escape(lead)}{count} the same</summary>"
    for a, b in pairs:
        yield f'<div class="sides same">{_side(a, escape(a.words), "Old")}{_side(b, escape(b.words), "New")}</div>'
    yield "</details>"


def _file(which: str, contract: Contract, path: str) -> str:
    return f"{which}: {escape(path)}, text <code>{contract.digest[:16]}</code>, {escape(status_of(contract).words())}"


def _list(said: tuple[str, ...]) -> str:
    return '<ul class="said">' + "".join(f"<li>{escape(x)}</li>" for x in said) + "</ul>"


def _article(entry: Entry) -> Iterator[str]:
    d = entry.difference
    kinds = ", ".join(_KINDS[k] for k in d.kinds)
    yield f'<article class="{d.kinds[0]}" tabindex="0">\n<h3>{escape(entry.title)} <span class="kind">{kinds}</span></h3>'
    if d.old is not None and d.new is not None:
        yield _list(entry.said)
    before, after = _sides(d.old, d.new)
    yield '<div class="sides">'
    yield _side(d.old, before, "Old")
    yield _side(d.new, after, "New")
    yield "</div>\n</article>"


def _side(passage: Passage | None, words: str, which: str) -> str:
    if passage is None:
        return f'<div class="side"><span class="cite">{which}: not there</span></div>'
    where = passage.section or "before the first section"
    return f'<div class="side"><span class="cite">{which}: {escape(where)}, line {passage.line}</span>{words}</div>'


def _sides(old: Passage | None, new: Passage | None) -> tuple[str, str]:
    """The words of both sides, with those marked that only one has."""
    if old is None or new is None:
        return (f"<del>{escape(old.words)}</del>" if old else "", f"<ins>{escape(new.words)}</ins>" if new else "")
    before: list[str] = []
    after: list[str] = []
    for kind, x, y in runs_of_words(old.words, new.words):
        if x:
            before.append(escape(x) if kind == "equal" else f"<del>{escape(x)}</del>")
        if y:
            after.append(escape(y) if kind == "equal" else f"<ins>{escape(y)}</ins>")
    return " ".join(before), " ".join(after)

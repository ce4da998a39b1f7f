"""A paper and its file side by side, as one page that opens from disk.

Enters: a `PaperCoverage`. Leaves: the page: the exhibit left with its own page breaks, the contract file right, each phrase a link to the
sentence that carries it and each sentence a link to the phrases that it carries. Holds: the page is whole in itself, asks no network for
anything, works by keyboard and, without its script, still links both ways; states are told by words and lines, not by colour alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from pathlib import Path

from tenor.apps.links import STATES, Link, Said
from tenor.apps.paper_coverage import PaperCoverage
from tenor.apps.word_check import Finding

__all__ = ["side_by_side"]

_CLASS = {state: state.replace(" ", "-") for state in STATES}


def side_by_side(coverage: PaperCoverage) -> str:
    """The page."""
    links = coverage.links
    source = coverage.contract.source
    sentences = [x for x in links.sentences if x.end > x.start]
    phrase_ids = {id(at.phrase): f"p{n}" for n, at in enumerate(links.links, 1)}
    said_ids = {id(x): f"s{n}" for n, x in enumerate(sentences, 1)}
    carried: dict[int, list[Link]] = {}
    for at in links.links:
        for said in at.carriers:
            carried.setdefault(id(said), []).append(at)
    faults_of_phrase: dict[int, list[Finding]] = {}
    faults_of_line: dict[int, list[Finding]] = {}
    for f in coverage.findings:
        if f.phrase is not None:
            faults_of_phrase.setdefault(id(f.phrase), []).append(f)
        if f.line:
            faults_of_line.setdefault(f.line, []).append(f)

    left: list[str] = []
    at_text = 0
    for at in links.links:
        p = at.phrase
        left.append(_furniture(coverage.exhibit.text[at_text : p.start]))
        faults = faults_of_phrase.get(id(p), [])
        to = [said_ids[id(x)] for x in at.carriers if id(x) in said_ids]
        told = f"{p.where}: {at.state}" + (", by a quotation" if at.told else "") + "".join(f". {f.message}" for f in faults)
        classes = f"{_CLASS[at.state]}{' fault' if faults else ''}"
        left.append(_anchor(phrase_ids[id(p)], to, classes, told, coverage.exhibit.text[p.start : p.end]))
        at_text = p.end
    left.append(_furniture(coverage.exhibit.text[at_text:]))

    right: list[str] = []
    at_file = 0
    placed: set[str] = set()
    for said in sentences:
        right.append(_headed(source.text[at_file : said.start], placed))
        stop = said.start + len(source.text[said.start : said.end].rstrip())
        last_line = source.text.count("\n", 0, stop) + 1
        faults = [f for n in range(said.line, last_line + 1) for f in faults_of_line.get(n, [])]
        phrases = carried.get(id(said), [])
        told = f"line {said.line}: carries {len(phrases)} phrase{'' if len(phrases) == 1 else 's'}" + "".join(
            f". {f.message}" for f in faults
        )
        classes = f"said {_CLASS.get(said.kind, said.kind or 'nothing-to-carry')}{' fault' if faults else ''}"
        to = [phrase_ids[id(at.phrase)] for at in phrases]
        right.append(_anchor(said_ids[id(said)], to, classes, told, source.text[said.start : stop]))
        at_file = stop
    right.append(_headed(source.text[at_file:], placed))

    title = f"{coverage.contract.title}: paper and file"
    counts = coverage.counts()
    legend = "".join(f'<span class="key {_CLASS[x]}">{x} <b>{counts[x]}</b></span>' for x in STATES if counts[x])
    findings = "".join(_finding(f, phrase_ids, sentences, said_ids) for f in coverage.findings)
    places = [(place.name, phrase_ids[id(place.phrases[0])]) for place in coverage.exhibit.places]
    options = "".join(f'<option value="{i}">{escape(name)}</option>' for name, i in places)
    n = len(coverage.findings)
    parts = {
        "title": escape(title),
        "digest_class": "right" if coverage.same_text else "wrong",
        "digest": escape(coverage.digest_line()),
        "summary": escape(coverage.summary()),
        "legend": legend,
        "options": options,
        "paper": "".join(left),
        "file": "".join(right),
        "findings_open": "open" if n else "",
        "findings_count": f"{n} finding{'' if n == 1 else 's'}",
        "findings": findings,
        "places": json.dumps([i for _, i in places]),
    }
    page = Path(__file__).with_name("side_by_side.html").read_text("utf-8")
    return re.sub(r"\{([a-z_]+)\}", lambda m: parts.get(m[1], m[0]), page)


def _anchor(name: str, to: Iterable[str], classes: str, told: str, text: str) -> str:
    ends = list(to)
    href = f' href="#{ends[0]}"' if ends else f' href="#{name}"'
    return f'<a id="{name}"{href} class="{classes}" data-to="{" ".join(ends)}" title="{escape(told)}">{escape(text)}</a>'


def _furniture(text: str) -> str:
    """What stands between phrases: page numbers, rulings, page breaks."""
    return re.sub(r"&lt;PAGE&gt;|\f", '<span class="page">&lt;PAGE&gt;</span>', escape(text), flags=re.IGNORECASE)


_HEAD = re.compile(r"^((?:Section|Article|Exhibit|Schedule|Annex) \S+|Preamble|Recitals|Face|Signatures)(.*)$", re.MULTILINE)


def _headed(text: str, placed: set[str]) -> str:
    """What stands between sentences: headings and comments."""

    def heading(m: re.Match[str]) -> str:
        placed.add(m[1])
        return f'<b class="head">{m[0]}</b>'

    text = re.sub(r"(--[^\n]*)", r"<i>\1</i>", escape(text, quote=False))
    return _HEAD.sub(heading, text)


def _finding(f: Finding, phrase_ids: dict[int, str], sentences: list[Said], said_ids: dict[int, str]) -> str:
    to = phrase_ids.get(id(f.phrase), "") if f.phrase is not None else ""
    if not to and f.line:
        before = [x for x in sentences if x.line <= f.line]
        to = said_ids[id(before[-1])] if before else ""
    mend = f" <small>To mend it: {escape(f.help)}.</small>" if f.help else ""
    words = escape(f.text)
    return f"<li>{f'<a href=#{to}>{words}</a>' if to else words}{mend}</li>"

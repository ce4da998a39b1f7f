"""The comparisons of a paper against those of its file: what stands in the one and not in the other.

Enters: the phrases of a paper with what carries them. Leaves: findings. Holds: a sentence that computes compares nothing that the phrases
which it carries do not, unless the file says below it that the words are its own; what a phrase denies, what carries it denies somewhere; a
remark never has the opposite of what its phrases have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from attrs import evolve

from tenor.apps.comparisons import OPPOSITE, Compared, compared_in, comparisons_of, kinds_of, things_in
from tenor.apps.exhibit import Phrase
from tenor.apps.links import Link, Links, Said
from tenor.apps.paper_words import PREPOSITIONS
from tenor.apps.word_check import Finding, unlabelled
from tenor.dsl import syntax as s

__all__ = ["CHECKED", "NOT_CHECKED", "check_comparisons"]

CHECKED = (
    "Compared word for word: figures, dates, times, periods with their kind of day, sections cited, parties named in full. Compared in "
    "sentences that compute: the lesser and the greater of, the earlier and the later of, more than and at most, at least and less than, "
    "before and after."
)
NOT_CHECKED = (
    "Compared in part: who does what (who is bound, allowed, or tells; in remarks only where the words beside a party are the paper's); "
    "`not`, `unless` and the like (a `not` of the file that no phrase of the paper has is told, one that is left out only where nothing "
    "else that carries the phrase denies); what stands left and right of a comparison, where the paper has the same words on the other "
    "side. "
    "Not compared: and for or, first for last, rounding, adding or taking away, and remarks, save where they say the opposite."
)
"""What of a paper's words is compared with its file, and what is not."""

_CONTRARY = {"at most": "more", "at least": "less"}
"""What a paper may say of a limit instead: what nobody may exceed is what is at most allowed."""
_ALSO = {
    "days after": ("days after", "after", "from", "by"),
    "days before": ("days before", "before"),
}
_REMARKS = {"recorded", "read as", "left out"}
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|^not transcribed')
_NAME = re.compile(r"[A-Z]\w*(?: [A-Z]\w*)*")
_IN_PASSING = re.compile(
    r"\bwithout (?:in any way |otherwise )?(?:limitation|limiting|regard|prejudice)|\bif (?:there (?:is|are) )?no\b"
    r"|\bwhether or not|\bor not\b",
    re.IGNORECASE,
)
_TIMES = ("twice", "three times", "four times", "five times", "six times")
_ALIKE = 2


def check_comparisons(links: Links) -> list[Finding]:
    """Every finding of comparisons."""
    return [*_Comparisons(links).findings()]


def _says(text: Compared, x: Compared) -> bool:
    """Whether words of the paper say one of the things that a comparison of the file says."""
    said = {*x.kinds, *(k for kind in x.kinds for k in _ALSO.get(kind, ())), *(_CONTRARY.get(k, k) for k in x.kinds if x.limit)}
    return not said.isdisjoint(text.kinds)


def _against(text: Compared, x: Compared) -> bool:
    return not _says(text, x) and any(k in text.kinds for kind in x.kinds for k in OPPOSITE.get(kind, ()))


class _Comparisons:
    """The comparisons of each phrase and of each sentence, against each other."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.carried: dict[int, list[Phrase]] = {}
        self.by_section: dict[str, list[tuple[Phrase, frozenset[str]]]] = {}
        for at in links.links:
            for said in at.carriers:
                self.carried.setdefault(id(said), []).append(at.phrase)
            about = things_in(unlabelled(at.phrase))
            for section in links.sections[at.phrase.place]:
                self.by_section.setdefault(section, []).append((at.phrase, about))
        self.ours: dict[int, list[tuple[str, Said]]] = {}
        above: Said | None = None
        for said in links.sentences:
            if said.kind != "ours":
                above = said
            elif above is not None and above.section == said.section:
                self.ours.setdefault(id(above), []).extend((words, said) for words in _accounted(said.words))

    def findings(self) -> Iterator[Finding]:
        for said in self.links.sentences:
            if said.kind == "transcribed":
                yield from self._strange(said)
            elif said.kind in _REMARKS:
                yield from self._turned(said)
        for at in self.links.links:
            yield from self._undenied(at)

    def _text(self, said: Said) -> list[Compared]:
        """What the phrases that a sentence carries compare; of one that carries none, the phrase of its section that is most alike."""
        phrases = self.carried.get(id(said), [])
        if not phrases:
            things = things_in(said.words)
            near = max(self.by_section.get(said.section, ()), key=lambda x: len(x[1] & things) ** 2 * 1000 // (1 + len(x[1])), default=None)
            phrases = [near[0]] if near is not None and len(near[1] & things) >= _ALIKE else []
        return [x for p in phrases for x in comparisons_of(unlabelled(p))]

    def _strange(self, said: Said) -> Iterator[Finding]:
        """What a sentence that computes compares and the paper does not."""
        own = compared_in(said.nodes)
        ours = self.ours.get(id(said), [])
        if not own and not ours:
            return
        quoted = [x for q in said.quotations for x in comparisons_of(q.words)]
        strange: list[Compared] = []
        for x in _unsaid(own, self._text(said) if own else []):
            told = next((t for t in quoted if _says(t, x)), None)
            if told is not None:
                quoted.remove(told)
            elif not self._elsewhere(said.section, x):
                strange.append(x)
        left = Counter(x.kind for x in strange)
        for words, account in ours:
            kind = next((k for k in kinds_of(words) if left[k]), "")
            kind = kind or next((f"days {k}" for k in kinds_of(words) if left[f"days {k}"]), "")
            if not kind:
                message = f"the file accounts for “{words}”, which the sentence above does not say beyond the paper"
                yield Finding(said.section, message, "ours", None, account.line, "say what the file says, or leave it out")
                continue
            left[kind] -= 1
        shown = [x.words for i, x in enumerate(strange) if sum(y.kind == x.kind for y in strange[i:]) <= left[x.kind]]
        if shown:
            message = f"line {said.line} of the file compares with {_listed(shown)}; the phrases that it carries do not"
            mend = "write what the paper says, quote where it says so (this carries), or account for the words (not in the paper)"
            yield Finding(said.section, message, "comparison", None, said.line, mend)

    def _elsewhere(self, section: str, x: Compared) -> bool:
        """Whether another phrase of the section has a comparison beside the same things, and none the other way beside as many."""
        text = [t for phrase, _ in self.by_section.get(section, ()) for t in comparisons_of(unlabelled(phrase))]
        there = max((len(t.beside & x.beside) for t in text if _says(t, x) and _crossed(x, t) <= 1), default=0)
        return there >= _ALIKE and there > max((len(t.beside & x.beside) for t in text if _against(t, x)), default=0)

    def _turned(self, said: Said) -> Iterator[Finding]:
        """What a remark compares the other way than the paper."""
        text = [t for t in self._text(said) if t.words.lower() not in PREPOSITIONS] if self.carried.get(id(said)) else []
        ours = [k for words, _ in self.ours.get(id(said), ()) for k in kinds_of(words)]
        for x in comparisons_of(_QUOTED.sub(" ", said.words)):
            if not x.words[0].islower() or x.words in PREPOSITIONS or any(_says(t, x) for t in text):
                continue
            for kind in x.kinds:
                against = [t for t in text if _against(t, evolve(x, kinds=(kind,)))]
                if against and kind not in ours:
                    message = f"line {said.line} of the file says “{x.words}”, the phrase that it carries “{against[0].words}”"
                    yield Finding(said.section, message, "comparison", None, said.line, "write what the paper says")
                    return

    def _undenied(self, at: Link) -> Iterator[Finding]:
        """A phrase that denies, where nothing that carries it does."""
        if not at.phrase.operative or not at.carriers or at.state in {"left out", "corrected"}:
            return
        words = _IN_PASSING.sub(" ", unlabelled(at.phrase))
        denied = [x for x in comparisons_of(words) if x.kind == "not"]
        if denied and not any(_denies(said) for said in at.carriers):
            message = f"the text has “{denied[0].words}”; no sentence that carries the phrase denies anything"
            mend = "transcribe it, or quote it where the file says what becomes of it (recorded only, not transcribed)"
            yield Finding(at.phrase.place, message, "comparison", at.phrase, at.carriers[0].line, mend)


def _denies(said: Said) -> bool:
    """Whether a sentence denies anything: in words that it quotes, in its own words if it is a remark; otherwise as a node, or in the name
    of what it speaks of.
    """
    if any(x.kind == "not" for q in said.quotations for x in comparisons_of(q.words)):
        return True
    if said.kind in _REMARKS:
        words = re.sub(r"^not transcribed", " ", said.words)
        return any(x.kind in {"not", "but"} for x in comparisons_of(words))
    if any(_denying(node) for node in said.nodes):
        return True
    names = " ".join(_NAME.findall(said.words))
    return any(x.kind == "not" for x in (*compared_in(said.nodes), *comparisons_of(names)))


def _denying(top: s.Node) -> bool:
    """Whether nodes deny in other words than `not`: what is forbidden, left out, what a calendar is without."""
    return any(
        isinstance(x, s.Ban | s.Without | s.LeftOut | s.CalendarDecl)
        or (isinstance(x, s.Rel | s.Filter) and x.op in {"does not exceed", "is not before", "is not after"})
        for x in s.walk(top)
    )


def _unsaid(own: tuple[Compared, ...], text: list[Compared]) -> Iterator[Compared]:
    """The comparisons of a sentence that the paper does not have there, or has only beside other things."""
    by: dict[str, list[Compared]] = {}
    for x in own:
        by.setdefault(x.kind, []).append(x)
    for kind, every in by.items():
        if kind == "not":  # a word that is everywhere: it must stand beside something of what the file denies
            there = [t for t in text if _says(t, every[0])]
            for x in every:
                best = max(there, key=lambda t: len(t.beside & x.beside), default=None)
                if best is None or not best.beside & x.beside:
                    yield x
                else:
                    there.remove(best)
            continue
        left = list(text)
        for x in sorted(every, key=lambda x: x.limit):
            there = [t for t in text if _says(t, x)]
            best = max((t for t in left if _says(t, x)), key=lambda t: len(t.beside & x.beside), default=None)
            if best is None:
                yield x
                continue
            left.remove(best)
            against = max((len(t.beside & x.beside) for t in text if _against(t, x)), default=0)
            if against > 1 + max(len(t.beside & x.beside) for t in there) or _exchanged(x, there):
                yield x


def _exchanged(x: Compared, there: list[Compared]) -> bool:
    """Whether the nearest of some comparisons of the paper has on its right what the file has on its left, and the other way round."""
    return _crossed(x, max(there, key=lambda t: (len(t.beside & x.beside), -_crossed(x, t)))) > 1


def _crossed(x: Compared, t: Compared) -> int:
    """How much more stands on the other side than on the same."""
    if not x.left or not x.right:
        return 0
    left, right = x.left - x.right, x.right - x.left
    return len(t.left & right) + len(t.right & left) - len(t.left & left) - len(t.right & right)


def _accounted(words: str) -> Iterator[str]:
    """The words of comparison that an account names before it says why."""
    for item in re.split(r",\s*|\s+and\s+", words.partition(":")[2].strip().rstrip(".")):
        said = item.strip(' “”"')
        times = re.fullmatch(rf"(.*) ({'|'.join(_TIMES)})", said)
        said, n = (times[1], _TIMES.index(times[2]) + 2) if times else (said, 1)
        if kinds_of(said):
            yield from (said for _ in range(n))


def _listed(words: list[str]) -> str:
    return ", ".join(f"“{w}”{f' {_TIMES[min(n, len(_TIMES) + 1) - 2]}' if n > 1 else ''}" for w, n in Counter(words).items())

"""What a passage of a contract is and what changed in it, in sentences.

Enters: passages and `Change`s. Leaves: titles and sentences in the words of lawyers. Holds: figures, periods, parties and names stand as
the texts have them; each kind of change has its sentence, each part of a provision its name.
"""

from __future__ import annotations

import re

from tenor.dsl import syntax as s
from tenor.dsl.changes import Change
from tenor.dsl.passages import Passage, text_of

__all__ = ["runs_of_words", "sentence_of", "short", "title_of", "where_of"]

_CUT = 150


# ── what a passage is


def title_of(passage: Passage) -> str:
    """What a passage defines or does, in a few words."""
    st = passage.statement
    match st:
        case s.Define() | s.Schedule() | s.AccrualDecl() | s.BalanceDecl():
            return f"“{st.name}”"
        case s.ReadingDecl():
            return f"reading “{st.name}”"
        case s.Observation():
            return f"what is observed as “{st.name}”"
        case s.Blank():
            return f"blank “{st.name}”"
        case s.EventDecl() | s.DerivedEvent():
            return f"event “{st.name}”"
        case s.ActDecl():
            return f"act “{st.name}”"
        case s.PartyDecl():
            return f"party {st.name}"
        case s.SecurityDecl():
            return f"security {st.name}"
        case s.CalendarDecl():
            return f"kind of day “{st.name}”"
        case s.PaperDecl():
            return f"paper “{st.name}”"
        case s.Alias():
            return f"the word “{st.name}”"
        case s.ContractHead():
            return "the title"
        case s.Times():
            return "the zone of times"
        case s.MonthRule():
            return "the end of a month"
        case s.PaidWhen():
            return "when an amount is paid"
        case s.Arrives():
            return "the receipt of a notice by " + " or ".join(st.means)
        case s.Cites():
            return "a citation of " + " and ".join(st.cited)
        case s.Recorded():
            return {"judgment": "judgment word", "not transcribed": "not transcribed"}.get(st.kind, "recorded only")
        case s.Power():
            return f"{st.party} may give {st.event}"
        case s.Waive():
            return f"{st.party} may waive {st.limit}"
        case s.Duty():
            return f"{st.debtor} must {st.act}" + _named(st.named)
        case s.Ban():
            return f"{st.debtor} must not {st.act}" + _named(st.named)
        case s.Keep():
            return f"{st.debtor} must see to it that “{st.named}”"
        case s.Owes():
            return f"{st.debtor} owes {st.creditor}" + (f" “{st.named}”" if st.named else f" {short(text_of(st.amount), 60)}")
        case s.Pays():
            return f"{st.event} pays {st.claim}"
        case s.Becomes():
            return f"{st.event or 'an overdue amount'} is an occurrence of {st.target}"
        case s.Posting():
            return f"{st.balance} {({1: 'increases', -1: 'decreases', 0: 'becomes'})[st.sign]}"
        case s.Reversal():
            return f"the decrease of {st.balance} is reversed"
        case _:
            return short(text_of(st), 60)


def _named(name: str) -> str:
    return f" (“{name}”)" if name else ""


def short(text: str, most: int = _CUT) -> str:
    """The text, cut between words where it is too long."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


_SENTENCES = {
    "Define": "a definition",
    "ReadingDecl": "a reading",
    "Observation": "told",
    "Blank": "a blank",
    "Schedule": "a list of dates",
    "AccrualDecl": "an accrual",
    "BalanceDecl": "a balance",
    "EventDecl": "an event that is told",
    "DerivedEvent": "a part of another event",
}


_PLACES = {
    "Duty.due": "when it is due",
    "Duty.also_by": "the last day",
    "Duty.condition": "the condition",
    "Owes.amount": "the amount",
    "Owes.payable": "when it is payable",
    "Owes.condition": "the condition",
    "Owes.taken_as_paid": "when it is taken as paid",
    "EachDay.start": "the first day counted",
    "EachDay.end": "the last day counted",
    "EachDay.calendar": "the days counted",
    "Settlement.options": "the settlement",
    "Becomes.day": "the day",
    "Becomes.until": "the end",
    "Becomes.unless": "the exception",
    "Becomes.condition": "the condition",
    "Becomes.grace": "the grace",
    "Ban.unless": "the exception",
    "Ban.while_": "the condition",
    "Keep.condition": "what is to be so",
    "Keep.unless": "the exception",
    "Keep.while_": "the condition",
    "IfLead.condition": "the condition",
    "OnLead.day": "the day",
    "Waive.effective": "the day on which it takes effect",
    "AccrualDecl.rate": "the rate",
    "AccrualDecl.start": "the first day",
    "AccrualDecl.until": "the last day",
    "Schedule.start": "the first date",
    "Schedule.end": "the last date",
    "Observation.if_none": "if nothing is told",
    "FieldDecl.if_none": "if it is not told",
    "EventDecl.until": "the end",
    "EventDecl.restates": "the factor by which prices are restated",
    "BalanceDecl.day": "the day on which it opens",
    "BalanceDecl.opening": "what it opens at",
    "IfElse.condition": "the condition",
    "IfElse.otherwise": "otherwise",
    "Clause.unless": "what lifts it",
    "CalendarDecl.less": "the days left out",
    "Window.count": "the days looked at",
    "Window.offset": "the days before",
}
_LABELLED = {
    "Power.clauses": "the limit “{}”",
    "EventDecl.fields": "its {}",
    "ReadingDecl.alternatives": "the choice “{}”",
    "Settlement.options": "the choice “{}”",
}
_BOUNDS = {"after", "on or after", "before", "on or before", "at most"}
_JUST = {"part", "party"}


def where_of(change: Change) -> str:
    """Where in the sentence the change is; nothing, where the sentence says so itself."""
    found: list[str] = []
    last = len(change.path) - 1
    for k, (role, old, new) in enumerate(change.path):
        label = new or old
        at_end = k == last and change.what == "part"
        if role in _LABELLED and label and not at_end:
            found.append("when it may be given" if label in _BOUNDS else _LABELLED[role].format(label))
        elif role in {"Listed.items", "Steps.steps", "Junction.items"} and label and not at_end:
            found.append(f"({label})")
        elif role in _PLACES and not (at_end and role in _PARTS):
            found.append(_PLACES[role])
    plain = list(dict.fromkeys(found))
    return f"{', '.join(plain)}: " if plain else ""


def _nouns(text: str) -> str:
    if text.endswith("%"):
        return "the percentage"
    if text.endswith("a year"):
        return "the rate"
    if text.endswith("a share"):
        return "the price"
    if text.startswith("$"):
        return "the amount"
    if text.endswith((" am", " pm")) or " am " in text or " pm " in text:
        return "the hour"
    return "the number of shares" if text.endswith(("shares", "share")) else "the number"


_TURN = {1: "rises", -1: "falls"}
_PARTIES = {
    "Duty.debtor": ("the duty now falls on {}, was on {}"),
    "Duty.creditor": ("it is now to be done to {}, was to {}"),
    "Ban.debtor": ("it now binds {}, bound {}"),
    "Ban.creditor": ("it now protects {}, protected {}"),
    "Keep.debtor": ("it now binds {}, bound {}"),
    "Owes.debtor": ("{} now owes it, {} did"),
    "Owes.creditor": ("it is now owed to {}, was to {}"),
    "Power.party": ("the right is now that of {}, was that of {}"),
    "Waive.party": ("the right to waive is now that of {}, was that of {}"),
    "EventDecl.giver": ("it now comes from {}, came from {}"),
    "EventDecl.receiver": ("it is now given to {}, was to {}"),
    "SecurityDecl.issuer": ("it is now issued by {}, was by {}"),
    "PartyDecl.same": ("it is now the same as {}, was the same as {}"),
    "Option.party": ("the choice is now that of {}, was that of {}"),
}
# a part that is new, a part that is gone
_PARTS = {
    "IfLead": ("now only {}", "no longer only {}"),
    "OnLead": ("now {}", "no longer {}"),
    "ForEach": ("now {}", "no longer {}"),
    "ForEachDate": ("now {}", "no longer {}"),
    "Duty.condition": ("now only if {}", "no longer only if {}"),
    "Duty.also_by": ("now also on or before {}", "no longer on or before {}"),
    "Owes.condition": ("now only if {}", "no longer only if {}"),
    "Owes.taken_as_paid": ("now taken as paid when due if {}", "no longer taken as paid when due if {}"),
    "Owes.payable": ("now payable on {}", "no longer payable on {}"),
    "Owes.each_day": ("now {}", "no longer {}"),
    "Owes.settlement": ("now {}", "no longer {}"),
    "Becomes.condition": ("now only if {}", "no longer only if {}"),
    "Becomes.unless": ("a new exception: unless {}", "the exception for {} is gone"),
    "Becomes.until": ("now until {}", "no longer until {}"),
    "Becomes.filters": ("now only those {}", "no longer only those {}"),
    "Becomes.grace": ("now once overdue for {}", "no longer once overdue for {}"),
    "Ban.unless": ("a new exception: unless {}", "the exception for {} is gone"),
    "Ban.while_": ("now only while {}", "no longer only while {}"),
    "Keep.unless": ("a new exception: unless {}", "the exception for {} is gone"),
    "Keep.while_": ("now only while {}", "no longer only while {}"),
    "Power.clauses": ("a new limit: {}", "the limit is gone: {}"),
    "Clause.unless": ("now lifted if {}", "no longer lifted if {}"),
    "EventDecl.fields": ("it must now also tell its {}", "it no longer tells its {}"),
    "EventDecl.until": ("it now continues until {}", "it no longer continues until {}"),
    "EventDecl.restates": ("it now restates each price by {}", "it no longer restates each price by {}"),
    "ReadingDecl.alternatives": ("a new choice: {}", "the choice is gone: {}"),
    "Settlement.options": ("a new choice: {}", "the choice is gone: {}"),
    "Observation.if_none": ("it is now {} if nothing is told", "if nothing is told it is no longer {}"),
    "FieldDecl.if_none": ("it is now {} if it is not told", "if it is not told it is no longer {}"),
    "Blank.filled": ("it is now filled in with {}", "it is now left blank, was {}"),
    "AccrualDecl.until": ("it now stops at {}", "it no longer stops at {}"),
    "AccrualDecl.start": ("it now begins on {}", "it no longer begins on {}"),
    "CalendarDecl.less": ("now less {}", "no longer less {}"),
    "Item.guard": ("now only if {}", "no longer only if {}"),
    "Listed.items": ("there is a new limb: {}", "the limb is gone: {}"),
    "Junction.items": ("there is a new limb: {}", "the limb is gone: {}"),
    "Steps.steps": ("there is a new step: {}", "the step is gone: {}"),
    "Statement.value": ("it is now {}", "it is no longer {}"),
    "plus": ("{} is now added", "{} is no longer added"),
    "less": ("{} is now taken off", "{} is no longer taken off"),
    "times": ("it is now multiplied by {}", "it is no longer multiplied by {}"),
    "divided by": ("it is now divided by {}", "it is no longer divided by {}"),
    "and": ("it is now also required that {}", "it is no longer required that {}"),
    "or": ("it is now enough that {}", "it is no longer enough that {}"),
}
_MARKS = {
    "exact": ("it is now kept exact", "it is no longer kept exact"),
    "taken": ("it is now the one taken", "it is no longer the one taken"),
    "comes": ("it is now known only when it comes", "it is no longer known only when it comes"),
    "stated": ("the paper now says which days", "the paper no longer says which days"),
    "first_in": ("its first day now counts and its last does not", "its last day now counts and its first does not"),
    "negated": ("it is now denied", "it is no longer denied"),
}
_KINDS = {
    "lesser": "the lesser of the two",
    "greater": "the greater of the two",
    "earlier": "the earlier of the two",
    "later": "the later of the two",
    "all": "all of the conditions",
    "any": "any of the conditions",
    "first": "the first that applies",
    "sum": "the sum",
}


def sentence_of(change: Change) -> str:
    """A change in a sentence."""
    old, new, role = change.old, change.new, change.path[-1][0] if change.path else ""
    part = role.partition(".")[2]
    match change.what:
        case "figure" if old and new:
            noun = _nouns(new)
            if change.sign and noun not in {"the hour", "the number"}:
                return f"{noun} {_TURN[change.sign]} from {old} to {new}"
            return f"{noun} is now {new}, was {old}"
        case "figure":
            return f"now {new}" if new else f"no longer {old}"
        case "period":
            return f"the period is now {new}, was {old}"
        case "kind of day":
            if role == "Option.calendar" and not (old and new):
                return f"the day is now moved to the next of the {new}" if new else f"the day is no longer moved to the next of the {old}"
            return f"{old} became {new}"
        case "date":
            return f"the date is now {new}, was {old}"
        case "citation":
            if old and new:
                return f"it now cites {new}, cited {old}"
            if role == "Prevails.sections":
                return f"it now prevails over {new}" if new else f"it no longer prevails over {old}"
            if role == "Yields.sections":
                return f"there is now an exception for {new}" if new else f"the exception for {old} is gone"
            was, is_now = change.follows[0] if change.follows else ("", "")
            if new:
                return f"it now also names {new}" + (f", which was Section {was}" if was else "")
            return f"it no longer names {old}" + (f", which is now Section {is_now}" if is_now else "")
        case "party":
            form = _PARTIES.get(role, "it is now {}, was {}")
            return form.format(new or "nobody", old or "nobody")
        case "relation":
            return f"“{old}” became “{new}”"
        case "choice" if part == "sign":
            return f"“{old}” became “{new}”"
        case "choice":
            return f"{_KINDS.get(old, f'“{old}”')} became {_KINDS.get(new, f'“{new}”')}" if old and new else f"now {new or f'not {old}'}"
        case "mark":
            yes, no = _MARKS.get(part, ("it now is so", "it is no longer so"))
            return yes if new else no
        case "part":
            yes, no = _PARTS.get(role, ("“{}” is new", "“{}” is gone"))
            return (yes if new else no).format(new or old)
        case "sentence":
            return f"it is now {_SENTENCES.get(new, 'another sentence')}, was {_SENTENCES.get(old, 'another sentence')}"
        case "words":
            for before, after in change.follows:
                old = re.sub(rf"(?<![\w.(]){re.escape(before)}(?![\w(])", after, old)
            return _reworded(old, new, part)
        case "order":
            return f"the order within one day is now {new}; it was {old}"
        case "name" | "text" if not (old and new):
            if role == "PaperDecl.file":
                return f"it is now at hand as “{new}”" if new else f"it is no longer at hand (it was “{old}”)"
            return f"now also “{new}”" if new else f"no longer “{old}”"
        case "name" | "text":
            if role == "Statement.name":
                return f"it stands in the place of “{old}”"
            if part == "label":
                return f"it was called “{old}”"
            return f"“{_bare(old)}” became “{_bare(new)}”"
        case _:
            return f"was “{old}”, is now “{new}”"


def _bare(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] in '"“' and text[-1] in '"”' else text


def _reworded(old: str, new: str, part: str) -> str:
    """Free words that differ: where it is little, what; otherwise that they do."""
    if part == "full_name":
        return (
            f"it is now “{new}”, was “{old}”"
            if old and new
            else f"it is now “{new}”, was a blank"
            if new
            else f"it is now a blank, was “{old}”"
        )
    before, after = _changed_words(old, new)
    if not before and not after:
        return "the words differ in their marks"
    little = len(before) + len(after) <= 4 and sum(map(len, (*before, *after))) <= 240
    if not little:
        return f"was “{short(old, 400)}”, is now “{short(new, 400)}”"
    pairs = [f"“{x}”" for x in before], [f"“{y}”" for y in after]
    if not before:
        return f"the words {', '.join(pairs[1])} are new"
    if not after:
        return f"the words {', '.join(pairs[0])} are gone"
    return f"the words {', '.join(pairs[0])} became {', '.join(pairs[1])}"


def _changed_words(old: str, new: str) -> tuple[list[str], list[str]]:
    """The runs of words that only one of two texts has."""
    before: list[str] = []
    after: list[str] = []
    for kind, x, y in runs_of_words(old, new):
        if kind != "equal":
            before.extend([x] if x else [])
            after.extend([y] if y else [])
    return before, after


def runs_of_words(old: str, new: str) -> list[tuple[str, str, str]]:
    """Two texts, run of words by run of words: `equal`, or what stands in one and what in the other."""
    from difflib import SequenceMatcher

    a, b = old.split(), new.split()
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [("equal" if op == "equal" else "other", " ".join(a[i:j]), " ".join(b[p:q])) for op, i, j, p, q in codes]

"""What `make demo` shows: a notice delivered late, on a real paper and real prices.

Enters: nothing. Leaves: on the screen, the price, the shares, what is owed, what is due next, and why. Holds: the answers are those of
`tenor run` and `tenor explain`, put by the same functions; it needs only what Tenor itself needs.
"""

from __future__ import annotations

from importlib.resources import as_file, files

from tenor import __version__
from tenor.apps.answers import Setting, effect_words, effects, missing_block, put
from tenor.apps.page import Block, Row, block_lines, ruled
from tenor.apps.particulars import given_words, happened, particulars
from tenor.apps.signature import status_of
from tenor.apps.sources import open_contract, open_facts, when_of, world_of
from tenor.apps.standing import state_page
from tenor.interpreter.explain import explain, figures, lines_of
from tenor.interpreter.wording import said

CONTRACT, FACTS, ON, EVENT = "debenture-2001.tenor", "demo.facts", "2002-06-10", "Notice of Conversion"


def main() -> None:
    """Prints the demonstration."""
    with as_file(files("tenor.contracts").joinpath("amnis")) as folder:
        contract = open_contract(str(folder / CONTRACT))
        facts = open_facts(contract, str(folder / FACTS)).facts
        setting = Setting(world_of(contract, facts, {}), when_of(contract, ON), of=1)
        print("\n".join(page(setting)))


def page(st: Setting) -> list[str]:
    """The demonstration as lines."""
    state = state_page(Setting(st.world, st.when))
    status = status_of(st.contract)
    lines = [f"Tenor {__version__}   {st.contract.title}, {status.article()} transcription of “{st.contract.entry}”{status.tail()}", ""]
    lines += [x for sentence in state.sentences for x in ruled(sentence)]
    acts = [o for event in st.contract.events if not st.contract.events[event].base for o in happened(st, event)]
    story = sorted(acts, key=lambda o: o.key)
    lines += block_lines([missing_block(st, state.needs)])
    lines += block_lines([Block("Told, and made up", tuple(Row(f"{given_words(o)}: {o.title}{fields(st, o)}") for o in story))])
    _, price = put(st, "Conversion Price")
    lines += ["", "The price, and why", *("  " + x for x in explain(price, False, st.world).split("\n") if not x.startswith("reading “"))]
    shares = [put(st, name)[1] for name in ("Conversion Amount", "Whole Shares")]
    lines += ["", "The shares", *lines_of(figures(shares, st.world, known=("Conversion Price",)))]
    asked, damages = put(st, "Delivery Damages")
    lines += block_lines(particulars(st, damages)[:1])
    lines += ["", "Why", *("  " + x for x in explain(damages, False, st.world).split("\n") if not x.startswith("reading “"))]
    price_asked, _ = put(st, "Conversion Price")
    told: list[str] = []
    tried: set[str] = set()
    changed: set[str] = set()
    for question, given in ((asked, damages), (price_asked, price)):
        for e in effects(st, question, given):
            tried.add(e.choice.name)
            if any(o.value != given.value for _, o in e.others):
                changed.add(e.choice.name)
                told.append(f"{e.choice.line(effect_words(e, given))} ({given.ask})")
    told.append(f"{len(tried - changed)} other readings on which the two figures rest would change nothing here")
    lines += block_lines([Block("Where the paper is open: readings taken, and what another would change", tuple(Row(x) for x in told))])
    lines += [
        "",
        "Ask it yourself",
        f'  tenor explain contracts/amnis/{CONTRACT} "Conversion Price" --facts contracts/amnis/{FACTS} --on {ON} --of 1 --full',
        f"  tenor run contracts/amnis/{CONTRACT} --facts contracts/amnis/{FACTS} --on {ON}",
        f'  tenor run contracts/amnis/{CONTRACT} --facts contracts/amnis/{FACTS} --on {ON} --if "{EVENT}: principal $100,000"',
    ]
    return lines


def fields(st: Setting, o: object) -> str:
    """What was told of an act, behind its name."""
    from tenor.interpreter.world import Occurrence

    assert isinstance(o, Occurrence)
    info = st.contract.events[o.event]
    told = [f"{n} {said(o.fields[n], f.type)}" for n, f in info.fields.items() if n in o.fields and f.type.kind != "occurrence"]
    return f", {', '.join(told)}" if told else ""


if __name__ == "__main__":
    main()

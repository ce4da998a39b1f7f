"""Figures told by day: the file, or the rows, of an observation.

Enters: a `Loader` and a file of two columns, `date` and one other. Leaves: the figures among what is told of the observation, each from its
day on; findings. Holds: figures are exact; a cell that is empty is not told; a rate or a percentage is written as its figure per cent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenor.dsl.diagnostic import Diagnostic, Severity, Span
from tenor.interpreter.market import Cell, Series, load_series, series_from_rows
from tenor.interpreter.values import Q

if TYPE_CHECKING:
    from tenor.interpreter.facts import Loader

__all__ = ["figures_in_file", "figures_in_rows"]


def figures_in_file(loader: Loader, name: str, path: Path, span: Span | None) -> None:
    """Tells an observation the figures of a CSV file, each from its day on.

    The header is `date` and one name more; figures are decimal numerals in the unit of the observation, of a rate or a percentage per cent.
    Errors: T506 the observation is no quantity, T508 it has a file already, T511 no such name, T512 it is no observation, T513 another
    value is told from the same day, and those of `load_series`.
    """
    if _tellable(loader, name, span):
        _tell(loader, name, *load_series(path, path.name, True, figure=True), span)


def figures_in_rows(loader: Loader, name: str, rows: Sequence[Mapping[str, Cell]], span: Span | None) -> None:
    """The same of rows given inline, each with its `date` and its figure."""
    if _tellable(loader, name, span):
        _tell(loader, name, *series_from_rows(rows, "rows told", True, figure=True), span)


def _tellable(loader: Loader, name: str, span: Span | None) -> bool:
    """Whether figures can be told of a name; reports why not."""
    info = loader.c.terms.get(loader.c.aliases.get(name, name))
    if info is None:
        loader.report("T511", f"`{name}` is nothing of which a value can be told", span, loader.near(name, list(loader.c.terms)))
    elif info.kind != "observation":
        mend = f'declare it as `observation "{name}" (…)` to tell its figures by day'
        loader.report("T512", f"`{name}` follows from the contract" if info.kind != "blank" else f"`{name}` is one value", span, mend)
    elif not info.type.is_quantity:
        loader.report("T506", f"`{name}` must be {info.type.words()}; a file tells figures", span)
    elif info.name in loader.figures:
        loader.report("T508", f"the figures of `{name}` are told twice", span, "tell one file")
    else:
        return True
    return False


def _tell(loader: Loader, name: str, series: Series | None, found: list[Diagnostic], span: Span | None) -> None:
    from tenor.interpreter.facts import Told

    loader.found.extend(found)
    if series is None:
        return
    info = loader.c.terms[loader.c.aliases.get(name, name)]
    before = loader.told.setdefault(info.name, [])
    same = {t.start: t.value for t in before if t.known in {None, t.start}}
    unit = Q(100) if info.type.percent else Q(1)
    (column,) = series.columns
    told: list[Any] = []
    for day, figure in zip(series.days, series.columns[column], strict=True):
        if figure is None:
            continue
        value = figure / unit
        if same.get(day, value) != value:
            mend = f"the file says otherwise of {day}: correct one of them"
            loader.report("T513", f"`{info.name}` is told two values from the same day", span, mend, Severity.MUST)
            return
        told.append(Told(value, day, day, series.source))
    before.extend(told)
    loader.figures[info.name] = series

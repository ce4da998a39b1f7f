"""The command `tenor`: its verbs and exit codes.

Enters: the words of the command line. Leaves: data on standard output, messages on standard error, an exit code: 0 fine, 1 findings,
failed scenarios or a difference, 2 wrong usage or unreadable input, 3 a fault of ours with a report file. Holds: no rules of its own, and
nothing is imported before it is needed: `tenor --help` is part of the product.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from tenor.apps.verbs.shared import EXAMPLES, tell

__all__ = ["cli", "main"]

_FAULT = 3

# the verbs in the order of their page, and the module of each
_VERBS = {
    "check": "check",
    "run": "run",
    "explain": "run",
    "timeline": "timeline",
    "test": "test",
    "facts": "facts",
    "fmt": "fmt",
    "diff": "diff",
    "new": "new",
    "ask": "ask",
    "sheet": "sheet",
    "sign": "sign",
    "what-if": "what_if",
    "coverage": "coverage",
}


class _Verbs(click.Group):
    """The verbs, each imported when it is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click asks with it
        """In the order in which they are written."""
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click asks with it
        """The verb of a name; none, where there is no such verb."""
        if cmd_name not in _VERBS:
            return None
        found: click.Command = getattr(import_module(f"tenor.apps.verbs.{_VERBS[cmd_name]}"), cmd_name.replace("-", "_"))
        return found


@click.group(cls=_Verbs, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="tenor", prog_name="tenor")
def cli() -> None:
    """Runs legal papers that were transcribed clause by clause, on facts and prices, with reasons.

    Exit codes: 0 fine, 1 findings or failed scenarios or a difference, 2 wrong usage or unreadable input, 3 a fault of Tenor's own.
    """


def main() -> None:
    """The program: runs a verb; a fault of ours becomes a report file and exit code 3."""
    import gc
    import os

    gc.set_threshold(100_000)  # most of what a command makes lives to its end: to look through it again and again finds nothing
    colour = False if os.environ.get("NO_COLOR") else None
    try:
        cli.main(prog_name="tenor", color=colour)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception:  # noqa: BLE001 -- whatever it is, it is ours, and nobody shall read a traceback
        _report()
        sys.exit(_FAULT)


def _report() -> None:
    import tempfile
    import traceback

    from tenor import __version__

    with tempfile.NamedTemporaryFile("w", prefix="tenor-report-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(f"tenor {__version__}, Python {sys.version.split()[0]}\n")
        file.write(f"verb: {sys.argv[1] if len(sys.argv) > 1 else ''}\n\n")
        traceback.print_exc(file=file)
    tell(f"This is a fault of Tenor's own, not of your files. A report stands in {file.name}; it names no figure of yours but the verb.")


if __name__ == "__main__":
    main()

"""Syntax: what was written, as frozen trees. One namespace for all nodes (`from tenor.dsl import syntax as s`).

Enters: nothing. Leaves: the nodes of values (`expressions`, `counting`, `runs`, `cycles`), of sentences (`sentences`) and of
facts files (`telling`).
Holds: formatter and diff read these; whatever computes reads `tenor.dsl.contract`.
"""

from tenor.dsl.counting import *  # noqa: F403 -- one namespace for all nodes
from tenor.dsl.cycles import *  # noqa: F403 -- one namespace for all nodes
from tenor.dsl.expressions import *  # noqa: F403 -- one namespace for all nodes
from tenor.dsl.runs import *  # noqa: F403 -- one namespace for all nodes
from tenor.dsl.sentences import *  # noqa: F403 -- one namespace for all nodes
from tenor.dsl.telling import *  # noqa: F403 -- one namespace for all nodes

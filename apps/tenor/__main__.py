"""`python -m tenor`: the same as the command `tenor`."""

from tenor.apps.cli import main

main()

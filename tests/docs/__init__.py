"""The documentation is tested: its pages are all there and its examples are run."""

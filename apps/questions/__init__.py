"""The questions of a note's life, put to any contract: a module a question, one order of answer."""

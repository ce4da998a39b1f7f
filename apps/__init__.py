"""Ways in: thin shells over the interpreter, with no rules of their own."""

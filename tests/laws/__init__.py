"""Laws of the calculus, on contracts and facts made up by a generator."""

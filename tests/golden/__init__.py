"""Golden cases: facts, market, questions and answers worked by hand, run through the contracts."""

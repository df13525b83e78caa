"""Faults put into the code one at a time, to see whether a test notices.

    make mutants                                     # all packages named in pyproject.toml, hours
    python -m tools.mutants approval.plan
    python -m tools.mutants --report                 # what is known, without trying anything

The usual libraries do not fit: mutmut takes a module's name from its path, which a namespace with several
roots does not have, and knows no removed statement; cosmic-ray starts all tests anew for each mutant.

`places` and `changes` say what can be put wrong in a syntax tree, `survey` which tests run which line; in a
`trial` a mutant is put in its place, in a process of its own, and `record` keeps what came out.
"""

"""Coverage-guided fuzzing of everything that reads text from outside; `make fuzz` runs it for a bounded time.

`targets` says what is read and what may come out. It needs nothing but the product, so that the same
functions run under hypothesis in every test run; `__main__` gives them to atheris, which looks longer.
"""

"""Right and wrong answers to every exercise, for the judge to be judged by.

One module a chapter: RIGHT[id] is a list of right functions, written in different ways; the first
is plain NumPy and is what the mutants are made of. WRONG[id] is a list of (function, id of the
misconception it shows, "" for none of its own). INDEPENDENT[id] draws arguments in another way
than the probes do, to find out whether a mutant behaves differently at all.
"""

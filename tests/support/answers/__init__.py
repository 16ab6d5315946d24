"""Correct and incorrect answers to every exercise, to test the grader with.

One module a chapter: CORRECT[id] is a list of correct functions, written in different ways; the
first is plain NumPy and is what the mutants are made of. INCORRECT[id] is a list of (function, id
of the misconception it shows, "" for none of its own). INDEPENDENT[id] draws arguments in another
way than the cases do, to find out whether a mutant behaves differently at all.
"""

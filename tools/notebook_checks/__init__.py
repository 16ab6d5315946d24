"""Checks of committed notebooks that need not run them.

Each module has one kind of check: a function that takes a `Notebook` and yields `Problem`s.
`course` runs them all.
"""

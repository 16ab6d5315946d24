"""What a committed notebook must be, checked without running it.

Each module holds one kind of check: a function that takes a `Notebook` and yields `Problem`s.
`course` runs them all.
"""

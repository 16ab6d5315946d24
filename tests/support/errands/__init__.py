"""The errands of CONTRIBUTING.md, each as a person would do it in a copy of the repository.

In each module, `perform(copy)` makes the edits that a person makes, and nothing that `make fix` does.
TESTS are the files of the tests that the change can break, and SELECTED selects among them.
"""

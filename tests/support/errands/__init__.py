"""The errands of CONTRIBUTING.md, each as a person would do it in a copy of the repository.

Each module edits files by hand, so to speak: `perform(copy)` does nothing that `make fix` does. TESTS
are the tests that the change can break, as arguments of pytest.
"""

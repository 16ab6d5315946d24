"""The live parts of the book: exercises and their grading, interactive figures, plots, glue."""

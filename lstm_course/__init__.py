"""What makes the book live: exercises and their grading, interactive figures, plots, glue."""

"""Data of the chapter on speech: spoken digits, recordings, and a speech detector."""

// Defaults of lstm_lib, written in here by bundle.py: the numbers in this file are placeholders.

export const DEFAULT_FORGET_BIAS = NaN;

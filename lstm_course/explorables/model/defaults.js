// Defaults of lstm_lib, written in here by bundle.py: the values in this file stand in until then.

export const DEFAULT_FORGET_BIAS = NaN;

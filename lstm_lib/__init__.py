"""An LSTM in NumPy whose code reads like its equations.

Modules, in the order in which they build on each other: `activations`, `layer`, `weights`,
`cell`, `sequence`; beside them `gradient_check` and `variants`.
"""

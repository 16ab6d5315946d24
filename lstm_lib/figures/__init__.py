"""Pictures: each function takes axes and arrays, computes no model and draws one thing.

from lstm_lib import figures
figures.use_style()
fig, ax = plt.subplots()
figures.curve(ax, x, y, "what it is")
"""

from lstm_lib.figures.backward import BackwardDiagram
from lstm_lib.figures.colours import COLOURS
from lstm_lib.figures.curves import activation, curve, mark_points
from lstm_lib.figures.diagram import Diagram
from lstm_lib.figures.gates import gate_times_candidate, gates_over_time, heat
from lstm_lib.figures.planes import plane
from lstm_lib.figures.shapes import gate_blocks, sheets
from lstm_lib.figures.style import use_style
from lstm_lib.figures.training import gradient_norms, history, losses, populations

__all__ = [
    "COLOURS",
    "BackwardDiagram",
    "Diagram",
    "activation",
    "curve",
    "gate_blocks",
    "gate_times_candidate",
    "gates_over_time",
    "gradient_norms",
    "heat",
    "history",
    "losses",
    "mark_points",
    "plane",
    "populations",
    "sheets",
    "use_style",
]

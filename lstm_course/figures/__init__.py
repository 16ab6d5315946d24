"""Pictures: each function takes axes and arrays, computes no model and draws one thing.

from lstm_course import figures
figures.use_style()
fig, ax = plt.subplots()
figures.plot_curve(ax, x, y, "what it is")
"""

from lstm_course.figures.backward import BackwardDiagram
from lstm_course.figures.colours import COLOURS
from lstm_course.figures.curves import activation, curve, mark_points
from lstm_course.figures.decision_plane import plane
from lstm_course.figures.diagram import Diagram
from lstm_course.figures.gates import gate_times_candidate, gates_over_time, heat
from lstm_course.figures.neuron import Neuron
from lstm_course.figures.style import use_style
from lstm_course.figures.tensors import gate_blocks, sheets
from lstm_course.figures.training import gradient_norms, history, losses, populations
from lstm_course.figures.unrolled import UnrolledCell

__all__ = [
    "COLOURS",
    "BackwardDiagram",
    "Diagram",
    "Neuron",
    "UnrolledCell",
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

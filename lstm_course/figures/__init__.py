"""Pictures: each function takes axes and arrays, computes no model and draws one thing.

from lstm_course import figures
figures.use_style()
fig, ax = plt.subplots()
figures.plot_curve(ax, x, y, "what it is")
"""

from lstm_course.figures.backward import BackwardDiagram
from lstm_course.figures.colours import COLOURS
from lstm_course.figures.curves import mark_points, plot_activation, plot_curve
from lstm_course.figures.decision_plane import plot_decision_plane
from lstm_course.figures.diagram import Diagram
from lstm_course.figures.gates import plot_gate_times_candidate, plot_gates_over_time, plot_heatmap
from lstm_course.figures.graph import ReberGraph
from lstm_course.figures.layers import LayersOverTime
from lstm_course.figures.neuron import Neuron
from lstm_course.figures.style import use_style
from lstm_course.figures.tensors import plot_batch, plot_gate_blocks
from lstm_course.figures.training import (
    plot_gate_histograms,
    plot_gradient_norms,
    plot_history,
    plot_losses,
)
from lstm_course.figures.unrolled import UnrolledCell
from lstm_course.figures.variants import VariantDiagrams

__all__ = [
    "COLOURS",
    "BackwardDiagram",
    "Diagram",
    "LayersOverTime",
    "Neuron",
    "ReberGraph",
    "UnrolledCell",
    "VariantDiagrams",
    "mark_points",
    "plot_activation",
    "plot_batch",
    "plot_curve",
    "plot_decision_plane",
    "plot_gate_blocks",
    "plot_gate_histograms",
    "plot_gate_times_candidate",
    "plot_gates_over_time",
    "plot_gradient_norms",
    "plot_heatmap",
    "plot_history",
    "plot_losses",
    "use_style",
]

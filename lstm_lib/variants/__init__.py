"""The relatives of the LSTM: a plain recurrent layer, and other cells with gates.

Each module has a step that reads like its equations, a forward pass that repeats the step, a
backward pass through time, and a `Variant` that puts the three behind the calls that all share.
`VARIANTS` holds them by name; tests, the benchmark and the reference page iterate over it. To add a
variant, write its module and import it here.
"""

from lstm_lib.variants._contract import Variant
from lstm_lib.variants.ablations import *
from lstm_lib.variants.cifg import *
from lstm_lib.variants.full_gate_recurrence import *
from lstm_lib.variants.gru import *
from lstm_lib.variants.janet import *
from lstm_lib.variants.layer_norm import *
from lstm_lib.variants.lstm_1997 import *
from lstm_lib.variants.min_gru import *
from lstm_lib.variants.min_lstm import *
from lstm_lib.variants.mlstm import *
from lstm_lib.variants.peephole import *
from lstm_lib.variants.rnn import *
from lstm_lib.variants.slstm import *

VARIANTS = {each.name: each for each in list(vars().values()) if isinstance(each, Variant)}
"""Every variant that is imported above, by name."""

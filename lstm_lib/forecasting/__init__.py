"""Forecasts of a time series, the baselines they have to beat, and fair comparisons."""

from lstm_lib.forecasting.blocks import block_indices
from lstm_lib.forecasting.diebold_mariano import Comparison, diebold_mariano
from lstm_lib.forecasting.free_run import free_run
from lstm_lib.forecasting.har import har_averages
from lstm_lib.forecasting.kernel_ridge import KernelRidge, fit_kernel_ridge, predict_kernel_ridge
from lstm_lib.forecasting.linear import fit_linear, predict_linear
from lstm_lib.forecasting.scores import rmse, skill
from lstm_lib.forecasting.seasonal import seasonal_naive
from lstm_lib.forecasting.windows import window_batches, windows

__all__ = [
    "Comparison",
    "KernelRidge",
    "block_indices",
    "diebold_mariano",
    "fit_kernel_ridge",
    "fit_linear",
    "free_run",
    "har_averages",
    "predict_kernel_ridge",
    "predict_linear",
    "rmse",
    "seasonal_naive",
    "skill",
    "window_batches",
    "windows",
]

"""The report says what the library was compared with."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def pytest_report_header() -> str:
    try:
        return f"reference: PyTorch {version('torch')} and stored vectors"
    except PackageNotFoundError:
        return "reference: stored vectors only (PyTorch is not installed)"

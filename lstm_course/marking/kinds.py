"""The kinds of isolation."""

from __future__ import annotations

from typing import Literal

Kind = Literal["namespaces", "landlock", "none"]
"""Namespaces of one's own; Landlock with a filter of system calls; none, for practice."""

"""Every record that a chapter loads can be made again, and a part of it is, here."""

from __future__ import annotations

import numpy as np
import pytest

from tools.experiments import RECORDS, experiments

EXPERIMENTS = experiments()


def test_each_record_has_its_experiment() -> None:
    assert {path.stem for path in RECORDS.glob("*.npz")} == set(EXPERIMENTS)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_sample_agrees_with_the_record(name: str) -> None:
    with np.load(RECORDS / f"{name}.npz") as record:
        sample = EXPERIMENTS[name].sample()
        assert sample, f"{name}: sample() repeats nothing"
        for key, again in sample.items():
            stored = record[key][tuple(slice(size) for size in np.shape(again))]
            np.testing.assert_allclose(again, stored, rtol=1e-6, atol=1e-9, err_msg=key)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_a_record_is_small(name: str) -> None:
    assert (RECORDS / f"{name}.npz").stat().st_size <= 200_000

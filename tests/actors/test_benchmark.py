"""The benchmark of name matching in short: its three limits, on towns and a seed of its own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "name_matching.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    specification = importlib.util.spec_from_file_location("name_matching", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    # Data classes look their module up.
    sys.modules["name_matching"] = module
    specification.loader.exec_module(module)
    return module


def test_the_limits_hold(benchmark: ModuleType) -> None:
    result = benchmark.score(benchmark.make_world(5, towns=8))
    assert result.names > 300
    assert result.wrong == []
    assert result.proposal_share >= 0.9
    assert result.settled_share >= 0.8

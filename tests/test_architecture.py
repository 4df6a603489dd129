"""The layers of the library, and what importing it costs."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import netcoop as nc

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "netcoop"
MODULES = [name for _, name, _ in pkgutil.walk_packages([str(LIBRARY)], "netcoop.")]


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.strip()


def test_importing_stays_light() -> None:
    heavy = ["matplotlib", "igraph", "pyvis", "IPython", "pandas", "scipy", "networkx", "duckdb"]
    code = f"import sys, netcoop; print([m for m in {heavy} if m in sys.modules])"
    assert run(code) == "[]"


@pytest.mark.parametrize("action", ["read_records", "Network", "Weighting", "missing_ties"])
def test_heavy_libraries_are_imported_when_first_used(action: str) -> None:
    heavy = ["matplotlib", "igraph", "pyvis", "IPython", "networkx", "duckdb", "joblib"]
    code = f"import sys, netcoop; netcoop.{action}; print([m for m in {heavy} if m in sys.modules])"
    assert run(code) == "[]"


def test_public_names_survive_every_import() -> None:
    code = f"""
import importlib, types
import netcoop
before = {{name: getattr(netcoop, name) for name in netcoop.__all__}}
import netcoop.cli
for module in {MODULES!r}:
    importlib.import_module(module)
changed = [name for name, value in before.items() if getattr(netcoop, name) is not value]
modules = [name for name, value in before.items()
           if isinstance(value, types.ModuleType) and name not in ("datasets", "errors")]
print(changed, modules)
"""
    assert run(code) == "[] []"


def test_no_module_bears_the_name_of_a_public_function() -> None:
    names = {name for name in nc.__all__ if callable(getattr(nc, name))}
    assert names.isdisjoint(module.rsplit(".", 1)[-1] for module in MODULES)


def test_public_names_exist_and_are_documented() -> None:
    assert {"read_records", "build_network", "Network", "report", "map_network"} <= set(nc.__all__)
    for name in nc.__all__:
        assert (getattr(nc, name).__doc__ or "").strip(), name
    assert set(nc.__all__) <= set(dir(nc))


def test_modules_are_short() -> None:
    long = {
        str(path): lines
        for path in LIBRARY.rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert not long


def test_functions_are_short() -> None:
    long = []
    for path in LIBRARY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body and (body[-1].end_lineno or 0) - body[0].lineno + 1 > 40:
                    long.append(f"{path.name}:{node.name}")
    assert not long


def test_modules_do_not_import_their_own_package() -> None:
    """A cycle between a module and its parent, which the import contracts do not see."""
    own = []
    for module in MODULES:
        path = LIBRARY.joinpath(*module.split(".")[1:]).with_suffix(".py")
        parent = module.rsplit(".", 1)[0]
        if path.exists() and parent != "netcoop":
            own += [
                f"{module}: {name.name}"
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.ImportFrom) and node.module == parent
                for name in node.names
                if f"{parent}.{name.name}" not in MODULES
            ]
    assert not own


def test_every_module_can_be_imported_alone() -> None:
    for module in MODULES:
        assert importlib.import_module(module).__doc__, module

"""The public names, the API page and the docstrings agree.

The rules, for every name of ``netcoop.__all__`` and of the modules ``datasets`` and ``errors``:

1. It stands on the API page, under the module it comes from; nothing else stands there but
   classes that a public function gives.
2. Everything has a docstring whose first line is one line and a sentence.
3. A function has Parameters for every parameter (what it is; the type is in the signature, which
   has annotations throughout), Returns (or Yields), and Examples; and Raises, if it, or what it
   calls, raises because of an argument.
4. A metric and a statistic has References with a doi (a book without one: its publisher).
5. A class names every field of its own in its docstring. If users make it, it has Examples;
   if a function makes it, its first line or its text says which function, and that one has them.
6. A method has Parameters for every parameter, or names each in ``backticks`` where one or two
   sentences are enough; Returns where what it gives has a shape (tables, series, dictionaries);
   and Raises as a function does. Excepted are those every result has: the page explains them once.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import textwrap
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import netcoop as nc
from netcoop import compare, metrics
from netcoop.metrics import METRICS

PAGE = (Path(__file__).parents[1] / "docs/api.md").read_text("utf-8")
MODULES = {name: getattr(nc, name) for name in ("datasets", "errors")}
SECTIONS = (
    "Parameters", "Attributes", "Returns", "Yields", "Raises", "Warns", "References", "Examples",
)  # fmt: skip
PROTOCOL = ("to_frame", "summary", "sentence", "row_sentence", "equals")
# The page says once what these are.
EXPLAINED = {"lang", "other", "row"}
# Classes that users make themselves; all others are handed out by functions.
MADE_BY_USERS = {"Layout", "Network", "Records", "Weighting"}
SHAPED = re.compile(r"DataFrame|Series|dict|Mapping|ndarray")

# What has no source because it is netcoop's own, counts or lists only, or is no statistic.
OWN = {
    "is_saturated",  # its two bounds are assumptions, and it says so
    "metric_register",  # a list
    "metric_table",  # many metrics, each with its source
    "network_summary",
    "compare_periods",  # a shuffle of meetings among periods, described in full
    "export_r",  # writes files
    "meeting_size_profile",  # counts
    "phase_panel",  # makes a table
    "tie_states",  # counts
    "trust",  # means of answers
    "turnover",  # counts
}
# Books that have no doi: who published them stands there instead.
BOOKS = {"blau": "Free\nPress"}


def public() -> dict[str, Any]:
    """Every public function and class by name, those of public modules with their module."""
    found = {
        name: getattr(nc, name)
        for name in nc.__all__
        if not inspect.ismodule(getattr(nc, name)) and not name.startswith("__")
    }
    found |= {f"datasets.{name}": getattr(nc.datasets, name) for name in nc.datasets.__all__}
    errors = {n: e for n, e in vars(nc.errors).items() if inspect.isclass(e)}
    return found | {f"errors.{name}": error for name, error in errors.items()}


PUBLIC = public()
FUNCTIONS = {name: one for name, one in PUBLIC.items() if not inspect.isclass(one)}
CLASSES = {name: one for name, one in PUBLIC.items() if inspect.isclass(one)}


def methods() -> dict[str, Callable[..., Any]]:
    """Every public method that netcoop wrote, under the class that wrote it."""
    found: dict[str, Callable[..., Any]] = {}
    for one in CLASSES.values():
        for name in dir(one):
            written = inspect.unwrap(getattr(inspect.getattr_static(one, name), "__func__",
                                             inspect.getattr_static(one, name)))  # fmt: skip
            if name.startswith("_") or not inspect.isfunction(written):
                continue
            if written.__module__.startswith("netcoop"):
                found[written.__qualname__] = written
    return found


def properties() -> Iterator[tuple[str, property]]:
    for name, one in CLASSES.items():
        for attribute in dir(one):
            value = inspect.getattr_static(one, attribute)
            if isinstance(value, property) and not attribute.startswith("_"):
                yield f"{name}.{attribute}", value


METHODS = methods()


def sections(thing: Any) -> dict[str, str]:
    """Cut a docstring into its sections; what stands before them is ``""``."""
    heads = "|".join(SECTIONS)
    parts = re.split(rf"^({heads})\n-{{3,}}\n", inspect.getdoc(thing) or "", flags=re.MULTILINE)
    assert len(parts[1::2]) == len(set(parts[1::2])), "a section stands twice"
    return {"": parts[0]} | dict(zip(parts[1::2], parts[2::2], strict=True))


def parameters(function: Callable[..., Any]) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]


def described(section: str) -> set[str]:
    """Names of a section: ``a, b`` or ``a : type``, each with an indented text below."""
    names = re.findall(r"^(\*{0,2}\w[\w, *]*?)(?: : .*)?\n    \S", section, flags=re.MULTILINE)
    return {name.strip(" *") for line in names for name in line.split(",")}


def can_raise(function: Callable[..., Any], depth: int, seen: set[Any]) -> bool:
    """Whether a function, or what it calls by name in netcoop, has a ``raise``."""
    function = inspect.unwrap(function)
    known = isinstance(function, types.FunctionType) and function.__module__.startswith("netcoop")
    if not known or function in seen:
        return False
    seen.add(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    if any(isinstance(node, ast.Raise) for node in ast.walk(tree)):
        return True
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return depth > 0 and any(
        can_raise(called, depth - 1, seen)
        for call in calls
        if (called := resolved(call, function.__globals__)) is not None
    )


def resolved(call: ast.expr, names: dict[str, Any]) -> Any:
    """Find what a call means, if it is a name or a function of a module."""
    if isinstance(call, ast.Name):
        found = names.get(call.id)
    elif isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
        module = names.get(call.value.id)
        found = getattr(module, call.attr, None) if inspect.ismodule(module) else None
    else:
        return None
    return found if inspect.isfunction(found) else None


def on_page() -> dict[str, list[str]]:
    """Members of the API page by module."""
    entries = re.findall(r"automodule:: (\S+)\n   :members:(.*)", PAGE)
    return {module: re.findall(r"\w+", names) for module, names in entries}


def test_the_page_has_every_public_name_once_and_where_it_is() -> None:
    listed = [(module, name) for module, names in on_page().items() for name in names]
    names = [name for module, name in listed if module != "netcoop.datasets"]
    assert len(names) == len(set(names))
    expected = set(nc.__all__) - set(MODULES) - {"NetcoopError"}
    given = {str(inspect.signature(function).return_annotation) for function in FUNCTIONS.values()}
    assert expected - set(names) == set()
    for name in set(names) - expected:
        assert name in given, f"{name} is not public, and nothing public gives it"
    for module, name in listed:
        place = __import__(module, fromlist=[name])
        assert getattr(place, name) is PUBLIC.get(name, getattr(place, name)), (module, name)
    assert on_page()["netcoop.datasets"] == nc.datasets.__all__
    assert on_page()["netcoop.errors"] == []  # all of them


def test_the_page_explains_what_every_result_can_do() -> None:
    for name in PROTOCOL:
        assert f"| `{name}(" in PAGE, name


@pytest.mark.parametrize("name", [*PUBLIC, *METHODS])
def test_the_first_line_is_a_sentence(name: str) -> None:
    lines = (inspect.getdoc(PUBLIC.get(name, METHODS.get(name))) or "").splitlines()
    assert lines
    assert lines[0].rstrip().endswith((".", "?"))
    assert lines[1:2] in ([], [""])


def test_properties_are_documented() -> None:
    assert [name for name, value in properties() if not (value.__doc__ or "").strip()] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_has_its_sections(name: str) -> None:
    function = FUNCTIONS[name]
    doc = sections(function)
    types_of = inspect.signature(function).parameters.values()
    assert all(one.annotation is not one.empty for one in types_of), "a parameter has no type"
    assert described(doc.get("Parameters", "")) == set(parameters(function))
    assert "Returns" in doc or "Yields" in doc
    assert ">>> " in doc.get("Examples", "")
    # A function of a network alone has no argument that could be wrong.
    if set(parameters(function)) - {"net"} and can_raise(function, 3, set()):
        assert re.search(r"(Error)", doc.get("Raises", ""))


def statistics() -> list[str]:
    """Every metric and every comparison."""
    names = [*metrics.__all__, *compare.__all__]
    names += ["project", "backbone", "missing_ties", "evaluate_missing_ties", "suggest_ties"]
    return [name for name in names if inspect.isfunction(FUNCTIONS.get(name))]


@pytest.mark.parametrize("name", sorted(set(statistics()) - OWN))
def test_a_metric_or_statistic_has_its_source(name: str) -> None:
    references = sections(FUNCTIONS[name])["References"]
    if name in BOOKS:
        assert BOOKS[name] in references
    else:
        assert re.search(r"doi(\.org/| )10\.\d{4,}/\S+", references)


def test_the_register_cites_what_the_docstring_cites() -> None:
    for name, metric in METRICS.items():
        if name in FUNCTIONS and metric.reference.startswith("doi:"):
            references = sections(FUNCTIONS[name]).get("References", "")
            assert metric.reference.removeprefix("doi:") in references, name


def test_exceptions_are_needed() -> None:
    assert set(statistics()) >= OWN
    for name in OWN:
        assert "References" not in sections(FUNCTIONS[name]), name


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_names_what_it_holds_and_who_makes_it(name: str) -> None:
    one, doc = CLASSES[name], inspect.getdoc(CLASSES[name]) or ""
    if dataclasses.is_dataclass(one):
        fields = [field.name for field in dataclasses.fields(one)]
        ours = [field for field in fields if not field.startswith("_") and field != "settings"]
        assert [field for field in ours if not re.search(rf"\b{field}\b", doc)] == []
    if name in MADE_BY_USERS:
        assert ">>> " in sections(one)["Examples"]
        assert described(sections(one)["Parameters"])
    elif not issubclass(one, Exception):
        makers = re.findall(r"`(?:netcoop\.)?(\w+)`", doc)
        assert any(maker in FUNCTIONS or maker == "read" for maker in makers), "who makes it?"


@pytest.mark.parametrize("name", METHODS)
def test_a_method_has_its_sections(name: str) -> None:
    method, short = METHODS[name], name.rsplit(".", 1)[-1]
    doc = sections(method)
    asked = set(parameters(method)) - EXPLAINED
    backticked = set(re.findall(r"``(\w+)(?:=\S*)?``", doc[""]))
    assert asked - described(doc.get("Parameters", "")) - backticked == set()
    if short in PROTOCOL:
        return
    gives = str(inspect.signature(method).return_annotation)
    assert "Returns" in doc or not SHAPED.search(gives), gives
    if asked and can_raise(method, 2, set()):
        assert "Error" in doc.get("Raises", "")

"""What Typer says stands in the user's language; only the English can be held here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from netcoop.cli import app, main
from netcoop.cli.root import _language_asked
from netcoop.cli.wording import confirm

# What only Typer's own code says.
TYPERS = ("Missing", "No such", "Invalid value", "Try '", "Aborted", "Show this message")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report", "--foo"], "--foo"),
        (["report", "x"], "--out / -o is missing."),
        (["map", "--out", "x.html"], "DATA is missing."),
        (["repor"], "'report'"),
        (["report", "x", "--out"], "--out needs a value."),
        (["check", "a", "b"], "too much: b"),
        (["compare", "x", "--draws", "a", "--out", "-"], "whole number"),
        (["report", "x", "--threshold", "0", "--out", "y"], "--threshold is too small."),
    ],
)
def test_what_typer_refuses_is_said_by_netcoop(
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["netcoop", *arguments])
    monkeypatch.setenv("NETCOOP_LANG", "en")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("Error: ")
    assert said in err
    assert not any(words in err for words in TYPERS)


@pytest.mark.parametrize("command", [None, *(one.name or one.callback.__name__ for one in
                                             app.registered_commands if one.callback)])  # fmt: skip
def test_help_has_no_words_of_typer_s_own(
    command: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["netcoop", *([command] if command else []), "--help"])
    monkeypatch.setattr("netcoop.cli.wording.text", lambda words: f"«{words.strip()}»")
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    page = capsys.readouterr().out
    assert "«Usage:»" in page
    assert "«Options:»" in page
    assert "«Show this help.»" in page
    plain = page
    for words in ("Usage:", "Options:", "Arguments:", "Commands:", "[required]", "[default:"):
        plain = plain.replace(f"«{words}»", "")
        assert words not in plain
    assert not any(words in page for words in TYPERS)
    # Neither names of types nor of Python's parameters.
    assert not re.search(r"<(str|path|int|float)\b|[{}]|\b(STR|PATH|INTEGER)\b", page)


def test_every_option_and_argument_names_its_value_in_the_user_s_language() -> None:
    command = typer.main.get_command(app)
    for name, one in command.commands.items():
        for param in one.params:
            if not getattr(param, "is_flag", False):
                assert param.metavar, (name, param.name)


@pytest.mark.parametrize(
    ("answer", "meant"), [("y", True), ("ANO ", True), ("", False), ("n", False), ("nevím", False)]
)
def test_only_a_yes_is_a_yes(answer: str, meant: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda: answer)
    assert confirm("Remove 3 files?") is meant


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["map", "x", "--lang", "cs"], "cs"),
        (["map", "x", "--lang=en"], "en"),
        (["map", "x", "--lang", "de"], None),
        (["map", "x", "--lang"], None),
        (["map", "x"], None),
    ],
)
def test_who_says_a_language_of_results_gets_messages_in_it(
    words: list[str], wanted: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NETCOOP_LANG", raising=False)
    assert _language_asked(words) == wanted
    monkeypatch.setenv("NETCOOP_LANG", "en")
    assert _language_asked(words) is None


def test_the_shell_completes_commands_and_options() -> None:
    """Asked as bash asks: what can follow ``netcoop re``?"""
    script = Path(sys.executable).with_name("netcoop")
    assert script.exists(), "the tests need netcoop installed (make .venv/installed-test)"
    for words, wanted in (("netcoop re", "report"), ("netcoop report --thr", "--threshold")):
        asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
        done = subprocess.run(
            [script],
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={**os.environ, "_NETCOOP_COMPLETE": "complete_bash", **asked},
        )
        assert done.stdout.split() == [wanted], done.stderr

"""What the findings may say: nobody is at fault, and a missing tie is not in the records."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

import netcoop as nc
from netcoop._core.texts import LANGUAGES, text
from tests.gaps.region import TEMPLATE, region_network, region_records

GAPS = Path(nc.__file__).parent / "gaps"
# Words that blame, or claim more than records can carry.
BANNED = re.compile(
    r"\b(fault|fail|blame|guilt|violat|breach|neglect|proved\b|proven\b|caused|should have"
    r"|must have"
    r"|selh|pochyb|nespln|zanedb|poruš|vin(a|u|ou|ík)\b|zavinil|prokáz|způsobil|měl(a|o|i)? by)",
    re.IGNORECASE,
)


def findings() -> dict[str, Any]:
    """Every result of the package, on the region made by hand."""
    net, records = region_network(), region_records()
    evaluation = nc.evaluate_missing_ties(net)
    return {
        "required_ties": nc.required_ties(net, TEMPLATE, max_age=24, min_meetings=2),
        "white_spots": nc.white_spots(records, reach=20),
        "missing_ties": nc.missing_ties(net),
        "missing_ties evaluated": nc.missing_ties(net, evaluation=evaluation),
        "evaluate_missing_ties": evaluation,
        "suggest_ties": nc.suggest_ties(net, 2),
        "suggest_meeting": nc.suggest_meeting(net, 6, template=TEMPLATE),
        "suggest_series": nc.suggest_series(net, 4, template=TEMPLATE, meetings=2),
        "referral_flow": nc.referral_flow(records),
    }


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return findings()


def said(result: Any, lang: str) -> str:
    """All that a result says in one language."""
    frame = result.to_frame(lang)
    sentences = frame["sentence"].dropna().astype("str") if "sentence" in frame else []
    return "\n".join([result.sentence(lang), *sentences])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_finding_blames_or_claims_a_cause(results: dict[str, Any], lang: str) -> None:
    for name, result in results.items():
        found = BANNED.search(said(result, lang))
        assert not found, (name, found)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["required_ties", "missing_ties", "suggest_ties"])
def test_a_missing_tie_is_not_in_the_records(results: dict[str, Any], name: str, lang: str) -> None:
    words = {"en": "not in the records", "cs": "není v záznamech"}[lang]
    there_are = {"en": "The records there are", "cs": "K dispozici jsou tyto záznamy"}[lang]
    assert words in said(results[name], lang)
    assert there_are in results[name].sentence(lang)


def test_no_text_of_the_package_blames() -> None:
    """Also what the region made by hand does not bring up, in both languages."""
    seen = 0
    for path in GAPS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id not in {"text", "plural", "mark"}:
                continue
            for part in node.args[:2]:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    seen += 1
                    for lang in LANGUAGES:
                        assert not BANNED.search(text(part.value, lang)), part.value
    assert seen > 300


def test_the_words_that_blame_are_found() -> None:
    assert BANNED.search("The school failed its duty.")
    assert BANNED.search("Škola nesplnila povinnost.")
    assert not BANNED.search("Not in the records: school and office.")

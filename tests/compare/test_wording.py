"""What comparisons may say: what changed and by how much, never that anything was proved."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import netcoop as nc
from netcoop._core.texts import LANGUAGES, plural_forms, text
from netcoop.compare.between_periods import compare_periods
from netcoop.compare.effort import coverage, meeting_size_profile, rarefy
from netcoop.compare.finding import FLAGS, Finding, caveat
from netcoop.compare.impact import did
from netcoop.compare.intervals import metric_interval
from netcoop.compare.missing_records import missing_sensitivity
from netcoop.compare.nulltest import null_test
from netcoop.compare.power import mde
from netcoop.compare.quadratic import qap
from netcoop.compare.rates import tie_rates
from netcoop.compare.regions import compare_regions
from netcoop.compare.states import tie_states
from netcoop.compare.tipping import reporting_tipping_point
from tests.ties.test_projection import southern_women

COMPARE = Path(nc.__file__).parent / "compare"
# Words that claim a cause or certainty that comparisons do not give, or that blame.
BANNED = re.compile(
    r"\b(prove[sdn]?\b|proof|proving|caus(e|ed|es|ing|al)\b|because of the pilot|thanks to"
    r"|due to the pilot|led to|demonstrates|confirms that"
    r"|fault|blame|guilt|neglect|violat|breach"
    r"|prok[aá]z|dok[aá]z|důkaz|způsob(il|en|uje|í\b)|zapříčin|zásluh|díky|kvůli pilot|vlivem"
    r"|selh|pochyb|zavin|zanedb|poruš)",
    re.IGNORECASE,
)


def literals() -> set[tuple[str, ...]]:
    """All texts of the package: one, or the forms of a counted one."""
    found = set()
    for path in COMPARE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            number = {"text": 1, "mark": 1, "plural": 2}.get(node.func.id, 0)
            parts = [
                part.value
                for part in node.args[:number]
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            ]
            if parts and len(parts) == number:
                found.add(tuple(parts))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_claims_a_cause(lang: str) -> None:
    every = literals()
    assert len(every) > 200
    for parts in every:
        forms = plural_forms(*parts, lang) if len(parts) == 2 else [text(parts[0], lang)]
        for form in forms:
            found = BANNED.search(form)
            assert not found, (form, found)


def panel() -> pd.DataFrame:
    """Twenty regions, of which ten gained two partners each."""
    return pd.DataFrame(
        [
            (f"r{region:02}", phase, region < 10, region % 3 + 2.0 * (region < 10) * later)
            for region in range(20)
            for later, phase in enumerate(["pre", "during"])
        ],
        columns=["region", "phase", "treated", "mean_degree"],
    )


def two_years() -> nc.Records:
    """Four regions, of which two took part, with a few meetings a month."""
    random = np.random.default_rng(0)
    rows = [
        (f"{region}-{meeting}", day, f"{region}a{actor}", region, bool(meeting % 7 == 0))
        for region in ("R0", "R1", "R2", "R3")
        for meeting, day in enumerate(pd.date_range("2023-01-05", "2025-12-20", periods=54))
        for actor in random.choice(12, 4, replace=False)
    ]
    columns = ["meeting_id", "date", "actor", "region", "facilitated"]
    regions = pd.DataFrame({"region": ["R0", "R1", "R2", "R3"]})
    return nc.Records(
        meetings=pd.DataFrame(rows, columns=columns),
        regions=regions.assign(treated=regions["region"] < "R2"),
        phases=pd.DataFrame(
            {
                "phase": ["pre", "during", "after"],
                "start": ["2023-01-01", "2024-01-01", "2025-01-01"],
                "end": ["2023-12-31", "2024-12-31", "2025-12-31"],
            }
        ),
    )


def results_over_time() -> dict[str, Finding]:
    """Results of records that have phases and regions."""
    records = two_years()
    years = {str(year): (f"{year}-01-01", f"{year}-12-31") for year in (2023, 2024)}
    return {
        "compare_periods": compare_periods(records, phases=years, draws=39, rng=1),
        "compare_regions": compare_regions(records, draws=20, rng=1),
        "metric_interval": metric_interval(records),
        "missing_sensitivity": missing_sensitivity(records, "density", draws=10, rng=1),
        "tie_states": tie_states(records, draws=20, rng=1),
        "tie_rates": tie_rates(records, draws=20, rng=1),
        "tipping": reporting_tipping_point(records, "mean_degree", repeats=3, draws=19, rng=1),
    }


def results() -> dict[str, Finding]:
    records = nc.Records(meetings=southern_women())
    net = nc.build_network(records, layers=["meeting"])
    other = net.subset(net.actors.index)
    few = nc.Records(meetings=southern_women().query("meeting_id in ['E1', 'E2']"))
    short = panel().query("region in ['r00', 'r01', 'r10', 'r11']")
    return {
        "null_test": null_test(records, draws=39, rng=1),
        "null_test of few": null_test(few, draws=9, rng=1),
        "coverage": coverage(records),
        "rarefy": rarefy(records, at=[3, 7, 99]),
        "meeting_size_profile": meeting_size_profile(records),
        "did": did(panel(), "mean_degree", draws=99, rng=1),
        "did of few": did(short, "mean_degree", draws=99, rng=1),
        "mde": mde(panel(), "mean_degree"),
        "qap": qap(net, other, draws=99, rng=1),
    }


def said(result: Any, lang: str) -> str:
    frame = result.to_frame(lang)
    sentences = frame["sentence"].dropna().astype("str") if "sentence" in frame else []
    return "\n".join([result.sentence(lang), *sentences])


def test_no_result_claims_a_cause() -> None:
    for name, result in (results() | results_over_time()).items():
        for lang in LANGUAGES:
            words = said(result, lang)
            assert words.strip(), name
            found = BANNED.search(words)
            assert not found, (name, found)
            # Sentences are whole: no code, no hole, no number without a name.
            assert not re.search(r"\{|\}|\bnan\b|\bNone\b|<NA>|[a-z]_[a-z]", words), (name, words)


def test_every_flag_says_what_it_warns_of() -> None:
    for lang in LANGUAGES:
        said_of = {flag: caveat(flag, lang) for flag in FLAGS}
        assert said_of.pop("ok") == ""
        assert all(words.endswith(".") for words in said_of.values())
        assert len(set(said_of.values())) == len(said_of)


def test_every_flag_is_documented_and_no_other_is_set() -> None:
    page = (COMPARE.parents[1] / "docs/flags.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page.split("##")[0], re.MULTILINE) == list(FLAGS)
    for path in COMPARE.rglob("*.py"):
        source = path.read_text("utf-8")
        set_here = re.findall(r"[\"']flag[\"']\]? *[:=] *\(?[\"'](\w+)[\"']", source)
        # "str" is the type of the column.
        assert set(set_here) - {"str"} <= set(FLAGS), path.name


def test_the_words_that_claim_are_found() -> None:
    for claim in (
        "The pilot caused the change.", "This is proof.", "It was proved.", "Pilot způsobil změnu.",
        "Prokázalo se to.", "Prokazatelně více.", "Díky pilotu.",
        "It changed because of the pilot.",
    ):  # fmt: skip
        assert BANNED.search(claim), claim
    for fair in (
        "It changed by 2 more than in comparison municipalities.",
        "Je to slučitelné s nulovou změnou.", "tímto způsobem", "Give it another way.",
    ):  # fmt: skip
        assert not BANNED.search(fair), fair

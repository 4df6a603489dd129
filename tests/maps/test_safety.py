"""What a map may hold, checked in its bytes: without a browser, and against somebody curious."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

import netcoop as nc
from netcoop.maps import map_network
from netcoop.maps.collect import ALLOWED
from netcoop.maps.pictures.picture import picture
from netcoop.network import Network

KON = "Příliš žluťoučký kůň úpěl ďábelské ódy"
HOSTILE = [
    "</script><script>window.PWNED=1</script>",
    '<img src=x onerror="window.PWNED=1">',
    "\"><svg onload=window.PWNED=1>' --><!-- ]]>",
    "{{7*7}} {% raw %} ${window.PWNED=1}",
    "href javascript:window.PWNED=1",
    "</title></style><style>@import url(https://evil.example)</style>",
    "' srcdoc='<script>window.PWNED=1</script>",
    "&lt;script&gt; &#39; &quot; \\u003cscript\\u003e",
]


# -- reading a page ------------------------------------------------------------------------------


class Reader(HTMLParser):
    """The tags of a page with their attributes, and the text of every script, style and title."""

    RAW = ("script", "style", "title")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in self.RAW:
            self.texts.append((tag, ""))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in self.RAW and self.texts:
            tag, before = self.texts[-1]
            self.texts[-1] = (tag, before + data)

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}", {}))


def data_of(page: str) -> dict[str, Any]:
    """The data a page holds, as its script will read them."""
    found = re.search(r'<script type="application/json" id="map-data">(.*?)</script>', page, re.S)
    assert found is not None
    return json.loads(found.group(1))["model"]


def numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from numbers_in(part)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield float(value)


OUTSIDE = re.compile(
    r"""(?:\b(?:src|href|srcset|action|data|poster)\s*=\s*["']?|url\(\s*["']?|@import\s+["']?)"""
    r"""\s*(?:https?:)?//""",
    re.I,
)


def outside_addresses(page: str) -> list[str]:
    """Places of a page that would ask a server for something."""
    return [page[max(0, found.start() - 40) : found.end() + 40] for found in OUTSIDE.finditer(page)]


def policy_faults(page: str) -> list[str]:
    """Scripts and styles that the page's own policy does not know, and what it should not allow."""
    read = Reader(page)
    policy = next(
        str(attributes["content"])
        for tag, attributes in read.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    faults = [word for word in ("unsafe", "http:", "https:", "*") if word in policy]
    kinds = [attributes.get("type") for tag, attributes in read.tags if tag in ("script", "style")]
    blocks = [text for tag, text in read.texts if tag != "title"]
    for kind, text in zip(kinds, blocks, strict=True):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        if kind != "application/json" and f"'sha256-{digest}'" not in policy:
            faults.append(text[:60])
    faults += [
        name
        for _, attributes in read.tags
        for name in attributes
        if name == "style" or name.startswith("on")
    ]
    return faults


# -- the page asks for nothing and runs nothing ----------------------------------------------------


def test_page_asks_no_server_for_anything(net, missing):
    assert not outside_addresses(map_network(net, missing=missing, notes=HOSTILE[3:5]).html)


@pytest.mark.parametrize(
    "planted",
    [
        '<img src="https://evil.example/x.png">',
        "<script src=//evil.example/x.js></script>",
        "<style>@import 'http://evil.example'</style>",
        "<style>p{background:url( https://evil.example/x)}</style>",
    ],
)
def test_a_page_that_asks_would_be_found(net, planted):
    assert outside_addresses(map_network(net).html + planted)


def test_the_policy_knows_every_script_and_style(net, missing):
    assert not policy_faults(map_network(net, missing=missing).html)


@pytest.mark.parametrize(
    "planted",
    ["<script>1</script>", "<style>p{}</style>", "<p style='color:red'>", "<p onclick=x>"],
)
def test_an_unknown_script_or_style_would_be_found(net, planted):
    assert policy_faults(map_network(net).html + planted)


def dressed(words: list[str]) -> str:
    """A map with these words in every place a user's text can get to."""
    n = len(words)
    ids = [f"{word} {number}" for number, word in enumerate(words)]
    actors = pd.DataFrame(
        {
            "name": [f"{word} jméno" for word in words],
            "kind": words,
            "sector": words[::-1],
            "region": words[1:] + words[:1],
            "level": words[2:] + words[:2],
            "role": ["facilitator", *words[1:]],
        },
        index=pd.Index(ids, name="actor_id"),
    )
    ties = pd.DataFrame({"source": ids[:-1], "target": ids[1:], "kind": words[:-1]})
    missing = pd.DataFrame({"source": [ids[0]], "target": [ids[-1]], "reason": [words[0]]})
    nets = {word: Network(actors, ties.iloc[place % 2 :]) for place, word in enumerate(words[:3])}
    return map_network(nets, missing=missing, title=words[n // 2], notes=words).html


def test_no_text_becomes_markup():
    plain = [f"slovo{number}" for number in range(len(HOSTILE))]
    tame, wild = (Reader(dressed(words)) for words in (plain, HOSTILE))
    # Ids and labels go into the data alone: the page has the same tags and attributes.
    assert [tag for tag, _ in wild.tags] == [tag for tag, _ in tame.tags]
    assert [sorted(names) for _, names in wild.tags] == [sorted(names) for _, names in tame.tags]
    page = dressed(HOSTILE)
    assert not outside_addresses(page.replace("(https://evil.example)", ""))
    assert not policy_faults(page)
    held = data_of(page)
    assert held["actors"]["id"] == [f"{word} {number}" for number, word in enumerate(HOSTILE)]


# -- the same letters and the same bytes everywhere ------------------------------------------------

SCRIPT = """
import builtins, io, sys
if sys.argv[2] == "cp1250":
    whole = io.open
    def narrow(file, mode="r", buffering=-1, encoding=None, *rest, **more):
        if "b" not in mode and encoding in (None, "locale"):
            encoding = "cp1250"
        return whole(file, mode, buffering, encoding, *rest, **more)
    io.open = builtins.open = narrow
import pandas as pd
from netcoop.network import Network
from netcoop.maps import map_network
ids = [f"n{i}" for i in range(12)]
actors = pd.DataFrame({
    "actor_id": ids, "name": [f"KON {i}" for i in range(12)],
    "sector": ["spod", "x", "y", "ž"] * 3, "region": ["Březná", "Lískov", "Řež"] * 4,
    "role": ["facilitator"] + [None] * 11,
})
ties = pd.DataFrame({"source": ids[:-2], "target": ids[1:-1], "kind": ["jednání", "referral"] * 5,
                     "weight": [float(i) for i in range(1, 11)]})
nets = {"2023": Network(actors, ties), "2024": Network(actors, ties.iloc[2:])}
missing = pd.DataFrame({"source": ["n0"], "target": ["n7"]})
map_network(nets, missing=missing, title="KON").save(sys.argv[1])
""".replace("KON", KON)


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bytes")

    def run(name: str, pages: str = "utf-8", **environment: str) -> bytes:
        script, path = folder / "build.py", folder / f"{name}.html"
        script.write_text(SCRIPT, encoding="utf-8")
        whole = {**os.environ, "NETCOOP_LANG": "en", **environment}
        subprocess.run([sys.executable, str(script), str(path), pages], check=True, env=whole)
        return path.read_bytes()

    return run


@pytest.fixture(scope="module")
def built(build) -> bytes:
    return build("plain", PYTHONHASHSEED="0")


def test_same_bytes_with_another_hash_seed_also_with_periods(build, built):
    assert build("seed", PYTHONHASHSEED="1") == built


def test_same_bytes_where_files_are_in_another_code_page(build, built):
    narrow = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "0"}
    assert build("narrow", "cp1250", **narrow) == built


def test_czech_letters_come_back(built):
    page = built.decode("utf-8")
    held = data_of(page)
    assert held["title"] == {"cs": KON, "en": KON}
    assert held["actors"]["label"][3] == f"{KON} 3"
    assert ("title", KON) in Reader(page).texts
    assert "jednání" in {kind["label"]["cs"] for kind in held["tie_kinds"]}


def test_networks_of_the_user_are_unchanged(make_network, make_missing):
    nets = {"a": make_network(20, 1), "b": make_network(24, 2)}
    twins = {"a": make_network(20, 1), "b": make_network(24, 2)}
    missing = make_missing(nets["b"])
    before = missing.copy()
    map_network(nets, missing=missing)._repr_html_()
    assert all(nets[name].equals(twins[name]) for name in nets)
    assert list(nets) == ["a", "b"]
    pd.testing.assert_frame_equal(missing, before)


def test_two_ties_of_a_pair_are_both_there_in_each_period():
    ties = pd.DataFrame(
        {
            "source": ["B", "A"],
            "target": ["A", "B"],
            "weight": [1.0, 7.0],
            "kind": ["meeting", "referral"],
            "directed": [False, True],
        }
    )
    later = ties.assign(weight=[2.0, 9.0])
    held = data_of(map_network({"1": Network("AB", ties), "2": Network("AB", later)}).html)
    kinds = [held["ties"]["kind"]["words"][code] for code in held["ties"]["kind"]["codes"]]
    weights = dict(zip(kinds, zip(*held["ties"]["weight"], strict=True), strict=True))
    assert weights == {"meeting": (1.0, 2.0), "referral": (7.0, 9.0)}


# -- only what is on the list gets in --------------------------------------------------------------


def everywhere() -> tuple[Network, pd.DataFrame, set[str]]:
    """A network with a word of its own in every column that it can have."""
    ids = ["office", "school", "police"]
    columns = (
        *ALLOWED, "aliases", "organisation", "ico", "legal_status", "serves", "email",
        "phone", "note", "lat", "lon", "active_from", "answered", "name_written",
    )  # fmt: skip
    actors = pd.DataFrame(
        {name: [f"MARK-actors-{name}"] * 3 for name in columns},
        index=pd.Index(ids, name="actor_id"),
    )
    ties = pd.DataFrame(
        {
            "source": ["office", "office"],
            "target": ["school", "police"],
            "weight": [1.0, 2.0],
            "kind": ["meeting", "MARK-ties-kind"],
            **{
                name: [f"MARK-ties-{name}"] * 2
                for name in ("note", "outcome", "need", "source_written", "case", "who")
            },
            "count": [424242, 424242],
        }
    )
    seats = pd.DataFrame(
        {"actor": ids, "meeting_id": ["MARK-seats-meeting"] * 3, "role": ["MARK-seats-role"] * 3}
    )
    made = {"note": "MARK-settings-note", "weighting": {"outcome": {"MARK-settings-outcome": 1.0}}}
    missing = pd.DataFrame(
        {
            "source": ["school"],
            "target": ["police"],
            "reason": ["MARK-missing-reason"],
            "who": ["MARK-missing-who"],
        }
    )
    allowed = {f"MARK-actors-{name}" for name in ALLOWED}
    allowed |= {"MARK-ties-kind", "MARK-missing-reason"}
    return Network(actors, ties, affiliations=seats, settings=made), missing, allowed


def marks(text: str) -> set[str]:
    return set(re.findall(r"MARK-[\w-]+", text))


@pytest.mark.parametrize("color", ["sector", "kind", "region"])
def test_only_columns_of_the_list_enter_the_page(color):
    net, missing, allowed = everywhere()
    nets = {"2023": net, "2024": net}
    for given_nets in (net, nets):
        drawn = map_network(given_nets, missing=missing, color=color)
        assert marks(drawn.html) == allowed
        assert "424242" not in drawn.html
        assert marks(drawn._repr_html_()) <= allowed


def test_columns_of_the_data_are_known(net, missing):
    held = data_of(map_network(net, missing=missing).html)
    actor = {"id", "label", "labels", "x", "y", "group", *ALLOWED} - {"name"}
    assert set(held["actors"]) == actor
    assert set(held["ties"]) == {
        "source", "target", "kind", "arc", "weight", "strength", "shown", "behind",
    }  # fmt: skip


# -- secrets: people, cases, small numbers ---------------------------------------------------------

SECRETS = (
    "Tajná", "tajna", "Vopičková", "vopickova@example.org", "777123456", "775203/1234",
    "Kauza-Novotných", "poznámka-důvěrná", "prispevek-odmitnut", "krizova-potreba",
)  # fmt: skip
OFFICES = {
    "ospod": "OSPOD", "skola": "ZS", "policie": "PCR", "lekarka": "PLDD",
    "charita": "SS_SAS", "sitar": "LOK_SITAR",
}  # fmt: skip


def register() -> pd.DataFrame:
    """Six offices and services, one of them a facilitator, and one single person with a name."""
    rows = [
        (actor, f"{kind} Lískov", kind, "facilitator" if actor == "sitar" else pd.NA, False)
        for actor, kind in OFFICES.items()
    ]
    rows.append(("jana-tajna", "Mgr. Jana Tajná", "MEDIATOR", pd.NA, True))
    frame = pd.DataFrame(rows, columns=["actor_id", "name", "kind", "role", "person"])
    return frame.assign(
        aliases="paní Vopičková", email="vopickova@example.org", note="poznámka-důvěrná"
    )


def meetings() -> pd.DataFrame:
    rows = [
        (actor, f"{year}-{number}", pd.Timestamp(year, 2 * number, 5), "Kauza-Novotných")
        for year in (2023, 2024)
        for number in range(1, 5)
        for place, actor in enumerate([*OFFICES, "jana-tajna"])
        if (place + number + year) % 3
    ]
    return pd.DataFrame(rows, columns=["actor", "meeting_id", "date", "topic"])


# Who referred to whom, in which month, how often; where there is a letter a small count is hidden.
LOG = [
    ("ospod", "skola", "2023-03", 12), ("ospod", "skola", "2024-03", "a"),
    ("skola", "ospod", "2023-04", "b"), ("skola", "ospod", "2024-04", 6),
    ("ospod", "charita", "2023-05", 9), ("ospod", "charita", "2023-11", 7),
    ("ospod", "charita", "2024-05", "c"), ("policie", "ospod", "2023-06", "d"),
    ("policie", "ospod", "2024-06", "e"), ("sitar", "charita", "2024-07", "f"),
    ("sitar", "skola", "2024-07", 8), ("jana-tajna", "ospod", "2024-08", "g"),
    ("lekarka", "ospod", "2023-09", 5), ("lekarka", "ospod", "2024-09", 25),
]  # fmt: skip
HIDDEN = "abcdefg"


def referrals(counts: tuple[int, ...], *, single: bool = False) -> pd.DataFrame:
    """The log; a referral a row if ``single``, else a count a row."""
    small = dict(zip(HIDDEN, counts, strict=True))
    rows = [
        (source, target, pd.Timestamp(f"{month}-10"), small.get(str(n), n))
        for source, target, month, n in LOG
    ]
    frame = pd.DataFrame(rows, columns=["source", "target", "date", "count"])
    frame["count"] = frame["count"].astype("int64")
    if single:
        frame = frame.loc[frame.index.repeat(frame["count"])].assign(count=1).reset_index(drop=True)
    return frame.assign(outcome="prispevek-odmitnut", need="krizova-potreba")


def log(counts: tuple[int, ...], *, single: bool = False) -> nc.Records:
    return nc.Records(
        actors=register(), meetings=meetings(), referrals=referrals(counts, single=single)
    )


def nets_of(records: nc.Records, way: str) -> Network | dict[str, Network]:
    """The networks of the log as a user may draw them."""
    layers = ("referral",) if way.startswith("referral") else ("meeting", "referral")
    if way.endswith("periods"):
        return nc.periods(records, freq="YS", layers=layers)
    return nc.build_network(records, layers=layers)


WAYS = ["whole", "periods", "referral periods"]
MISSING = pd.DataFrame({"source": ["lekarka"], "target": ["jana-tajna"], "reason": ["§ 10"]})


def draw(way: str, counts: tuple[int, ...], **more: Any) -> Any:
    return map_network(nets_of(log(counts, **more), way), missing=MISSING)


@pytest.mark.parametrize("way", WAYS)
def test_no_secret_leaves_with_a_map(way):
    drawn = draw(way, (3,) * 7)
    for what in (drawn.html, drawn._repr_html_()):
        assert not [secret for secret in SECRETS if secret in what]


def test_secrets_of_a_network_made_by_hand_stay(make_network):
    net = make_network(12)
    actors = net.actors.assign(
        person=[True] + [False] * 11,
        phone="777123456",
        note="775203/1234",
        name_written="paní Vopičková",
    )
    actors["name"] = ["Jana Tajná", *actors["name"][1:]]
    renamed = actors.rename(index={actors.index[0]: "jana-tajna"})
    ties = net.ties.replace({"source": {actors.index[0]: "jana-tajna"}})
    ties = ties.replace({"target": {actors.index[0]: "jana-tajna"}}).assign(
        outcome="prispevek-odmitnut", note="Kauza-Novotných"
    )
    private = Network(renamed, ties, settings={"roster": "register", "file": "paní Vopičková.xlsx"})
    page = map_network({"1": private, "2": net.derive()}).html
    assert not [secret for secret in SECRETS if secret in page]


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_no_secret_leaves_with_a_picture(suffix):
    drawn = picture(draw("periods", (3,) * 7).model, format=suffix)
    assert drawn
    assert not [secret for secret in SECRETS if secret.encode() in drawn]


@pytest.mark.parametrize("single", [False, True], ids=["counts", "rows"])
@pytest.mark.parametrize("way", WAYS)
def test_the_page_is_the_same_whatever_the_hidden_counts_are(way, single):
    # Nothing can be worked out from bytes that do not depend on it: neither from a metric, a
    # place on the map, a sum of periods, nor from the map without its facilitator.
    few, many = (1, 2, 1, 3, 1, 1, 2), (4, 1, 2, 3, 4, 2, 4)
    if way == "whole":
        # Over both years the first three are part of a total that is shown, and d + e stays small.
        few, many = (1, 2, 1, 3, 1, 1, 2), (1, 2, 1, 1, 1, 3, 4)
    assert draw(way, few, single=single).html == draw(way, many, single=single).html


def test_so_is_that_of_networks_made_by_hand(make_network):
    first, second = make_network(30, 7), make_network(30, 8)
    pages = set()
    for value in (1.0, 4.0):
        nets = {}
        for name, net in {"first": first, "second": second}.items():
            small = (net.ties["kind"] == "referral") & (net.ties["weight"] < 5)
            assert small.any()
            ties = net.ties.assign(weight=net.ties["weight"].mask(small, value))
            nets[name] = Network(net.actors, ties, settings=net.settings)
        pages.add(map_network(nets).html)
    assert len(pages) == 1


def test_the_page_shows_counts_that_are_not_hidden():
    # Else the test above would hold for an empty page.
    held = data_of(draw("periods", (3,) * 7).html)
    kind = held["ties"]["kind"]
    shown = sorted(
        weight
        for view in held["ties"]["weight"][:2]
        for weight, code in zip(view, kind["codes"], strict=True)
        if kind["words"][code] == "referral" and weight is not None
    )
    assert shown == [2.5] * 7 + [5.0, 6.0, 8.0, 12.0, 16.0, 25.0]
    assert any("<5" in view.values() for view in held["ties"]["shown"])


# -- what an outsider can work out -----------------------------------------------------------------


def bounds(equations: np.ndarray, totals: np.ndarray, most: float = np.inf) -> np.ndarray:
    """Smallest and largest whole number that each unknown can be, 0 to ``most``."""
    n = equations.shape[1]
    rows = []
    for place in range(n):
        aim = np.eye(n)[place]
        found = [
            milp(
                sign * aim,
                constraints=LinearConstraint(equations, totals, totals),
                integrality=np.ones(n),
                bounds=(np.zeros(n), np.full(n, most)),
            )
            for sign in (1, -1)
        ]
        rows.append([np.nan if one.x is None else round(one.x[place]) for one in found])
    return np.array(rows)


def test_the_attack_works_where_a_total_is_told():
    # 12 in all of which 9 are told: the third month can only be 3.
    pinned = bounds(np.array([[1.0, 1.0], [1.0, 0.0]]), np.array([12.0, 9.0]))
    assert pinned.tolist() == [[9, 9], [3, 3]]


MONTHS = st.lists(st.integers(0, 9), min_size=12, max_size=12)


@example(counts=[3, 0, 9, 0, 0, 0, 5, 6, 7, 1, 0, 0])
@example(counts=[5, 6, 7, 0, 0, 0, 2, 0, 0, 0, 0, 0])
@example(counts=[0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0])
@settings(max_examples=6)
@given(counts=MONTHS)
def test_what_lies_behind_a_tie_narrows_no_small_month(counts):
    rows = [("A", "B", pd.Timestamp(2024, n + 1, 3), c) for n, c in enumerate(counts) if c]
    if not rows:
        return
    frame = pd.DataFrame(rows, columns=["source", "target", "date", "count"])
    records = nc.Records(referrals=frame)
    held = data_of(map_network(nc.build_network(records, layers=["referral"])).html)
    total = sum(counts)
    lines, row = held["ties"]["behind"]["lines"], held["ties"]["behind"]["rows"].get("0", [])
    listed = [(lines[line][1], n) for line, n in zip(row[::2], row[1::2], strict=True)]
    if total < 5:
        assert not listed
        assert total not in set(numbers_in(held["ties"]["weight"])) - {2.5}
        return
    equations = [np.ones(12), *(_months(label) for label, _ in listed)]
    found = bounds(np.array(equations), np.array([total, *(n for _, n in listed)], dtype=float))
    for (least, most), true in zip(found, counts, strict=True):
        if 0 < true < 5:
            assert least <= 1
            assert most >= 4


def _months(label: str) -> np.ndarray:
    """Months that a label stands for: 2024-03, 2024 Q1, 2024."""
    found = re.fullmatch(r"2024(?:-(\d\d)| Q(\d))?", label)
    assert found is not None, label
    month, quarter = found.groups()
    if month:
        return np.eye(12)[int(month) - 1]
    if quarter:
        return np.repeat(np.eye(4)[int(quarter) - 1], 3)
    return np.ones(12)


def test_strengths_tell_only_how_many_counts_are_hidden():
    held = data_of(draw("referral periods", (1, 2, 3, 4, 1, 2, 3)).html)
    ties = held["ties"]
    for place, view in enumerate(held["views"]):
        known, hidden = np.zeros(len(view["present"])), np.zeros(len(view["present"]))
        for row, (a, b) in enumerate(zip(ties["source"], ties["target"], strict=True)):
            weight = ties["weight"][place][row]
            for end in (a, b):
                if str(row) in ties["shown"][place]:
                    hidden[end] += 1
                elif weight is not None:
                    known[end] += weight
        strength = np.array([0.0 if v is None else v for v in view["metrics"]["strength"]])
        np.testing.assert_allclose(strength - known, 2.5 * hidden, atol=1e-6)


# -- what an untrusted notebook keeps --------------------------------------------------------------


def test_fallback_is_a_picture_and_a_table(net, missing):
    shown = map_network(net, missing=missing, title=HOSTILE[6])._repr_html_()
    read = Reader(shown)
    names = [tag for tag, _ in read.tags]
    assert names.count("iframe") == 1
    frame = next(attributes for tag, attributes in read.tags if tag == "iframe")
    assert set(str(frame["sandbox"]).split()) == {
        "allow-scripts",
        "allow-downloads",
        "allow-modals",
    }
    assert frame["srcdoc"] == map_network(net, missing=missing, title=HOSTILE[6]).html
    assert names.count("tr") == net.n_actors + 1
    image = next(attributes for tag, attributes in read.tags if tag == "img")
    assert str(image["src"]).startswith("data:image/png;base64,")
    assert image["alt"]

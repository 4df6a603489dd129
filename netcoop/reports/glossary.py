"""The glossary: the words of a report, and every number with its formula and source."""

from __future__ import annotations

from collections.abc import Iterable

from netcoop._core.texts import mark, text
from netcoop.metrics.metric import Metric
from netcoop.reports.document import Column, Paragraph, Section, Table

TERMS: dict[str, str] = {
    mark("actor"): mark(
        "An organisation, a service or a place in an office that takes part in the care for "
        "children. A single person stands under its kind, without a name."
    ),
    mark("tie"): mark(
        "Two actors have had to do with each other: they sat at one meeting, one referred to the "
        "other, or they were in contact. It says nothing of how well they work together."
    ),
    mark("strength of a tie"): mark(
        "How much two actors had to do with each other. A meeting of k actors adds 1/(k−1) to each "
        "of its pairs (Newman 2001), so that a large meeting does not drown small ones; referrals "
        "count as many as there were. Of several kinds of tie, each is divided by its mean before "
        "they are added."
    ),
    mark("meeting"): mark(
        "A gathering of actors with a list of who was there. Who sat at one table is in contact; "
        "whether they cooperate on a case an attendance list cannot show."
    ),
    mark("referral"): mark(
        "One actor hands a family or a child on to another. Small numbers of referrals are hidden."
    ),
    mark("facilitator"): mark(
        "Who brings others together and offers no service, such as a networker. A meeting with a "
        "facilitator is a facilitated meeting."
    ),
    mark("register"): mark(
        "The list of all actors there are. Only with a register are actors known that never turned "
        "up; without it the list of actors is observed: whoever is in the records."
    ),
    mark("piece of the network"): mark(
        "Actors that can reach each other over ties, be it through others. An actor without ties "
        "is a piece by itself."
    ),
    mark("random mixing"): mark(
        "Attendance mixed at random, keeping how often each actor came and how many came to each "
        "meeting; meetings only. It shows what the same attendance would give by chance."
    ),
    mark("saturated network"): mark(
        "A few shared meetings tie nearly all to each other, so that weak points cannot be read "
        "from it."
    ),
    mark("required tie"): mark(
        "A tie that law or good practice asks for between two kinds of actors. Where it is not in "
        "the records it may still be there."
    ),
    mark("white spot"): mark(
        "A service that is needed in a municipality and is not available there in the records."
    ),
    mark("likely tie"): mark(
        "A pair without a tie in the records that looks like pairs with one. A guess to be talked "
        "over, not a finding."
    ),
    mark("threshold"): mark(
        "The smallest number of people, cases or referrals that is shown; below it stands only "
        "that it is smaller."
    ),
}
# Formulas, ranges and sources with words in them, as the register of metrics writes them; signs
# alone need no other language. A test holds that none is left out.
WORDED = (
    mark("kᵢ = Σⱼ aᵢⱼ; directed: in + out"),
    mark("0 … n−1 (directed 2(n−1))"),
    mark("Σ σₛₜ(i)/σₛₜ, /((n−1)(n−2)/2); length 1/w"),
    mark("Σⱼ 1/dᵢⱼ, /(n−1); in steps"),
    mark("(r/(n−1)) · (r/Σ dᵢⱼ) over the r others in reach"),
    mark("A·x = λ·x, largest λ; highest 1"),
    mark("largest k of a k-core with i in it"),
    mark("Σⱼ (1 − Σ_q pᵢ_q mⱼ_q); plainly k − 2t/k"),
    mark("F after i has left, among n−1"),
    mark("2t/(k(k−1)); with weights Barrat's"),
    mark("mean of 1/d among partners"),
    mark("1 − Σ pᵍ² over the g sectors of partners"),
    mark("smallest possible Σ d/Σ d · share in reach; over meetings"),
    mark("Σ σₛₜ(i)/σₛₜ, /largest possible, in the graph of actors and meetings"),
    mark("m/(n(n−1)/2); directed m/(n(n−1))"),
    mark("3·triangles/connected triples"),
    mark("returned arcs/arcs"),
    mark("mean number of kinds over tied pairs"),
    mark("mean of 1/d over ordered pairs"),
    mark("1 − Σ s(s−1)/(n(n−1)) over pieces of size s"),
    mark("1 − mean of 1/d over ordered pairs"),
    mark("max s/n"),
    mark("mean share in the largest piece over all removals"),
    mark("density ≥ 1/2; no one parts 1/10 of the others' pairs"),
    mark("Σ (max k − kᵢ), /that of a star"),
    mark("correlation of ties with 1 where either is in the core"),
    mark("Σ (wᵢⱼ − sᵢsⱼ/2W)/2W within communities (Leiden)"),
    mark("(E − I)/(E + I) over ties"),
)


def glossary(lang: str, metrics: Iterable[Metric]) -> Section:
    """Explain the words of a report, and how each of its numbers is worked out.

    Parameters
    ----------
    lang
        Language of the section.
    metrics
        The metrics the report shows, of :data:`netcoop.metrics.METRICS`.

    Returns
    -------
    Section
        A table of terms; of the numbers of the network and of the actors a table each with label,
        what it says, formula, range and source.

    Examples
    --------
    >>> from netcoop.metrics import METRICS
    >>> table = glossary("en", [METRICS["fragmentation"]]).blocks[1]
    >>> table.rows[0][2]
    '1 − Σ s(s−1)/(n(n−1)) over pieces of size s'
    """
    chosen = list(metrics)
    captions = {
        "network": text("Numbers of the network and how they are worked out", lang),
        "actor": text("Numbers of an actor and how they are worked out", lang),
    }
    tables = [
        _numbers([metric for metric in chosen if metric.level == level], caption, lang)
        for level, caption in captions.items()
    ]
    shown = [table for table in tables if table.rows]
    signs = (Paragraph(_signs(lang)),) if shown else ()
    heading = text("Words and numbers explained", lang)
    return Section(heading, (_terms(lang), *shown, *signs))


def _terms(lang: str) -> Table:
    columns = (
        Column(text("word", lang), text("A word as this report uses it.", lang)),
        Column(text("what it means", lang), text("What is meant by it here.", lang)),
    )
    rows = tuple((text(term, lang), text(meaning, lang)) for term, meaning in TERMS.items())
    return Table(text("Words used in this report", lang), columns, rows)


def _numbers(metrics: Iterable[Metric], caption: str, lang: str) -> Table:
    columns = (
        Column(text("number", lang), text("What the number is called in this report.", lang)),
        Column(text("what it says", lang), text("The number in one sentence.", lang)),
        Column(text("formula", lang), text("How it is worked out; signs below.", lang)),
        Column(text("range", lang), text("From where to where it can go.", lang)),
        Column(text("source", lang), text("Who published it.", lang)),
    )
    rows = tuple(
        (
            text(metric.label, lang),
            text(metric.meaning, lang),
            text(metric.formula, lang),
            text(metric.range, lang),
            # A long address without a space does not fit a column of a page.
            metric.reference.replace("doi:", "doi: "),
        )
        for metric in metrics
    )
    return Table(caption, columns, rows)


def _signs(lang: str) -> str:
    return text(
        "Signs: n actors, m ties; a is 1 where there is a tie, else 0; w the strength of a tie; "
        "k the number of ties and s the sum of their strengths of an actor, or s the size of a "
        "piece; d the number of steps between two actors; σ the number of shortest ways; t the "
        "ties among the partners; p the share of a partner in all ties of an actor; b is 1 where "
        "an actor was at a meeting; Σ adds up.",
        lang,
    )

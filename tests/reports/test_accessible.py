"""The pages as people with a screen reader, a keyboard, a telephone or a printer meet them.

Rules of WCAG are checked by axe-core in a real browser.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import netcoop as nc
from netcoop.reports.document import (
    Bullets,
    Column,
    Document,
    Figure,
    Number,
    Paragraph,
    Section,
    Table,
)
from netcoop.reports.forms.html import render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle r="4"/></svg>'


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    records = nc.datasets.load("havlickuv_brod")
    folder = tmp_path_factory.mktemp("accessible")
    return {
        lang: nc.report(records, lang=lang, draws=5).save(folder / lang) for lang in ("cs", "en")
    }


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page into which a script may be put, whatever its policy says."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical, with the first places."""
    script = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page.evaluate(script)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def show(page: Page, html: str, folder: Path) -> None:
    path = folder / "page.html"
    path.write_text(html, "utf-8")
    page.goto(path.as_uri())


def hard() -> Document:
    """Long words, long texts, many columns, formulas."""
    words = "Středisko výchovné péče s odloučeným pracovištěm v městysi " * 5
    rows = tuple(
        (f"Organizace{'x' * 50} {n}", words, "∑ s(s−1)/(n(n−1))", 0.5, Number(12.5, 1, "%"), None)
        for n in range(20)
    )
    columns = (
        Column("nejneobhospodařovávatelnější"),
        *(Column(f"sloupec číslo {n}", "Co znamená.", digits=n % 3) for n in range(5)),
    )
    many = tuple(Column(f"ukazatel {n}", digits=2) for n in range(14))
    blocks = (
        Paragraph("x" * 400, "lead"),
        Paragraph(words, "box"),
        Bullets((words, "y" * 300)),
        Table("Dlouhá " + "z" * 200, columns, rows, words),
        Table("Široká", many, tuple(tuple([123456.789] * 14) for _ in range(3))),
        Figure("Obrázek", words, b"", SVG),
    )
    sections = (Section("A" * 120, blocks), Section("B", (Paragraph("b"),), 2))
    return Document("cs", "Název " + "w" * 150, sections)


@pytest.mark.parametrize("lang", ["cs", "en"])
@pytest.mark.parametrize("file", ["report.html", "map.html"])
def test_no_serious_finding(page: Page, saved: dict[str, Path], lang: str, file: str) -> None:
    page.goto((saved[lang] / file).as_uri())
    assert not serious(page)
    assert page.locator("html").get_attribute("lang") == lang


def test_no_serious_finding_in_hard_pages(page: Page, tmp_path: Path) -> None:
    show(page, render(hard(), map_file="map.html"), tmp_path)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert not serious(page)


def test_bad_pages_are_found(page: Page, tmp_path: Path) -> None:
    """The check can fail: a picture without words, pale letters, no language."""
    good = render(hard())
    assert 'alt="' in good
    show(page, good.replace('alt="', 'data-alt="'), tmp_path)
    assert [one.split(":")[0] for one in serious(page)] == ["image-alt"]
    show(page, good.replace('<html lang="cs">', "<html>"), tmp_path)
    assert [one.split(":")[0] for one in serious(page)] == ["html-has-lang"]
    show(page, good, tmp_path)
    page.add_style_tag(content="p { color: #bbb !important }")
    assert [one.split(":")[0] for one in serious(page)] == ["color-contrast"]


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, tmp_path: Path, width: int) -> None:
    show(page, render(hard()), tmp_path)
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_report_fits_a_telephone(page: Page, saved: dict[str, Path]) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((saved["cs"] / "report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # Wide tables are moved sideways rather than squeezed until no word can be read.
    narrow = page.evaluate(
        "[...document.querySelectorAll('td')].filter(one => one.innerText.length > 12)"
        ".map(one => one.getBoundingClientRect().width).filter(width => width < 45).length"
    )
    assert narrow == 0


def test_nothing_is_wider_than_the_paper(page: Page, tmp_path: Path, saved: dict) -> None:
    """A4 less the margins is 180 mm."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(180 / 25.4 * 96), "height": 1000})
    for html in (render(hard()), (saved["cs"] / "report.html").read_text("utf-8")):
        show(page, html, tmp_path)
        widths = page.evaluate(
            "[...document.querySelectorAll('body *')].map(one => one.getBoundingClientRect().right)"
        )
        assert max(widths) <= page.viewport_size["width"] + 1
        cut = page.evaluate(
            "[...document.querySelectorAll('th, td')]"
            ".filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText)"
        )
        assert not cut


def test_the_keyboard_leads_to_the_content(page: Page, saved: dict[str, Path]) -> None:
    page.goto((saved["en"] / "report.html").as_uri())
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("one => one === document.activeElement")
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_links_of_the_contents_lead_somewhere(page: Page, saved: dict[str, Path]) -> None:
    page.goto((saved["cs"] / "report.html").as_uri())
    places = page.evaluate("[...document.querySelectorAll('nav a')].map(one => one.hash.slice(1))")
    headings = page.evaluate("[...document.querySelectorAll('main :is(h2, h3)')].map(h => h.id)")
    assert places == headings
    assert len(places) > 5


def test_a_page_works_without_scripts(browser: Browser, saved: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    refused: list[str] = []
    bare.on("console", lambda message: refused.append(message.text))
    bare.goto((saved["cs"] / "report.html").as_uri())
    assert bare.locator("main table").count() > 3
    # The policy of the page lets its own style through.
    assert bare.locator("table").first.evaluate("one => getComputedStyle(one).tableLayout")
    assert not refused
    context.close()

"""The map inside a notebook: run, turned into HTML, moved elsewhere and opened in a browser."""

from __future__ import annotations

import io
import sys
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from netcoop.maps.notebook import PICTURE_BYTES, frame_html, small_picture

# -- the picture, without a browser ----------------------------------------------------------------


def png(width: int, height: int, *, noise: bool = False) -> bytes:
    """A picture with a mark in the middle, or of noise, which no method makes small."""
    from PIL import Image

    pixels = np.full((height, width, 4), 255, dtype="uint8")
    if noise:
        pixels[..., :3] = np.random.default_rng(1).integers(0, 256, (height, width, 3))
    pixels[height // 3 : height // 2, width // 3 : width // 2] = (0, 114, 178, 255)
    pixels[-5:] = 0  # a see-through margin
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, format="PNG")
    return written.getvalue()


def opened(picture: bytes):
    from PIL import Image

    return Image.open(io.BytesIO(picture))


def test_large_pictures_become_light_and_keep_their_shape():
    large = png(2400, 1600)
    small = small_picture(large)
    assert opened(small).size == (900, 600)
    assert len(small) <= PICTURE_BYTES
    assert small == small_picture(large)
    pixels = np.asarray(opened(small).convert("RGB"))
    assert tuple(pixels[250, 350]) == (0, 114, 178)
    assert tuple(pixels[20, 20]) == (255, 255, 255)
    assert tuple(pixels[-1, 20]) == (255, 255, 255)


def test_small_pictures_stay_as_they_are():
    small = png(300, 200)
    assert small_picture(small) is small


def test_narrow_heavy_pictures_lose_colors_before_pixels():
    heavy = png(900, 300, noise=True)
    assert len(heavy) > PICTURE_BYTES
    assert len(small_picture(heavy)) <= PICTURE_BYTES


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


NASTY = """</iframe><img src=x onerror=1> ' srcdoc='x' & &#39; &quot; "><b> \\ {{ }}"""


def test_every_text_comes_back_and_adds_no_tag():
    page = f"<!doctype html><title>{NASTY}</title><script>'a' < \"b\" && 1</script>"
    shown = frame_html(page, NASTY, 500, picture=png(9, 9), table="<table></table>", summary=NASTY)
    tags = Tags(shown).found
    assert [tag for tag, _ in tags] == ["iframe", "details", "summary", "p", "img", "table"]
    frame, image = tags[0][1], tags[4][1]
    assert frame["srcdoc"] == page
    assert frame["title"] == image["alt"] == NASTY
    assert set(frame) == {"title", "sandbox", "height", "style", "srcdoc"}


def test_without_a_picture_the_table_is_left():
    shown = frame_html("x", "t", 9, picture=None, table="<table></table>", summary="s")
    assert [tag for tag, _ in Tags(shown).found] == ["iframe", "details", "summary", "table"]


def test_without_a_page_the_rest_stands_unfolded():
    tags = Tags(frame_html("", "t", 9, picture=png(9, 9), table="", summary="s")).found
    assert [tag for tag, _ in tags] == ["details", "summary", "p", "img"]
    assert "open" in tags[0][1]


# -- a real notebook in a real browser -------------------------------------------------------------

CELL = """
import pandas as pd
from netcoop.maps import map_network
from netcoop.network import Network

actors = pd.DataFrame(
    {"name": ["=OSPOD Lískov", "ZŠ 'Lipová'", "Policie", "Lékařka"],
     "sector": ["spod", "education", "justice_security", "health"],
     "email": ["vopickova@example.org"] * 4},
    index=pd.Index(["o", "s", "p", "l"], name="actor_id"),
)
ties = pd.DataFrame({"source": ["o", "o", "s"], "target": ["s", "p", "p"],
                     "weight": [3.0, 7.0, 2.0], "kind": ["referral", "meeting", "meeting"]})
map_network(Network(actors, ties), title="Lískov")
"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A notebook that ran in a kernel of this very Python."""
    folder = tmp_path_factory.mktemp("notebook")
    kernel = folder / "kernels" / "here"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        f'{{"argv": ["{sys.executable}", "-m", "ipykernel_launcher", "-f", "{{connection_file}}"],'
        ' "display_name": "here", "language": "python"}'
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
        NotebookClient(notebook, kernel_name="here", timeout=120).execute()
    return notebook


def bare(notebook) -> str:
    """The output of the notebook in a page of its own, as every converter puts it there."""
    shown = notebook.cells[0].outputs[-1].data["text/html"]
    return f'<!doctype html><meta charset="utf-8"><div class="output">{shown}</div>'


def converted(notebook) -> str:
    """What nbconvert makes of it."""
    exporters = pytest.importorskip("nbconvert.exporters")
    return exporters.HTMLExporter(template_name="lab").from_notebook_node(notebook)[0]


# The policy of VS Code's notebook views, where it is switched on: a frame inherits it.
VS_CODE = (
    "default-src 'none'; script-src https://*.vscode-cdn.net 'unsafe-inline' 'unsafe-eval'; "
    "style-src https://*.vscode-cdn.net 'unsafe-inline'; img-src https: http: data:; "
    "font-src https:; connect-src https:; child-src https: data:;"
)


def in_vs_code(notebook) -> str:
    """The output under the policy of a VS Code window."""
    return f'<meta http-equiv="Content-Security-Policy" content="{VS_CODE}">{bare(notebook)}'


@pytest.fixture
def moved(browser, tmp_path):
    """Open a page that lies alone in a folder, without a network; give its frame and requests."""
    contexts = []

    def open_page(html: str):
        path = Path(tmp_path) / "moved" / f"notebook-{len(contexts)}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(html.encode("utf-8"))
        context = browser.new_context(offline=True, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        asked: list[str] = []
        page.on(
            "request",
            # What nbconvert's own page asks for is not ours; the frame of the map asks nobody.
            lambda request: request.frame != page.main_frame and asked.append(request.url),
        )
        page.goto(path.as_uri(), wait_until="domcontentloaded")
        page.wait_for_selector("iframe[srcdoc]")
        frame = next(frame for frame in page.frames if frame != page.main_frame)
        frame.wait_for_function("window.netcoopMap", timeout=20_000)
        frame.wait_for_timeout(150)
        return page, frame, asked

    yield open_page
    for context in contexts:
        context.close()


INKED = """() => {
  const canvas = document.querySelector("#map canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let drawn = 0;
  for (let place = 3; place < data.length; place += 4) if (data[place]) drawn += 1;
  return drawn / (canvas.width * canvas.height);
}"""


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("made", [bare, converted, in_vs_code])
def test_the_map_is_drawn_in_the_notebook(executed, moved, made):
    _, frame, asked = moved(made(executed))
    assert frame.evaluate("document.querySelectorAll('#actors tbody tr').length") == 4
    assert frame.evaluate("netcoopMap.nodes.get().length") == 4
    assert frame.evaluate(INKED) > 0.005
    assert not [url for url in asked if not url.startswith(("about:", "data:", "blob:"))]


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_frame_can_neither_read_nor_send(executed, moved):
    page, frame, _ = moved(bare(executed))
    assert frame.evaluate("window.origin") == "null"
    for script in ("parent.document.title", "localStorage.length", "document.cookie"):
        with pytest.raises(Exception, match=r"SecurityError|cross-origin|sandboxed"):
            frame.evaluate(script)
    assert frame.evaluate("fetch('https://example.org').then(() => 'sent', () => 'refused')") == (
        "refused"
    )
    assert page.frames[0].evaluate("document.querySelectorAll('iframe').length") == 1


SIGNATURES = {"csv": b"\xef\xbb\xbf", "svg": b"<?xml", "png": b"\x89PNG"}


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("made", [bare, in_vs_code])
def test_files_can_be_saved_from_the_notebook(executed, moved, made):
    page, frame, asked = moved(made(executed))
    saved = {}
    for suffix in SIGNATURES:
        if not frame.locator("#save").evaluate("menu => menu.open"):
            frame.locator("#save summary").click()
        with page.expect_download() as waited:
            frame.locator(f"#save-{suffix}").click()
        saved[suffix] = Path(waited.value.path()).read_bytes()
        assert waited.value.suggested_filename == f"liskov.{suffix}"
    assert not [
        suffix for suffix, start in SIGNATURES.items() if not saved[suffix].startswith(start)
    ]
    assert "'=OSPOD Lískov" in saved["csv"].decode("utf-8-sig")
    assert not [suffix for suffix, file in saved.items() if b"vopickova" in file]
    assert not [url for url in asked if not url.startswith(("about:", "data:", "blob:"))]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_what_an_untrusted_notebook_keeps(executed):
    kept = [(tag, names) for tag, names in Tags(bare(executed)).found if tag != "iframe"]
    assert {tag for tag, _ in kept} <= {
        "meta", "div", "details", "summary", "p", "img", "table", "thead", "tbody", "tr", "th",
        "td", "caption",
    }  # fmt: skip
    pictures = [str(names["src"])[:22] for tag, names in kept if tag == "img"]
    assert pictures == ["data:image/png;base64,"]
    # Sanitizers drop what styles and runs: nothing of it is needed outside the frame.
    assert not [names for _, names in kept if {"style", "onclick", "onerror"} & set(names)]
    assert [tag for tag, _ in kept].count("tr") == 5

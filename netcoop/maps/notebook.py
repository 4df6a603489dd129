"""How a map shows itself in a notebook: a frame with the page, and what to see without it."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# No allow-same-origin: the page can neither read the notebook nor send anything in its name.
# Downloads are its exports, modals its print dialog.
SANDBOX = "allow-scripts allow-downloads allow-modals"
FRAME_STYLE = "width:100%;border:1px solid #c9ced3"
PICTURE_WIDTH = 900  # pixels
PICTURE_BYTES = 150_000
# Ever fewer colors and pixels, until the picture is light enough: marks, lines and letters need
# no more than a few dozen.
ATTEMPTS = ((900, 256), (900, 64), (900, 24), (640, 24), (450, 16))


def frame_html(
    html: str, title: str, height: int, *, picture: bytes | None, table: str, summary: str
) -> str:
    """Put a page into a sandboxed frame, with a picture and a table for where frames are removed.

    A notebook that is not trusted removes frames and scripts and keeps pictures and tables. In a
    trusted one they stay folded below the frame. The page is in the notebook itself and not beside
    it, so it is still there when the notebook is moved, mailed or made into HTML.

    Parameters
    ----------
    html
        The page, whole; without any, there is no frame, and picture and table stand unfolded.
    title
        Name of the map: what a screen reader says of the frame and of the picture.
    height
        Height of the frame in pixels.
    picture
        PNG of the map, made smaller here; ``None`` leaves it out.
    table
        HTML of the table; it stands as it is, so its texts have to be escaped.
    summary
        Words on the fold.

    Returns
    -------
    str
        One piece of HTML.

    Examples
    --------
    >>> shown = frame_html("<p>map</p>", "Map", 300, picture=None, table="", summary="Table")
    >>> shown.startswith('<iframe title="Map" sandbox="allow-scripts')
    True
    >>> shown.endswith("</iframe><details><summary>Table</summary></details>")
    True
    """
    image = "" if picture is None else _image(picture, title)
    kept = f"<summary>{escape(summary)}</summary>{image}{table}</details>"
    if not html:
        return f"<details open>{kept}"
    frame = (
        f'<iframe title="{escape(title)}" sandbox="{SANDBOX}" height="{int(height)}" '
        f"style=\"{FRAME_STYLE}\" srcdoc='{_quoted(html)}'></iframe>"
    )
    return f"{frame}<details>{kept}"


def _quoted(html: str) -> str:
    """Write a page as an attribute in single quotes.

    Scripts and data are full of double quotes: to leave them as they are saves a tenth.
    """
    return html.replace("&", "&amp;").replace("'", "&#39;").replace("<", "&lt;")


def _image(picture: bytes, title: str) -> str:
    data = base64.b64encode(small_picture(picture)).decode("ascii")
    return f'<p><img alt="{escape(title)}" src="data:image/png;base64,{data}"></p>'


def small_picture(picture: bytes) -> bytes:
    """Make a PNG at most 900 pixels wide and, if that can be, at most 150 kB, always the same way.

    A picture that is small already stays as it is.
    """
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as opened:
        if opened.width <= PICTURE_WIDTH and len(picture) <= PICTURE_BYTES:
            return picture
        # What is not painted is paper: without it, see-through parts would turn black.
        painted = opened.convert("RGBA")
        whole = Image.new("RGBA", opened.size, "white")
        whole.alpha_composite(painted)
    small = b""
    for width, colors in ATTEMPTS:
        small = _png(whole.convert("RGB"), min(width, whole.width), colors)
        if len(small) <= PICTURE_BYTES:
            break
    return small


def _png(image: Picture, width: int, colors: int) -> bytes:
    """Write a picture of a few colors; without dots of mixed colors letters stay clear."""
    from PIL import Image

    height = max(1, round(image.height * width / image.width))
    scaled = image.resize((width, height), Image.Resampling.LANCZOS)
    reduced = scaled.quantize(colors, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    written = io.BytesIO()
    reduced.save(written, format="PNG", optimize=True)
    return written.getvalue()

"""The only place that knows pyvis: it carries vis-network.

pyvis's own template, ``show``, ``write_html`` and ``from_nx`` are never used: they call out to the
internet, run markup found in names, and write files that are not UTF-8.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

VIS_NETWORK = "templates/lib/vis-9.1.2/vis-network.min.js"


@cache
def vis_network_script() -> str:
    """Text of vis-network 9.1.2 as pyvis carries it."""
    script = resources.files("pyvis").joinpath(VIS_NETWORK).read_text(encoding="utf-8")
    # The last line names a source map, which developer tools would try to fetch.
    return script[: script.rindex("//# sourceMappingURL")]

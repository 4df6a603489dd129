"""Settings of the documentation: `make docs`."""

import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

import netcoop

HERE = Path(__file__).parent
project = "netcoop"
author = copyright = "The netcoop authors"
version = release = netcoop.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "pydata_sphinx_theme"
html_title = "netcoop"
# All groups stand at the side of every page: the theme alone would show one group at a time.
templates_path = ["_templates"]
html_sidebars = {"**": ["groups.html"]}
html_theme_options = {
    "navbar_center": [],
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": False,
}
exclude_patterns = ["_build", "_templates"]
autodoc_typehints = "description"
# Only of what is described: the type of everything else would stand there without a word.
autodoc_typehints_description_target = "documented"
napoleon_google_docstring = False
myst_heading_anchors = 3
nb_execution_mode = "off"


def copy_notebooks() -> None:
    """Copy the notebooks into the documentation, which reads nothing outside its folder."""
    place = HERE / "notebooks"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for notebook in sorted((HERE.parent / "notebooks").glob("*.ipynb")):
        shutil.copy(notebook, place)


def lead_to_copies(_app: Sphinx, page: str, source: list[str]) -> None:
    """Let links to notebooks, which are right in the repository, lead to the copies."""
    if not page.startswith("notebooks/"):
        source[0] = re.sub(r"\]\((?:\.\./)+notebooks/", "](/notebooks/", source[0])


def setup(app: Sphinx) -> None:
    """Copy before anything is read."""
    copy_notebooks()
    app.connect("source-read", lead_to_copies)

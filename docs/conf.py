"""Settings of the documentation: `make docs`."""

import netcoop

project = "netcoop"
author = copyright = "The netcoop authors"
version = release = netcoop.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "pydata_sphinx_theme"
html_title = "netcoop"
exclude_patterns = ["_build"]
autodoc_typehints = "none"
napoleon_google_docstring = False
myst_heading_anchors = 2
nb_execution_mode = "off"

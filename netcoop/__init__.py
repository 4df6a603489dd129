"""Cooperation between organisations, from attendance and referrals to a map and a report.

The way of the data is the order of the modules; every step is a plain function on a frozen object:

>>> import netcoop as nc
>>> records = nc.datasets.load("havlickuv_brod")  # or nc.read_records("folder")
>>> net = nc.build_network(records)  # who met whom, who referred to whom
>>> nc.fragmentation(net) < 1
True
>>> report = nc.report(records, lang="en")  # report.save("folder") writes the map and the rest

``records`` raw tables · ``actors`` who is who · ``ties`` and ``network`` who met or referred ·
``metrics`` numbers · ``gaps`` what is missing · ``compare`` against chance · ``maps`` pictures ·
``reports`` documents. The public names stand in ``__init__.pyi``; each is imported when it is
first used, so that ``import netcoop`` costs next to nothing.
"""

import lazy_loader as _lazy

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)

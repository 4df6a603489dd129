"""What is known of the field before any record is read: territory, vocabulary, required ties.

Small tables lie in the package (``tables/``): the 206 municipalities with extended powers
(ORP), the codes and labels of actors, meetings, channels, needs and referrals, and a starter of
the ties that law and practice ask for. Their sources and licences stand in the modules that read
them, and in ``NOTICE``.
"""

from __future__ import annotations

from netcoop.reference.required_template import required_ties_template
from netcoop.reference.territory import territories
from netcoop.reference.vocabularies import kind_label, kind_sector, sector_label, vocabulary

__all__ = [
    "kind_label",
    "kind_sector",
    "required_ties_template",
    "sector_label",
    "territories",
    "vocabulary",
]

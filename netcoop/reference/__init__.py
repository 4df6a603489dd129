"""What is known of the field before any record is read: territory and vocabulary.

Two small tables lie in the package (``tables/``): the 206 municipalities with extended powers
(ORP) and the codes and labels of actors, meetings, channels, needs and referrals. Their sources
and licences stand in the modules that read them, and in ``NOTICE``.
"""

from __future__ import annotations

from netcoop.reference.territory import territories
from netcoop.reference.vocabularies import kind_label, kind_sector, sector_label, vocabulary

__all__ = ["kind_label", "kind_sector", "sector_label", "territories", "vocabulary"]

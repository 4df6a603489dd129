"""Which pairs look as if they were tied, and whether the records can predict at all."""

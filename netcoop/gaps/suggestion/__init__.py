"""Which contacts would help most, whom to invite, and who is busy already."""

"""The report on several regions side by side: ranges beside every number, and no league table."""

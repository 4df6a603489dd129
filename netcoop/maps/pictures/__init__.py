"""Pictures for reports and prints, drawn with matplotlib; each takes ``ax=`` and returns it."""

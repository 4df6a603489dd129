"""What every layer needs and that knows nothing of the field: texts, checks, files, display."""

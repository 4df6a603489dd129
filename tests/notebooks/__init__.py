"""What the notebooks say, held against what their cells give."""

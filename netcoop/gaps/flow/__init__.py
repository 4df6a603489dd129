"""Who refers to whom, what becomes of it, and who is named but never met."""

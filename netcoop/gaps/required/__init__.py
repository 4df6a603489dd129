"""Which ties a template asks for, and which of them the records show."""

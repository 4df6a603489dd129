"""The report on one area: who is who, who holds it together, what is missing, what next."""

"""Which services are missing, out of reach or not tied to the office."""

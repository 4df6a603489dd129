"""Where the actors of a map stand, and what lies below them."""

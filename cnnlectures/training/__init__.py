"""Training: protocols, and many networks at once."""

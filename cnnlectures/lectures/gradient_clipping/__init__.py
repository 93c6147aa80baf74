"""Gradient clipping, slides 21-23: by value, by norm, per variable, and where it matters."""

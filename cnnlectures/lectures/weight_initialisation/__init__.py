"""Lecture 02, weight initialisation: how large a weight should be before it has learnt anything."""

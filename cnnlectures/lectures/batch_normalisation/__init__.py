"""Lecture 04, batch normalisation: what it computes, how it goes wrong, and what it buys."""

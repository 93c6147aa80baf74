"""Challenges of machine learning, slides 5-10: six things that go wrong before any network."""

"""Testing and validation, slide 15: estimates and their spread, choosing, splitting, leaks."""

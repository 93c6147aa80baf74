"""The workshop: what runs, builds, compares and presents notebooks. No notebook imports it."""

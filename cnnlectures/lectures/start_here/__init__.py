"""The start page: the course's contents, and one exercise to see how exercises work."""

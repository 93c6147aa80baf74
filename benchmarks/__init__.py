"""The figures that the README and the notebooks quote, and how to get them."""

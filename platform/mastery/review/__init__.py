"""Spaced review: what was learnt comes back before it is forgotten."""

"""The REST interface to submissions."""

"""Content files and the frozen values they describe."""

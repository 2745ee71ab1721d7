"""How dates and numbers are written, by language; Django's own formats where there is no folder."""

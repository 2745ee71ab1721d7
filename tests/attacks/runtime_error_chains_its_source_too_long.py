"""Flood: a syntax tree of fifty thousand levels for whoever compiles it."""

exec("x = 1\nx" + ".real" * 50_000)
print("ESCAPED")

"""Measurements against the budgets; ratios within one run wherever a ratio can say it."""

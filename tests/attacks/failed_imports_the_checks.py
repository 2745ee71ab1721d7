"""Steal: checks, reference and wrong solutions, by importing what a lab is made of."""

import importlib


def solve(x):
    for name in ("checks", "reference", "wrong", "solution", "labs", "lab", "conftest", "catalog", "config.settings", "django"):
        try:
            print("ESCAPED", importlib.import_module(name)) if name != "django" else importlib.import_module("django.conf").settings.SECRET_KEY
        except Exception:
            pass
    return x

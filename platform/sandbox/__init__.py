"""Runs untrusted code: fast, confined, measured."""

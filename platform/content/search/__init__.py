"""Full-text search over what is published: lessons, glossary, interview questions, labs and the stems of quiz items."""

from content.search.finding import Hit, Results, find, search
from content.search.marking import Piece

__all__ = ["Hit", "Piece", "Results", "find", "search"]

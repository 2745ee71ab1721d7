"""Answers to quizzes: autosave, marks, review."""

"""The REST interface to attempts at quizzes."""

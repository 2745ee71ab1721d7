"""Quizzes as files of other systems: GIFT and Moodle XML, both ways, with a report of what did not fit."""

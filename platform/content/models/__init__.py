"""What authors write, as rows: the same things `catalog.entries` describes as values."""

from content.models.concepts import Concept
from content.models.labs import Lab, LabFile, LabVersion, LabVersionFile
from content.models.lessons import Lesson, LessonFigure
from content.models.questions import Question
from content.models.quizzes import Item, Quiz

__all__ = [
    "Concept",
    "Item",
    "Lab",
    "LabFile",
    "LabVersion",
    "LabVersionFile",
    "Lesson",
    "LessonFigure",
    "Question",
    "Quiz",
]

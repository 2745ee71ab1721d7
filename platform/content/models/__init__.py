"""What authors write, as rows: the same things `catalog.entries` describes as values."""

from content.models.concepts import Concept
from content.models.glossary import Term
from content.models.labs import Lab, LabFile, LabVersion, LabVersionFile
from content.models.lessons import FactRecord, Lesson, LessonFigure
from content.models.paths import LearningPath
from content.models.questions import Question
from content.models.quizzes import Item, Quiz
from content.models.search import SearchEntry

__all__ = [
    "Concept",
    "FactRecord",
    "Item",
    "Lab",
    "LabFile",
    "LabVersion",
    "LabVersionFile",
    "LearningPath",
    "Lesson",
    "LessonFigure",
    "Question",
    "Quiz",
    "SearchEntry",
    "Term",
]

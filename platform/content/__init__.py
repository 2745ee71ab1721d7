"""What authors write: lessons, questions, quizzes and labs."""

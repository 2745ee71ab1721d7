"""Progress over everything a learner does, and what to do next."""

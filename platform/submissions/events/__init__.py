"""Tell a learner's open page what changes: who says so, where the page listens, and the process that answers it."""

"""Lab code handed in: queue, grading, verdict."""

"""Quiz marks and item statistics."""

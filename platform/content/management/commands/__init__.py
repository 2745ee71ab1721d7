"""Commands that move content between files and database."""

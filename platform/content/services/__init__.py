"""What changes content: loading files, freezing versions, verifying labs."""

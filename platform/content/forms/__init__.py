"""Forms that authors fill in: structured values as TOML and lines, checked like the files."""

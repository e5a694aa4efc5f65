"""Why weights don't load."""

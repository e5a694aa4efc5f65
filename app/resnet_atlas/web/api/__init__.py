"""The JSON API, diagrams as files, and what a monitor asks."""

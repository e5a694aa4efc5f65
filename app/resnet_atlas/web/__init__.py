"""The HTTP surface: JSON, pictures and pages. The only package that knows FastAPI and Jinja2."""

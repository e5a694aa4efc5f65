"""Tables as text: CSV for programs, Markdown and LaTeX for papers."""

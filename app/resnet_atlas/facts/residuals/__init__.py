"""Why there are shortcuts: what the paper measured, and what ``scripts/gradients.py`` does."""

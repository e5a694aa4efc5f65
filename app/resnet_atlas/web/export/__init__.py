"""The catalogue as a static site."""

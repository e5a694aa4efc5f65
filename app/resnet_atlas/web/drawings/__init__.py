"""Small drawings that pages make themselves, without Graphviz."""

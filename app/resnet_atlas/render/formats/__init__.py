"""A picture as a file: SVG, PNG and PDF (through Graphviz), DOT, JSON."""

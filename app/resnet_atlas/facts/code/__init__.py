"""The code beside the picture: the lines that make and call each op, and lines to paste."""

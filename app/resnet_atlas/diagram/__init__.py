"""``Graph`` + ``View`` → ``Diagram``: the parts of a picture, without positions and colours.

``project.py`` orders the passes; every other file but ``view.py`` and ``diagram.py`` is one pass,
a pure function from diagram to diagram. No pass changes what the graph knows or what things cost.
"""

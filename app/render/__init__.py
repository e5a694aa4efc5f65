"""``Diagram`` → picture: ``labels`` says the words, ``dot`` writes DOT, ``engine`` runs Graphviz.

The DOT and the laid-out SVG are templates that hold no size and no theme: boxes are as wide as
their longest text at any size, so ``paint`` can put in shapes and colours without a new layout.
"""

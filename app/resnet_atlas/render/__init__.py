"""``Diagram`` → picture.

``labels`` says the words, ``boxes`` sizes them, ``plan`` tells Graphviz how large everything is,
``engine`` has it placed, ``scene`` sets boxes, arrows and frames where they go, and ``svg`` or
``ink`` writes that down in the shapes and colours of one view. A layout knows neither. ``dot`` and
``json`` say what is shown and leave places to others.
"""

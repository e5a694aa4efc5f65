"""The speeds we promise, each against the quickest other way, measured by turns in one run.

``python -m benchmarks`` (``make bench``) prints them. ``shapes``, ``pictures``, ``answers`` and
``startup`` hold the goals; ``peers`` is what we are measured against, ``contest`` how.
"""

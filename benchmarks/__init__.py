"""The speeds we promise, each against the quickest other way, measured by turns in one run.

``python -m benchmarks`` (``make bench``) prints them, ``--write`` keeps them in ``results.md``.
``comparison`` holds the goals against what a user would pick instead (``ways``); ``shapes``,
``pictures``, ``answers`` and ``startup`` those against a single other way (``contest``),
``answers``, ``startup`` and ``explorer`` what somebody waits for, or memory (``bound``).
"""

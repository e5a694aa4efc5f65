"""Lest another package of this name, which some bring along, be taken for these."""

"""The pages that explain: the tour, the formula, the words."""

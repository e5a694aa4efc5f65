"""Two networks side by side: what their parts cost, and what differs in words."""

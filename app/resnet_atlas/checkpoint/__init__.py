"""What a file of weights says: read without running it, identified, held against a network."""

"""What is kept: finished work in bounded memory, each piece made once."""

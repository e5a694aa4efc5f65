"""What a request asks for, read from its address and headers."""

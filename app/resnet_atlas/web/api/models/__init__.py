"""What the API says of one network, and which networks have a name."""

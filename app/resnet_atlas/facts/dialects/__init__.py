"""What libraries call ResNet-50: their dialects as specs, and a table of what differs."""

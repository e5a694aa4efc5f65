"""Worker processes: heavy work within bounds of number, time, memory and queue."""

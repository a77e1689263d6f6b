"""Files of every format that is read, broken in thousands of ways, always the same for the same number."""

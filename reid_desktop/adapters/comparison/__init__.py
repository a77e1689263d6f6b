"""What the benchmark compares with: the usual way to do it, and what the machine can do at most."""

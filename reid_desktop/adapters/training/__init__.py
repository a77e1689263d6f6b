"""Training networks: torch, in the process of the command that asked for it."""

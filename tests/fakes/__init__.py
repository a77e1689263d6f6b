"""Stand-ins for the ports, one a port."""

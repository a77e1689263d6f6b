"""The base map that ships with the program."""

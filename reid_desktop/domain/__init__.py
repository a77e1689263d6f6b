"""Pure values and rules in the words of the trade; standard library and numpy only."""

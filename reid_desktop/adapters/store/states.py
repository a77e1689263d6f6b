"""How far an item is analysed, as the database says it."""

QUICK = "quick"
"""Only the key frames of the clip were looked at."""
AGAIN = "again"
"""It was analysed, and is to be analysed anew; what was found stands until then."""
PENDING = f"('{QUICK}', '{AGAIN}')"
"""The states of items that wait although something is known of them, for SQL."""

"""Item models: ids in order, what they show on demand."""

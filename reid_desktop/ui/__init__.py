"""The window: Qt, item models and painting."""

"""Words for screen readers: what a painted widget would otherwise only show."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def say(owner: QWidget, words: str) -> None:
    """Describe a widget anew, and have a screen reader that runs say it at once."""
    owner.setAccessibleDescription(words)
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(owner, words))

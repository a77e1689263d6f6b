"""How much a case holds, and under which models it is shown, at the bottom of the window."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from reid_desktop.ui import text

_ROOMY_PX = 1500
"""On a window less wide the words about a job need the room; the models stand in the tooltip."""


class TotalsLabel(QLabel):
    """Says the totals; the models behind them where the window is wide."""

    def __init__(self) -> None:
        """Start with nothing to say."""
        super().__init__()
        self.setProperty("tone", "muted")
        self._totals = self._models = ""
        self._is_roomy = False

    def tell(self, totals: str, models: str, key: str) -> None:
        """Say other totals; `models` are empty where nothing was analysed."""
        self._totals, self._models = totals, models
        self.setToolTip(text.as_plain_tooltip(key))
        self._say()

    def fit(self, window_px: int) -> None:
        """Suit a window of that width."""
        self._is_roomy = window_px >= _ROOMY_PX
        self._say()

    def _say(self) -> None:
        self.setText(f"{self._totals} · {self._models}" if self._is_roomy and self._models else self._totals)

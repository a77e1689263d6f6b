"""Choosing the order of sightings or candidates."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from reid_desktop.services.browsing import View
from reid_desktop.services.listing import Order
from reid_desktop.ui.translating import said, tr

_ORDERS = {
    Order.NEWEST: said("Newest first"),
    Order.OLDEST: said("Oldest first"),
    Order.QUALITY: said("Best quality first"),
    Order.ADDED: said("Last found first"),
    Order.DAY: said("By day"),
    Order.EXHIBIT: said("By exhibit"),
    Order.CLIP: said("By photo or clip"),
    Order.PLACE: said("By place"),
}
_OF_CANDIDATES = {Order.RANK: said("By rank"), **_ORDERS}


class OrderBox(QComboBox):
    """Offers the orders that what is shown can be brought into."""

    order_chosen = Signal(object)  # Order

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setAccessibleName(tr("Order of the sightings"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(lambda _row: self.order_chosen.emit(self.currentData()))

    def show_view(self, view: View) -> None:
        """Offer the orders of sightings or candidates, and show the one in force."""
        is_search = view.record is not None
        orders = _OF_CANDIDATES if is_search else _ORDERS
        if self.count() != len(orders):
            self.clear()
            for order, words in orders.items():
                self.addItem(tr(words), order)
        shown = view.question.search_order if is_search else view.question.order
        self.setCurrentIndex(max(self.findData(shown), 0))

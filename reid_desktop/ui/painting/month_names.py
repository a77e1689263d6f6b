"""The names of the months and the order of dates, by the locale of the window."""

from PySide6.QtCore import QLocale

from reid_desktop.ui.geometry.time_text import Months


def month_names(locale: QLocale) -> Months:
    """Return the short names; languages that write a day as an ordinal put a point after it."""
    short = QLocale.FormatType.ShortFormat
    point = "." if "d." in locale.dateFormat(QLocale.FormatType.LongFormat) else ""
    return Months(
        tuple(locale.standaloneMonthName(month, short) for month in range(1, 13)),
        tuple(locale.monthName(month, short) for month in range(1, 13)),
        f"{{day}}{point} {{month}}",
        f"{{day}}{point} {{month}} {{year}}",
    )

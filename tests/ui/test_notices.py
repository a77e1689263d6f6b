"""Messages above the gallery: what was only said to be done gives way to what comes next."""

from __future__ import annotations

from reid_desktop.ui.main_window import MainWindow
from reid_desktop.ui.views.notices import Notice


def test_what_was_done_gives_way_and_what_can_be_acted_on_stays(window: MainWindow) -> None:
    notices = window.panels.notices
    before = set(notices.words)
    notices.say(Notice("export", "Exported.", "good", (("Open", lambda: None),)))
    notices.say(Notice("policy", "The policy holds.", "good"))
    notices.say(Notice("authority", "Recorded.", "good"))
    assert set(notices.words) - before == {"export", "authority"}
    notices.say(Notice("problem", "It failed.", "danger"))
    assert set(notices.words) - before == {"export", "problem"}
    notices.say(Notice("authority", "Recorded.", "good"))
    notices.close_notice("authority")
    notices.say(Notice("authority", "Changed.", "warning"))
    notices.say(Notice("policy", "The policy holds.", "good"))
    assert set(notices.words) - before == {"export", "problem", "authority", "policy"}


def test_what_was_only_said_is_gone_at_the_next_thing(window: MainWindow) -> None:
    notices = window.panels.notices
    before = set(notices.words)
    notices.say(Notice("export", "Exported.", "good", (("Open", lambda: None),)))
    notices.say(Notice("problem", "It failed.", "danger"))
    notices.say(Notice("policy", "The policy holds.", "good"))
    notices.pass_by()
    assert set(notices.words) - before == {"export", "problem"}

"""Every command of the window in one table: id, menu, text, hint, shortcut, icon."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table."""

    id: str
    menu: str
    text: str
    hint: str
    shortcut: str = ""
    icon: str = ""
    checkable: bool = False
    starts_group: bool = False
    is_key: bool = False
    """Its shortcut is a single key: it holds on cards and pictures only, never where one types."""


COMMANDS: tuple[Command, ...] = (
    Command("new_case", "Case", "&New case…", "Make a new case folder", "Ctrl+N", "folder-new"),
    Command("open_case", "Case", "&Open case…", "Open a .reidcase folder", "Ctrl+O", "folder"),
    Command("close_case", "Case", "&Close case", "Go back to the start page", "Ctrl+W"),
    Command(
        "import",
        "Case",
        "&Import…",
        "Bring in photos and videos of an exhibit",
        "Ctrl+I",
        "import",
        False,
        True,
    ),
    Command(
        "analyse",
        "Case",
        "&Analyse what is waiting",
        "Look for persons in what is not yet analysed",
        "Ctrl+L",
    ),
    Command("export", "Case", "&Export…", "Write a case file", "Ctrl+E", "export"),
    Command(
        "verify", "Case", "&Verify evidence", "Hash every source file again and check the case", "", "verify"
    ),
    Command(
        "failures", "Case", "Files that did not come in…", "List failed files with the reason", "", "warning"
    ),
    Command(
        "exhibit",
        "Case",
        "Exhibit, clock and &zone…",
        "Declare what is known of a device: seal, owner, time zone, clock",
        "Ctrl+D",
        "device",
    ),
    Command(
        "settings",
        "Case",
        "&Settings…",
        "Language, theme, how pictures are shown",
        "Ctrl+,",
        "settings",
        False,
        True,
    ),
    Command("quit", "Case", "&Quit", "Leave the program", "Ctrl+Q", "", False, True),
    Command(
        "search_picture",
        "Search",
        "Search for a &picture…",
        "Choose a picture that shows the person",
        "Ctrl+F",
        "person-search",
    ),
    Command(
        "paste_probe",
        "Search",
        "Paste a picture",
        "Search with the picture on the clipboard",
        "Ctrl+V",
        "paste",
    ),
    Command(
        "search_sighting",
        "Search",
        "Search for the &selected person",
        "Use the current sighting as the probe",
        "Ctrl+Return",
        "person",
    ),
    Command(
        "add_crop",
        "Search",
        "Also this one: the &same person",
        "Search with the selected crops together with the picture",
        "Ctrl+Shift+Return",
        "person",
    ),
    Command(
        "add_person",
        "Search",
        "And this one: &another person",
        "Look for several persons: any of them, or all of them together",
        "Ctrl+Alt+Return",
        "people",
    ),
    Command(
        "add_picture",
        "Search",
        "Also a p&icture of the person…",
        "Choose one more picture of the same person",
        "",
        "picture",
    ),
    Command(
        "like",
        "Search",
        "&More like this",
        "Rank the search again: the selected show the person",
        "L",
        "check",
        is_key=True,
    ),
    Command(
        "unlike",
        "Search",
        "&Not like this",
        "Rank the search again: the selected do not show the person",
        "D",
        "exclude",
        is_key=True,
    ),
    Command(
        "correct",
        "Search",
        "&Correct time or place…",
        "Put right when or where the selected files were taken; what was found stays",
        "Ctrl+T",
        "clock",
    ),
    Command(
        "past_searches", "Search", "&Past searches…", "Show a recorded search again", "Ctrl+H", "history"
    ),
    Command(
        "clear_search",
        "Search",
        "&Back to all sightings",
        "Leave the search",
        "Ctrl+Backspace",
        "close",
        False,
        True,
    ),
    Command(
        "clear_filters",
        "Search",
        "Clear all &filters",
        "Let everything pass",
        "Ctrl+Shift+Backspace",
        "filter",
    ),
    Command("confirm", "Review", "&Confirm", "It is the person looked for", "Y", "check", is_key=True),
    Command("exclude", "Review", "&Exclude", "It is not the person", "N", "exclude", is_key=True),
    Command("inconclusive", "Review", "&Inconclusive", "It cannot be told", "U", "question", is_key=True),
    Command("skip", "Review", "&Skip", "Go on without deciding", "S", "next", is_key=True),
    Command(
        "withdraw", "Review", "&Withdraw the decision", "Undecided again; what was decided stays in the log"
    ),
    Command(
        "auto_advance", "Review", "Go &on after a decision", "Look at the next undecided one", "", "", True
    ),
    Command(
        "undo", "Review", "&Undo", "Take the last step of the review back", "Ctrl+Z", "undo", False, True
    ),
    Command("redo", "Review", "&Redo", "Let the step count again", "Ctrl+Shift+Z", "turn"),
    Command("bookmark", "Review", "&Bookmark", "Mark to come back to", "B", "bookmark", False, True, True),
    Command("tag", "Review", "&Tags…", "Give tags to the selected, or take them off", "T", "", is_key=True),
    Command("grade", "Review", "&Grade…", "Grade the selected", "G", "quality", is_key=True),
    Command("note", "Review", "&Notes…", "Write what is seen, with the time", "Ctrl+Shift+N", "book"),
    Command(
        "compare",
        "Review",
        "Com&pare with the probe",
        "Both in original pixels; or two selected sightings",
        "C",
        "compare",
        False,
        True,
        True,
    ),
    Command(
        "parts",
        "Review",
        "Likeness by &part of the body",
        "On the page of comparison: head, torso and legs alone, and all but the torso",
        "Ctrl+Shift+B",
        "person",
    ),
    Command(
        "queues",
        "Review",
        "Review &queues…",
        "What there is to review, and how much of each is left",
        "Q",
        "list",
        is_key=True,
    ),
    Command("news", "Review", "&What is new", "What came since you looked last", "Ctrl+Shift+L", "bell"),
    Command("looked", "Review", "I have &looked at everything", "From now on only what comes is new"),
    Command(
        "authority",
        "Oversight",
        "Authorit&y for searches…",
        "Record the legal authority, and see how long it holds",
        "",
        "book",
    ),
    Command(
        "policy",
        "Oversight",
        "&Policy…",
        "What the case demands of the work in it",
        "",
        "quality",
    ),
    Command("roles", "Oversight", "&Roles…", "Who is examiner, reviewer or supervisor", "", "person"),
    Command(
        "second_look",
        "Oversight",
        "Second &look…",
        "Judge what others decided, without knowing what they said",
        "",
        "people",
    ),
    Command(
        "second_results",
        "Oversight",
        "Results of secon&d looks…",
        "Who agrees with whom, where two differ, and how often persons err",
        "",
        "list",
    ),
    Command("reason", "Oversight", "Reas&on in use…", "Change the reason that goes with your decisions"),
    Command(
        "snapshots",
        "Oversight",
        "S&napshots…",
        "Keep a moment of the review, or go back to one",
        "",
        "bookmark",
        False,
        True,
    ),
    Command(
        "merge",
        "Oversight",
        "&Merge a review…",
        "Take over what another examiner decided in a copy of this case",
        "",
        "stack",
    ),
    Command(
        "portable",
        "Oversight",
        "Part to &read elsewhere…",
        "Write a part of the case that can only be read, for another computer",
        "",
        "export",
    ),
    Command(
        "lock",
        "Oversight",
        "&Encrypt the case…",
        "One encrypted file instead of a folder",
        "",
        "veil",
        False,
        True,
    ),
    Command("purge", "Oversight", "P&urge the case…", "Delete all but facts and log", "", "warning"),
    Command("go_people", "Go", "Go to the p&eople", "Persons of interest and groups", "Alt+7", "people"),
    Command("go_alarms", "Go", "Go to the al&arms", "What looks like a person of interest", "Alt+8", "bell"),
    Command(
        "crop_mode",
        "View",
        "Show &crops",
        "Persons cut out, in gallery and inspector",
        "Ctrl+1",
        "crop",
        True,
    ),
    Command(
        "scene_mode", "View", "Show whole &scenes", "The scene around each person", "Ctrl+2", "scene", True
    ),
    Command(
        "fold",
        "View",
        "&Fold doubles and appearances",
        "One card for near doubles, live photos and a person who comes back in a clip",
        "Ctrl+3",
        "stack",
        True,
    ),
    Command("turn_stack", "View", "&Open or fold the stack", "Show what lies under the card", "Ctrl+K"),
    Command(
        "veil",
        "View",
        "&Veil pictures",
        "Blur or grey every picture, as the settings say; again shows them",
        "Ctrl+B",
        "veil",
        True,
        True,
    ),
    Command("larger", "View", "&Larger pictures", "Fewer, larger cards", "Ctrl++", "zoom-in", False, True),
    Command("smaller", "View", "S&maller pictures", "More, smaller cards", "Ctrl+-", "zoom-out"),
    Command("fit_map", "View", "Fit the &map", "Show all placed sightings", "Ctrl+M", "fit"),
    Command("refresh", "View", "&Refresh", "Read the case again", "F5"),
    Command(
        "jobs",
        "View",
        "&Jobs",
        "What runs, waits and is done, and the files that did not come in",
        "Ctrl+J",
        "list",
    ),
    Command(
        "save_workspace", "View", "&Keep this arrangement…", "Give the arrangement of the panels a name", ""
    ),
    Command("lay_out", "View", "Usual &arrangement", "Put every panel back in its place", ""),
    Command("theme_system", "Theme", "As the &system", "Light or dark as the system says", "", "theme", True),
    Command("theme_light", "Theme", "&Light", "Dark text on light", "", "sun", True),
    Command("theme_dark", "Theme", "&Dark", "Light text on dark", "", "moon", True),
    Command("theme_contrast", "Theme", "High &contrast", "White and yellow on black", "", "quality", True),
    Command("go_filters", "Go", "Go to &filters", "Put the keyboard on the filters", "Alt+1"),
    Command("go_probe", "Go", "Go to the &probe", "Put the keyboard on the probe", "Alt+2"),
    Command("go_gallery", "Go", "Go to the &gallery", "Put the keyboard on the gallery", "Alt+3"),
    Command("go_inspector", "Go", "Go to the &inspector", "Put the keyboard on the inspector", "Alt+4"),
    Command("go_map", "Go", "Go to the &map", "Put the keyboard on the map", "Alt+5"),
    Command(
        "find_place",
        "Go",
        "Find a p&lace on the map…",
        "Go to a town, country or coordinates",
        "Ctrl+Shift+F",
    ),
    Command("go_timeline", "Go", "Go to the &timeline", "Put the keyboard on the timeline", "Alt+6"),
    Command(
        "next_group",
        "Go",
        "&Next group of cards",
        "The first card of the next exhibit, clip, place or day",
        "Ctrl+PgDown",
        "",
        False,
        True,
    ),
    Command(
        "previous_group",
        "Go",
        "Pre&vious group of cards",
        "The first card of this group, or of the one before",
        "Ctrl+PgUp",
    ),
    Command(
        "palette",
        "Go",
        "&Find a command…",
        "Type a few letters of what you want to do",
        "Ctrl+Shift+P",
        "search",
        False,
        True,
    ),
    Command("shortcuts", "Help", "&Keyboard shortcuts", "List every shortcut", "F1", "keyboard"),
    Command("legend", "Help", "Marks on &cards…", "What the marks on the pictures of the gallery mean"),
    Command("models", "Help", "&Models…", "What finds and compares persons, and its limits", "", "model"),
    Command(
        "evaluate",
        "Help",
        "&Judge a model…",
        "How well a model finds persons again, on crops whose persons are known",
        "",
        "quality",
    ),
    Command("about", "Help", "&About", "Version and licence", "", "info"),
)

MENUS = ("Case", "Search", "Review", "Oversight", "View", "Go", "Help")

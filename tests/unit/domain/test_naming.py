"""What a path says: gallery fields, times and places by template, apps."""

import pytest

from reid_desktop.domain.apps import THUMBNAIL_DATABASE, app_trace, why_no_media
from reid_desktop.domain.claims import Beside, PlaceClaim, TimeClaim, TimeTag, joined
from reid_desktop.domain.name_template import name_template
from reid_desktop.domain.naming import beside_of_path


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("0002_c1s1_000451_03.jpg",
         {"person": "0002", "camera": "1", "sequence": "1", "frame": "000451", "box": "03",
          "gallery": "Market-1501"}),
        ("-1_c6s4_012345_00.jpg",
         {"person": "-1", "camera": "6", "sequence": "4", "frame": "012345", "box": "00",
          "gallery": "Market-1501"}),
        ("0005_c2_f0046985.jpg",
         {"person": "0005", "camera": "2", "frame": "0046985", "gallery": "DukeMTMC-reID"}),
        ("0000_013_14_0303noon_0030_1_ex.jpg",
         {"person": "0000", "index": "013", "camera": "14", "day_code": "0303", "period": "noon",
          "frame": "0030", "box": "1", "gallery": "MSMT17"}),
        ("0000_013_14_0303dusk_0030_1.jpg", {}),
        ("IMG_20240518_142233.jpg", {}),
        ("0002_c1s1_000451.jpg", {}),
    ],
)  # fmt: skip
def test_well_known_galleries_are_read_unasked(name: str, fields: dict[str, str]) -> None:
    assert dict(beside_of_path(f"query/{name}").fields) == fields


def claims(template: str, name: str) -> tuple[TimeClaim | None, PlaceClaim | None]:
    found = beside_of_path(name, [name_template(template)])
    return (found.times or (None,))[0], (found.places or (None,))[0]


@pytest.mark.parametrize(
    ("template", "name", "wall", "zone", "step_s"),
    [
        ("{date}_{time}", "20240518_142233.jpg", "2024-05-18T14:22:33", None, 1.0),
        (
            "{date}_{time}{zone}",
            "2024-05-18_14-22-33.123+0200.jpg",
            "2024-05-18T14:22:33.123",
            "+02:00",
            0.001,
        ),
        ("{day}.{month}.{year}_{hour}{minute}", "18.05.2024_1422.jpg", "2024-05-18T14:22:00", None, 60.0),
        ("{person}_{date}", "x_2024_05_18.jpg", "2024-05-18T00:00:00", None, 86_400.0),
    ],
)
def test_dates_of_a_template_are_claims(
    template: str, name: str, wall: str, zone: str | None, step_s: float
) -> None:
    time, _ = claims(template, name)
    assert time is not None
    assert (time.tag, time.wall, time.zone, time.step_s) == (TimeTag.FILE_NAME, wall, zone, step_s)


def test_seconds_since_1970_are_absolute() -> None:
    time, _ = claims("{unix_ms}", "1716034953123.jpg")
    assert time is not None
    assert (time.utc_ms, time.wall) == (1_716_034_953_123, None)
    time, _ = claims("x{unix}", "x1716034953.jpg")
    assert time is not None
    assert time.utc_ms == 1_716_034_953_000


def test_coordinates_of_a_template_are_a_place() -> None:
    _, place = claims("{person}@{lat},{lon},{alt}", "a@33.868S,151.2,-3.5.jpg")
    assert place is not None
    assert (place.place.latitude_deg, place.place.longitude_deg, place.place.altitude_m) == (
        -33.868,
        151.2,
        -3.5,
    )


@pytest.mark.parametrize(
    ("template", "name"),
    [("{date}", "20240231.jpg"), ("{date}_{time}", "20240518_256161.jpg"), ("{lat}_{lon}", "95_10.jpg"),
     ("{lat}_{lon}", "0.0_0.jpg")],
)  # fmt: skip
def test_what_cannot_be_makes_no_claim_but_stays_a_field(template: str, name: str) -> None:
    assert claims(template, name) == (None, None)
    assert beside_of_path(name, [name_template(template)]).fields


@pytest.mark.parametrize(
    ("path", "app"),
    [
        ("DCIM/Camera/IMG_20240518_142233.jpg", None),
        ("WhatsApp/Media/WhatsApp Images/IMG-20240518-WA0007.jpg", "WhatsApp"),
        ("Download/IMG-20240518-WA0007.jpg", "WhatsApp"),
        ("Android/media/com.whatsapp/WhatsApp/Media/x.bin", "WhatsApp"),
        ("data/data/org.thoughtcrime.securesms/files/x", "Signal"),
        ("Android/data/com.example.app/cache/x", "com.example.app"),
        ("AppDomainGroup-group.net.whatsapp.WhatsApp.shared/Message/Media/a.jpg", "WhatsApp"),
        ("AppDomain-com.toyopagroup.picaboo/Documents/x", "Snapchat"),
        ("AppDomain-com.example.thing/Documents/x", "com.example.thing"),
        ("Pictures/Telegram/photo_2024-05-18_14-22-33.jpg", "Telegram"),
        ("Pictures/signal-2024-05-18-14-22-33-123.jpg", "Signal"),
        ("DCIM/Snapchat/Snapchat-1234567.jpg", "Snapchat"),
        ("DCIM/Facebook/FB_IMG_1716034953123.jpg", "Facebook"),
        ("received_1716034953123456.jpeg", "Facebook Messenger"),
        ("Pictures/Instagram/IMG_20240518_142233_123.jpg", "Instagram"),
        ("Pictures/.trashed-1718700000-IMG-20240518-WA0007.jpg", "WhatsApp"),
        ("Pictures/online/IMG_1.jpg", None),
    ],
)
def test_the_app_is_told_by_name_package_or_folder(path: str, app: str | None) -> None:
    assert app_trace(path).app == app


def test_trash_thumbnails_hidden_folders_and_screenshots_are_noted() -> None:
    def notes(path: str) -> str:
        return " ".join(app_trace(path).notes)

    assert "trash" in notes("DCIM/.trashed-1718700000-IMG_1.jpg")
    assert "2024-06-18" in notes("DCIM/.trashed-1718700000-IMG_1.jpg")
    assert "thumbnails" in notes("DCIM/.thumbnails/1234.jpg")
    assert "hides" in notes("Android/.secret/1234.jpg")
    assert "screenshot" in notes("Pictures/Screenshots/Screenshot_20240518-142233_Chrome.jpg")
    assert notes("DCIM/Camera/IMG_1.jpg") == ""


@pytest.mark.parametrize(
    "name", [".thumbdata4--1967290299", ".thumbdata3-1763508120_embedded", "Thumbs.db", "thumbcache_256.db",
             "F1001_1.ithmb"]
)  # fmt: skip
def test_thumbnail_databases_have_their_own_reason(name: str) -> None:
    assert why_no_media(f"DCIM/.thumbnails/{name}") == THUMBNAIL_DATABASE


def test_other_files_have_none() -> None:
    assert why_no_media("DCIM/thumbs.db.txt") is None
    assert why_no_media("notes.txt") is None


def test_joining_keeps_the_order_and_drops_doubles() -> None:
    one = TimeClaim(TimeTag.TAKEOUT, "1", utc_ms=1000)
    two = TimeClaim(TimeTag.FILE_NAME, "2", utc_ms=2000)
    left = Beside((one,), fields={"a": "1"}, app=None, sidecars=("s",), notes=("n",))
    right = Beside((two, one), fields={"a": "2", "b": "3"}, app="WhatsApp", notes=("n", "m"))
    both = joined(left, right)
    assert both == Beside((one, two), (), {"a": "1", "b": "3"}, "WhatsApp", ("s",), ("n", "m"))
    assert joined(Beside(), Beside()) == Beside()

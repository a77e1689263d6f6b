"""Tells from a path which app a file belongs to, and what the phone did with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_LONGEST_PATH = 4096

_PACKAGES = {
    "com.whatsapp": "WhatsApp",
    "com.whatsapp.w4b": "WhatsApp Business",
    "net.whatsapp.whatsapp": "WhatsApp",
    "net.whatsapp.whatsapp.shared": "WhatsApp",
    "net.whatsapp.whatsappsmb.shared": "WhatsApp Business",
    "org.telegram.messenger": "Telegram",
    "org.telegram.messenger.web": "Telegram",
    "org.thunderdog.challegram": "Telegram",
    "ph.telegra.telegraph": "Telegram",
    "org.thoughtcrime.securesms": "Signal",
    "org.whispersystems.signal": "Signal",
    "org.whispersystems.signal.group": "Signal",
    "com.snapchat.android": "Snapchat",
    "com.toyopagroup.picaboo": "Snapchat",
    "com.instagram.android": "Instagram",
    "com.burbn.instagram": "Instagram",
    "com.facebook.katana": "Facebook",
    "com.facebook.facebook": "Facebook",
    "com.facebook.orca": "Facebook Messenger",
    "com.facebook.messenger": "Facebook Messenger",
    "com.viber.voip": "Viber",
    "com.viber": "Viber",
    "com.tencent.mm": "WeChat",
    "com.tencent.xin": "WeChat",
    "jp.naver.line.android": "LINE",
    "jp.naver.line": "LINE",
    "com.kakao.talk": "KakaoTalk",
    "com.iwilab.kakaotalk": "KakaoTalk",
    "com.zhiliaoapp.musically": "TikTok",
    "com.ss.android.ugc.trill": "TikTok",
    "com.discord": "Discord",
    "com.hammerandchisel.discord": "Discord",
    "com.skype.raider": "Skype",
    "com.twitter.android": "X (Twitter)",
    "com.atebits.tweetie2": "X (Twitter)",
    "ch.threema.app": "Threema",
    "com.wire": "Wire",
    "com.tinder": "Tinder",
    "com.google.android.apps.photos": "Google Photos",
    "com.google.android.apps.messaging": "Google Messages",
    "com.apple.mobilesms": "Apple Messages",
}
_FOLDERS = {
    "whatsapp": "WhatsApp",
    "whatsapp business": "WhatsApp Business",
    "telegram": "Telegram",
    "signal": "Signal",
    "snapchat": "Snapchat",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "messenger": "Facebook Messenger",
    "viber": "Viber",
    "wechat": "WeChat",
    "weixin": "WeChat",
    "line": "LINE",
    "kakaotalk": "KakaoTalk",
    "tiktok": "TikTok",
    "discord": "Discord",
    "skype": "Skype",
    "twitter": "X (Twitter)",
    "threema": "Threema",
    "tinder": "Tinder",
    "bluetooth": "Bluetooth",
}
_FOLDER_STARTS = (
    (re.compile(r"whatsapp business ", re.I), "WhatsApp Business"),
    (
        re.compile(r"whatsapp (?:images|video|documents|animated gifs|stickers|profile photos)", re.I),
        "WhatsApp",
    ),
    (re.compile(r"telegram (?:images|video|documents|desktop|stories)", re.I), "Telegram"),
    (re.compile(r"(?:com\.)?(?:facebook\.)?messenger", re.I), "Facebook Messenger"),
)
_NAMES = (
    (re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC)-[0-9]{8}-WA[0-9]{4,}", re.I), "WhatsApp"),
    (re.compile(r"WhatsApp (?:Image|Video|Audio|Ptt) [0-9]{4}-[0-9]{2}-[0-9]{2} at ", re.I), "WhatsApp"),
    (re.compile(r"signal-[0-9]{4}-[0-9]{2}-[0-9]{2}-", re.I), "Signal"),
    (re.compile(r"(?:photo|video|file)_[0-9]+@[0-9]{2}-[0-9]{2}-[0-9]{4}_", re.I), "Telegram"),
    (re.compile(r"(?:photo|video)_[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{2}-[0-9]{2}-[0-9]{2}", re.I), "Telegram"),
    (re.compile(r"Snapchat-[0-9]{3,}", re.I), "Snapchat"),
    (re.compile(r"FB_IMG_[0-9]{10,}", re.I), "Facebook"),
    (re.compile(r"received_[0-9]{10,}", re.I), "Facebook Messenger"),
    (re.compile(r"(?:viber[ _]image|image-0-02-0[0-9]-)", re.I), "Viber"),
    (re.compile(r"mmexport[0-9]{13}", re.I), "WeChat"),
    (re.compile(r"line_[0-9]{10,}", re.I), "LINE"),
    (re.compile(r"KakaoTalk_(?:Photo_|Video_)?[0-9]{4}", re.I), "KakaoTalk"),
)
_PACKAGE_PARENTS = (("android", "media"), ("android", "data"), ("data", "data"), ("user", "0"))
_IOS_DOMAIN = re.compile(r"(?:AppDomain|AppDomainGroup|AppDomainPlugin)-(?:group\.)?([A-Za-z0-9.\-]+)")
_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)+")

_TRASHED = re.compile(r"\.(trashed|pending)-([0-9]{9,11})-.", re.I)
_THUMBNAIL_FOLDERS = {".thumbnails", "thumbnails", ".thumbs", "thumbs", "photodata"}
_THUMBNAIL_FILE = re.compile(
    r"(?:\.?thumbdata[0-9]?(?:[-_.].*)?|thumbs\.db|thumbcache_.*\.db|.*\.ithmb|ehthumbs(?:_vista)?\.db"
    r"|imgcache\.[0-9]+|imgcachemicro\.[0-9]+)",
    re.I,
)
_SCREENSHOT = re.compile(r"(?:\.trashed-[0-9]+-)?(?:screenshot|bildschirmfoto|screen[ _]shot)", re.I)

THUMBNAIL_DATABASE = "It is a database of thumbnails: small copies of pictures, which stay in it."


@dataclass(frozen=True, slots=True)
class AppTrace:
    """What a path tells."""

    app: str | None = None
    """Name of the app, or the package where the app is not known."""
    notes: tuple[str, ...] = ()


def app_trace(device_path: str) -> AppTrace:
    """Tell app, trash, thumbnails and hidden folders from the path as the phone knew it.

    The name of the file counts before its folders: a messenger's picture that was moved is still that
    messenger's.
    """
    parts = device_path[-_LONGEST_PATH:].replace("\\", "/").split("/")
    folders, name = parts[:-1], parts[-1]
    return AppTrace(
        _by_name(name) or _by_package(folders) or _by_folder(folders), tuple(_notes(folders, name))
    )


def app_of_folder(name: str) -> str | None:
    """Return the app that makes folders of this name, such as `WhatsApp Images`."""
    cleaned = name.strip().casefold()
    if cleaned in _FOLDERS:
        return _FOLDERS[cleaned]
    return next((app for start, app in _FOLDER_STARTS if start.match(cleaned)), None)


def why_no_media(device_path: str) -> str | None:
    """Return why a file that is no photo and no video lies on a phone, where its name tells."""
    name = device_path.replace("\\", "/").rsplit("/", 1)[-1]
    return THUMBNAIL_DATABASE if _THUMBNAIL_FILE.fullmatch(name[:300]) else None


def _by_name(name: str) -> str | None:
    bare = _TRASHED.sub(lambda found: found[0][-1], name[:300], count=1)
    return next((app for pattern, app in _NAMES if pattern.match(bare)), None)


def _by_package(folders: list[str]) -> str | None:
    lower = [folder.casefold() for folder in folders]
    for number, folder in enumerate(folders):
        domain = _IOS_DOMAIN.fullmatch(folder)
        if domain:
            return _PACKAGES.get(domain[1].casefold(), domain[1])
        if number >= 2 and (lower[number - 2], lower[number - 1]) in _PACKAGE_PARENTS:
            if lower[number] in _PACKAGES:
                return _PACKAGES[lower[number]]
            if _PACKAGE.fullmatch(folder):
                return folder
    return next((_PACKAGES[folder] for folder in lower if folder in _PACKAGES), None)


def _by_folder(folders: list[str]) -> str | None:
    return next((app for app in map(app_of_folder, reversed(folders)) if app is not None), None)


def _notes(folders: list[str], name: str) -> list[str]:
    notes = []
    trashed = _TRASHED.match(name)
    if trashed and trashed[1].lower() == "trashed":
        day = datetime.fromtimestamp(int(trashed[2]), tz=UTC).strftime("%Y-%m-%d")
        notes.append(f"It was in the trash of the phone, to be deleted for good on {day}.")
    elif trashed:
        notes.append("An app had not finished writing it (pending).")
    lower = [folder.casefold() for folder in folders]
    if _THUMBNAIL_FOLDERS.intersection(lower):
        notes.append("It lies in a folder of thumbnails: a small copy that the phone made.")
    elif any(folder.startswith(".") and folder not in {".", ".."} for folder in folders):
        notes.append("It lies in a folder that the phone hides (its name begins with a dot).")
    if _SCREENSHOT.match(name) or any(folder in {"screenshots", "screen captures"} for folder in lower):
        notes.append("Its name or folder says that it is a screenshot, not a photo of a camera.")
    return notes

"""Names of places in the script of their country, where the tables leave no doubt which one it is.

GeoNames lists names of a place in many languages without saying which is which. A name is taken only where
it is written in the script of its country, with letters that its language has, and where no other is
left, or all others begin with it (in scripts that one language writes). In Cyrillic, which many languages
write, it must read letter by letter as the Latin name does. A wrong name would be worse than none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

_ARABIC = (
    "AE BH DZ EG IQ JO KW LB LY MA OM PS QA SA SD SY TN YE"  # Arabic
).split()
_LATIN_MARKS = dict.fromkeys(map(ord, "ʹʺʻʼ‘’'`´ "), None)
_RUSSIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
    "ь": "", "э": "e", "ю": "yu", "я": "ya", "-": "",
}  # fmt: skip
_UKRAINIAN = {
    **{key: value for key, value in _RUSSIAN.items() if key not in "ёъыэ"},
    "г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "i", "є": "ie", "й": "i", "ю": "iu", "я": "ia",
}  # fmt: skip
_BULGARIAN = {
    **{key: value for key, value in _RUSSIAN.items() if key not in "ёыэ"},
    "х": "h", "щ": "sht", "ъ": "a",
}  # fmt: skip
_SERBIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "е": "e", "ж": "z", "з": "z", "и": "i",
    "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "ћ": "c", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s",
    "-": "",
}  # fmt: skip
_MACEDONIAN = {
    **{key: value for key, value in _SERBIAN.items() if key not in "ђћ"}, "ѓ": "g", "ќ": "k", "ѕ": "dz",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """What letters a name may have, and how it is read where that decides."""

    letters: Callable[[str], bool]
    reading: Mapping[str, str] | None = None


def _between(*ranges: tuple[int, int]) -> Callable[[str], bool]:
    return lambda letter: letter in " -" or any(low <= ord(letter) <= high for low, high in ranges)


def _in(letters: Iterable[str]) -> Callable[[str], bool]:
    known = frozenset(letters) | {" ", "-"}
    return lambda letter: letter.lower() in known


def _encodes(codec: str) -> Callable[[str], bool]:
    def fits(letter: str) -> bool:
        try:
            letter.encode(codec)
        except UnicodeEncodeError:
            return False
        return 0x4E00 <= ord(letter) <= 0x9FFF or 0x3040 <= ord(letter) <= 0x30FF

    return fits


_PLAIN_ARABIC = _in("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأؤإئ")
_ALPHABETS: Mapping[str, _Alphabet] = {
    **dict.fromkeys(("GR", "CY"), _Alphabet(_between((0x0370, 0x03FF)))),
    **dict.fromkeys(_ARABIC, _Alphabet(_PLAIN_ARABIC)),
    **dict.fromkeys(("KR", "KP"), _Alphabet(_between((0xAC00, 0xD7A3)))),
    **dict.fromkeys(("TW", "HK", "MO"), _Alphabet(_encodes("big5"))),
    "IL": _Alphabet(_between((0x05D0, 0x05EA))),
    "GE": _Alphabet(_between((0x10D0, 0x10F0))),
    "AM": _Alphabet(_between((0x0531, 0x0587))),
    "TH": _Alphabet(_between((0x0E01, 0x0E4E))),
    "LA": _Alphabet(_between((0x0E81, 0x0EDF))),
    "KH": _Alphabet(_between((0x1780, 0x17D3))),
    "MM": _Alphabet(_between((0x1000, 0x1049))),
    "CN": _Alphabet(_encodes("gb2312")),
    "JP": _Alphabet(_encodes("shift_jis")),
    "RU": _Alphabet(_in(_RUSSIAN), _RUSSIAN),
    "UA": _Alphabet(_in(_UKRAINIAN), _UKRAINIAN),
    "BG": _Alphabet(_in(_BULGARIAN), _BULGARIAN),
    "RS": _Alphabet(_in(_SERBIAN), _SERBIAN),
    "MK": _Alphabet(_in(_MACEDONIAN), _MACEDONIAN),
}


KNOWN: Mapping[str, str] = dict(
    pair.split("=")
    for pair in (
        "RU Moscow=Москва|RU Saint Petersburg=Санкт-Петербург|RU Novosibirsk=Новосибирск|RU Kazan=Казань|"
        "RU Yekaterinburg=Екатеринбург|RU Nizhniy Novgorod=Нижний Новгород|RU Chelyabinsk=Челябинск|"
        "RU Omsk=Омск|RU Samara=Самара|RU Rostov-on-Don=Ростов-на-Дону|RU Ufa=Уфа|RU Krasnoyarsk=Красноярск|"
        "RU Volgograd=Волгоград|RU Perm=Пермь|RU Saratov=Саратов|RU Tyumen=Тюмень|RU Krasnodar=Краснодар|"
        "UA Kyiv=Київ|UA Kharkiv=Харків|UA Odesa=Одеса|UA Dnipro=Дніпро|UA Donetsk=Донецьк|UA Lviv=Львів|"
        "UA Zaporizhzhya=Запоріжжя|UA Luhansk=Луганськ|BG Sofia=София|RS Belgrade=Београд|RS Novi Sad=Нови Сад|"
        "MK Skopje=Скопје|GR Athens=Αθήνα|GR Thessaloníki=Θεσσαλονίκη|GR Piraeus=Πειραιάς|"
        "IL Jerusalem=ירושלים|IL Haifa=חיפה|GE Tbilisi=თბილისი|AM Yerevan=Երևան|EG Cairo=القاهرة|"
        "EG Alexandria=الإسكندرية|EG Port Said=بورسعيد|EG Suez=السويس|SA Riyadh=الرياض|SA Jeddah=جدة|"
        "SA Makkah=مكة|SA Dammam=الدمام|SY Damascus=دمشق|SY Homs=حمص|SY Latakia=اللاذقية|JO Amman=عمان|"
        "JO Irbid=إربد|IQ Mosul=الموصل|IQ Basrah=البصرة|IQ Erbil=أربيل|IQ Najaf=النجف|IQ Karbala=كربلاء|"
        "PS Gaza=غزة|PS Nablus=نابلس|LB Tripoli=طرابلس|LY Tripoli=طرابلس|LY Benghazi=بنغازي|LY Misratah=مصراتة|"
        "TN Tunis=تونس|TN Sousse=سوسة|DZ Algiers=الجزائر|DZ Oran=وهران|MA Casablanca=الدار البيضاء|"
        "MA Rabat=الرباط|MA Tangier=طنجة|SD Khartoum=الخرطوم|SD Omdurman=أم درمان|AE Dubai=دبي|"
        "AE Abu Dhabi=أبوظبي|AE Sharjah=الشارقة|QA Doha=الدوحة|KW Kuwait City=الكويت|BH Manama=المنامة|"
        "CN Shanghai=上海|CN Shenzhen=深圳|TW Taipei=臺北|TW Kaohsiung=高雄|TW Taichung=臺中|TW Tainan=臺南|"
        "JP Hiroshima=広島|KR Seoul=서울|TH Bangkok=กรุงเทพมหานคร|KH Phnom Penh=ភ្នំពេញ|LA Vientiane=ວຽງຈັນ"
    ).split("|")
)
"""The largest places, of which the tables list too many names to be certain: by country and name."""


def own_name(country: str, name: str, others: Iterable[str]) -> str:
    """Return the name of a place in the script of its country; empty where it is not certain."""
    alphabet = _ALPHABETS.get(country)
    if alphabet is None:
        return ""
    if f"{country} {name}" in KNOWN:
        return KNOWN[f"{country} {name}"]
    written = {unicodedata.normalize("NFC", one).strip("\u200e\u200f ") for one in others}
    fitting = sorted(one for one in written if one and all(map(alphabet.letters, one)))
    fitting = [one for one in fitting if any(letter.isalpha() for letter in one)]
    if alphabet.reading is not None:
        fitting = [one for one in fitting if _read(one, alphabet.reading) == _bare(name)]
    if country == "JP" and any(map(_has_han, fitting)):
        fitting = [one for one in fitting if _has_han(one)]
    shortest = min(fitting, key=len, default="")
    if country in _ARABIC or alphabet.reading is not None:
        return shortest if len(fitting) == 1 else ""
    return shortest if all(one.startswith(shortest) for one in fitting) else ""


def _has_han(name: str) -> bool:
    return any(0x4E00 <= ord(letter) <= 0x9FFF for letter in name)


def _read(name: str, reading: Mapping[str, str]) -> str:
    return "".join(reading.get(letter, letter) for letter in name.lower()).replace(" ", "")


def _bare(name: str) -> str:
    """Return a Latin name without marks, spaces and capitals."""
    plain = "".join(one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one))
    return plain.lower().translate(_LATIN_MARKS).replace("-", "").replace("đ", "dj")

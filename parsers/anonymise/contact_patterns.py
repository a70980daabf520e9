"""What an e-mail, phone, link, account, file or machine looks like in a text, and when each pattern is worth trying."""

import re

from parsers.anonymise.layout import opening_of

__all__ = ["NEEDS", "OPENINGS", "PATTERNS", "SHAPES"]

_TLD = (
    "com|org|net|edu|gov|mil|int|info|biz|name|coop|museum|aero|jobs|example|test|invalid|localhost|local|internal|lan|"
    "cymru|wales|scot|london|uk|ie|eu|im|je|gg|fr|de|nl|be|es|it|pl|us|ca|au|nz|in|io|dev|"
    "app|ai|co|me|tv|fm|ly|gl|be|to|"
    "online|digital|agency|tech|site|website|store|shop|cloud|solutions|services|systems|studio|works|consulting|group|"
    "ltd|company|partners|media|design|software|space|page|link|social|community|care|energy|green|eco|earth|training|"
    "academy|education|church|onion|xyz|pro|blog"
)
_FILE = (
    "docx?|docm|dotx?|dotm|pdf|xlsx?|xlsm|xltx?|ods|odt|ott|odp|rtf|txt|csv|tsv|pptx?|pptm|"
    "potx|vsdx?|mpp|zip|7z|rar|tar|gz|"
    "png|jpe?g|gif|tiff?|svg|bmp|webp|heic|mp[34]|mov|avi|m4a|wav|dwg|dxf|rvt|ifc|msg|eml|"
    "vcf|ics|key|pages|numbers|indd|ai|"
    "psd|eps|kml|kmz|gpkg|shp|geojson|json|xml|ya?ml|sql|db|bak|log|pem|crt|cer|pfx|p12|asc|gpg|html?"
)
_DIGIT_WORD = (
    r"(?:oh?|zero|nought|naught|nil|one|two|three|four|five|six|seven|eight|nine|dim|sero|un|"
    r"dau|tri|pedwar|pump|chwech|saith|wyth|naw)"
)

PATTERNS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "link: address",
        "link",
        re.compile(
            r"\b(?:https?|hxxps?|s?ftps?|git|ssh|file|mailto|tel|skype|webcal|ldap|smb|svn|rtmp|data|"
            r"javascript)(?::|\[:\])(?://)?[^\s<>\"|)\]]{2,500}",
            re.I,
        ),
    ),
    ("link: address", "link", re.compile(r"(?<![\w@.])www\s?\.\s?[^\s<>\"|)\]]{2,300}", re.I)),
    (
        "e-mail",
        "email",
        re.compile(r"(?<![\w.+-])(?:[a-z]\s)?[\w.+%'-]{1,64}\s?@\s?[\w-]{1,63}(?:\s?\.\s?[\w-]{2,40}){1,5}", re.I),
    ),
    (
        "e-mail: taken apart",
        "email",
        re.compile(
            r"(?<![\w.+-])[\w.+-]{1,64}(?:\s?[\[({<]?\s?\b(?:dot|full stop|dotio|punt)\b\s?[\])"
            r"}>]?\s?[\w-]{1,40}){0,4}\s?[\[({<]\s?(?:at|@|ar)\s?[\])}>]\s?"
            r"[\w-]{1,63}(?:(?:\s?[\[({<]?\s?\bdot\b\s?[\])}>]?\s?|\s?\.\s?|[\[({<]\.[\])}>])[\w-]{2,40}){1,5}",
            re.I,
        ),
    ),
    (
        "e-mail: in words",
        "email",
        re.compile(
            r"(?<![\w.+-])[\w+-]{1,64}(?: (?:dot|hyphen|dash|underscore) [\w-]{1,40}){0,4} at "
            r"[\w-]{1,63}(?: (?:hyphen|dash) [\w-]{1,40}){0,3}(?: dot [\w-]{2,40}){1,4}",
            re.I,
        ),
    ),
    (
        "link: in words",
        "link",
        re.compile(
            r"(?<![\w.+-])[\w-]{2,63}(?:\s?(?:[\[({]\s?dot\s?[\])}]|[\[({]\.[\])}])\s?[\w-]{2,40})"
            r"{1,5}|(?<![\w.+-])(?:w{3} dot )?[\w-]{2,63} dot (?:co dot uk|com|org|net|example|wales|"
            r"cymru|scot|uk|io)\b",
            re.I,
        ),
    ),
    (
        "link: host name",
        "link",
        re.compile(
            rf"(?<![\w@.-])(?:[\w-]{{1,63}}\.){{1,6}}(?:{_TLD})\b(?![-\w])(?:\.(?:{_TLD})\b)"
            rf"?(?::\d{{2,5}})?(?:/[^\s<>\"|)\]]{{0,300}})?",
            re.I,
        ),
    ),
    ("account", "account", re.compile(r"(?<![\w@/.])@[\w][\w.-]{1,60}(?:@[\w.-]{3,80})?")),
    (
        "account: path",
        "account",
        re.compile(
            r"(?<![\w/.])/(?:company|in|user|u|c|channel|profile|groups?|pages?|people|showcase|@)"
            r"/?[\w.-]{2,60}(?:/[\w.-]{1,60}){0,3}",
            re.I,
        ),
    ),
    ("account: hashtag", "account", re.compile(r"(?<![\w&#/])#[A-Za-z][\w-]{2,60}")),
    (
        "account: labelled",
        "account",
        re.compile(
            r"\b(?:linked ?in|facebook|instagram|twitter|x|tiktok|youtube|mastodon|bluesky|threads|"
            r"github|gitlab|skype|telegram|signal|discord|slack|"
            r"snapchat|pinterest|vimeo|teams|handle|user ?name|user|screen name|login|docker ?hub|npm|"
            r"pypi|orcid)(?: (?:id|name|handle|channel|page|account|user))?"
            r"\s?(?:[:=]|\bis\b)\s?[\"'`]?(?P<it>[\w./+-]*[\w+-])",
            re.I,
        ),
    ),
    (
        "file name",
        "file",
        re.compile(
            rf"(?<![\w/\\])[\w().~+&'%-]{{1,120}}(?:[ _][\w().~+&'%-]{{1,60}}){{0,1}}\.(?:{_FILE})"
            rf"\b(?!\.?\w)"
        ),
    ),
    (
        "file path",
        "file",
        re.compile(
            r"(?<!\w)(?:[A-Za-z]:\\|\\\\)[^\s\"<>|*?]{2,300}(?: [^\s\"<>|*?]{1,80}\\[^\s\"<>|"
            r"*?]{1,200}){0,3}"
        ),
    ),
    (
        "file path",
        "file",
        re.compile(
            r"(?<![\w./])(?:~|/(?:home|Users|var|srv|mnt|opt|usr|media|Volumes|sites|teams|personal))"
            r"/[\w.@+-]{1,80}(?:/[\w.@+ -]{1,80}){0,10}"
        ),
    ),
    (
        "machine: network address",
        "code",
        re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?::\d{2,5})?(?![\d.]\d)"),
    ),
    (
        "machine: network address",
        "code",
        re.compile(
            r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}:?(?:[0-9a-f]{1,4})?(?::[0-9a-f]{1,4}){0,6}(?![\w:])|"
            r"(?<![\w:])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}:){0,5}[0-9a-f]{1,4}(?![\w:])",
            re.I,
        ),
    ),
    ("machine: user at a host", "code", re.compile(r"(?<![\w@.+-])[a-z][\w.-]{1,30}@[a-z][\w-]{1,60}(?![\w@.])")),
    (
        "machine: host name",
        "code",
        re.compile(r"(?<![\w/@.-])(?!covid)[a-z]{2,12}(?:-[a-z0-9]{2,12}){1,3}-\d{2,3}(?![\w-])"),
    ),
    (
        "machine: hardware address",
        "code",
        re.compile(r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5,31}[0-9a-f]{2}(?![\w:-])", re.I),
    ),
    (
        "machine: key",
        "code",
        re.compile(
            r"\b(?:SHA-?(?:1|256|512)|MD5)[:=][\w+/=-]{6,200}|\b(?:ssh-(?:rsa|ed25519|dss)|"
            r"ecdsa-[\w-]{3,40})\s+[\w+/=]{10,2000}(?:\s[\w.@-]{1,80})?",
            re.I,
        ),
    ),
    (
        "machine: identifier",
        "code",
        re.compile(
            r"(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])|(?<!\w)"
            r"(?=[0-9a-f]{0,40}\d)(?=\d{0,40}[a-f])[0-9a-f]{16,128}(?!\w)",
            re.I,
        ),
    ),
    (
        "phone",
        "phone",
        re.compile(
            r"(?<![\w£$€.,/+-])(?:\+\s?44|00\s?44|\(?\s?0)(?:[\s().\-/]{0,4}\d){8,11}(?!\d)(?!,\d)"
            r"(?!\.\d)"
        ),
    ),
    ("phone: from abroad", "phone", re.compile(r"(?<![\w£$€.,/+])\+\s?\d{1,3}(?:[\s().\-/]{0,3}\d){6,12}(?!\d)")),
    (
        "phone: labelled",
        "phone",
        re.compile(
            r"\b(?:tel(?:ephone)?|phone|ffon|ffôn|ffacs|fax|mobile|mob|symudol|landline|freephone|"
            r"whatsapp|switchboard|helpline|hotline|textphone|minicom|pager|sms|dial|ring|extension|"
            r"ext)"
            r"\b\.?[^\S\n]{0,4}(?:no|number|us|on|is)?\.?[^\S\n]{0,4}[:=]?[^\S\n]{0,12}(?:on )"
            r"?(?P<it>[+(]?\d(?:[\s().\-/]{0,3}\d){3,14})",
            re.I,
        ),
    ),
    (
        "phone: text code",
        "phone",
        re.compile(
            r"\b(?:text|txt|sms|send|message)\s+[\"']?(?P<it>[A-Za-z0-9]{2,20}[\"']?\s+to\s+\d{4,12})"
            r"\b",
            re.I,
        ),
    ),
    (
        "number in words",
        "phone",
        re.compile(
            rf"(?<![\w-])(?:(?:double|treble|triple)[\s-]{{1,3}})"
            rf"?{_DIGIT_WORD}(?:[\s,-]{{1,3}}(?:(?:double|treble|triple)[\s-]{{1,3}})?{_DIGIT_WORD})"
            rf"{{3,24}}(?:[\s,-]{{1,3}}\d[\d\s-]{{1,14}}\d)?(?![\w])",
            re.I,
        ),
    ),
    (
        "number in words and digits",
        "phone",
        re.compile(rf"(?<![\w£-])\d{{2,6}}(?:[\s,-]{{1,3}}(?:double[\s-])?{_DIGIT_WORD}){{3,24}}(?![\w])", re.I),
    ),
    (
        "place: coordinates",
        "address",
        re.compile(
            r"-?\d{1,2}\.\d{3,10}\s?[°NS]?,?\s{1,3}-?\d{1,3}\.\d{3,10}\s?[°EW]?|"
            r"\d{1,2}°\s?\d{1,2}['′]?\s?[\d.]{0,6}[\"″]?\s?[NS],?\s{0,3}\d{1,3}°\s?\d{1,2}['′]?\s?[\d."
            r"]{0,6}[\"″]?\s?[EW]"
        ),
    ),
    (
        "place: grid reference",
        "address",
        re.compile(r"(?<![\w-])(?:[HJNOST][A-HJ-Z])\s?(?:\d{3}\s?\d{3}|\d{4}\s?\d{4}|\d{5}\s?\d{5})(?![\w-])"),
    ),
    (
        "place: grid reference",
        "address",
        re.compile(
            r"\b(?:grid ref(?:erence)?|OS grid|NGR|easting|northing)\W{1,5}(?:is )"
            r"?(?P<it>[A-Z]{0,2}\s?\d[\d\s,]{2,16}\d)",
            re.I,
        ),
    ),
    (
        "place: three-word address",
        "address",
        re.compile(
            r"///?\s?[^\W\d_]{2,20}\.[^\W\d_]{2,20}\.[^\W\d_]{2,20}|(?<![\w./@-])"
            r"[a-z]{4,20}\.[a-z]{4,20}\.[a-z]{4,20}(?![\w.@/])"
        ),
    ),
    (
        "place: three-word address",
        "address",
        re.compile(
            r"\b(?:what ?3 ?words|what three words|w3w|three[- ]word address)\W{1,4}(?:is\s)"
            r"?[\"'/]{0,4}(?P<it>[^\W\d_]{2,20}[ .,·-]{1,3}[^\W\d_]{2,20}[ .,·-]{1,3}[^\W\d_]{2,20})",
            re.I,
        ),
    ),
)


# What a text must hold at least (in small letters) for a rule to be worth trying.
NEEDS = {
    "e-mail": ("@",),
    "e-mail: taken apart": ("[", "{", "<", "(at", "( at", "(@", "(ar"),
    "e-mail: in words": (" dot ",),
    "link: in words": (" dot ", "[", "{", "(dot", "(.", "( dot"),
    "account": ("@",),
    "account: path": ("/",),
    "account: hashtag": ("#",),
    "machine: user at a host": ("@",),
    "link: address": (
        "://",
        "[:]",
        "mailto",
        "tel:",
        "skype",
        "webcal",
        "data:",
        "javascript",
        "ssh:",
        "file:",
        "git:",
    ),
    "file path": (
        "\\",
        "/home",
        "/users",
        "/var",
        "/srv",
        "/mnt",
        "/opt",
        "/usr",
        "/media",
        "/vol",
        "/sites",
        "/teams",
        "/pers",
        "~/",
    ),
    "machine: key": ("sha", "md5", "ssh-", "ecdsa"),
    "place: three-word address": ("//", "what", "w3w", "three", "."),
}


# Rules that begin with one of a few words.
OPENINGS = {
    "account: labelled": opening_of(
        "linked|facebook|instagram|twitter|x|tiktok|youtube|mastodon|bluesky|threads|github|gitlab|skype|telegram|signal|"
        "discord|slack|snapchat|pinterest|vimeo|teams|handle|user|screen|login|docker|npm|pypi|orcid"
    ),
    "phone: labelled": opening_of(
        "tel|phone|ffon|ffacs|fax|mobile|symudol|landline|freephone|whatsapp|switchboard|helpline|hotline|textphone|"
        "minicom|pager|sms|dial|ring|extension"
    ),
    "phone: text code": opening_of("text|txt|sms|send|message"),
    "number in words": opening_of(
        "double|treble|triple|o|oh|zero|nought|naught|nil|one|two|three|four|five|six|seven|eight|nine|dim|sero|un|dau|tri|"
        "pedwar|pump|chwech|saith|wyth|naw"
    ),
}
# The same for rules whose shape can be told from a short and cheap pattern.
SHAPES = {
    "place: three-word address": re.compile(r"[^\W\d_]{2}\.[^\W\d_]{2,20}\.[^\W\d_]{2}|what|w3w|three"),
    "place: grid reference": re.compile(r"[hjnost][a-z] ?\d{3}|grid ref|os grid|ngr|easting|northing"),
    "file name": re.compile(rf"\.(?:{_FILE})\b"),
    "place: coordinates": re.compile(r"°|\d\.\d{3}"),
    "machine: network address": re.compile(r"\d\.\d{1,3}\.\d|[0-9a-f]:[0-9a-f]{0,4}:"),
    "machine: hardware address": re.compile(r"[0-9a-f]{2}[:-][0-9a-f]{2}[:-][0-9a-f]{2}"),
    "machine: identifier": re.compile(r"[0-9a-f]{8}"),
    "machine: host name": re.compile(r"[a-z0-9]-\d{2}"),
}

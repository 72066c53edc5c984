"""Bylines in Western languages and Arabic: lead words such as `By`, marks and brackets, tables of reporters' roles, posts, beats
and towns; the pieces of a line as persons, organisations, roles and places. `cjk_byline.py` reads Korean, Japanese and Chinese."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct

from digest.importers.cjk_byline import is_picture_label, read_cjk_byline
from digest.importers.organisations import is_desk, is_known_organisation, is_organisation_word, organisation_name
from digest.importers.person_names import is_name, title_case_name

MAX_BYLINE_CHARACTERS = 300

_MAIL_IN_BYLINE = re.compile(r"[\[(<]?\s?[^\s@\[\]()<>,;]{1,64}@[^\s@\[\]()<>,;]{3,190}[\])>]?")
_HANDLE_IN_BYLINE = re.compile(r"(?<!\S)@\w{2,30}")
_SPEAKER_NAME = re.compile(r"[\[<【][가-힣]{2,4}[\]>】]")
"""A speaker's name in the transcript of a broadcast, as in `[앵커]`."""

_OPENING_BRACKET = re.compile(r"[\[(（【〔]")
_FIRST_BRACKETS = re.compile(r"[\[(（【〔](?P<inside>[^\W\d][^\[\](){}（）【】〔〕]{1,29})[\])）】〕]\s?(?=\w)")
_WROTE = r"(?:reporting|reported|writing|written)"
_ALSO_DID = r"(?:editing|edited|photography|photographs?|photos?|pictures?|images?|video)"
_AND_DID = r"(?:\sand\s|\s?[&/]\s?|,\s)"
_BYLINE_LEADS = {
    "en": rf"(?:(?:{_WROTE}(?:{_AND_DID}(?:{_WROTE}|{_ALSO_DID}))*|{_ALSO_DID}{_AND_DID}{_WROTE}"
    rf"|(?:story|words|text)(?:{_AND_DID}{_ALSO_DID})?|analysis|commentary|opinion) )?by\s?:?\s"
    r"|(?:byline|author|reporter|writer)s?\s?[:：]\s?",
    "de": r"(?:ein(?:e[nrms]?)? \w{4,14} )?von\s?:?\s|(?:autor(?:in|en)?|text)\s?:\s?",
    "fr": r"(?:propos recueillis )?par\s?:?\s|(?:auteure?|texte)\s?:\s?",
    "es": r"por\s?:?\s|(?:autora?|texto)\s?:\s?",
    "it": r"(?:di|a cura di)\s?:?\s|autore\s?:\s?",
    "ru": r"(?:автор(?: текста)?|авторы|текст)\s?:\s?",
    "ar": r"بقلم\s?:?\s?|(?:كتب|كتبت|إعداد|تقرير)\s?:\s?",
    "nl": r"door\s?:?\s",
}
"""Patterns of the words before the names, by language."""

_BYLINE_LEAD = re.compile(
    "|".join(f"(?P<{language}>{pattern})(?=\\S)" for language, pattern in _BYLINE_LEADS.items()),
    re.IGNORECASE,
)
_BYLINE_DASH = re.compile(r"[-\u2013\u2014]\s?(?=\S)")
_MARKS_BETWEEN_NAMES = r"\s?(?:[,;&|·ㆍ•]|/)\s?|\s[-\u2013\u2014]\s"
_AND_BETWEEN_NAMES = {"de": "und|mit", "fr": "et|avec", "es": "y|e|con", "it": "e|con", "nl": "en|met"}
_BETWEEN_NAMES = {
    language: re.compile(rf"{_MARKS_BETWEEN_NAMES}|\s(?:and|AND|with|WITH{more})\s")
    for language, more in (("", ""), *((language, f"|{words}") for language, words in _AND_BETWEEN_NAMES.items()))
}
_STRONG_BYLINE_MARK = re.compile(r"[|/·•]|\s[\u2013\u2014]\s")
_PLACE_OF_REPORTER = re.compile(r"\s(?:in|for|of|at)\s.*", re.IGNORECASE)
_BRACKETS_IN_BYLINE = re.compile(r"[(\[（]([^()\[\]（）]{1,60})[)\]）]")
_AND_OTHER_AUTHORS = re.compile(
    r"[\s,]{0,2}(?:&|and|und|et|y)\s(?:\d{1,2}\s(?:more|others?)|others|weitere|autres|otros)\b\.?|,?\set al\b\.?", re.IGNORECASE
)
_WRITING_BEFORE = "".join(rf"(?<!{work})(?<!{work}\s)" for work in ("reporting", "reported", "writing", "written", r"\sand"))
"""Not within `writing and editing by`, after which authors are named."""

_FURTHER_CREDITS = re.compile(
    rf"{_WRITING_BEFORE}[\s,;.]{{0,3}}(?:and\s)?\(?"
    r"(?:(?:with\s)?additional (?:reporting|writing|research)|edited|editing|compiled|translated|translation|photographs?|photos?|"
    r"photography|pictures?|images?|illustrations?|illustrated|graphics?|video|audio|produced|fact[- ]checked|reviewed|curated|"
    rf"redigiert|übersetzt|traducción|traduction)\s(?:(?:and|&)\s(?!{_WROTE})\w{{4,12}}\s)?(?:by|von|par|de)\s?:?\s",
    re.IGNORECASE,
)
"""Credits for other work than writing, such as editing or photographs."""

_FURTHER_AUTHORS = re.compile(
    r"[\s,;.]{1,3}(?:and\s)?(?:reporting|writing|written|reported)\s(?:and\s\w{4,12}\s)?by\s?:?\s", re.IGNORECASE
)
_REPORTER_BEATS = frozenset(
    str.split(
        "africa arts asia assistant associate business chief chief city climate consumer correspondent court courts crime culture "
        "defence defense deputy diplomatic economics education energy entertainment environment europe executive fashion finance "
        "foreign global health home industry international investigations labor labour legal lifestyle local managing media "
        "medical metro national news north northern parliamentary policy political politics property royal rural scotland science "
        "security senior social special sport sports technology transport travel us wales washington white world"
    )
)
"""First words of a reporter's or editor's role after a name: `Jane Doe Transport correspondent`."""

_REPORTER_ROLES = frozenset(
    str.split(
        "writer writers reporter reporters correspondent correspondents contributor contributors editor editors columnist "
        "columnists staff desk chief intern photographer author bureau analyst professor director founder producer presenter "
        "host blogger freelancer critic economist journalist journalists fellow ceo korrespondent korrespondentin redakteur "
        "redakteurin correspondant correspondante journaliste corresponsal redactor redactora periodista enviado envoyé inviato "
        "corrispondente giornalista inviata enviada корреспондент редактор журналист обозреватель"
    )
)
_REPORTER_POST = re.compile(r"\s(?:staff|senior|contributing|guest|special (?:to|for)|exclusive to)\s.+", re.IGNORECASE)
_BEFORE_EMPLOYER = re.compile(r"^.*?\s?\b(?:for|of|at|special to|exclusive to|(?:especial )?para|pour|für)\s", re.IGNORECASE)
_WITH_REPORTER = re.compile(r"\s(?:avec|et|mit|und|con|y|com|e|with|and)\s")
_WORDS_AFTER_BY = frozenset(
    str.split(
        "accident air all bus car chance choice contrast day default definition design train dawn dusk ear end eye far foot force "
        "friday hand heart invitation itself land law letter luck march april may june july august september october november "
        "december january february mail mistake monday morning name nature night noon now numbers order phone popular post proxy "
        "saturday sea september sunday surprise then theft thursday today tomorrow tuesday turns vote way wednesday"
    )
)
"""Common words after `By` that are not a one-word name such as Madonna."""

_TOWNS_IN_BYLINES = frozenset(
    str.split(
        "new york|new york city|los angeles|san francisco|san diego|hong kong|new delhi|washington d.c.|washington dc|mexico city|"
        "tel aviv|abu dhabi|kuala lumpur|buenos aires|rio de janeiro|são paulo|sao paulo|cape town|ho chi minh city|phnom penh|"
        "south korea|north korea|united states|united kingdom|new zealand|south africa|saudi arabia|sri lanka|hong kong|las vegas|"
        "new orleans|st. louis|san juan|san jose|santiago de chile|el paso|d.c.|the hague|la paz",
        "|",
    )
)
"""Places of two or more words, which look like a person's name."""


class Byline(Struct, frozen=True):
    """The names in a byline. `sure` is True if only bylines have this form; otherwise the neighbouring lines decide."""

    authors: tuple[str, ...] = ()
    agency: str = ""
    sure: bool = True
    line_kind: str = ""
    """The kind of a line without authors, such as `a credit`; '' for a byline with authors."""


def read_byline(text: str, ending: str = "", outlets: Collection[str] = ()) -> Byline | None:
    """Return the names in a line that contains only a byline, or None for any other line.

    `ending` is the end of the outlet's bylines; `outlets` are names of registered outlets in folded case, never persons.
    """
    if not text or len(text) > MAX_BYLINE_CHARACTERS or _SPEAKER_NAME.fullmatch(text):
        return None
    bare_byline = _MAIL_IN_BYLINE.sub(" ", text)
    has_mail = bare_byline != text
    bare_byline = _byline_without_marks(_HANDLE_IN_BYLINE.sub(" ", bare_byline), outlets)
    if ending:
        bare_byline = bare_byline.removesuffix(ending).rstrip(" ,|·/")
    if not bare_byline:
        return Byline(line_kind="an e-mail address") if has_mail else None
    cjk_byline = read_cjk_byline(bare_byline, outlets)
    if cjk_byline:
        return Byline(cjk_byline.authors, cjk_byline.organisation, cjk_byline.sure, cjk_byline.line_kind)
    if _FURTHER_CREDITS.match(bare_byline):
        return Byline(line_kind="a credit") if _is_list_of_names(_FURTHER_CREDITS.sub("", bare_byline, count=1), outlets) else None
    lead = _BYLINE_LEAD.match(bare_byline) or _BYLINE_DASH.match(bare_byline)
    return _western_byline(bare_byline, lead, has_mail, outlets)


def _byline_without_marks(text: str, outlets: Collection[str]) -> str:
    """Return the text without marks and brackets around it, and without a first `(Busan)`; a final one is kept."""
    text = " ".join(text.split()).strip(" <>/|=▲■◆●▶·•,;:")
    brackets = _FIRST_BRACKETS.match(text)
    if brackets and not is_picture_label(brackets["inside"]):
        inside = brackets["inside"] if "=" in brackets["inside"] or organisation_name(brackets["inside"], outlets) else ""
        text = f"{inside} {text[brackets.end() :]}" if inside and not text.isascii() else text[brackets.end() :]
    while text and (
        text[0] in "[(（【〔" or text[-1] in "[(（【〔" or (text[-1] in "])）】〕" and not _OPENING_BRACKET.search(text[1:]))
    ):
        text = text[text[0] in "[(（【〔" :].strip() if text[0] in "[(（【〔" else text[:-1].strip()
    return text.strip(" <>/|=▲■◆●▶·•,;:")


def _western_byline(bare_byline: str, lead: re.Match[str] | None, has_mail: bool, outlets: Collection[str]) -> Byline | None:
    names_text = _AND_OTHER_AUTHORS.sub("", bare_byline[lead.end() :] if lead else bare_byline)
    language = (lead.lastgroup or "") if lead else ""
    if language == "ar":
        return _arabic_byline(names_text, outlets)
    authors_text = _FURTHER_CREDITS.split(names_text, maxsplit=1)[0]
    byline_parts = [
        part
        for piece in (_FURTHER_AUTHORS.split(authors_text) if language else [authors_text])
        for part in _byline_parts(piece, language, outlets)
    ]
    if not byline_parts or any(part.kind == "" for part in byline_parts):
        return None
    authors = [part.text for part in byline_parts if part.kind == "person"]
    agency = next((part.text for part in byline_parts if part.kind == "organisation"), "")
    has_role = any(part.kind == "role" for part in byline_parts)
    if not authors and not agency and not language:
        return Byline(sure=False)
    marked = bool(authors and agency and _STRONG_BYLINE_MARK.search(names_text))
    sure = bool(lead) or has_mail or authors_text != names_text or marked or has_role
    return Byline(
        tuple(dict.fromkeys(map(title_case_name, authors))), agency, sure, "" if authors or agency else "a byline without a person"
    )


def _arabic_byline(names_text: str, outlets: Collection[str]) -> Byline | None:
    """Read the names after `بقلم`: two to five words each, in a script without capitals."""
    byline_names = [name.strip() for name in re.split(r"[،,|/-]", names_text) if name.strip()]
    organisations = [name for name in byline_names if organisation_name(name, outlets)]
    persons = tuple(name for name in byline_names if name not in organisations)
    if not all(re.fullmatch(r"[^\W\d_]{2,20}(?:\s[^\W\d_]{2,20}){1,4}", name) for name in persons):
        return None
    return Byline(persons, organisations[0] if organisations else "")


class _BylinePart(Struct, frozen=True):
    """A part of a list of names; its kind is 'person', 'organisation', 'role', 'place', or '' for anything else."""

    kind: str
    text: str


def _byline_parts(text: str, language: str, outlets: Collection[str]) -> list[_BylinePart]:
    """Return the parts of a list of names; after `By`, one word is a person if the list has no other person."""
    whole_organisation = organisation_name(text.strip(" ."), outlets)
    if whole_organisation:
        return _byline_part(text.strip(" ."), False, outlets)
    several = _WITH_REPORTER.split(text.strip(" ."))
    if len(several) > 1 and all(organisation_name(organisation, outlets) for organisation in several):
        return [_BylinePart("organisation", organisation) for organisation in several]
    byline_pieces = _BETWEEN_NAMES.get(language, _BETWEEN_NAMES[""]).split(_BRACKETS_IN_BYLINE.sub("", text))
    byline_parts: list[_BylinePart] = []
    for piece in filter(None, (piece.strip(" .") if piece.strip().endswith("..") else piece.strip() for piece in byline_pieces)):
        byline_parts += _byline_part(piece, any(part.kind in ("person", "organisation") for part in byline_parts), outlets)
    if language:
        byline_parts = [_BylinePart("organisation", part.text) if _is_titled_as_outlet(part) else part for part in byline_parts]
    byline_parts += [
        _BylinePart("organisation", name)
        for inside in _BRACKETS_IN_BYLINE.findall(text)
        if (name := organisation_name(inside.strip(), outlets))
    ]
    if (
        language == "en"
        and byline_parts
        and not byline_parts[0].kind
        and all(part.kind in ("organisation", "role") for part in byline_parts[1:])
    ):
        name = byline_parts[0].text
        if is_name(name) and name.lower() not in _WORDS_AFTER_BY and len(name) > 2:
            byline_parts[0] = _BylinePart("organisation" if name.isupper() and len(name) <= 5 else "person", name)
    return byline_parts


def _is_titled_as_outlet(part: _BylinePart) -> bool:
    """Return whether the name begins with an article, as in `The Star Ledger`; no person's name does."""
    return part.kind == "person" and part.text.startswith("The ")


def _byline_part(piece: str, follows_person: bool, outlets: Collection[str]) -> list[_BylinePart]:
    """Classify a piece of the list; a piece that follows a person may be a role or place in more forms."""
    name_of_organisation = organisation_name(piece, outlets)
    if name_of_organisation:
        return _person_and_organisation(piece, outlets) or [_BylinePart("organisation", name_of_organisation)]
    if _is_reporter_role(piece, follows_person) or is_desk(piece):
        employer = organisation_name(_BEFORE_EMPLOYER.sub("", piece), outlets)
        organisation_parts = [_BylinePart("organisation", employer)] if employer else []
        return _person_before_role(piece, outlets) or [_BylinePart("role", piece), *organisation_parts]
    preposition = _BEFORE_EMPLOYER.match(piece)
    if (
        preposition
        and not preposition[0].partition(" ")[2].strip()
        and (employer := organisation_name(piece[preposition.end() :], outlets))
    ):
        return [_BylinePart("organisation", employer)]
    owner, _, owned = piece.replace("’", "'").partition("'s ")
    if owned and organisation_name(owner, outlets) and is_name(owned, min_words=2):
        return [_BylinePart("person", owned), _BylinePart("organisation", owner)]
    reporter_name = _PLACE_OF_REPORTER.sub("", piece).strip()
    employer = organisation_name(_BEFORE_EMPLOYER.sub("", piece), outlets) if reporter_name != piece else ""
    organisation_parts = [_BylinePart("organisation", employer)] if employer else []
    if organisation_name(reporter_name, outlets):
        return [_BylinePart("organisation", reporter_name)]
    if is_desk(reporter_name) or _is_reporter_role(reporter_name, follows_person):
        return _person_before_role(reporter_name, outlets) or [_BylinePart("role", reporter_name), *organisation_parts]
    if reporter_name.lower() in _TOWNS_IN_BYLINES:
        return [_BylinePart("place", reporter_name), *organisation_parts]
    if follows_person and len(reporter_name.split()) == 1 and reporter_name[0].isupper():
        return [_BylinePart("place", reporter_name), *organisation_parts]
    return _person_and_organisation(reporter_name, outlets) or [
        _BylinePart("person" if is_name(reporter_name, min_words=2) else "", reporter_name),
        *organisation_parts,
    ]


def _person_and_organisation(text: str, outlets: Collection[str]) -> list[_BylinePart]:
    """Split `JANE DOE Associated Press` or `Jane Doe The Example Times`; return [] if the boundary is unclear."""
    words = text.split()
    if text.casefold() in outlets:
        return []
    for words_of_outlet in range(1, min(len(words) - 1, 4)):
        outlet, name = " ".join(words[:words_of_outlet]), " ".join(words[words_of_outlet:])
        if (
            organisation_name(outlet, outlets)
            and is_known_organisation(outlet, outlets)
            and is_name(name, min_words=2)
            and not organisation_name(name, outlets)
            and not is_organisation_word(words[words_of_outlet])
            and not is_desk(name)
        ):
            return [_BylinePart("organisation", outlet), _BylinePart("person", name)]
    for words_of_outlet in range(2, min(len(words), 5)):
        name, organisation_text = " ".join(words[:words_of_outlet]), " ".join(words[words_of_outlet:]).removeprefix("of ")
        if not is_name(name, min_words=2) or name.lower() in _TOWNS_IN_BYLINES or organisation_name(name, outlets) or is_desk(name):
            continue
        tail = organisation_name(organisation_text, outlets)
        if tail and (
            is_known_organisation(organisation_text, outlets)
            or name.isupper() != organisation_text.isupper()
            or (len(words) - words_of_outlet > 2 and not is_organisation_word(words[words_of_outlet]))
        ):
            return [_BylinePart("person", name), _BylinePart("organisation", tail)]
    return []


def _person_before_role(piece: str, outlets: Collection[str]) -> list[_BylinePart]:
    """Split `JANE DOE Staff Writer`, `Jane Doe Associated Press Writer`, `Jane Doe Special to The Example Times`, or return []."""
    post_match = _REPORTER_POST.search(piece)
    role_offset = post_match.start() if post_match else 0
    words = piece.split()
    for first in () if role_offset else range(2, len(words) - 1):
        is_beat = words[first].lower() in _REPORTER_BEATS and words[1].lower() not in _REPORTER_BEATS
        if words[-1].lower() in _REPORTER_ROLES and (is_beat or organisation_name(" ".join(words[first:-1]), outlets)):
            role_offset = len(" ".join(words[:first]))
            break
    name = piece[:role_offset].strip()
    if (
        not is_name(name, min_words=2)
        or _is_reporter_role(name, True)
        or is_desk(name)
        or organisation_name(f"The {name}", outlets)
    ):
        return []
    employer = organisation_name(_BEFORE_EMPLOYER.sub("", piece[role_offset:].strip()), outlets) or organisation_name(
        piece[role_offset:].rpartition(" ")[0].strip(), outlets
    )
    return [
        _BylinePart("person", name),
        _BylinePart("role", piece[role_offset:].strip()),
        *([_BylinePart("organisation", employer)] if employer else []),
    ]


def _is_reporter_role(text: str, follows_person: bool) -> bool:
    """Return whether the text is a role, not a name: its last word is a role, or any word is if it follows a name."""
    role_words = re.findall(r"[^\W_]+", text.lower())
    if not 0 < len(role_words) <= 10:
        return False
    if role_words[:2] in (["special", "to"], ["special", "for"]) or (follows_person and not _REPORTER_ROLES.isdisjoint(role_words)):
        return True
    return bool(_REPORTER_POST.search(text)) or (len(role_words) <= 6 and role_words[-1] in _REPORTER_ROLES)


def _is_list_of_names(text: str, outlets: Collection[str]) -> bool:
    """Return whether the rest of a credit contains only names."""
    byline_pieces = [piece for split in _FURTHER_CREDITS.split(text) for piece in _FURTHER_AUTHORS.split(split)]
    return all((parts := _byline_parts(piece, "en", outlets)) and all(part.kind for part in parts) for piece in byline_pieces)

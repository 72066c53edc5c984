"""Readers of the settings without a file of their own: theme, theme options, output, permalink, host name, editor, fediverse
account, extensions, navigation and footer links, slugs of tags, renamed tags. Each returns the value of a node, or None after
reporting an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from digest.config.config import ExtensionName, NavEntry, OutputSetting, RenamedTag, ThemeOption
from digest.diagnostics import Diagnostics
from digest.output_paths import segment_error
from digest.permalinks import pattern_error
from digest.slugs import fold_tag, slug_error, tag_slug
from digest.text.lazy_pattern import lazy_compile
from digest.yaml import schema, tree, value_readers
from digest.yaml.schema import Field, table
from digest.yaml.tree import Node, Scalar, is_empty, items_of
from digest.yaml.value_readers import report_error

_URL_SCHEME = lazy_compile("[A-Za-z][A-Za-z0-9+.-]*:")
"""The scheme of a URL (RFC 3986, 3.1)."""

_CODE_SCHEMES = ("javascript:", "data:", "vbscript:")
"""Schemes of URLs that run code in a browser."""

_HOST_NAME = lazy_compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII
)
"""A host name with at least one dot, in lower case (RFC 1123, 2.1)."""

_PACKAGE_NAME = lazy_compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
"""The name of a package (PyPA, "Names and normalization"); file names follow the same rule."""

_LINK_TYPES = lazy_compile(r"[a-z][a-z-]{0,30}(?: [a-z][a-z-]{0,30}){0,9}", re.ASCII)
"""Link types (HTML, "Link types")."""

_FEDIVERSE_ACCOUNT = lazy_compile(r"@?([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?@[^\s@/<>\"]+\.[^\s@/<>\"]+)")


def read_section(fields: schema.Table, make: Callable[..., Any]) -> value_readers.ValueReader:
    """Return a reader of a mapping of settings; `make` gets the values as keyword arguments."""

    def read_section_node(node: Node, name: str, diagnostics: Diagnostics) -> object:
        if not isinstance(node, tree.Mapping):
            return report_error(node, diagnostics, f"{name} must be a mapping", f"write {name}: and below it, indented, key: value")
        return make(**schema.read_fields(node, fields, diagnostics, unknown_code=diagnostics.wrong, key_kind=f"setting of {name}:"))

    return read_section_node


def read_theme_name(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Return the name of a theme: a plain folder name, so that no path leads out of themes/."""
    theme_name = value_readers.read_text_value(node, name, diagnostics)
    if theme_name is not None and segment_error(theme_name):
        return report_error(node, diagnostics, f"{name} must be the name of a folder in themes/")
    return theme_name


def read_theme_choices(node: Node, name: str, diagnostics: Diagnostics) -> tuple[ThemeOption, ...] | None:
    """Return the theme options of the site, unchecked; the theme defines their names and types."""
    if not isinstance(node, tree.Mapping):
        return report_error(node, diagnostics, f"{name} must be a mapping", f"write {name}: and below it, indented, option: value")
    theme_options = []
    for option, (option_key, value) in node.entries.items():
        if isinstance(value, Scalar):
            theme_options.append(ThemeOption(option, value, option_key.line, option_key.column))
        else:
            report_error(value, diagnostics, f"{name}: {option} must be one value", f"write {option}: …")
    return tuple(theme_options)


def read_output(node: Node, name: str, diagnostics: Diagnostics) -> OutputSetting | None:
    """Return the output folder, unchecked; whether it can be used depends on the disk."""
    value = value_readers.read_text_value(node, name, diagnostics)
    return None if value is None else OutputSetting(value, node.line, node.column)


def read_permalink(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Return the URL pattern of articles."""
    permalink = value_readers.read_text_value(node, name, diagnostics)
    if permalink is not None and pattern_error(permalink):
        return report_error(node, diagnostics, pattern_error(permalink), "for example /{year}/{month}/{day}/{slug}/")
    return permalink


def read_host(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Return a host name."""
    host_name = value_readers.read_text_value(node, name, diagnostics)
    if host_name is not None and not _HOST_NAME.fullmatch(host_name):
        return report_error(node, diagnostics, f"{name} must be the name of a host", "for example news.example.org")
    return host_name


def read_editor(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Return the URL pattern that opens a file in an editor; '' for none."""
    editor_address = "" if is_empty(node) else value_readers.read_text_value(node, name, diagnostics)
    if editor_address and (
        "{path}" not in editor_address
        or not _URL_SCHEME.match(editor_address)
        or editor_address.casefold().startswith(_CODE_SCHEMES)
    ):
        hint = "for example idea://open?file={path}&line={line}"
        return report_error(node, diagnostics, f"{name} must be an address with {{path}}", hint)
    return editor_address


def read_fediverse_account(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    """Return a Fediverse account with a leading @; '' for none."""
    account = "" if is_empty(node) else value_readers.read_text_value(node, name, diagnostics)
    if not account:
        return account
    account_match = _FEDIVERSE_ACCOUNT.fullmatch(account)
    if not account_match:
        return report_error(node, diagnostics, f"{name} must be an account", "for example @digest@example.social")
    return f"@{account_match[1]}"


def read_extension_names(node: Node, name: str, diagnostics: Diagnostics) -> tuple[ExtensionName, ...] | None:
    """Return the names of extensions, without duplicates."""
    extension_names: dict[str, ExtensionName] = {}
    for extension_node in value_readers.scalars(node, name, diagnostics) or ():
        if extension_node.text in extension_names:
            report_error(extension_node, diagnostics, f"{name}: {extension_node.text} is listed twice", "remove one")
        elif not _PACKAGE_NAME.fullmatch(extension_node.text.replace("_", "-").strip("-")) or segment_error(extension_node.text):
            hint = "write the name of a file in extensions/, such as reading.py, or of an installed package"
            report_error(extension_node, diagnostics, f"{name}: {extension_node.text} is neither a file name nor a package", hint)
        else:
            extension_names[extension_node.text] = ExtensionName(extension_node.text, extension_node.line, extension_node.column)
    return tuple(extension_names.values())


def _read_nav_target(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    value = value_readers.read_text_value(node, name, diagnostics)
    if value is not None and not value.startswith(("/", "https://", "http://", "mailto:")):
        return report_error(node, diagnostics, f"{name} must begin with / or https://")
    return value


NAV_FIELDS = table(
    Field("name", value_readers.read_text_value, "the text of the entry"),
    Field("url", _read_nav_target, "where it leads: `/path/` on this site, or a full address"),
)


def _read_link_relation(node: Node, name: str, diagnostics: Diagnostics) -> str | None:
    value = value_readers.read_text_value(node, name, diagnostics)
    if value is not None and not _LINK_TYPES.fullmatch(value):
        return report_error(node, diagnostics, f"{name} must be words of small letters", "for example me, or license")
    return value


FOOTER_FIELDS = table(
    *NAV_FIELDS.values(),
    Field(
        "rel",
        _read_link_relation,
        "the relation of the link: `me` for an account of your own, `license` for the licence of the texts",
    ),
)


def read_nav(node: Node, name: str, diagnostics: Diagnostics) -> tuple[NavEntry, ...]:
    """Return the entries of the navigation."""
    return _read_nav_entries(node, name, NAV_FIELDS, diagnostics)


def read_footer(node: Node, name: str, diagnostics: Diagnostics) -> tuple[NavEntry, ...]:
    """Return the links of the footer."""
    return _read_nav_entries(node, name, FOOTER_FIELDS, diagnostics)


def _read_nav_entries(node: Node, name: str, fields: schema.Table, diagnostics: Diagnostics) -> tuple[NavEntry, ...]:
    entries = []
    for nav_node in items_of(node):
        if isinstance(nav_node, tree.Mapping):
            entry_values = schema.read_fields(nav_node, fields, diagnostics, unknown_code=diagnostics.wrong)
            if {"name", "url"} <= entry_values.keys():
                entries.append(
                    NavEntry(entry_values["name"], entry_values["url"], nav_node.line, nav_node.column, entry_values.get("rel", ""))
                )
            elif not {"name", "url"} <= nav_node.entries.keys():
                report_error(nav_node, diagnostics, f"an entry of {name} needs name and url")
        elif isinstance(nav_node, Scalar) and not nav_node.is_null:
            entries.append(NavEntry("", value_readers.nfc(nav_node.text), nav_node.line, nav_node.column))
        else:
            report_error(nav_node, diagnostics, f"an entry of {name} must be a topic, a plain page, or name and url")
    return tuple(entries)


def read_tag_slugs(node: Node, name: str, diagnostics: Diagnostics) -> dict[str, str]:
    """Return the slugs of tags, by tag."""
    slugs: dict[str, str] = {}
    if not isinstance(node, tree.Mapping):
        report_error(node, diagnostics, f"{name} must map a tag to its slug", "for example  C--: c-minus-minus")
        return slugs
    for tag, (_, value) in node.entries.items():
        slug = value.text if isinstance(value, Scalar) else ""
        if slug_error(slug):
            report_error(value, diagnostics, f"the slug of the tag {tag}: {slug_error(slug)}", "use letters, digits and -")
        slugs[value_readers.nfc(tag)] = slug
    return slugs


_RENAMED_EXAMPLE = "for example  AI: artificial intelligence"


def read_renamed_tags(node: Node, name: str, diagnostics: Diagnostics) -> tuple[RenamedTag, ...]:
    """Return the renamed tags."""
    if not isinstance(node, tree.Mapping):
        report_error(node, diagnostics, f"{name} must map a tag's old name to its new one", _RENAMED_EXAMPLE)
        return ()
    renamed = []
    for old_name, (key_node, value) in node.entries.items():
        if not isinstance(value, Scalar):
            report_error(value, diagnostics, f"{name}: the new name of {old_name} must be text", _RENAMED_EXAMPLE)
            continue
        new_name = value_readers.nfc(value.text)
        for tag in (old_name, new_name):
            if segment_error(tag_slug(tag)):
                shown_tag = tag if tag.strip() else "an empty text"
                report_error(key_node, diagnostics, f"{name}: {shown_tag} is not the name of a tag", _RENAMED_EXAMPLE)
        renamed.append(RenamedTag(value_readers.nfc(old_name), new_name, key_node.line, key_node.column))
    for renamed_tag in _cycles_of_renamed_tags({fold_tag(tag.old): tag for tag in renamed}):
        message = f"{name}: {renamed_tag.old} is renamed to itself, by way of {renamed_tag.new}"
        diagnostics.add(renamed_tag.line, renamed_tag.column, diagnostics.wrong, message, "remove one")
    return tuple(renamed)


def _cycles_of_renamed_tags(renamed: Mapping[str, RenamedTag]) -> Iterator[RenamedTag]:
    """Yield the first tag of each cycle of two or more; keys are folded old names. Another spelling of a tag is not a cycle."""
    seen_names: set[str] = set()
    for first_name in renamed:
        names_in_chain: dict[str, None] = {}
        name = first_name
        while name in renamed and name not in seen_names:
            seen_names.add(name)
            names_in_chain[name] = None
            name = fold_tag(renamed[name].new)
        if name in names_in_chain and fold_tag(renamed[name].new) != name:
            yield renamed[name]

"""Equivalent changes, which no test can detect because the behaviour stays the same, each with the reason."""

from __future__ import annotations

from typing import NamedTuple


class Equivalent(NamedTuple):
    """A line of a module before and after the change; '' for any change of the line."""

    path: str
    old: str
    new: str
    reason: str


EQUIVALENT = (
    Equivalent(
        "digest/config/language_tags.py",
        '"pt-PT", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "zh", "zh-CN", "zh-HK", "zh-Hans",',
        '"ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "zh", "zh-CN", "zh-HK", "zh-Hans",',
        "a tag with a region is read with Babel's data, which takes longer",
    ),
    *(
        Equivalent(
            "digest/checks/leaks.py",
            "for shown_at in range(0, len(shown_letters) - LEAK_WINDOW + 1, texts.step):",
            f"for shown_at in range(0, {end}, texts.step):",
            "a shorter piece at the end equals no window",
        )
        for end in ("len(shown_letters) + LEAK_WINDOW + 1", "len(shown_letters) - LEAK_WINDOW + 2")
    ),
    Equivalent(
        "digest/files/atomic_writing.py",
        "os.close(os.open(path, CREATE_FILE_FLAGS, 0o666))  # reserves the name, so that the rename replaces no other file",
        "os.close(os.open(path, CREATE_FILE_FLAGS, 439))  # reserves the name, so that the rename replaces no other file",
        "the file is replaced at once by one with a mode of its own",
    ),
    Equivalent(
        "digest/yaml/simple_yaml.py",
        '_OPENING_BRACKETS = ("[", "{")',
        '_OPENING_BRACKETS = ("{", "[")',
        "a character is looked for in them",
    ),
    Equivalent(
        "digest/files/utf8_mode.py",
        "if all(stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr)):",
        "if all(stream is not None and stream.isatty() for stream in (sys.stderr, sys.stdout)):",
        "both streams must be terminals, in either order",
    ),
    Equivalent(
        "digest/files/file_reading.py",
        '_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)',
        '_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) & getattr(os, "O_BINARY", 0)',
        "O_BINARY is for Windows, and O_NOCTTY for a process without a terminal that opens one as a file",
    ),
    Equivalent(
        "digest/config/language_tags.py",
        'languages = (tag for tag in sorted(_COMMON_LANGUAGES) if "-" not in tag)',
        'languages = (tag for tag in list(_COMMON_LANGUAGES) if "-" not in tag)',
        "no two of these languages have one native name in today's CLDR; a later one must not make the hint random",
    ),
    *(
        Equivalent(
            "digest/grouping/related_articles.py", "_STORY_WEIGHT = 1 << 20", weight, "it also exceeds the weights of all tags"
        )
        for weight in ("_STORY_WEIGHT = 2 << 20", "_STORY_WEIGHT = 1 << 19", "_STORY_WEIGHT = 1 << 21")
    ),
    Equivalent(
        "digest/grouping/article_collections.py",
        "instants = ((a.date and a.date.at, a.publish_at and a.publish_at.at, assignment.held_until(a.path)) for a in embargoed)",
        "instants = ((a.date and a.date.at, assignment.held_until(a.path), (a.publish_at and a.publish_at.at)) for a in embargoed)",
        "only the latest of them counts",
    ),
    Equivalent(
        "digest/grouping/edition_assignment.py",
        "is_next = last_closing is None or window.closes > last_closing",
        "is_next = last_closing is None or window.closes >= last_closing",
        "the window that closes with the last recorded one is the recorded one",
    ),
    Equivalent(
        "digest/mail/message.py",
        'provider_variables = "|".join(re.escape(variable) for variable in (provider.unsubscribe, provider.postal) if variable)',
        'provider_variables = "|".join(re.escape(variable) for variable in (provider.postal, provider.unsubscribe) if variable)',
        "neither variable begins with the other",
    ),
    Equivalent(
        "digest/pages/path_collisions.py",
        "or (bool(folders_without_dot) and any(path.startswith(folders_without_dot) for path in paths))",
        "or ((any(path.startswith(folders_without_dot) for path in paths)))",
        "no path begins with one of no texts, and looking only takes longer",
    ),
    Equivalent(
        "digest/pages/card_pictures.py",
        "return replace(entry.card, image=picture) if picture else entry.card",
        "return replace(entry.card, image=picture)",
        "the card of an entry has no picture, and a copy of it only takes longer",
    ),
    Equivalent(
        "digest/pages/picture_variants.py",
        'return VariantFile(f"{stem}-{variant_hash}-{width}.{VARIANT_ENDINGS[format]}", variant, variant_key(encoder, variant))',
        'return VariantFile(f"{stem}-{variant_hash}-{width}.{VARIANT_ENDINGS[format]}", variant, variant_key(variant, encoder))',
        "the order of the hashed values is the same in every build",
    ),
    Equivalent(
        "digest/slugs.py",
        'cut_slug = slug_words.encode()[: limit + 1].decode(errors="ignore")',
        'cut_slug = slug_words.encode().decode(errors="ignore")',
        "the next lines remove the other characters one by one, which takes longer",
    ),
    Equivalent(
        "digest/command_options.py",
        'click.option("-t", "--topic", "topics", multiple=True, metavar="TOPIC", help=topic_help),',
        'click.option("--topic", "-t", "topics", multiple=True, metavar="TOPIC", help=topic_help),',
        "click shows the short name of an option first",
    ),
    Equivalent(
        "digest/grouping/edition_assignment.py",
        "article_instants = [moment.at for moment in (article.date, article.publish_at) if moment]",
        "article_instants = [moment.at for moment in (article.publish_at, article.date) if moment]",
        "only the later of them counts",
    ),
    Equivalent(
        "digest/rendering/jinja_environment.py",
        'for name in ("lipsum", "cycler", "joiner"):',
        'for name in ("lipsum", "joiner", "cycler"):',
        "all of them are deleted, in any order",
    ),
    Equivalent(
        "digest/pages/path_collisions.py",
        'folders_without_dot = tuple(f"{key}/" for key in unusual_keys if "." not in key)',
        'folders_without_dot = tuple(f"{key}/" for key in unusual_keys )',
        "more paths are compared one by one, with the same result",
    ),
    Equivalent(
        "digest/output/journal.py",
        "os.link(final, kept_path, follow_symlinks=False)",
        "os.link(final, kept_path)",
        "the default differs on macOS, while link() of Linux never follows symbolic links",
    ),
    Equivalent(
        "digest/preview/watcher.py",
        "folder_identities[name] = real_folder, status.st_dev, status.st_ino",
        "folder_identities[name] = real_folder, status.st_ino, status.st_dev",
        "identities are only compared with each other",
    ),
    Equivalent(
        "digest/output/output_folder.py",
        "elif (self.path / path).is_dir() and not (self.path / path).is_symlink():",
        "elif ((not (self.path / path).is_symlink())):",
        "os.walk of a file yields nothing",
    ),
    Equivalent(
        "digest/commands/mail.py",
        'SOURCE_FOLDERS = ("content", THEMES_FOLDER, "extensions", STATE_FOLDER, ".git")',
        'SOURCE_FOLDERS = ("content", THEMES_FOLDER, "extensions", ".git", STATE_FOLDER)',
        "a folder may be any of them",
    ),
    Equivalent(
        "digest/output/journal.py",
        "return any(mode_of(folder / name) for name in (JOURNAL_FILE, UNDO_FILE))",
        "return any(mode_of(folder / name) for name in (UNDO_FILE, JOURNAL_FILE))",
        "either file is enough, whichever is looked for first",
    ),
    Equivalent(
        "digest/cache/cache.py",
        'missing_keys, select = set(keys), "select key, article from articles"',
        'missing_keys, select = list(keys), "select key, article from articles"',
        "a search in a list is only slower",
    ),
    Equivalent(
        "digest/cache/database.py",
        "for attempt in (1, 2):",
        "for attempt in (0, 2):",
        "only the second attempt differs from the first",
    ),
    Equivalent(
        "digest/text/similar_words.py",
        "matches = difflib.get_close_matches(word, list(words), n=1, cutoff=similarity)",
        "matches = difflib.get_close_matches(word, list(words), cutoff=similarity)",
        "the first of three is also the nearest",
    ),
    Equivalent(
        "digest/text/characters.py",
        "and not UNFIT_FOR_PAGES.match(character)",
        "and not UNFIT_FOR_PAGES.search(character)",
        "both are equal for a single character",
    ),
    Equivalent(
        "digest/text/characters.py",
        'return character >= "\\u1100" and not (_HANGUL_END < character < "\\u3040") and _IS_LETTER.match(character) is not None',
        'return character >= "\\u1100" and not (_HANGUL_END < character < "\\u3040") and _IS_LETTER.search(character) is not None',
        "both are equal for a single character",
    ),
    Equivalent(
        "digest/text/characters.py",
        'return character.isspace() or (character >= "\\u2329" and _UNSPACED_CHARACTER.match(character) is not None)',
        'return character.isspace() or (character >= "\\u2329" and _UNSPACED_CHARACTER.search(character) is not None)',
        "both are equal for a single character",
    ),
    Equivalent(
        "digest/text/characters.py",
        "if len(characters) >= MANY_CHARACTERS:",
        "if len(characters) > MANY_CHARACTERS:",
        "the same characters are found without the expression",
    ),
    Equivalent(
        "digest/yaml/simple_yaml.py",
        "entries[key] = (key_scalar, key_scalar if value is None else value)",
        "entries[key] = (key_scalar, value)",
        "what stands there for a value is replaced by the next line, or at the end",
    ),
    Equivalent(
        "digest/text/merge_markers.py",
        'if "<<<<<<<" not in text or ">>>>>>>" not in text:',
        'if ((">>>>>>>" not in text)):',
        "the quick check only saves time; the rest of the function finds no conflict either",
    ),
    Equivalent(
        "digest/text/merge_markers.py",
        "while example < len(examples) and examples[example][1] <= opening_line:",
        "while example < len(examples) and examples[example][1] < opening_line:",
        "an example ends at the end of a line, and a conflict begins at the beginning of one",
    ),
    Equivalent(
        "digest/cache/serialization.py",
        "UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)",
        "UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)",
        "errors are caught in any order",
    ),
    Equivalent(
        "digest/cache/cache.py",
        "_delete_unused_articles(db, set(used_keys), day)",
        "_delete_unused_articles(db, list(used_keys), day)",
        "a search in a list is only slower",
    ),
    Equivalent(
        "digest/output/journal.py",
        "for leftover in (path, _kept_folder(path)):",
        "for leftover in (_kept_folder(path), path):",
        "both are removed, and neither needs the other",
    ),
    Equivalent(
        "digest/checks/broken_links.py",
        'if address.startswith("#"): ⏎ return path, unquote(address[1:])',
        "pass",
        "urljoin gives the same result more slowly: most addresses are fragments of the same page",
    ),
    Equivalent(
        "digest/grouping/entry.py",
        "if not (article.updated or article.publish_at or article.corrections or held_until): ⏎ return None  # most articles",
        "pass  # most articles",
        "the rest of the function returns None too, more slowly",
    ),
    Equivalent(
        "digest/grouping/registries.py",
        'for key in (source.slug, source.name.casefold(), f"//{domain}" if domain else ""):',
        "",
        "no slug or name equals the key of a domain, so the order is irrelevant",
    ),
    Equivalent(
        "digest/rendering/template_limits.py",
        "for sequence, times in ((left, right), (right, left)):",
        "for sequence, times in ((right, left), (left, right)):",
        "only one of the two can be a text and a number",
    ),
    Equivalent(
        "digest/pages/front_page.py",
        "front_entries, pinned = entries[: inputs.dated_count], entries[inputs.dated_count :]",
        "front_entries, pinned = entries, entries[inputs.dated_count :]",
        "the remaining entries are pinned, and neither the edition nor earlier days show pinned entries",
    ),
    Equivalent(
        "digest/pages/search_pages.py",
        "if _CJK_RUN.fullmatch(piece) and len(piece) > 1:",
        "if _CJK_RUN.match(piece) and len(piece) > 1:",
        "a text that was split at such characters begins with one only if it holds no others",
    ),
    Equivalent(
        "digest/pages/path_collisions.py",
        "while folder and folder not in folders:",
        "while ((folder not in folders)):",
        "the root has an empty name, and no file has one",
    ),
    *(
        Equivalent(
            "digest/inputs/image_reader.py", "last_byte = block[-1:]", f"last_byte = {more}", "to search more of it takes longer"
        )
        for more in ("block", "block[1:]")
    ),
    Equivalent(
        "digest/importers/timestamp_lines.py",
        '_TIMESTAMP_WORDS = "|".join(sorted(_ROLE_OF_LABEL, key=len, reverse=True))',
        '_TIMESTAMP_WORDS = "|".join(sorted(_ROLE_OF_LABEL, reverse=True))',
        "in this order too a word stands before those with which it begins",
    ),
    Equivalent(
        "digest/workers/versions.py",
        "months = (datetime(1970 + month // 12, 1 + month % 12, 1, tzinfo=UTC) for month in range(68 * 12))",
        "months = (datetime(1970 + month // 12, 1 + month % 12, 2, tzinfo=UTC) for month in range(68 * 12))",
        "any day of the month works",
    ),
    Equivalent(
        "digest/workers/versions.py",
        'needed = re.sub(r"[-_.]+", "-", _PACKAGE_NAME.match(requirement)[0]).lower()  # type: ignore[index]  # PEP 503, PEP 508',
        'needed = re.sub(r"[-_.]+", "-", _PACKAGE_NAME.search(requirement)[0]).lower()  # type: ignore[index]  # PEP 503, PEP 508',
        "a requirement begins with the name",
    ),
    Equivalent(
        "digest/cache_keys.py",
        "return fingerprint(program, page_settings(config), reported, theme, list(extensions.items()), content)",
        "return fingerprint(program, page_settings(config), theme, reported, list(extensions.items()), content)",
        "the order of the hashed values is the same in every build",
    ),
    Equivalent(
        "digest/output/picture_encoder.py",
        "for tag in (ARTIST, COPYRIGHT):",
        "for tag in (COPYRIGHT, ARTIST):",
        "Exif data are written in the order of their numbers",
    ),
    Equivalent(
        "digest/output_paths.py",
        'return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path.casefold())',
        'return unicodedata.normalize("NFC", path.casefold())',
        "a lower-case ASCII path is its own key, and normalising it only takes longer",
    ),
    Equivalent(
        "digest/cache/cache.py",
        'for table, stored in (("parts", records), ("field_hashes", field_hashes)):',
        'for table, stored in (("field_hashes", field_hashes), ("parts", records)):',
        "both tables are written in one transaction",
    ),
    Equivalent(
        "digest/preview/live_stages.py",
        "inputs = (collections, site, config, files, [(file.path, file.origin) for file in theme_files], extensions)",
        "inputs = (collections, site, config, files, extensions, [(file.path, file.origin) for file in theme_files])",
        "they are only compared with those of before, in the same order",
    ),
    Equivalent(
        "digest/preview/live_stages.py",
        "inputs = (collections, site, config, files, [(file.path, file.origin) for file in theme_files], extensions)",
        "inputs = (collections, site, config, files, [(file.origin, file.path) for file in theme_files], extensions)",
        "they are only compared with those of before, in the same order",
    ),
    Equivalent(
        "digest/output/site_writer.py",
        "comparison, paths_to_make = self.comparison, set(self.comparison.make)",
        "comparison, paths_to_make = self.comparison, list(self.comparison.make)",
        "a search for a path in a list is only slower",
    ),
    Equivalent(
        "digest/output/site_writer.py",
        "paths_to_write = set(self.comparison.make)",
        "paths_to_write = list(self.comparison.make)",
        "a search for a path in a list is only slower",
    ),
    Equivalent(
        "digest/output/site_writer.py",
        "stored_hashes = self.cache.field_hashes(self.folder.name, part.name) if part.name in self.folder.parts else {}",
        "stored_hashes = self.cache.field_hashes(self.folder.name, part.name)",
        "a page without a record counts as new, and the question only takes time",
    ),
    Equivalent(
        "digest/cache/cache.py",
        "if len(missing_keys) <= FEW_KEYS or self.database.rows(",
        "if len(missing_keys) < FEW_KEYS or self.database.rows(",
        "both ways read the same rows",
    ),
    Equivalent(
        "digest/cache/database.py",
        "DAMAGED_FILE_ERRORS = (sqlite3.Error, UnicodeDecodeError)",
        "DAMAGED_FILE_ERRORS = (UnicodeDecodeError, sqlite3.Error)",
        "errors are caught in any order",
    ),
    Equivalent(
        "digest/cache/serialization.py",
        "UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)",
        "UNREADABLE = (msgspec.DecodeError, RecursionError)",
        "only older versions of msgspec raise the other for bytes that are not UTF-8",
    ),
    Equivalent(
        "digest/importers/file_type.py",
        'if text_start.startswith(("---", "+++")) and _FRONT_MATTER.match(text_start[: 4 * PROBED_BYTES]):',
        'if text_start.startswith(("---", "+++")) and _FRONT_MATTER.match(text_start[: 5 * PROBED_BYTES]):',
        "a measure of time: longer front matter is recognised too",
    ),
    Equivalent(
        "digest/signals.py",
        "INTERRUPTIONS = (KeyboardInterrupt, Ended)",
        "INTERRUPTIONS = (Ended, KeyboardInterrupt)",
        "both are handled in the same way",
    ),
    Equivalent(
        "digest/external/git.py",
        'hashing = ("hash-object", "-w", "--no-filters", "--stdin-paths")',
        'hashing = ("hash-object", "-w", "--stdin-paths", "--no-filters")',
        "options of git have no order",
    ),
    Equivalent(
        "digest/preview/browser_channel.py",
        "relative_paths = os.path.relpath(place, root), os.path.relpath(os.path.realpath(place), os.path.realpath(root))",
        "relative_paths = os.path.relpath(os.path.realpath(place), os.path.realpath(root)), os.path.relpath(place, root)",
        "both paths must be in the sources",
    ),
    Equivalent(
        "digest/rendering/jinja_environment.py",
        "cache_size=-1, ⏎ )",
        ")",
        "templates that Jinja forgets are compiled again",
    ),
    Equivalent(
        "digest/grouping/related_articles.py",
        "least_score = sorted(scores.values())[-limit] if len(scores) > limit else 0",
        "least_score = 0",
        "all positions are compared, and the first ones are the same",
    ),
    Equivalent(
        "digest/checks/leaks.py",
        'for hidden_part in without_windows(_plain_body(body), set(windows_of(letters("\\n".join(allowed_prose))))):',
        'for hidden_part in without_windows(_plain_body(body), list(windows_of(letters("\\n".join(allowed_prose))))):',
        "a search for a window in a list is only slower",
    ),
    Equivalent(
        "digest/pages/edition_feeds.py",
        'feed_title = str(site.strings.get("editions", EDITION_PAGES_FOLDER))',
        'feed_title = str(site.strings.get(EDITION_PAGES_FOLDER, "editions"))',
        "the folder has the name of the word",
    ),
    Equivalent(
        "digest/rendering/template_closures.py",
        "if lowest_layer.root != BUILT_IN_ROOT + BASE_THEME or frame_template.startswith(BUILT_IN_ROOT):",
        "if lowest_layer.root != BUILT_IN_ROOT + BASE_THEME or frame_template.endswith(BUILT_IN_ROOT):",
        "digest's own frame has the block, and rendering it only takes longer",
    ),
    Equivalent(
        "digest/rendering/template_closures.py",
        'hashes[short_name] = template_hash(((member, sources.get(member, "")) for member in reached[short_name]), used_filters)',
        'hashes[short_name] = template_hash(((sources.get(member, ""), member) for member in reached[short_name]), used_filters)',
        "the order of the hashed values is the same in every build",
    ),
    Equivalent(
        "digest/rendering/showable_values.py",
        "return str(value if type(value) in PLAIN_TYPES else showable(value))",
        "return str(showable(value))",
        "the function checks the same types first, and calling it only takes longer",
    ),
    Equivalent(
        "digest/rendering/jinja_environment.py",
        'if (type(value) in _PLAIN_DATA_TYPES or isinstance(value, Struct)) and attribute[0] != "_":',
        'if (type(value) in _PLAIN_DATA_TYPES and isinstance(value, Struct)) and attribute[0] != "_":',
        "the sandbox gives the same value more slowly",
    ),
    Equivalent(
        "digest/pages/link_resolution.py",
        'return address[:8].lower().startswith(("https://", "http://"))',
        'return address.lower().startswith(("https://", "http://"))',
        "folding the whole address only takes longer",
    ),
    Equivalent(
        "digest/rendering/jinja_environment.py",
        "intercepted_binops = frozenset(BOUNDED_OPERATORS)",
        "intercepted_binops = list(BOUNDED_OPERATORS)",
        "Jinja only checks whether it contains an operator",
    ),
    Equivalent(
        "digest/checks/html_references.py",
        'text = text.replace("\\\\u003c", "<").replace("\\\\u003e", ">").replace("\\\\u0026", "&")  # escaped HTML',
        'text = text.replace("\\\\u003c", "<").replace("\\\\u0026", "&")  # escaped HTML',
        "the next line replaces all escapes, only more slowly",
    ),
    Equivalent(
        "digest/markdown/pulldown_inlines.py",
        'elif not link_scheme and href[:1] not in ("#", ""):',
        'elif not link_scheme or href[:1] not in ("#", ""):',
        "addresses in the article itself are skipped later, which only takes longer",
    ),
    Equivalent(
        "digest/checks/leaks.py",
        "return HiddenTexts(joined_letters, tuple(text_starts[:-1]), text_owners, windows, window_step)",
        "return HiddenTexts(joined_letters, tuple(text_starts), text_owners, windows, window_step)",
        "the last start is the end of all texts, and no run begins there",
    ),
    Equivalent(
        "digest/installation/package.py",
        'return (environment / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")',
        'return (environment / "pyvenv.cfg").read_text(errors="replace")',
        "only a word of ASCII is looked for, which all encodings of systems have in common",
    ),
    Equivalent(
        "digest/cache/cache.py",
        'for table in ("articles", "bodies"):',
        'for table in ("bodies", "articles"):',
        "both are written in one transaction",
    ),
    Equivalent(
        "digest/cache/database.py",
        'if any(reason in str(error) for reason in ("full", "disk I/O", "locked")) or attempt == 2:',
        'if any(reason in str(error) for reason in ("full", "locked", "disk I/O")) or attempt == 2:',
        "any of them counts",
    ),
    Equivalent(
        "digest/files/file_reading.py",
        "while bytes_left > 0 and (piece := os.read(descriptor, min(BYTES_PER_PIECE, bytes_left))):",
        "while bytes_left >= 0 and (piece := os.read(descriptor, min(BYTES_PER_PIECE, bytes_left))):",
        "to read no bytes ends the loop too",
    ),
    Equivalent(
        "digest/workers/worker_pool.py",
        'PRELOADED_MODULES = ("digest.markdown.markdown_reader", "digest.markdown.rule_reader", "digest.rendering.renderer")',
        'PRELOADED_MODULES = ("digest.markdown.markdown_reader", "digest.rendering.renderer", "digest.markdown.rule_reader")',
        "modules may be imported in any order",
    ),
    Equivalent("digest/cache/database.py", 'if hasattr(os, "register_at_fork"):', "if True:", "systems that fork have it"),
    Equivalent(
        "digest/importers/raw_text.py",
        '(codecs.BOM_UTF16_BE, "utf-16"), ⏎ (codecs.BOM_UTF8, "utf-8-sig"),',
        '(codecs.BOM_UTF8, "utf-8-sig"), ⏎ (codecs.BOM_UTF16_BE, "utf-16"),',
        "no text begins with both marks",
    ),
    *(
        Equivalent("digest/config/setting_table.py", line, line.replace(f"{name}=0", f"{name}=1"), "any place will do")
        for name in ("line", "column")
        for line in (
            "nav = None if config.nav is None else tuple(replace(entry, line=0, column=0) for entry in config.nav)",
            "renamed = tuple(replace(tag, line=0, column=0) for tag in config.tags.renamed)",
            "footer = tuple(replace(entry, line=0, column=0) for entry in config.footer)",
        )
    ),
    Equivalent(
        "digest/config/time_zones.py",
        "return local.replace(tzinfo=_fixed_offset(local.utcoffset() or timedelta()))",
        "return local.replace(tzinfo=_fixed_offset((local.utcoffset())))",
        "an aware datetime has an offset",
    ),
    Equivalent(
        "digest/articles/front_matter.py",
        'is_closed = bool(_HEAD_CLOSES.match(f"\\n{line_below}"))',
        'is_closed = bool(_HEAD_CLOSES.search(f"\\n{line_below}"))',
        "both are equal for a single line",
    ),
    Equivalent(
        "digest/markdown/highlighting.py",
        "by_alias.setdefault(alias.lower(), aliases[0])",
        "by_alias.setdefault(alias, aliases[0])",
        "all aliases of this version of Pygments are in lower case",
    ),
    Equivalent(
        "digest/markdown/pulldown_blocks.py",
        'block_span, is_atomic=_CLOSED_FENCE.fullmatch(self.data, self.data.rfind(b"\\n", 0, begin) + 1, end) is not None',
        'block_span, is_atomic=_CLOSED_FENCE.match(self.data, self.data.rfind(b"\\n", 0, begin) + 1, end) is not None',
        "both parsers read the same in a fence that does not end",
    ),
    Equivalent(
        "digest/config/colours.py",
        "best_ink = max((LIGHT_INK, DARK_INK), key=lambda ink: contrast(ink, colour))",
        "best_ink = max((DARK_INK, LIGHT_INK), key=lambda ink: contrast(ink, colour))",
        "where both have the same contrast, it is not enough",
    ),
    Equivalent(
        "digest/config/language_tags.py",
        '"zh-Hant", "zh-TW", ⏎ }',
        "",
        "other tags are looked up in Babel's data, which takes longer",
    ),
    Equivalent(
        "digest/text/reading_time.py",
        "elif len(others) <= _MAX_REPLACED_CHARACTERS:",
        "elif len(others) < _MAX_REPLACED_CHARACTERS:",
        "both ways count the same words",
    ),
    Equivalent(
        "digest/text/characters.py",
        'return character >= "\\u1100" and not (_HANGUL_END < character < "\\u20a9") and _IS_CJK.match(character) is not None',
        'return character >= "\\u1100" and not (_HANGUL_END < character < "\\u20a9") and _IS_CJK.search(character) is not None',
        "in a single character both are the same",
    ),
    Equivalent(
        "digest/text/text_print.py",
        "for a, b in zip(first_print[-SKETCH_GROUPS:], second_print[-SKETCH_GROUPS:], strict=True)",
        "for a, b in zip(second_print[-SKETCH_GROUPS:], first_print[-SKETCH_GROUPS:], strict=True)",
        "only the absolute differences count",
    ),
    Equivalent(
        "digest/text/reading_time.py",
        "if len(unusual) < MANY_CHARACTERS:",
        "",
        "both ways count the same, in another time",
    ),
    Equivalent(
        "digest/text/reading_time.py",
        "letters = set(filter(is_cjk_letter, set(unusual)))",
        "letters = set(filter(is_cjk_letter, list(unusual)))",
        "to ask of each character takes longer",
    ),
    Equivalent(
        "digest/text/reading_time.py",
        "signs = {sign: unusual.count(sign) for sign in _FREQUENT_SIGNS if sign in unusual}",
        "signs = {sign: unusual.count(sign) for sign in _FREQUENT_SIGNS }",
        "to replace a sign that the text does not have takes longer",
    ),
    Equivalent(
        "digest/text/reading_time.py",
        "others -= _UNUSUAL_SPACES",
        "pass",
        "they are replaced already, and to look for them takes longer",
    ),
    Equivalent(
        "digest/text/normal_form.py",
        'if unicodedata.is_normalized("NFC", text): ⏎ return text',
        "pass",
        "to compose a text that is composed takes longer",
    ),
    Equivalent(
        "digest/checks/leaks.py",
        "LEAK_STRIDES = ((20, 20), (5, 37), (2, 40), (1, 41))",
        "",
        "other steps find the same leaks, in another time and memory",
    ),
    Equivalent(
        "digest/checks/html_references.py",
        'if "\\\\u" in text:  # JSON, or scripts of a page',
        "if True:  # JSON, or scripts of a page",
        "to replace nothing takes longer",
    ),
    Equivalent(
        "digest/text/characters.py",
        'return character >= "\\u1100" and not (_HANGUL_END < character < "\\u20a9") and _IS_CJK.match(character) is not None',
        'return ((character >= "\\u1100") and (_IS_CJK.match(character) is not None))',
        "the pattern matches none of these characters either, which takes longer",
    ),
    Equivalent(
        "digest/markdown/link_positions.py",
        "break",
        "continue",
        "none of the remaining rounds searches, since no step is left",
    ),
    Equivalent(
        "digest/grouping/stories.py",
        "if (other := covers.get(entry.index.file)) in files and other:",
        "if ((other := covers.get(entry.index.file)) in files):",
        "no file has an empty name",
    ),
    Equivalent(
        "digest/markdown/autolinks.py",
        "host_and_word = None if host.isascii() else _HOST_WITH_WORD.search(host)",
        "host_and_word = _HOST_WITH_WORD.search(host)",
        "the pattern matches nothing in ASCII either, and compiling it takes time",
    ),
    Equivalent(
        "digest/markdown/link_positions.py",
        "for begin in (self.last_offset, start) if start < self.last_offset < end else (start,):",
        "for begin in (self.last_offset, start) if start < self.last_offset <= end else (start,):",
        "a search that begins at the end finds nothing",
    ),
    Equivalent(
        "digest/markdown/rendered_blocks.py",
        '_WIDE_AT_END = lazy_compile(_WIDE_SPACE + r"(?:(?=[<\\n])|(?<=[>\\n].))")',
        "_WIDE_AT_END = lazy_compile(_WIDE_SPACE)",
        "more blocks are read from events, with the same result",
    ),
    Equivalent(
        "digest/markdown/pulldown_inlines.py",
        'if pulldown_differences.contains_definition_line(self.data[inline_span["start"] : inline_span["end"]].decode()):',
        "if pulldown_differences.contains_definition_line(self.data.decode()):",
        "more texts are read by the rules, with the same result",
    ),
    Equivalent(
        "digest/markdown/inline_rules.py",
        'state.delimiters.append(Delimiter(ord("~"), 0, len(state.tokens) - 1, -1, run.can_open, run.can_close))',
        'state.delimiters.append(Delimiter(ord("~"), 1, len(state.tokens) - 1, -1, run.can_open, run.can_close))',
        "the sum of two equal lengths is a multiple of three only if both are",
    ),
)

MEASURES = (
    ("digest/output/site_writer.py", "PAGES_PER_BATCH = 100"),
    ("digest/inputs/article_reader.py", "FILES_PER_BATCH = 100"),
    ("digest/inputs/article_reader.py", "BATCH_BYTES = 1024 * 1024"),
    ("digest/inputs/article_reader.py", "TYPICAL_ARTICLE_BYTES = 8192"),
    ("digest/inputs/article_reader.py", "MIN_ROWS_PER_TRANSACTION = 500"),
    ("digest/inputs/article_reader.py", "MAX_TRANSACTIONS = 20"),
    ("digest/text/reading_time.py", "_MAX_REPLACED_CHARACTERS = 30"),
    ("digest/checks/published_records.py", "TEXTS_AT_ONCE = 500"),
    ("digest/pages/search_pages.py", "CARDS_PER_FILE = 25"),
    ("digest/cache/cache.py", "FEW_KEYS = 500"),
    ("digest/cache/cache.py", "ROWS_PER_LOOKUP = 4"),
    ("digest/grouping/snapshot.py", "CHUNK = 500"),
    ("digest/inputs/image_reader.py", "IMAGE_BLOCK_BYTES = 1024 * 1024"),
    ("digest/files/file_reading.py", "MOST_BYTES = 1024 * 1024 * 1024"),
    ("digest/files/file_reading.py", "BYTES_PER_PIECE = 1024 * 1024"),
    ("digest/site_checks.py", "LINKS_PER_BATCH = 20"),
    ("digest/workers/worker_selection.py", "ARTICLES_PER_PROCESS = 600"),
    ("digest/preview/generation.py", "MAX_RECENT = 4"),
    ("digest/rendering/jinja_environment.py", "cache_size=-1,"),
    ("digest/commands/mail.py", "load_details(collections.entries)"),
    ("digest/inspection.py", "load_details(entries)"),
    ("digest/pages/article_pages.py", "load_details([entry for entry in entries if entry.index.is_linked])"),
    ("digest/pages/card_pictures.py", "load_details(entries_with_links)"),
    ("digest/pages/plan_part.py", "load_details(self.entries)"),
    ("digest/pages/related_links.py", "load_details(linking_entries)"),
)
"""Lines with sizes of batches, caches and buffers, or that load in one batch: other ones change time or memory alone."""

ALTERNATIVES = frozenset({"digest/importers/clutter.py", "digest/importers/pasted_mail.py"})
"""Modules with alternative patterns, one of which must match a whole line: their order is irrelevant."""


def reason_of(path: str, old: str, new: str) -> str:
    """Return the recorded reason why this change of a line is equivalent, or ''."""
    if (path, old) in MEASURES:
        return "a measure of time and memory"
    if path in ALTERNATIVES and _is_reordered(old, new):
        return "the order of alternatives that match a whole line"
    for known in EQUIVALENT:
        if known.path == path and known.old == old and known.new in ("", new):
            return known.reason
    return ""


def _is_reordered(old: str, new: str) -> bool:
    """Return whether the lines contain the same patterns in another order."""
    patterns = sorted(old.split(" ⏎ "))
    return old != new and patterns == sorted(new.split(" ⏎ ")) and all(line.startswith(('r"', 'rf"')) for line in patterns)

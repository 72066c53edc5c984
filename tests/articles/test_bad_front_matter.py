"""Front matter that is missing, broken, hostile, or has invalid values: cases 1 to 21."""

# ruff: noqa: E501 - expected lines are not wrapped

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bad_inputs import OTHER, Case, article, case

BOMB = "a: &a [x]\n" + "".join(
    f"{new}: &{new} {{<<: [*{old}, *{old}, *{old}]}}\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

FENCES = [
    case(
        "1 no front matter",
        "Just text.\n",
        """
        1:1: E104 no front matter
          begin the file with a line of ---, then title: … and so on, then again ---
        """,
    ),
    case(
        "1 empty first line",
        "\n" + article(),
        """
        1:1: E104 the front matter does not begin with the file
          remove the empty lines or spaces before ---
        """,
    ),
    case(
        "1 space before the fence",
        " " + article(),
        """
        1:1: E104 the front matter does not begin with the file
          remove the empty lines or spaces before ---
        """,
    ),
    case(
        "1 four hyphens",
        "----\ntitle: T\n----\n",
        """
        1:1: E104 the first line is not three hyphens
          write three hyphens: --- for ----
        """,
    ),
    case(
        "2 never closed",
        "---\ntitle: T\n\nText.\n",
        """
        1:1: E104 the front matter is opened here and never closed
          end it with a line of ---
        """,
    ),
    case(
        "2 closed by four hyphens",
        "---\ntitle: T\n----\nText.\n",
        """
        1:1: E104 the front matter is opened here and never closed
          write three hyphens in line 3: --- for ----
        """,
    ),
    case(
        "2 closed by dots",
        "---\ntitle: T\ndate: 2026-01-10\ntopic: life\nsource: gazette\n...\nText.\n",
        shows="Text.",
    ),
    case(
        "2 only three hyphens",
        "---",
        """
        1:1: E104 the front matter is opened here and never closed
          end it with a line of ---
        """,
    ),
    case(
        "3 javascript",
        "---js\n{title: 'T'}\n---\n",
        """
        1:4: E104 front matter is only YAML here, not ---js
          begin the file with a line of ---
        """,
    ),
    case(
        "3 json",
        "---json\n{}\n---\n",
        """
        1:4: E104 front matter is only YAML here, not ---json
          begin the file with a line of ---
        """,
    ),
    case(
        "3 toml",
        "+++\ntitle = 'T'\n+++\n",
        """
        1:1: E104 the front matter is TOML, between lines of +++
          digest reads YAML: write --- for +++, and title: 'T' for title = 'T'
        """,
    ),
    case(
        "3 toml that begins with a table",
        "+++\n# all\n[params]\na = [1]\n+++\n",
        """
        1:1: E104 the front matter is TOML, between lines of +++
          digest reads YAML: write --- for +++, and title: "…" for title = "…"
        """,
    ),
    case(
        "3 json without a fence",
        '{\n  "title": "T"\n}\n',
        """
        1:1: E104 the front matter is JSON
          digest reads YAML: write title: "…" and so on, a line each, between two lines of ---
        """,
    ),
    case(
        "3 keys without a fence",
        "Title: T\nDate: 2026-01-10\nTags: a,\n  b\n\nText.\n",
        """
        1:1: E104 front matter without lines of --- around it, as in Pelican and MultiMarkdown
          write a line of --- above it and another below line 4
        """,
    ),
    case(
        "3 a text that begins with a word and a colon",
        "Note: this is a text.\n\nTitle: no.\n",
        """
        1:1: E104 no front matter
          begin the file with a line of ---, then title: … and so on, then again ---
        """,
    ),
    case(
        "3 a heading",
        '# A "big" year\n\nText.\n',
        """
        1:1: E104 no front matter
          begin the file with a line of ---, then title: 'A "big" year' and so on, then again ---
        """,
    ),
    case(
        "3 HTML",
        "<!DOCTYPE html>\n<title>T</title>\n",
        """
        1:1: E104 no front matter, but a page in HTML
          write its text as Markdown below front matter in YAML
        """,
    ),
    case(
        "3 semicolons",
        ";;;\n{}\n;;;\n",
        """
        1:1: E104 front matter is only YAML here, not ;;;
          begin the file with a line of ---
        """,
    ),
    case(
        "4 empty",
        "---\n---\nText.\n",
        """
        1:1: E201 date is missing
          add a line date: 2026-01-04
        1:1: E201 title is missing
          add a line title: "…"
        1:1: E201 topic is missing
          add a line topic: … (see content/topics.yml)
        1:1: W203 no source is named
          add a line source: … and source_url: https://…
        """,
    ),
    case(
        "4 only a comment",
        "---\n# nothing\n---\nText.\n",
        """
        1:1: E201 date is missing
          add a line date: 2026-01-04
        1:1: E201 title is missing
          add a line title: "…"
        1:1: E201 topic is missing
          add a line topic: … (see content/topics.yml)
        1:1: W203 no source is named
          add a line source: … and source_url: https://…
        """,
    ),
    case(
        "5 a list",
        "---\n- a\n- b\n---\n",
        """
        2:1: E104 the front matter is not key: value
          write title: … and date: …, a line each
        """,
    ),
    case(
        "5 a text",
        "---\n\n  hello\n---\n",
        """
        3:1: E104 the front matter is not key: value
          write title: … and date: …, a line each
        """,
    ),
    case(
        "14 200,000 keys",
        article("extra:\n" + "".join(f"  k{i}: v\n" for i in range(200_000))),
        """
        1:1: E106 the front matter is longer than 64 KiB
          move the text below it: below a second line of ---
        """,
    ),
    case(
        "14 a long comment",
        article(f"# {'x' * 70_000}\n"),
        """
        1:1: E106 the front matter is longer than 64 KiB
          move the text below it: below a second line of ---
        """,
    ),
    case("14 just below the limit", article(f"summary: {'x' * 65_000}\n")),
    case(
        "15 a second document",
        "---\ntitle: T\n--- more\na: b\n---\n",
        """
        3:1: E106 a second YAML document in the front matter
          keep one
        """,
    ),
    case(
        "15 text after dots",
        "---\ntitle: T\n...\na: b\n---\n",
        """
        4:1: E105 text after a line of ...
          remove that line
        """,
    ),
]

YAML = [
    case(
        "6 colon in the title",
        article(title="Foo: bar"),
        """
        2:11: E105 a second ': ' on the line
          write title: "Foo: bar"
        """,
    ),
    case(
        "6 colon at the end",
        article(title="Foo:"),
        """
        2:11: E105 a second ': ' on the line
          write title: "Foo:"
        """,
    ),
    case(
        "6 colon, and quotation marks",
        article(title='He said "no": why'),
        """
        2:20: E105 a second ': ' on the line
          write title: 'He said "no": why'
        """,
    ),
    case(
        "6 colon in a line of its own",
        article("summary: One line\n  goes on: here\n"),
        """
        7:3: E105 this line is indented more than the one above
          begin both in the same column, or put a long value in quotes
        """,
    ),
    case(
        "6 colon within braces",
        article("quote: {text: a: b}\n"),
        """
        6:16: E105 a second ': '
          put the value in quotes: key: "a: b"
        """,
    ),
    case(
        "6 no colon",
        "---\ntitle T\ndate: 2026-01-10\n---\n",
        """
        2:1: E105 a line without ': ' between key and value
          write key: value, or put two spaces before the line if it continues the value above
        """,
    ),
    case(
        "6 no space after the colon",
        "---\ntitle: T\ndate:2026-01-10\ntopic: life\n---\n",
        """
        3:1: E105 a line without ': ' between key and value
          write date: 2026-01-10
        """,
    ),
    case(
        "6 no colon in the last line",
        "---\ntitle: T\ntopic life\n---\n",
        """
        3:1: E105 a line without ': ' between key and value
          write key: value, or put two spaces before the line if it continues the value above
        """,
    ),
    case(
        "7 tab before a key",
        "---\ntitle: T\n\tdate: 2026-01-10\n---\n",
        """
        3:1: E105 a tab where spaces are needed
          indent with spaces
        """,
    ),
    case(
        "7 tab in a list",
        "---\ntitle: T\ntags:\n\t- a\n---\n",
        """
        4:1: E105 a tab where spaces are needed
          indent with spaces
        """,
    ),
    case(
        "7 tab in a mapping",
        "---\ntitle: T\nsource:\n\tname: gazette\n---\n",
        """
        4:1: E105 a tab where spaces are needed
          indent with spaces
        """,
    ),
    case("7 tab after the colon", article(title="\tT"), shows="<h1>T</h1>"),
    case(
        "7 indented too much",
        "---\ntitle: T\n  date: 2026-01-10\n---\n",
        """
        3:3: E105 this line is indented more than the one above
          begin both in the same column, or put a long value in quotes
        """,
    ),
    case(
        "7 indented too little",
        "---\n  title: T\ndate: 2026-01-10\n---\n",
        """
        3:1: E105 this line is indented less than the first one
          begin every key in the same column
        """,
    ),
    case(
        "7 indented differently",
        "---\nsource:\n  name: x\n url: y\n---\n",
        """
        4:2: E105 this line does not fit the lines above
          check the indentation, and the quotation marks above
        """,
    ),
    case(
        "7 no hyphen in a list",
        "---\ntags:\n  - a\n  b\n---\n",
        """
        4:3: E105 a line without ': ' between key and value
          write key: value
        """,
    ),
    case(
        "8 open double quote",
        article(title='"open'),
        """
        2:8: E105 the quotation mark is never closed
          close the quotation mark
        """,
    ),
    case(
        "8 open single quote",
        article(title="'open"),
        """
        2:8: E105 the quotation mark is never closed
          close the quotation mark
        """,
    ),
    case(
        "8 open, and closed by the next one",
        article("tags: [\"a\", 'b']\n", title='"open'),
        """
        2:8: E105 the quotation mark is never closed
          close the quotation mark
        """,
    ),
    case(
        "8 open, and closed by an apostrophe",
        article("summary: It's\n", title="'open"),
        """
        2:8: E105 the quotation mark is never closed
          close the quotation mark
        """,
    ),
    case(
        "8 text after the quotes",
        article(title='"a" b'),
        """
        2:12: E105 more text after the closing quotation mark
          put quotation marks of the other kind around the whole value
        """,
    ),
    case(
        "8 apostrophe within quotes",
        article(title="'it's'"),
        """
        2:12: E105 more text after the closing quotation mark
          put quotation marks of the other kind around the whole value
        """,
    ),
    case(
        "8 quotes within quotes",
        article(title='"He said "no" to it"'),
        """
        2:18: E105 more text after the closing quotation mark
          put quotation marks of the other kind around the whole value
        """,
    ),
    case(
        "8 backslash within quotes",
        article(title='"C:\\path"'),
        r"""
        2:11: E105 a backslash that means nothing in double quotes
          use single quotes, or write \\
        """,
    ),
    case("8 an apostrophe", article(title="It's"), shows="<h1>It&#39;s</h1>"),
    case(
        "9 at",
        article(title="@name"),
        """
        2:8: E105 a text may not begin with @
          write title: "@name"
        """,
    ),
    case(
        "9 percent",
        article(title="%a of b"),
        """
        2:8: E105 a text may not begin with %
          write title: "%a of b"
        """,
    ),
    case(
        "9 backtick",
        article(title="`code`"),
        """
        2:8: E105 a text may not begin with `
          write title: "`code`"
        """,
    ),
    case(
        "9 asterisk",
        article(title="*bold*"),
        """
        2:8: E105 a text may not begin with *
          write title: "*bold*"
        """,
    ),
    case(
        "9 asterisk and space",
        article(title="* a"),
        """
        2:8: E105 a text may not begin with *
          write title: "* a"
        """,
    ),
    case(
        "9 ampersand",
        article(title="&name"),
        """
        2:8: E106 a text may not begin with & (a YAML anchor)
          put the value in quotes: key: "&…"
        """,
    ),
    case(
        "9 exclamation mark",
        article(title="!name"),
        """
        2:8: E106 a text may not begin with ! (a YAML tag)
          put the value in quotes: key: "!…"
        """,
    ),
    case(
        "9 exclamation mark and quotes",
        article(title="! 'A text'"),
        """
        2:8: E106 a ! before the value (a YAML tag)
          drop the !: write 'A text'
        """,
    ),
    case(
        "9 exclamation mark and a space",
        article(title="! [a, b]"),
        """
        2:8: E106 a ! before the value (a YAML tag)
          drop the !
        """,
    ),
    case(
        "9 bar",
        article(title="|name"),
        """
        2:8: E105 a text may not begin with |
          write title: "|name"
        """,
    ),
    case(
        "9 angle",
        article(title="> a"),
        """
        2:8: E105 a text may not begin with >
          write title: "> a"
        """,
    ),
    case(
        "9 hyphen and space",
        article(title="- a"),
        """
        2:8: E105 a text may not begin with -
          write title: "- a"
        """,
    ),
    case(
        "9 comma",
        article(title=", a"),
        """
        2:8: E105 a text may not begin with ,
          write title: ", a"
        """,
    ),
    case(
        "9 closing bracket",
        article(title="]a"),
        """
        2:8: E105 a text may not begin with ]
          write title: "]a"
        """,
    ),
    case(
        "9 hash",
        article(title="#MeToo turns ten"),
        """
        2:7: E201 title is empty
          write title: "…"
        2:8: W103 everything from # on is a comment: there is no value
          write title: "#MeToo turns ten", or the comment on a line of its own
        """,
    ),
    case(
        "9 a key",
        "---\n@title: T\n---\n",
        """
        2:1: E105 a text may not begin with @
          put the value in quotes: key: "…"
        """,
    ),
    case(
        "9 a percent key",
        "---\n%title: T\n---\n",
        """
        2:1: E105 a text may not begin with %
          put the value in quotes: key: "…"
        """,
    ),
    case("9 question mark, colon and hyphen", article(title=":?-a"), shows="<h1>:?-a</h1>"),
    case(
        "9 open list",
        article(title="[a"),
        """
        2:8: E105 the list is never closed
          close it with ]
        """,
    ),
    case(
        "9 open mapping",
        article("quote: {text: a\n"),
        """
        6:8: E105 the mapping is never closed
          close it with }
        """,
    ),
    case(
        "9 colon in a list",
        article("tags: [a:[b]]\n"),
        """
        6:9: E105 a colon without a space after it, within [ ] or { }
          put the value in quotes
        """,
    ),
    case(
        "13 an unknown tag",
        article(title="!e!x y"),
        """
        2:8: E105 a text may not begin with !
          write title: "!e!x y"
        """,
    ),
    case(
        "9 list without a comma",
        article('tags: ["a" "b"]\n'),
        """
        6:12: E105 a comma is missing
          write a comma between two entries, and ] after the last one
        """,
    ),
    case(
        "9 list with two commas",
        article("tags: [a, , b]\n"),
        """
        6:11: E105 a text may not begin with ,
          put the value in quotes: key: "…"
        """,
    ),
    case(
        "9 text after a list",
        article(title="[a] b"),
        """
        2:12: E105 more text after the closing ]
          put the whole value in quotes
        """,
    ),
    case(
        "10 title twice",
        article("title: again\n"),
        """
        6:1: E107 title is repeated (first in line 2)
          remove one
        """,
    ),
    case(
        "10 three keys twice",
        article("title: again\ndate: 2026-01-11\ntitle: more\n"),
        """
        6:1: E107 title is repeated (first in line 2)
          remove one
        7:1: E107 date is repeated (first in line 3)
          remove one
        8:1: E107 title is repeated (first in line 2)
          remove one
        """,
    ),
    case(
        "10 in two spellings",
        article("topics: [life]\n"),
        """
        6:1: N202 topics has the same value as topic
          remove one
        """,
        code=0,
    ),
    case(
        "10 in another program's spelling",
        article("author: x\nauthors: [y]\n"),
        """
        6:1: W212 author is ignored, because authors is given too
          remove one
        """,
        code=0,
    ),
    case(
        "10 in two spellings of others",
        article("description: One.\nexcerpt: Two.\nkeywords: a, b\ntag: [a, b]\n"),
        """
        6:1: N201 description is read as summary
          write summary
        7:1: W212 excerpt is ignored, because description is given too
          remove one
        8:1: N202 keywords has the same value as tag
          remove one
        """,
        code=0,
    ),
    case(
        "10 the first of two spellings is empty",
        article("description:\nexcerpt: Two.\n"),
        """
        6:1: N201 description is read as summary
          write summary
        7:1: N201 excerpt is read as summary
          write summary
        """,
        code=0,
    ),
    case(
        "10 keys of other programs without meaning",
        article("type: Post\nlayout: single\n"),
        """
        6:1: N203 type: Post is ignored
          it has no meaning here: remove it
        7:1: N203 layout: single is ignored
          it has no meaning here: remove it
        """,
        code=0,
    ),
    case(
        "10 a kind under another program's key",
        article("type: brief\n"),
        """
        6:1: N201 type is read as kind
          write kind
        """,
        code=0,
    ),
    case(
        "10 a language in another form",
        article("lang: zh_cn\n"),
        """
        6:7: N204 lang: zh_cn is read as zh-CN
          write zh-CN
        """,
        code=0,
    ),
    case(
        "10 within a mapping",
        article(source="{name: a, name: b}"),
        """
        5:19: E107 name is repeated (first in line 5)
          remove one
        """,
    ),
    case(
        "11 merge bomb",
        article(BOMB),
        """
        6:4: E106 a text may not begin with & (a YAML anchor)
          put the value in quotes: key: "&…"
        """,
    ),
    case(
        "11 anchor",
        article("extra: &x {a: b}\n"),
        """
        6:8: E106 a text may not begin with & (a YAML anchor)
          put the value in quotes: key: "&…"
        """,
    ),
    case(
        "11 alias",
        article("extra: *x\n"),
        """
        6:8: E106 a text may not begin with * (a YAML alias)
          put the value in quotes: key: "*…"
        """,
    ),
    case(
        "11 merge key",
        article("extra: {<<: {a: b}}\n"),
        """
        6:9: E106 merge keys (<<) are not supported
          write the keys out
        """,
    ),
    case(
        "12 1,000,000 brackets",
        article(title="[" * 1_000_000),
        """
        1:1: E106 the front matter is longer than 64 KiB
          move the text below it: below a second line of ---
        """,
    ),
    case(
        "12 60,000 brackets",
        article(title="[" * 60_000),
        """
        2:1007: E106 nested more than 16 deep
          simplify it
        """,
    ),
    case(
        "12 braces",
        article(title="{a: " * 10_000),
        """
        2:68: E106 nested more than 16 deep
          simplify it
        """,
    ),
    case(
        "12 lists in lists",
        article("".join(f"{'  ' * i}x:\n" for i in range(50))),
        """
        22:33: E106 nested more than 16 deep
          simplify it
        """,
    ),
    case(
        "13 python object",
        article(title="!!python/object/apply:os.system ['true']"),
        """
        2:8: E106 !!python/object/apply:os.system before the value (a YAML tag)
          drop !!python/object/apply:os.system
        """,
    ),
    case(
        "13 binary",
        article(title="!!binary aGk="),
        """
        2:8: E106 !!binary before the value (a YAML tag)
          drop !!binary
        """,
    ),
    case(
        "13 a known tag",
        article(title="!!str x"),
        """
        2:8: E106 !!str before the value (a YAML tag)
          drop !!str
        """,
    ),
    case(
        "21 half a surrogate pair",
        article(title='"\\ud800"'),
        """
        2:11: E105 an escape that is not a character
          write the character itself; for a backslash use single quotes, or write \\\\
        """,
    ),
    case(
        "21 beyond Unicode",
        article(title='"\\U00110000"'),
        """
        2:11: E105 an escape that is not a character
          write the character itself; for a backslash use single quotes, or write \\\\
        """,
    ),
    case(
        "21 escaped NUL",
        article(title='"a\\0b"'),
        """
        2:8: E105 an escape for U+0000, a character that is not allowed on a page
          remove the escape
        """,
    ),
    case(
        "21 escaped ESC",
        article(title='"a\\eb"'),
        """
        2:8: E105 an escape for U+001B, a character that is not allowed on a page
          remove the escape
        """,
    ),
    case(
        "21 too few digits",
        article(title='"\\u12"'),
        """
        2:11: E105 an escape that is not a character
          write the character itself; for a backslash use single quotes, or write \\\\
        """,
    ),
    case(
        "a list as key",
        "---\n[a]: b\n---\n",
        """
        2:1: E106 a key must be text
          write key: value
        """,
    ),
]

VALUES = [
    case(
        "16 title null",
        article(title="null"),
        """
        2:8: E201 title is empty
          write title: "…"
        """,
    ),
    case(
        "16 title empty",
        article(title='""'),
        """
        2:8: E201 title is empty
          write title: "…"
        """,
    ),
    case(
        "16 title spaces",
        article(title="'   '"),
        """
        2:8: E201 title is empty
          write title: "…"
        """,
    ),
    case(
        "16 title mapping",
        article(title="{a: b}"),
        """
        2:8: E202 title must be text
          write title: "…"
        """,
    ),
    case(
        "16 title list",
        article(title="[x]"),
        """
        2:8: E202 title must be text
          write title: x
        """,
    ),
    case(
        "16 no title",
        article(title=None),
        """
        1:1: E201 title is missing
          add a line title: "…"
        """,
    ),
    *(
        case(f"17 {text} is text", article(f"tags: ['{text}']\n", title=text), shows=f"<h1>{text}</h1>")
        for text in ("no", "on", "0123", "12:30", "1e3", "true", "NO", "0x1F", "1_000", "2026-01-10")
    ),
    case("17 equals sign", article(title="="), shows="<h1>=</h1>"),
    case(
        "17 topic no",
        article(topic="no"),
        """
        4:8: E205 unknown topic no
          the topics of content/topics.yml are: life, science
        """,
    ),
    case(
        "18 tagz",
        article("tagz: [a]\n"),
        """
        6:1: W201 unknown key tagz
          did you mean tags?
        """,
    ),
    case(
        "18 capitals",
        article("TITLE: x\n"),
        """
        6:1: W212 TITLE is ignored, because title is given too
          remove one
        """,
    ),
    case(
        "18 a custom key",
        article("mood: 1\n"),
        """
        6:1: W201 unknown key mood
          did you mean mode?
        """,
    ),
    case(
        "18 within source",
        article(source="{nmae: x, link: https://example.org/}"),
        """
        5:10: W201 unknown key of source: nmae
          did you mean name?
        5:19: N201 link is read as url
          write url
        """,
    ),
    case(
        "18 another program's key",
        article("categories: [life]\n", topic=None),
        """
        5:1: N201 categories is read as topics
          write topics
        """,
    ),
    case(
        "19 a near topic",
        article(topic="lief"),
        """
        4:8: E205 unknown topic lief
          did you mean life?
        """,
    ),
    case(
        "19 a topic with a capital",
        article(topic="Life"),
        """
        4:8: E205 unknown topic Life
          did you mean life?
        """,
    ),
    case(
        "19 an unknown topic",
        article(topic="[life, zzz]"),
        """
        4:15: E205 unknown topic zzz
          the topics of content/topics.yml are: life, science
        """,
    ),
    case(
        "19 two unknown topics",
        article(topic="xxx, zzz"),
        """
        4:8: E205 unknown topic xxx
          the topics of content/topics.yml are: life, science
        4:13: E205 unknown topic zzz
          the topics of content/topics.yml are: life, science
        """,
    ),
    case(
        "19 no topic",
        article(topic=None),
        """
        1:1: E201 topic is missing
          add a line topic: … (see content/topics.yml)
        """,
    ),
    case(
        "19 topic empty",
        article(topic="''"),
        """
        4:8: E201 topic is empty
          write topic: … (see content/topics.yml)
        """,
    ),
    case(
        "19 topics an empty list",
        article("topics: []\n", topic=None),
        """
        5:9: E201 topics is empty
          write topic: … (see content/topics.yml)
        """,
    ),
    case(
        "19 topic a mapping",
        article(topic="{a: b}"),
        """
        4:8: E202 topic must be a list of texts
          write topic: [one, two]
        """,
    ),
    case("20 tags with a comma", article("tags: a, b\n"), shows=('"/d/tags/a/"', '"/d/tags/b/"')),
    case("20 a number as tag", article("tags: 5\n"), shows='"/d/tags/5/"'),
    case("20 no tags", article("tags: []\n")),
    case("20 tags null", article("tags:\n")),
    case("20 as many tags as may be", article(f"tags: [{', '.join(f't{i}' for i in range(100))}]\n"), shows='"/d/tags/t99/"'),
    case(
        "20 500 tags",
        article(f"tags: [{', '.join(f't{i}' for i in range(500))}]\n"),
        """
        6:7: E207 tags has 500 values, at most 100
          remove some
        """,
    ),
    case(
        "20 lists in tags",
        article("tags: [a, [b, c]]\n"),
        """
        6:11: E202 tags must be a list of texts
          one text an entry, none empty
        """,
    ),
    case(
        "20 an empty tag",
        article("tags: [a, '', b, '']\n"),
        """
        6:11: E202 tags must be a list of texts
          one text an entry, none empty
        6:18: E202 tags must be a list of texts
          one text an entry, none empty
        """,
    ),
    case(
        "20 tags a mapping",
        article("tags: {a: b}\n"),
        """
        6:7: E202 tags must be a list of texts
          write tags: [one, two]
        """,
    ),
    case(
        "source without a name",
        article(source="{title: x}"),
        """
        5:9: E202 source needs a name or a url
          add name: … or url: https://…
        """,
    ),
    case(
        "source with an empty url",
        article(source="{url: , title: x}"),
        """
        5:9: E202 source needs a name or a url
          add name: … or url: https://…
        """,
    ),
    case(
        "source empty",
        article(source=""),
        """
        1:1: W203 no source is named
          add a line source: … and source_url: https://…
        """,
    ),
    case(
        "source with half an address",
        article(source="{url: 'https://['}"),
        """
        5:15: E202 url must be a web address
          write one that begins with https:// or http://
        """,
    ),
    case(
        "source_url of another scheme",
        article("source_url: ftp://example.org/\n", source=None),
        """
        5:13: E202 source_url must be a web address
          write one that begins with https:// or http://
        """,
    ),
    case(
        "source with two urls",
        article("source_url: https://a.example/\n", source="{url: https://b.example/}"),
        """
        6:13: E107 the source has two urls
          keep url in source, or source_url
        """,
    ),
    case(
        "no source",
        article(source=None),
        """
        1:1: W203 no source is named
          add a line source: … and source_url: https://…
        """,
    ),
    case(
        "correction without a date",
        article("corrections: [{date: , text: x}, {date: 2026-01-01}]\n"),
        """
        6:22: E202 corrections needs date
          add date: …
        6:34: E202 corrections needs text
          add text: …
        """,
    ),
    case(
        "quote without text",
        article("quote: {by: x}\n"),
        """
        6:8: E202 quote needs text
          add text: …
        """,
    ),
    case(
        "words that are not in the list",
        article("kind: artikel\nmode: ful\ndraft: maybe\nweight: 1e3\nlang: english\n"),
        """
        6:7: E202 kind must be one of article, brief, link, quote
          did you mean article?
        7:7: E202 mode must be one of link, excerpt, full
          did you mean full?
        8:8: E202 draft must be true or false
        9:9: E202 weight must be a whole number from -1000 to 1000
        10:7: E202 lang must be a language tag
          did you mean en?
        """,
    ),
    case(
        "aliases that lead out",
        article("aliases: [x, /../y/, /]\n"),
        """
        6:11: E202 x is not a path of this site: it does not begin with /
          for example /2025/old-name/
        6:14: E202 /../y/ is not a path of this site: ../y/index.html begins with a dot, and dot-files in the output folder are not digest's
          for example /2025/old-name/
        6:22: E202 / is not a path of this site: it is the front page
          for example /2025/old-name/
        """,
    ),
    case(
        "extra that is no mapping",
        article("extra: x\n"),
        """
        6:8: E202 extra must be a mapping
          write extra: and below it, indented, key: value
        """,
    ),
]

MANY = [
    case(
        "all faults of all files",
        {
            "content/2026/01/a.md": article(title="Foo: bar"),
            "content/2026/01/b.md": article("tagz: x\nkind: foo\n", date="2026-02-30", topic="zzz"),
            "content/2026/01/c.md": "No front matter.\n",
            "content/2026/01/d.md": article(body="[a](a.md) [gone](gone.md)\n"),
            OTHER: article("slug: good\n"),
        },
        """
        content/2026/01/a.md:2:11: E105 a second ': ' on the line
          write title: "Foo: bar"
        content/2026/01/b.md:3:7: E203 date: there is no day 2026-02-30
          check month and day
        content/2026/01/b.md:4:8: E205 unknown topic zzz
          the topics of content/topics.yml are: life, science
        content/2026/01/b.md:6:1: W201 unknown key tagz
          did you mean tags?
        content/2026/01/b.md:7:7: E202 kind must be one of article, brief, link, quote
        content/2026/01/c.md:1:1: E104 no front matter
          begin the file with a line of ---, then title: … and so on, then again ---
        content/2026/01/d.md:7:18: E301 there is no file content/2026/01/gone.md
          a link to an article names its file: [text](other.md)
        content/2026/01/other.md:1:1: E401 content/2026/01/good.md and content/2026/01/other.md both become 2026/01/10/good/index.html
          rename one, or give it a slug of its own
        """,
    ),
    case(
        "strict",
        article("tagz: [a]\n"),
        """
        6:1: W201 unknown key tagz
          did you mean tags?
        """,
        "--strict",
        code=1,
    ),
    case(
        "strict, and only a note",
        article("categories: [life]\n", topic=None),
        """
        5:1: N201 categories is read as topics
          write topics
        """,
        "--strict",
    ),
    case(
        "strict, and an error too",
        article("tagz: [a]\nkind: foo\n"),
        """
        6:1: W201 unknown key tagz
          did you mean tags?
        7:7: E202 kind must be one of article, brief, link, quote
        """,
        "--strict",
    ),
    case("quiet", article("tagz: [a]\n"), "", "--quiet"),
    case(
        "21 warnings of one kind",
        article("".join(f"z{i:02}: x\n" for i in range(21))),
        "\n".join(f"{6 + i}:1: W201 unknown key z{i:02}\n  put your own keys under extra:" for i in range(20))
        + "\nW201: 1 more like these; -v shows them",
    ),
    case(
        "a draft lacks all",
        article("draft: true\n", title=None, date=None, topic=None, source=None),
        """
        1:1: W203 no source is named
          add a line source: … and source_url: https://…
        1:1: W204 date is missing
          add a line date: 2026-01-04
        1:1: W204 title is missing
          add a line title: "…"
        1:1: W204 topic is missing
          add a line topic: … (see content/topics.yml)
        """,
    ),
    case(
        "a draft with empty fields",
        article("draft: true\n", title="", date="", topic="''"),
        """
        2:7: W204 title is empty
          write title: "…"
        3:6: W204 date is empty
          write date: 2026-01-04
        4:8: W204 topic is empty
          write topic: … (see content/topics.yml)
        """,
    ),
    case(
        "a draft lacks its title, strict",
        article("draft: true\n", title=None),
        """
        1:1: W204 title is missing
          add a line title: "…"
        """,
        "--strict",
        code=1,
    ),
    case(
        "a draft with a wrong date",
        article("draft: true\n", date="soon"),
        """
        3:7: E203 date: 'soon' is not a date
          for example 2026-01-04 or 2026-01-04T23:26:00+09:00
        """,
    ),
    case(
        "a draft with an unknown topic",
        article("draft: true\n", topic="zzz"),
        """
        4:8: E205 unknown topic zzz
          the topics of content/topics.yml are: life, science
        """,
    ),
]


@pytest.mark.parametrize("case", [*FENCES, *YAML, *VALUES, *MANY], ids=lambda case: case.name)
def test_front_matter(case: Case, check: Callable[[Case], None]):
    check(case)


def test_a_correction_without_a_date_is_an_error(check: Callable[[Case], None]):
    report = """
        6:15: E202 corrections needs date
          write {date: …, text: …}
    """
    check(case("corrections", article("corrections: [a text]\n"), report))

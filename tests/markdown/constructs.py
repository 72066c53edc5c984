"""The pieces of generated texts: words of several scripts, and pieces of every construct of the dialect, valid and broken."""

from __future__ import annotations

# fmt: off
SCRIPTS = {
    "latin": (
        "a", "word", "two words", "Prices rose", "I'm", "don't", "the dogs'", "'90s", "2024", "1", "3.5", "A.", "x_y", "e.g.",
        "10%", "é",
              "straße", "naïve", "U.S.", "km/h", "9~10", "C++", "#1", "$5", "a@b", "x=1", "(see", "end)", "No.", "ok?", "so!",
              "a, b;", "x:y"),
    "cyrillic": ("слово", "Цены выросли", "й", "СССР", "№ 5", "«кот»", "в 2024 г."),
    "arabic": ("شيء", "ارتفعت الأسعار", "؟", "٢٠٢٤", "עברית"),
    "chinese": ("漢字", "字", "今日は", "カナ", "「字」", "（字）", "。", "、", "！", "价格上涨", "“字”", "２０２４年"),
    "korean": ("한국", "가격이 올랐다", "9~10시", "가나다", "「나」"),
    "others": (
        "😀", "👩‍💻", "✅", "ⅷ", "ß", "ﬁ", "Ω", "ตัว", "नमस्ते", "e\u0301x", "→", "•", "™", "½", "☃\ufe0f", "〇", "𝒳", "\U0001fae8"),
}
"""Words by script; most texts use one or two scripts."""

MARKS = (
    *"*_`~[]()!^<>&#\"'|\\:-+=.,;?/{}$%@", "**", "__", "***", "~~", "~~~", "``", "```", "--", "---", "...", "....", "(c)", "(tm)",
    "+-", "!!!!",
    "\u00a0", "\u3000", "\u2003", "\u200b", "\u2028", "\ufe00", "“", "”", "‘", "’", "…", "—", "–", "«", "»", "€", "  ", "   ", "\t",
    "\\*", "\\_", "\\[", "\\]", "\\(", "\\\\", "\\`", "\\&", "\\<", "\\>", "\\|", "\\#", "\\!", "\\a", "\\\"", "\\'", "\\:",
    "\\{", "\\~",
)
"""Single marks, whose meaning depends on what is beside them."""

ENTITIES = (
    "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&nbsp;", "&copy;", "&copy", "&AMP;", "&ngE;", "&hellip;", "&mdash;", "&ldquo;",
    "&zwj;",
    "&#42;", "&#x2A;", "&#X2a;", "&#35;", "&#0;", "&#1;", "&#x80;", "&#xD800;", "&#65534;", "&#1114112;", "&#12345678;",
    "&#x1234567;", "&#32;",
    "&#9;", "&#10;", "&#160;", "&#;", "&#x;", "&;", "&nosuch;", "&a b;", "& ", "&&amp;", "&#58;", "&colon;", "&lbrack;", "&#124;",
    "&vert;",
)

LABELS = (
    "r", "R", "r s", "r\ns", "R  S", "1", "Ä", "ä", "ẞ", "ss", "字", "*r*", "r\\]", "r]", "`r`", "!r", "^1", "^n", "x", "тест",
    "ТЕСТ", " r ", "")
"""Labels of references; definitions use most of them too."""

DESTINATIONS = (
    "b.md", "/b", "../b.md#c", "#c", "?q=1", "", "<>", "<b c>", "<b\\>c>", "<b", "b(c)d", "b(c", "b)c", "b\\)c", "b\\(c",
    "b&amp;c", "b&copy;c",
    "b%20c", "b%zz", "b\\_c", "b*c*", "b_c_d", "`b`", "ü", "字", "b\"c", "b'c", "<b&lt;>", "b\\", "b&#0;", "b&#32;c",
    "//c.example/",
    "https://a.example/", "https://a.example/x_y_z?a=1&b=2#c", "http://A.Example", "https://a.example/%C3%BC",
    "https://ü.example/ü", "HTTPS://a.example",
    "https://a.example:80/(x)", "https://a.example/*b*", "https://a.example/[b]", "mailto:a@b.example", "javascript:x", "ftp:b",
    "data:x", "tel:1",
    "vbscript:x", "{{ b }}", "{{b}}", "{% b %}", "b.png", "\u00a0", "b\u00a0c", "a:b", "xn--a", "https://xn--4ca.example",
    "https://a.example/?q=字",
)

TITLES = (
    "", "", "", "", ' "t"', " 't'", " (t)", ' "t t"', ' "t\\"t"', ' "t&quot;t"', ' "t\nt"', "\n't'", ' "*t*"', ' "t', " t", ' ""',
    ' "a"b', '\t"t"',
    ' "&#0;"', ' "t\n\nt"', ' "字"', " (t(t)", ' "\\t"', ' "t"  ', ' "<b>"',
)

ADDRESSES = (
    "https://a.example", "https://a.example/b?c=1&d=2#e", "http://a.example.", "https://a.example/(b)", "https://a.example/b)",
    "www.a.example", "www.a.example/b_c_d",
    "a@b.example", "mailto:a@b.example", "https://a.example/*b*", "https://a.example/b**", "https://a.example/b~~",
    "https://a.example\"", "https://a.example'",
    "https://a.example/字", "https://a.example字", "xmpp:a@b.example", "ftp://a.example", "https://", "www.", "https://a_b.example",
    "https://a.example/&amp;",
    "https://a.example/&copy;", "https://a.example/a--b", "https://a.example/[b]", "https://a.example:80", "HTTPS://A.EXAMPLE",
    "(www.a.example)", "a.b@c-d.example.",
    "https://a.example/b\\_c", "https://a.example/`b`", "https://a.example|", "https://a.example/…", "http://localhost",
    "https://a.example/<b>", "@b.example", "a@b",
    "https://[::1]/", "https://ü.example/ü", "https://a.example/%zz", "://", "http:/a", "a://b.example",
)
"""Addresses without brackets, and similar texts."""

ANGLES = (
    "<https://a.example/>", "<https://a.example/b c>", "<http://字.example>", "<https://a.example/%20%zz>", "<a@b.example>",
    "<mailto:a@b.example>", "<a+b:c>", "<x:>",
    "<javascript:x>", "<https://a.example/\\*b>", "<https://a.example/*b*>", "<a@b>", "<ftp:b>", "<HTTPS://A.EXAMPLE>",
    "<https://a.example/&amp;>", "<a.b@c>", "<b.md>",
)

TAGS = (
    "<b>", "</b>", "<b >", "<i class='x'>", "<i class=\"x\" >", "<i a=b>", "<br>", "<br/>", "<br />", "<BR>", "<a href='b.md'>",
    "<a href=\"https://a.example/\">", "</a>", "<a>",
    "<span lang=ko>", "</span>", "<b\n>", "<b a='x\ny'>", "<img src=b.png alt=x>", "<img src='b.png'>", "<b a>", "<b a=`>",
    "<b a='x>", "<1>", "< b>", "</ b>", "<b:c>", "<b-c>",
    "<!-- c -->", "<!-->", "<!--->", "<!-- a -- b -->", "<!-- c", "-->", "<!--c-->", "<!----->", "<?php x ?>", "<?x",
    "<!DOCTYPE x>", "<!x>", "<![CDATA[ x ]]>", "<![CDATA[]>",
    "<script>", "</script>", "<style>", "<input type=checkbox>", "<input>", "<section>", "<sup>1</sup>", "<kbd>`</kbd>",
    "<b>*x*</b>", "<a href=javascript:x>", "<xyz>", "<\n",
)

BLOCK_HTML = (
    "<div>", "</div>", "<div", "<div class=\"x\"\n>", "<div>*a*</div>", "<p>", "<p>*a*</p>", "</p>", "<table>", "<table><tr><td>",
    "</td></tr></table>", "<hr>", "<h2>a</h2>", "<details>",
    "<summary>a</summary>", "</details>", "<pre>", "</pre>", "<pre>*a*</pre>", "<script>", "</script>", "<script>a</script> *b*",
    "<style>", "</style>", "<textarea>", "</textarea>",
    "<!--", "-->", "<!-- a -->", "<!-- a --> *b*", "<!-- a\n\nb -->", "<?php", "?>", "<!X", "<![CDATA[", "]]>", "<b>", "<b> x",
    "</b>", "<b>*x*", "<a href=\"b.md\">", "<del>", "<iframe src=x>",
    "<figure>", "<img src=\"b.png\">", "<br>", "<center>", "<blockquote>", "</blockquote>", "<ul>\n<li>a", "</ul>", "<Div>",
    "<xyz>", "<x-y>", "<SCRIPT>", "<div/>", "<br/>x", "<a\nb>",
)

BRACES = (
    "{.b}", "{#b}", "{#b .c}", "{: .b}", "{:.b}", "{: #b title=\"t\"}", "{: lang=ko style=x}", "{:", "{}", "{: }", "{:a}", "{.b",
    "{ #b }", "{.b}{.c}", "{:width=\"5\"}", "{:toc}")
"""Attributes, and similar texts."""

TEMPLATES = (
    "{{ a }}", "{{a}}", "{% b %}", "{{< c >}}", "{{% d %}}", "[toc]", "[[TOC]]", "{:toc}", "{{", "}}", "{%", "$x$", "$$",
    ":smile:", "==x==", "H~2~O", "x^2^", "[[a]]", "[[a|b]]")
"""Markup that other programs replace; here it is text."""

LANGUAGES = (
    "", "", "", "python", "py", "js", "json", "text", "c++", "PYTHON", "nosuch", " python", "python x", "{.python}", "html", "sh",
    "py&amp;", "\\*", "字", "diff", "`", "~", "&#0;", "a\tb")

CODE = (
    "x = 1", "def f():", "    return 'a'", "\tx", "<b>", "&amp;", "", "  ", "*a*", "```", "~~~", "`", "> a", "- a", "{\"a\": 1}",
    "# a", "字", "\\", "<!--", "let x;  ", "|a|b|", "[r]: b")
# fmt: on

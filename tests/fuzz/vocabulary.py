"""The tokens of the fuzzers: special to YAML, Markdown, HTML, addresses, dates, paths and Unicode."""

# ruff: noqa: E501 - a line holds what belongs together

from __future__ import annotations

PLAIN = (
    "a", "of", "the", "harbour", "council", "reopened", "Sunday", "2026", "42", "won't", "“quoted”", "C++", "AT&T", "x",
    "한국 경제", "서울에서", "日本語", "Ünïcödé", "العربية", "עברית", "a word", "x" * 60, "Q&A;", "100 % <of> it",
)  # fmt: skip

UNICODE = (
    "\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\u200e", "\u00ad", "\u2060", "\ufeff", "\u2028", "\u2029", "\u0085",
    "\u00a0", "\u3000", "\ufffd", "\ufffe", "\U0001fffe", "\U0010ffff", "\ufdd0", "\x01", "\x07", "\x0b", "\x0c", "\x1b[2J",
    "\x1f", "\x7f", "\x9b31m", "e\u0301", "e" + "\u0301" * 40, "\u0301", "\u0338", "<\u0338", ">\u0338", "=\u0338", "\u1112\u1161\u11ab",
    "가", "ㄱ", "ﷺ", "ﬁ", "ß", "İ", "ı", "ſ", "K", "Å", "😀", "👩\u200d👩\u200d👧", "🇰🇷", "𝒳", "＜script＞", "ʼ", "＂", "：", "／", "．．",
)  # fmt: skip

YAML = (
    ":", ": ", " #", "# c", "- ", "? ", "|", ">", "|-", "|\n  x", ">\n  x", "&a ", "*a", "!x ", "!!python/object/apply:os.system ",
    "!!str ", "<<", "<<: *a", "[", "]", "{", "}", "[]", "{}", ",", "%YAML 1.2", "---", "...", "@", "`", "'", '"', "''", '"x"',
    "~", "null", "no", "yes", "true", "0123", "12:30", "1e3", "=", ".inf", "0x_", "\t", "\n", "\n  ", "\n\n", "\r", "\r\n",
    r'"\ud800"', r'"\U00110000"', r'"\x07"', r'"\e[31m"', r'"\u202e"', r'"\0"', r'"\N"', r'"\L"', r'"\_"', "a: b: c", "\ufeff", "key: value",
)  # fmt: skip

SCRIPTS = (
    "alert(1)", "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>", "<img/src=`x`onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>", "<math><mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>", "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<form action=javascript:alert(1)><button>x</button>",
    "<input onfocus=alert(1) autofocus>", "<input type=password name=p>", "<input type=image src=javascript:alert(1)>",
    "<button formaction=javascript:alert(1)>x</button>", "<a href='javascript:alert(1)'>x</a>", "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>", "<a href=' \x01javascript:alert(1)'>x</a>", "<a href='data:text/html,<script>'>x</a>",
    "<a href='vbscript:x'>x</a>", "<a onclick=alert(1) href=#>x</a>", "<base href=javascript:/>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import '//evil.example';</style>", "<b style='x:expression(alert(1))'>x</b>",
    "<div style=background:url(javascript:alert(1))>x</div>", "<table background=javascript:alert(1)><tr><td>x</table>", "<body onload=alert(1)>",
    "<details ontoggle=alert(1) open>x</details>", "<video><source onerror=alert(1)></video>", "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>", "<isindex action=javascript:alert(1)>", "<textarea>", "</textarea>", "<title>", "</title>", "<xmp>", "<plaintext>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<template><img src=x onerror=alert(1)></template>", "<select><option>", "<frameset onload=alert(1)>",
    "<q cite='javascript:alert(1)'>x</q>", "<blockquote cite=javascript:alert(1)>x</blockquote>", "<del cite='data:x'>x</del>", "<area href=javascript:alert(1)>",
    "<p id=x class=masthead lang=ko dir=rtl>x</p>", "<a name=n href=#n rel=opener target=_blank>x</a>", "<details><summary>s</summary>x</details>", "<div tabindex=0>x</div>",
    "<a href=\"/x\" title='href=\"javascript:alert(1)\"'>x</a>", "<img alt='src=\"x' src='pic.png'>", "<b title=\"><script>alert(1)</script>\">x</b>",
    "<a href='other.md#\" onclick=\"alert(1)'>x</a>", "<a href=\"other.md?&quot;><script>alert(1)</script>\">x</a>", "<img alt=x src='pic.png#\" onerror=\"alert(1)'>",
    "<!--", "-->", "<!-- c -->", "<!--><script>alert(1)</script>-->", "--!><img src=x onerror=alert(1)>", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "<?php x ?>", "<!DOCTYPE x [<!ENTITY e 'x'>]>", "&e;",
    "\"><script>alert(1)</script>", "'><img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "` onmouseover=`alert(1)", "\"/><x:script>", "</style>", "</p>", "</div></div></main>", "</body></html>",
    "<", ">", "</", "/>", "&", "&lt;script&gt;", "&amp;lt;", "&#60;script&#62;", "&#x3c;", "&#0;", "&#12;", "&#x1b;", "&#xfffe;", "&#127;", "&#x9b;", "&#xfdd0;", "&#xd800;", "&#x110000;", "&colon;", "&Tab;", "&NewLine;", "\"", "'", "`",
    "{{7*7}}", "{{ config }}", "{% include 'base.html' %}", "{% raw %}", "{#", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{ ''.__class__ }}", "%(x)s", "%s%n", "{name}", "{n}", "{0.__class__}",
)  # fmt: skip

ADDRESSES = (
    "https://a.example/", "http://a.example/b?c=d&e=f#g", "mailto:a@b.example", "HTTPS://A.example/", "https://a.example/\"onclick=alert(1)",
    "https://a.example/'x", "https://a.example/</script>", "https://a.example/?<script>", "https://user:pass@a.example/", "https://[::1]/", "https://[::1", "https://a.example:99999/",
    "https://한국.example/경로", "https://xn--.example/", "https://a.example/%00%zz", "https://a.example/%1b%c2%9b%ef%bf%be%0c", "https://a.example/\u202e", "https:a.example", "https:///x", "https://", "http:/a", "http:javascript:alert(1)",
    "//evil.example/x", "/\\evil.example", "\\\\evil.example", "https:\\\\evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)",
    "&#106;avascript:alert(1)", "javascript&#58;alert(1)", "javascript&colon;alert(1)", "java&Tab;script:alert(1)", "%6aavascript:alert(1)", "javascript%3Aalert(1)", "javascript:%0aalert(1)", "javascript://a.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>", "data:image/svg+xml;base64,PHN2Zz4=", "vbscript:x", "blob:x", "view-source:x", "feed:javascript:x", "intent:x", "file:///etc/passwd", "ftp://a.example/", "tel:+1", "about:blank", "jar:x", "livescript:x", "x-y+z.1:q",
    " javascript:alert(1)", "\u200bjavascript:alert(1)", "ｊavascript:alert(1)", "javascript：alert(1)", ":", "a:b", "#", "#x", "#\"onclick=alert(1)", "?", "?q=<script>", "",
)  # fmt: skip

RELATIVE = (
    "other.md", "other.md#x", "other.md?a=\"b", "other.md#\"><script>alert(1)</script>", "other.md#' onclick='alert(1)", "<other.md#a b>", "./other.md", "../2026/other.md", "%6fther.md",
    "pic.png", "pic.png#\"onerror=alert(1)", "pic.png?x=://", "/", "/?\"><svg onload=alert(1)>", "/#javascript:alert(1)", "/tags/", "/about/", "/feed.xml", "../pages/about.md", "/\u202e/../", "#here", "?here",
)  # fmt: skip
"""Valid addresses within the site, and suffixes for them."""

PICTURES = (
    "pic.png", "pic.png#\"onerror=alert(1)", "pic.png?x=://", "/2026/pic.png", "https://a.example/p.png?x", "HTTPS://a.example/p.png",
)  # fmt: skip

PIECES = (
    "..", "../..", "../../../../../../tmp/x", "/etc/passwd", ".", "./", "/", "//", "\\", "..\\..", "%2e%2e", "%2e%2e%2f", "..%2f", "%252e", "\0", "con", "nul.html", "aux ", "com1", "lpt¹", "a:b", "C:x", "x.", "x ", " x", "~", "~root",
    "index", "tags", "feed.xml", "404", "assets", "page", "sitemap", ".git", ".digest-files", "-", "--", "a--b", "<x>", "a|b", "a?b", "a*b", "é", "e\u0301", "A", "ß", "x" * 81, "가" * 27, "x" * 300, "\u202e", "\ud800",
)  # fmt: skip

DATES = (
    "2026-02-03", "2026-02-03 23:26", "2026-02-03T23:26:00+09:00", "2026-02-03T14:26:00Z", "04 Feb. 2026, 23:26", "4 February 2026", "2024-02-29", "2026-02-28", "2026-01-31 00:00:00", "2026-02-01T00:00:00-12:00",
    "1000-01-01", "9999-12-31", "9999-12-31 23:59", "1000-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59", "1900-01-01 12:00", "1911-12-31", "2026-03-29 02:30", "2026-10-25 02:30", "2026-02-03 23:26:59.999999",
)  # fmt: skip
BAD_DATES = (
    "2026-02-30", "2023-02-29", "2024-13-01", "0000-01-01", "0999-12-31", "99999-01-01", "29/02/2024", "Feb 29", "2024-1-2", "2026-02-03T25:00:00", "2026-02-03T23:60:00", "2026-02-03T23:26:00+99:99", "2026-02-03T23:26+24:00", "+99:99",
    "20260203", "2026.02.03", "2026-W05-1", "now", "", "1e10", "٢٠٢٦-٠٢-٠٣", "２０２６-02-03", "2026-02-03T23:26:60Z", "31 Feb 2026", "99 Foo 2026", "2026-02-03 " + "0" * 5000, "1000-01-01T00:00:00+23:59", "-2026-02-03",
)  # fmt: skip

MARKDOWN = (
    "*", "**", "***", "_", "__", "`", "``", "~~", "[", "]", "(", ")", "](", "![", "![x]", "[x]", "[x][]", "[^1]", "[^1]: note\n", "^[inline]", "[x]: ", "<", ">", "> ", "\n> ", "\n\n", "\n", "  \n", "\\\n", "\\", "\\*", "# ", "\n# ", "\n## h\n", "- ", "\n- ", "\n  - ", "\n1. ", "\n1) ", "\n+ ", "\n* * *\n", "\n---\n", "\n===\n",
    "\n```\n", "\n~~~\n", "\n    code\n", "\t", "|", "\n| a | b |\n|---|:-:|\n| c | d |\n", "\n:   def\n", "- [ ] ", "- [x] ", "\n> [!NOTE]\n> ", "\n> [!WARNING]", "...", "--", "---", "(c)", "(tm)", "+-", "\"", "'", "!", "&copy;", "&nbsp;", "&#35;", "www.a.example", "https://a.example/x_y", "a@b.example", "<https://a.example>", "<a@b.example>", "<javascript:alert(1)>", "<x:y>",
    "$x$", "==x==", "++x++", "~x~", "^x^", ":smile:", "{.class #id onclick=alert(1)}", "[[x]]", "[toc]", "*[HTML]: x\n",
)  # fmt: skip

FENCES = ("", "python", "html", "\"><script>alert(1)</script>", "py\" onclick=\"alert(1)", "js&quot;", "c++", "a b c", "mermaid", "x" * 500, "{.x}", "diff", "yaml", "한국어", "\\`", "&#34;")  # fmt: skip

RUNS = (
    "*", "_", "`", "[", "]", "![", "(", "> ", "- ", "\"", "'", "<", "&", "#", "|", "a ", "\\", "<!--", "&#", "한", "e\u0301", "\n", " ", "{{", "*a_ ", "[a](", "https://a.example/ ", "<b>",
)  # fmt: skip
"""Tokens that are repeated in long runs."""

RAW = (
    "Published: 2026-01-04 10:00", "입력 2026.01.04. 23:26", "Updated: 5 Jan. 2026", "By JANE DOE", "홍길동 기자", "hong@example.com", "(서울=연합뉴스) 홍길동 기자 =", "SEOUL, Jan. 4 (Yonhap) --", "© 2026 Example", "무단 전재 및 재배포 금지", "Share", "ADVERTISEMENT", "(END)", "(끝)", "Most Popular", "사진=홍길동", "[YONHAP]", "A ferry. (AP Photo/Jane Roe)", "Getty Images", "▲ 배 /사진=예시뉴스", "기사원문", "By Jane Doe | The Example Times", "har-", "bour", "o\ufb03ce", "Page 3 of 9",
    "---", "```", "# head", "> quote", "- item", "1. item", "| a | b |", "    indented", "\t", "<b>bold</b>", "{{ x }}", "{% include %}", "***", "===", "[x](y)", "https://a.example/x_y?z=1", "www.a.example", "six-\nparty", "soft\u00adhyphen", "soft\u00ad\nhyphen", "\x0c", "\r\n", "\r", "\u2028", "\x85", "&amp;", "~~~", ": x", "title: x", "...",
)  # fmt: skip
"""Typical parts of newspaper texts."""

MAIL_HEADS = (
    "From: Jane Doe <jane@a.example>\nTo: desk@a.example\nSubject: Fwd: A title\nDate: Sun, 4 Jan 2026 23:26:00 +0900",
    "---------- Forwarded message ---------\nFrom: Jane <jane@a.example>\nDate: Sun, Jan 4, 2026 at 11:26 PM\nSubject: A title\nTo: <desk@a.example>",
    "보낸사람: 홍길동 <hong@a.example>\n받는사람: desk@a.example\n날짜: 2026년 1월 4일 (일) 오후 11:26\n제목: 시장이 옮겨 간다",
    "-----Ursprüngliche Nachricht-----\nVon: Jürgen <j@a.example>\nGesendet: Sonntag, 4. Januar 2026 23:26\nAn: Desk\nBetreff: AW: Markt",
    "差出人: 田中 <tanaka@a.example>\n宛先: desk@a.example\n件名: 港\n日時: 2026年1月4日 23:26",
)
"""The headers of pasted mails."""

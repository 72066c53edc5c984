"""Payloads: texts that would run a script if a page contained them unescaped. Each has a family and a number, which its script reports.

None of them refers to a file of the site, so that their harmless parts do not cause broken links.
"""

# ruff: noqa: E501 (a text stands in one line)

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote

ELSEWHERE = "//elsewhere.invalid/x"
"""An address that does not exist."""


class Payload(NamedTuple):
    """A text with its family and its number."""

    number: int
    family: str
    text: str

    @property
    def line(self) -> str:
        """The text in one line, for a front matter field."""
        return " ".join(self.text.split())


def payloads() -> tuple[Payload, ...]:
    """Return all payloads, always the same."""
    found: list[Payload] = []
    for family, make in FAMILIES.items():
        for shape in make():
            found.append(Payload(len(found), family, shape.replace("CALL", f"alert({len(found)})")))
    return tuple(found)


SCRIPT = "<script>CALL</script>"
IMAGE = f"<img src={ELSEWHERE} onerror=CALL>"
VECTOR = "<svg onload=CALL>"
EVENTS = str.split(
    "abort animationend animationstart auxclick beforeinput beforetoggle blur canplay change click contextmenu copy cut dblclick "
    "drag drop error focus focusin gotpointercapture input invalid keydown load loadstart mouseenter mouseover mousewheel pageshow "
    "paste pointerdown pointerover reset resize scroll scrollend select submit toggle touchstart transitionend wheel"
)


def tags() -> Iterator[str]:
    """Elements that run code by themselves."""
    yield from (
        SCRIPT,
        IMAGE,
        VECTOR,
        "<SCRIPT>CALL</SCRIPT>",
        "<script >CALL</script >",
        "<script/x>CALL</script>",
        "<script\n>CALL</script\n>",
    )
    yield from (
        "<script src=data:text/javascript,CALL></script>",
        "<script type=module>CALL</script>",
        "<script>CALL//",
        "<scr<script>ipt>CALL</scr</script>ipt>",
    )
    for name in ("img", "image", "input type=image", "audio", "video", "embed", "object", "link rel=stylesheet", "track", "source"):
        at = "data" if name == "object" else "href" if name.startswith("link") else "src"
        yield f"<{name} {at}={ELSEWHERE} onerror=CALL onload=CALL>"
    for name in ("iframe", "frame", "body", "style", "svg", "math", "picture"):
        yield f"<{name} onload=CALL onfocus=CALL tabindex=0 autofocus>"
    for name in ("input", "select", "textarea", "button", "keygen", "a href=# ", "div contenteditable", "summary"):
        yield f"<{name} autofocus tabindex=0 onfocus=CALL>x"
    yield from (
        '<iframe srcdoc="<script>parent.CALL</script>">',
        "<iframe src=javascript:parent.CALL>",
        "<object data=javascript:CALL>",
        "<embed src=javascript:CALL>",
        "<base href=javascript:CALL//>",
        f"<base href={ELSEWHERE}/>",
        "<meta http-equiv=refresh content='0;url=javascript:CALL'>",
        "<form action=javascript:CALL><button>x</button></form>",
        "<form id=q></form><button form=q formaction=javascript:CALL>x</button>",
        "<details open ontoggle=CALL><summary>x</summary>y</details>",
        "<marquee onstart=CALL>x</marquee>",
        "<video><source onerror=CALL></video>",
        '<noscript><p title="</noscript><img src=//elsewhere.invalid/ onerror=CALL>">',
        "<template><script>CALL</script></template>",
        "<xss style=animation-name:x onanimationstart=CALL>x</xss>",
        "<style>@import 'javascript:CALL';</style>",
        '<p style="background:url(javascript:CALL)">x</p>',
        "<link rel=import href=data:text/html,<script>CALL</script>>",
        "<table background=javascript:CALL><td>x</td></table>",
        "<isindex type=image src=//elsewhere.invalid/ onerror=CALL>",
        "<dialog open onclose=CALL><form method=dialog><button>x</button></form></dialog>",
        "<input type=hidden oncontentvisibilityautostatechange=CALL style=content-visibility:auto>",
        "<button popovertarget=x>y</button><div id=x popover onbeforetoggle=CALL>z</div>",
    )


def handlers() -> Iterator[str]:
    """Event handler attributes, in every spelling that browsers accept."""
    ways = ('<b on{}="CALL">x</b>', "<b on{}='CALL'>x</b>", "<b/on{}=CALL>x</b>", "<b title=x\ton{} = CALL>x</b>")
    for at, event in enumerate(EVENTS):
        yield ways[at % 4].format(event)
        yield ways[(at + 1) % 4].format(event.upper())
    for gap in ("\n", "\r\n", "\f", "/", " / ", "\u00a0", "\u2028", "//x/", '" "', "&#32;"):
        yield f"<img{gap}src={ELSEWHERE}{gap}onerror=CALL>"
    yield from (
        f'<img src="{ELSEWHERE}"onerror="CALL"">',
        f"<img src='{ELSEWHERE}'onerror='CALL''>",
        f"<img src=`{ELSEWHERE}`onerror=CALL>",
    )
    yield from (
        "<b onclick=&#97;lert`1`>CALL</b>",
        "<b onclick=\\u0061lert(1)>CALL</b>",
        "<b =x onclick=CALL>x</b>",
        "<b ''onclick=CALL>x</b>",
    )


def schemes() -> Iterator[str]:
    """Addresses that run code."""
    yield from (
        "javascript:CALL",
        "JaVaScRiPt:CALL",
        " javascript:CALL",
        "\u00a0javascript:CALL",
        "java\tscript:CALL",
        "java\nscript:CALL",
    )
    yield from ("javascript\t:CALL", "javascript&colon;CALL", "javascript&#58;CALL", "javascript&#x3a;CALL", "&#106;avascript:CALL")
    yield from (
        "&#x6A;avascript:CALL",
        "&#0000106avascript:CALL",
        "java&Tab;script:CALL",
        "java&NewLine;script:CALL",
        "&#1;javascript:CALL",
    )
    yield from (
        "javascript:%61lert(1)//CALL",
        "javascript%3ACALL",
        "%6aavascript:CALL",
        "javascript://%0aCALL",
        "javascript://%0d%0aCALL",
    )
    yield from ("javascript:/*--></title></style></textarea></script><svg onload=CALL>*/CALL", "javascript:javascript:CALL")
    yield from (
        "vbscript:CALL",
        "livescript:CALL",
        "mocha:CALL",
        "feed:javascript:CALL",
        "view-source:javascript:CALL",
        "jar:javascript:CALL!/",
    )
    for text in (SCRIPT, VECTOR, IMAGE):
        yield f"data:text/html,{text}"
        yield f"data:text/html;charset=utf-8,{quote(text)}"
        yield f"data:image/svg+xml,{text}"
        yield f"DATA:text/html;base64,{base64.b64encode(text.encode()).decode()}#CALL"
    yield from (
        "blob:https://x.invalid/CALL",
        "filesystem:CALL",
        "file:///etc/passwd?CALL",
        "about:blank?CALL",
        "intent:CALL",
        "\\javascript:CALL",
    )
    yield from (
        "https:javascript:CALL",
        'https://a.invalid/"onmouseover="CALL',
        "https://a.invalid/'onfocus='CALL",
        'mailto:a@b.invalid"onclick="CALL',
    )
    yield from ("javascript：CALL", "javascript\u200b:CALL", "j\u0430vascript:CALL", "ｊavascript:CALL", "javascript&semi;:CALL")


def encodings() -> Iterator[str]:
    """Encoded markup."""
    ways: tuple[Callable[[str], str], ...] = (
        lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
        lambda text: text.replace("<", "&amp;lt;").replace(">", "&amp;gt;"),
        lambda text: "".join(f"&#{ord(c)};" for c in text),
        lambda text: "".join(f"&#x{ord(c):x};" for c in text),
        lambda text: "".join(f"&#{ord(c):07}" for c in text),
        lambda text: text.replace("<", "&LT").replace(">", "&GT"),
        quote,
        lambda text: quote(quote(text)),
        lambda text: text.replace("<", "\\u003c").replace(">", "\\u003e"),
        lambda text: text.replace("<", "\\x3c").replace(">", "\\x3e"),
        lambda text: text.replace("<", "\uff1c").replace(">", "\uff1e"),
        lambda text: text.replace("<", "\u2039").replace(">", "\u203a"),
        lambda text: text.replace("<", "+ADw-").replace(">", "+AD4-"),
        lambda text: text.replace("<", "<\u200b"),
        lambda text: text.replace("<", "%u003c").replace(">", "%u003e"),
        lambda text: text.replace("s", "\u017f").replace("i", "\u0131"),
        lambda text: text.replace("<", "\u00bc").replace(">", "\u00be"),
        lambda text: text.replace("<", "<<"),
    )
    for way in ways:
        for core in (SCRIPT, IMAGE, VECTOR):
            yield (
                way(core.replace("CALL", "CA\0LL"))
                .replace("CA%00LL", "CALL")
                .replace("CA%2500LL", "CALL")
                .replace("CA\0LL", "CALL")
            )


ENDS = (
    '"', "'", '">', "'>", "`>", "-->", "--!>", "--\n>", "]]>", "*/", "</script>", "</ScRiPt x>", "</title>", "</textarea>", "</style>",
    "</noscript>", "</template>", "</xmp>", "</svg>", "</math>", "</select>", "</iframe>", "</h1>", "</a>", "</p></article></main>",
    '\\">', "&quot;>", "&#34;>", "</script\t>", "<!--", "<!--><script>", "<![CDATA[", "<?x", "<!x", "<plaintext>", "<textarea>",
)  # fmt: skip
"""Texts that end the surrounding context: an attribute, a comment, an element with raw text."""


def breakouts() -> Iterator[str]:
    """Texts that end their context, followed by code that runs."""
    for end in ENDS:
        yield from (end + SCRIPT, end + IMAGE, end + VECTOR)
    for end in ('"', "'", "`", " ", '\\"', "&quot;", "&#39;", '"\t', '"/'):
        yield f"x{end} onmouseover=CALL autofocus onfocus=CALL x={end}"
        yield f"x{end} style=animation-name:x onanimationstart=CALL {end}"
    yield from (
        '"-CALL-"',
        "'-CALL-'",
        "`-CALL-`",
        "${CALL}",
        '\\"-CALL}//',
        "</script><script>CALL//",
        "\u2028CALL//",
        '"}]}</script><img src=x onerror=CALL>'.replace("=x", f"={ELSEWHERE}"),
    )


def foreign() -> Iterator[str]:
    """SVG and MathML, which have other parsing rules, and texts that change their meaning when parsed a second time."""
    yield from (
        "<svg><script>CALL</script></svg>",
        "<svg><script href=data:,CALL /></svg>",
        "<svg><a xlink:href=javascript:CALL><text y=9>x</text></a></svg>",
        "<svg><a href=javascript:CALL><rect width=9 height=9 /></a></svg>",
        "<svg><animate onbegin=CALL attributeName=x dur=1s>",
        "<svg><a><animate attributeName=href values=javascript:CALL /><text y=9>x</text></a></svg>",
        "<svg><set attributeName=onmouseover to=CALL>",
        "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>CALL</script></svg>#x'/>",
        "<svg><foreignObject><iframe onload=CALL></foreignObject></svg>",
        "<svg><style><img src=//elsewhere.invalid/ onerror=CALL></style></svg>",
        "<svg><title><style><img title='</style><img src=//elsewhere.invalid/ onerror=CALL>'></title></svg>",
        "<svg><desc><![CDATA[</desc><img src=//elsewhere.invalid/ onerror=CALL>]]></svg>",
        "<svg></p><style><a id='</style><img src=//elsewhere.invalid/ onerror=CALL>'>",
        "<svg><image href=//elsewhere.invalid/ onerror=CALL />",
        "<svg><discard onbegin=CALL />",
        "<svg><handler xmlns:ev=http://www.w3.org/2001/xml-events ev:event=load>CALL</handler></svg>",
        "<?xml-stylesheet type='text/xml' href='javascript:CALL'?>",
        "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>CALL</x:script>",
        "<math><a xlink:href=javascript:CALL>x</a></math>",
        "<math href=javascript:CALL>x</math>",
        "<math><mtext><table><mglyph><style><img src=//elsewhere.invalid/ onerror=CALL></style></mglyph></table></mtext></math>",
        "<math><mi><mglyph><style><!--</style><img title='--&gt;&lt;img src=//elsewhere.invalid/ onerror=CALL&gt;'></mi></math>",
        "<math><annotation-xml encoding=text/html><script>CALL</script></annotation-xml></math>",
        "<math><maction actiontype=statusline xlink:href=javascript:CALL>x</maction></math>",
        "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=CALL src=//elsewhere.invalid/>'>",
        "<noscript><style></noscript><img src=//elsewhere.invalid/ onerror=CALL>",
        "<select><noembed></select><script>CALL</script>",
        "<table><svg><style><a title='</style><img src=//elsewhere.invalid/ onerror=CALL>'></table>",
        "<listing>&lt;img onerror=CALL src=//elsewhere.invalid/&gt;</listing>",
        "<img src=//elsewhere.invalid/ alt='``onerror=CALL'>",
        "<p id='</p><img src=//elsewhere.invalid/ onerror=CALL>'>",
        "<b><p><b><p><table><td><b></table><img src=//elsewhere.invalid/ onerror=CALL>",
        "<a id=main><a id=main name=x href=javascript:CALL>x</a>",
        "<form id=found name=results><input name=attributes onfocus=CALL autofocus></form>",
        "<img name=currentScript src=//elsewhere.invalid/ onerror=CALL>",
        "<iframe name=localStorage srcdoc='<script>top.CALL</script>'></iframe>",
    )  # fmt: skip


def templates() -> Iterator[str]:
    """Template code, of digest and of other programs."""
    yield from (
        "{{ '<script>CALL</script>'|safe }}",
        "{% set x = '<script>CALL</script>' %}{{ x|safe }}",
        "{% raw %}</script><script>CALL</script>{% endraw %}",
        "{% include 'base.html' %}<script>CALL</script>",
        "{{ html(page.body) }}<script>CALL</script>",
        "{{ self.__init__.__globals__ }}<img src=//elsewhere.invalid/ onerror=CALL>",
        "{{ site.strings.update({'tags': '<script>CALL</script>'}) }}",
        "{# #}<script>CALL</script>{# #}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}CALL",
        "{{constructor.constructor('CALL')()}}",
        "{{$on.constructor('CALL')()}}",
        "<div ng-app ng-csp>{{$eval.constructor('CALL')()}}</div>",
        "<div v-html=\"''.constructor.constructor('CALL')()\">x</div>",
        "<div x-data x-init=CALL>x</div>",
        "<div data-bind=\"html: CALL\">x</div>",
        "${CALL}",
        "#{CALL}",
        "<%= CALL %>",
        "<% CALL %>",
        "{name}{0.__class__}<script>CALL</script>",
        "{n} {query} {name} %s %(x)s $1 $& <img src=//elsewhere.invalid/ onerror=CALL>",
        "[[${CALL}]]",
        "@{CALL}",
        "{{< script >}}CALL{{< /script >}}",
        "{{% html %}}<script>CALL</script>{{% /html %}}",
        "{% highlight html %}<script>CALL</script>{% endhighlight %}",
        "$& $` $' $$ <script>CALL</script>",
    )  # fmt: skip


def markdown() -> Iterator[str]:
    """Markdown that could become harmful HTML."""
    for address in (
        "javascript:CALL",
        "JAVASCRIPT:CALL",
        "java&Tab;script:CALL",
        "&#106;avascript&colon;CALL",
        "data:text/html,<script>CALL</script>",
    ):
        yield f"[x]({address})"
        yield f"[x](<{address}>)"
        yield f"![x]({address})"
        yield f"<{address}>"
        yield f"[x][y]\n\n[y]: {address} 'title'"
    for address in (
        'https://a.invalid/"onmouseover="CALL',
        "https://a.invalid/'onmouseover='CALL",
        'https://a.invalid/"><img/src=//b.invalid/onerror=CALL>',
    ):
        yield f"[x]({address})"
        yield f"![x]({address})"
        yield f"<{address}>"
        yield f"{address} as it stands"
    yield from (
        "[x](https://a.invalid/ \"t\\\" onmouseover=CALL x='\")",
        "![\"onerror=CALL x=](https://a.invalid/x.png 'y\"onerror=\"CALL')",
        "![a\"><img src=//elsewhere.invalid/ onerror=CALL>](https://a.invalid/x.png)",
        "[a](https://a.invalid/){onclick=CALL}",
        "# x {onclick=CALL #y\" onclick=\"CALL}",
        "```\"><img/src=//elsewhere.invalid/onerror=CALL>\nx\n```",
        "```html onload=CALL\n<script>CALL</script>\n```",
        "~~~ {.python onclick=CALL}\nx\n~~~",
        "`<script>CALL</script>`",
        "    <script>CALL</script>",
        "x[^\"><img]\n\n[^\"><img]: <script>CALL</script>",
        "x[^1]\n\n[^1]: <img src=//elsewhere.invalid/ onerror=CALL>",
        "| <script>CALL</script> | \"onclick=CALL |\n|:--|--:|\n| <img src=//elsewhere.invalid/ onerror=CALL> | x |",
        "> [!NOTE]\"onclick=CALL\n> <script>CALL</script>",
        "> [!<img src=//elsewhere.invalid/ onerror=CALL>]\n> x",
        "- [x\"onclick=CALL] y\n- [ ] <script>CALL</script>",
        "<script>\n\nCALL\n\n</script>",
        "<div\n\nonclick=CALL>\n\nx\n\n</div>",
        "<!-- <script>CALL</script> -->",
        "<!-- x --!><img src=//elsewhere.invalid/ onerror=CALL> -->",
        "<?php echo '<script>CALL</script>' ?>",
        "<![CDATA[<script>CALL</script>]]>",
        "<a href='javascript:CALL'>*x*</a>",
        "<a\nhref=\"java&NewLine;script:CALL\">x</a>",
        "*<img src=//elsewhere.invalid/ onerror=CALL>*",
        "**[<img src=//elsewhere.invalid/ onerror=CALL>](https://a.invalid/)**",
        "[<script>CALL</script>](https://a.invalid/)",
        "\\<script>CALL\\</script>",
        "&lt;script&gt;CALL&lt;/script&gt;",
        "<https://a.invalid/?<script>CALL</script>>",
        "Term\n: <script>CALL</script>",
        "==<script>CALL</script>== ~~<img src=//elsewhere.invalid/ onerror=CALL>~~",
        "[x]: <javascript:CALL>\n[x]",
        "![x][y]\n\n[y]: <data:image/svg+xml,<svg/onload=CALL>>",
    )  # fmt: skip


FAMILIES: dict[str, Callable[[], Iterator[str]]] = {
    "tags": tags,
    "handlers": handlers,
    "schemes": schemes,
    "encodings": encodings,
    "breakouts": breakouts,
    "foreign": foreign,
    "templates": templates,
    "markdown": markdown,
}

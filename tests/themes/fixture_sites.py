"""Sites for testing the default theme: one with all features, long and short ones, and one in each of several languages.

All texts were written for these tests.

python -m tests.themes.fixture_sites FOLDER    # writes them, to view in a browser
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from tests.sites import article, write

NOW = "2026-03-12T12:00:00Z"
"""The instant to use as now when they are built."""


class Language(Struct, frozen=True):
    """The words of a site in one language."""

    title: str
    description: str
    topics: tuple[str, str, str]
    sources: tuple[str, str]
    headlines: tuple[str, ...]
    summary: str
    why: str
    body: str


LANGUAGES = {
    "en": Language(
        "The Harbour Digest",
        "What moved in ports and shipyards this week, each story with its source.",
        ("Ports", "Ships", "People"),
        ("Quay Gazette", "The Tide Table"),
        (
            "Two cranes stand still, and a town learns what they lifted",
            "A ferry without a captain crosses for the hundredth time",
            "The last net maker takes an apprentice",
            "Grain is unloaded at night again",
            "Why the new lock is a metre too short for the ships that asked for it",
            "Divers map the old harbour wall stone by stone",
        ),
        "The company says that it needs spare parts; the union says that it needs two people.",
        "One port in three on this coast has cranes of the same year.",
        "The harbour office counted *eleven* ships last week.[^1] In the same week of last year there were **thirty**.\n\n"
        "## What was counted\n\n- ships with cargo;\n- ferries, once a day.\n\n> We count what we see from the window.\n\n"
        "| Week | Ships |\n|---|---:|\n| 9 | 11 |\n| 10 | 30 |\n\n```python\nprint(11 / 30)\n```\n\n"
        "> [!NOTE]\n> Fishing boats are not counted.\n\n[^1]: From Monday to Sunday.",
    ),
    "ko": Language(
        "항구 다이제스트",
        "이번 주 항구와 조선소에서 있었던 일을 출처와 함께 전합니다.",
        ("항만", "선박", "사람"),
        ("부두신문", "물때일보"),
        (
            "크레인 두 대가 멈추자 마을은 그 무게를 알게 됐다",
            "선장 없는 여객선, 백 번째로 바다를 건너다",
            "마지막 그물 장인에게 제자가 생겼다",
            "밤에 다시 곡물을 내린다",
            "새 갑문은 왜 일 미터가 짧은가",
            "잠수사들이 옛 방파제를 돌 하나까지 그린다",
        ),
        "회사는 부품이 필요하다고 하고, 노조는 두 사람이 필요하다고 한다.",
        "이 해안의 항구 세 곳 가운데 한 곳이 같은 해에 만든 크레인을 쓴다.",
        "항만 사무소는 지난주에 배 *열한* 척을 세었다. 지난해 같은 주에는 **서른** 척이었다.\n\n## 무엇을 세었나\n\n"
        "- 짐을 실은 배\n- 하루 한 번의 여객선\n\n> 우리는 창문에서 보이는 것을 센다.",
    ),
    "ja": Language(
        "港ダイジェスト",
        "今週、港と造船所で起きたことを出典とともにお届けします。",
        ("港湾", "船", "人"),
        ("岸壁新聞", "潮見日報"),
        (
            "二基のクレーンが止まり、町はその重さを知った",
            "船長のいない渡し船、百回目の航海",
            "最後の網職人に弟子ができた",
            "夜の荷揚げが再び始まる",
            "新しい水門はなぜ1メートル短いのか",
            "潜水士が古い岸壁を石ひとつまで描く",
        ),
        "会社は部品が要ると言い、組合は二人の人手が要ると言う。",
        "この海岸の港の三つに一つが、同じ年に作られたクレーンを使っている。",
        "港の事務所は先週、*11隻*の船を数えた。前の年の同じ週には**30隻**だった。\n\n## 何を数えたか\n\n"
        "- 荷を積んだ船\n- 一日一便の渡し船\n\n> 窓から見えるものを数えている。",
    ),
    "zh-Hans": Language(
        "港口摘要",
        "本周港口与船厂的消息，每条都注明来源。",
        ("港口", "船舶", "人物"),
        ("码头报", "潮汐日报"),
        (
            "两台起重机停了，小镇才知道它们吊起过什么",
            "没有船长的渡轮第一百次过海",
            "最后一位织网师傅收了徒弟",
            "夜里又开始卸粮",
            "新船闸为什么短了一米",
            "潜水员一块石头一块石头地绘制旧港墙",
        ),
        "公司说缺零件，工会说缺两个人。",
        "这段海岸每三个港口就有一个用着同年制造的起重机。",
        "港务处上周数到 *11* 艘船，去年同一周是 **30** 艘。\n\n## 数了什么\n\n- 载货的船\n"
        "- 每天一班的渡轮\n\n> 我们数窗外看得见的东西。",
    ),
    "ar": Language(
        "موجز الميناء",
        "ما جرى هذا الأسبوع في الموانئ وأحواض السفن، ومع كل خبر مصدره.",
        ("الموانئ", "السفن", "الناس"),
        ("صحيفة الرصيف", "جريدة المد"),
        (
            "رافعتان توقفتا فعرفت البلدة ما كانتا تحملان",
            "عبّارة بلا قبطان تعبر للمرة المئة",
            "آخر صانع شباك يجد تلميذًا",
            "الحبوب تُفرَّغ ليلًا من جديد",
            "لماذا ينقص الهويس الجديد مترًا واحدًا",
            "غواصون يرسمون سور الميناء القديم حجرًا حجرًا",
        ),
        "تقول الشركة إنها تحتاج إلى قطع غيار، وتقول النقابة إنها تحتاج إلى شخصين.",
        "ميناء من كل ثلاثة على هذا الساحل فيه رافعات من السنة نفسها.",
        "عدّ مكتب الميناء *إحدى عشرة* سفينة في الأسبوع الماضي، وكانت **ثلاثين** قبل عام.\n\n## ما الذي عُدَّ\n\n"
        "- سفن محمّلة\n- عبّارة كل يوم\n\n> نعدّ ما نراه من النافذة.\n\n```python\nprint(11 / 30)\n```",
    ),
    "he": Language(
        "תקציר הנמל",
        "מה זז השבוע בנמלים ובמספנות, כל ידיעה ומקורה.",
        ("נמלים", "אוניות", "אנשים"),
        ("עיתון הרציף", "לוח הגאות"),
        (
            "שני עגורנים עומדים, והעיירה לומדת מה הם הרימו",
            "מעבורת בלי רב־חובל חוצה בפעם המאה",
            "אורג הרשתות האחרון מוצא שוליה",
            "שוב פורקים תבואה בלילה",
            "למה השער החדש קצר במטר מן האוניות שביקשו אותו",
            "צוללנים ממפים את חומת הנמל הישנה אבן אחר אבן",
        ),
        "החברה אומרת שחסרים לה חלקי חילוף; הוועד אומר שחסרים לו שני אנשים.",
        "בנמל אחד מכל שלושה בחוף הזה יש עגורנים מאותה שנה.",
        "משרד הנמל ספר *אחת עשרה* אוניות בשבוע שעבר, ולפני שנה **שלושים**.\n\n## מה נספר\n\n"
        "- אוניות עם מטען\n- מעבורת אחת ביום\n\n> אנחנו סופרים את מה שרואים מן החלון.",
    ),
    "de": Language(
        "Die Hafenschau",
        "Was sich diese Woche in Häfen und auf Werften bewegt hat, jede Meldung mit ihrer Quelle.",
        ("Häfen", "Schiffe", "Menschen"),
        ("Kaiblatt", "Tidenbote"),
        (
            "Zwei Kräne stehen still, und eine Stadt erfährt, was sie gehoben haben",
            "Eine Fähre ohne Kapitän fährt zum hundertsten Mal",
            "Der letzte Netzmacher findet einen Lehrling",
            "Nachts wird wieder Getreide gelöscht",
            "Hafenschleusenerweiterungsgesellschaft baut einen Meter zu kurz",
            "Taucher zeichnen die alte Kaimauer Stein für Stein",
        ),
        "Dem Unternehmen fehlen Ersatzteile, sagt es; zwei Leute fehlen, sagt die Gewerkschaft.",
        "Jeder dritte Hafen an dieser Küste hat Kräne aus demselben Jahr.",
        "Das Hafenamt zählte vergangene Woche *elf* Schiffe, im Vorjahr waren es **dreißig**.\n\n## Was gezählt wurde\n\n"
        "- Schiffe mit Ladung\n- die tägliche Fähre\n\n> Wir zählen, was wir vom Fenster aus sehen.",
    ),
}

TOPICS = ("ports", "ships", "people")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="750"><path d="M0 0h1200v750H0z" fill="#246"/></svg>'
WHOLE = {
    "authors": "[Ada Quay, Ben Lock]",
    "updated": "2026-03-11",
    "corrections": "[{date: 2026-03-11, text: An earlier version counted a ferry twice.}]",
    "points": "[Eleven ships came, Thirty came a year ago, A ferry counts once a day]",
    "image": "{src: /quay.svg, alt: A quay at dusk, caption: The quay on Tuesday., credit: Ada Quay}",
    "also": "[{name: Lockkeeper, url: 'https://lock.example/1', title: Where the ships went}, {name: 물때일보, lang: ko}]",
    "via": "{name: Pier Review, url: 'https://pier.example/'}",
    "tags": "[cranes, C++, long tag of several words]",
    "stories": "[The cranes]",
}


def files_of(language: str, articles: int, *, editions: bool = False, pictures: bool = False) -> dict[str, str]:
    """Return the files of a site with this number of articles; the first one uses all words of the language."""
    words = LANGUAGES[language]
    files = {
        "digest.yml": f"title: {words.title}\nbase_url: https://example.org/\nlanguage: {language}\n"
        f"description: {words.description!r}\nlists: {{authors: 1}}\n"
        + ("editions: {every: week, cutoff: wednesday 18:00}\n" if editions else ""),
        "content/topics.yml": "".join(f"{slug}:\n  name: {name}\n" for slug, name in zip(TOPICS, words.topics, strict=True)),
        "content/sources.yml": "".join(
            f"s{at}:\n  name: {name}\n  domain: s{at}.example\n" for at, name in enumerate(words.sources)
        ),
        "content/pages/about.md": f"---\ntitle: {words.title}\n---\n{words.body}\n",
        **({"content/quay.svg": PICTURE} if pictures else {}),
    }
    for at in range(articles):
        files[f"content/2026/03/a{at}.md"] = _article(words, at, pictures=pictures and language == "en")
    return files


def _article(words: Language, at: int, *, pictures: bool) -> str:
    day = 11 - at // 12 % 10
    head: dict[str, str] = {
        "topic": TOPICS[at % 3],
        "source": f"s{at % 2}",
        "source_url": f"https://s{at % 2}.example/{at}",
        "summary": f"{words.summary!r}",
        "tags": "[cranes]",
        **({"why": f"{words.why!r}"} if at % 3 == 0 else {}),
        **({"kind": "brief"} if at % 7 == 5 else {}),
        **({"featured": "true"} if at in (0, 2, 4) else {}),
        **({"kind": "link"} if at % 11 == 3 else {}),
        **({"stories": "[The cranes]"} if at in (1, 12) and pictures else {}),
        **({"image": WHOLE["image"]} if pictures and at % 4 == 1 else {}),
        **(WHOLE if pictures and at == 0 else {}),
    }
    if pictures and at == 4:
        head |= {"kind": "quote", "quote": "{text: Grain is unloaded at night again, by: a harbour master}"}
    headline = words.headlines[at % len(words.headlines)] + (f" ({at})" if at >= len(words.headlines) else "")
    return article(repr(headline), f"2026-03-{day:02}", body=words.body, **head)


SITES: Mapping[str, dict[str, str]] = {
    "rich": files_of("en", 30, editions=True, pictures=True),
    "many": files_of("en", 200),
    "one": files_of("en", 1),
    "plain": files_of("en", 12),
    **{language: files_of(language, 14, editions=language in ("ko", "he")) for language in LANGUAGES if language != "en"},
}
"""The files of each site by name: with all features, with 200 stories, with one, without pictures, and in six other languages.

The theme has no Hebrew words, so the Hebrew site shows English ones."""


if __name__ == "__main__":
    for name, files in SITES.items():
        write(Path(sys.argv[1]) / name, files)

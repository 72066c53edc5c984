"""The effect of a save on pages that are open in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import sites
from tests.preview import lively
from tests.preview.served import Served
from tests.preview.tabs import Tab

Open = Callable[..., Tab]

ARTICLE = "content/2026/a1.md"
PAGE = "2026/02/02/a1/"
FOUR = "2026-02-02"

LONG = "content/2026/long.md"
LONG_PAGE = "2026/02/10/long/"


def save(site: Served, files: dict[str, str | bytes | None]) -> None:
    sites.write(site.root, files)


def long(body: str = lively.LONG, title: str = "Long") -> dict[str, str | bytes | None]:
    return {LONG: sites.article(title, "2026-02-10", body=body, tags="[even]")}


@pytest.mark.quick(1)
@pytest.mark.parametrize("path", [PAGE, "", "topics/world/", "tags/even/", "2026/02/02/", "2026/02/"])
def test_a_save_updates_every_page_that_shows_the_article(site: Served, tab: Open, path: str):
    open_page = tab().go(site, path)
    save(site, {ARTICLE: sites.article("Another title", FOUR, tags="[even, t1]")})
    open_page.when_text("Another title")
    assert open_page.is_marked


def test_an_unchanged_page_is_not_touched(site: Served, tab: Open):
    # The one article without a tag: the pages of all others name this one as related.
    other, shown = tab().go(site, "2026/02/11/pictured/"), tab().go(site, PAGE)
    for body in ("One.", "Two.", "Three."):
        save(site, {ARTICLE: sites.article("Article 1", FOUR, body=body, tags="[even, t1]")})
        shown.when_text(body)
    save(site, {ARTICLE: sites.article("Article one", FOUR, tags="[even, t1]")})
    shown.when_text("Article one")
    site.when(lambda: "Article one" in site.get().text)
    tab().go(site)  # by now all tabs have got the message
    assert (other.is_marked, other.touched) == (True, [])


def test_only_changed_nodes_are_touched(site: Served, tab: Open):
    shown = tab().go(site, LONG_PAGE)
    save(site, long(lively.LONG.replace("Paragraph 7.", "Paragraph seven.")))
    shown.when_text("Paragraph seven.")
    assert (shown.is_marked, shown.touched) == (True, ["characterData #text"])


def test_changes_by_the_reader_and_the_themes_script_are_kept(site: Served, tab: Open):
    shown = tab().go(site, LONG_PAGE)
    shown.page.fill("#query", "harbours")
    shown.get("query.focus(); query.setSelectionRange(2, 5); more.open = true; player.dataset.seconds = '42'; scrollTo(0, 900)")
    save(site, long(lively.LONG.replace("Paragraph 7.", "Paragraph seven.") + "\n\nThe end.", "Longer"))
    shown.when_text("The end.").when_text("Paragraph seven.")
    state = shown.get(
        "[document.activeElement.id, query.value, query.selectionStart, query.selectionEnd, more.open, player.dataset.seconds,"
        " scrollY, document.documentElement.className, document.querySelector('h1').textContent, document.title]"
    )
    assert state == ["query", "harbours", 2, 5, True, "42", 900, "theme is-scripted", "Longer", "Longer | Tiny"]
    assert shown.is_marked


def test_the_scroll_position_is_kept_when_text_is_added_above(site: Served, tab: Open):
    shown = tab().go(site, LONG_PAGE)
    place = "[...document.querySelectorAll('p')].find(p => p.textContent.startsWith('Paragraph 20.')).getBoundingClientRect().top"
    shown.get(f"scrollTo(0, {place} - 100)")
    before = shown.get(place)
    save(site, long("Something new.\n\n" * 5 + lively.LONG))
    shown.when_text("Something new.")
    assert abs(shown.get(place) - before) < 2
    assert shown.get("scrollY") > 0


def test_a_selection_is_kept_when_another_paragraph_is_saved(site: Served, tab: Open):
    shown = tab().go(site, LONG_PAGE)
    shown.get(
        "getSelection().selectAllChildren([...document.querySelectorAll('p')].find(p => p.textContent.startsWith('Paragraph 3.')))"
    )
    save(site, long(lively.LONG.replace("Paragraph 7.", "Paragraph seven.")))
    shown.when_text("Paragraph seven.")
    assert str(shown.get("String(getSelection())")).startswith("Paragraph 3.")


def test_nodes_added_by_a_script_are_kept_when_blocks_move(site: Served, tab: Open):
    paragraphs = lively.LONG.split("\n\n")
    shown = tab().go(site, LONG_PAGE)
    shown.get(
        "{ const blocks = [...document.querySelectorAll('article > p')];"
        "  const [one, two] = blocks.filter(p => p.textContent.startsWith('Paragraph'));"
        "  one.remove(); two.after(Object.assign(document.createElement('aside'), {textContent: 'advertisement'})); }"
    )
    shown.mark()
    new = [paragraphs[0], "A first one.", *paragraphs[1:3], *paragraphs[5:], paragraphs[3], "A last one."]
    save(site, long("\n\n".join(new)))
    shown.when_text("A last one.")
    first = "[...document.querySelectorAll('article > p, aside')].map(each => each.textContent.split('. ')[0])"
    expected = [each.split(". ")[0] for each in new[1:]]
    expected.insert(expected.index("Paragraph 1") + 1, "advertisement")
    assert [each for each in shown.get(first) if each.startswith(("Paragraph", "A ", "adv"))] == expected
    assert shown.is_marked


def test_a_series_of_saves_results_in_the_same_page_as_loading_it(site: Served, tab: Open):
    shown, loaded = tab().go(site, LONG_PAGE), tab()
    text = "['article', 'nav', 'title'].map(name => document.querySelector(name).outerHTML)"
    bodies = [
        "# A\n\n- one\n- two\n\ntext",
        "text\n\n- two\n- **three**\n- one\n\n> quoted",
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n- two",
        "- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\n```python\nx = 1\n```\n",
        "```python\nx = 2\n```\n\nwords *and* `code`\n\n## A\n\n## B",
        "## B\n\nwords and *code*\n\n## A\n",
    ]
    for number, body in enumerate(bodies):
        save(site, long(body, title=f"Long {number}"))
        shown.when("title => document.title.startsWith(title)", f"Long {number}")
        shown.when_text(body.split()[-1].strip("*`#|"))
        loaded.go(site, LONG_PAGE)
        shown.when(f"wanted => JSON.stringify({text}) === wanted", loaded.get(f"JSON.stringify({text})"))
    assert shown.is_marked


# new, removed and moved pages


def test_a_new_article_appears_in_the_lists_and_its_neighbours(site: Served, tab: Open):
    front, topic, neighbour = tab().go(site), tab().go(site, "topics/science/"), tab().go(site, "2026/02/11/pictured/")
    save(site, {"content/2026/new.md": sites.article("Brand new", "2026-02-12", topic="science")})
    for each in (front, topic, neighbour):
        each.when_text("Brand new")
    assert front.is_marked and neighbour.is_marked


def test_the_page_of_a_deleted_article_is_missing_until_the_article_is_restored(site: Served, tab: Open):
    shown, front = tab().go(site, PAGE), tab().go(site)
    text = (site.root / ARTICLE).read_text()
    save(site, {ARTICLE: None})
    shown.when("document.querySelector('h1').textContent === 'Nothing here'")
    front.when("!document.body.textContent.includes('Article 1')")
    save(site, {ARTICLE: text})
    shown.when("document.querySelector('h1').textContent === 'Article 1'")
    front.when_text("Article 1")
    assert shown.is_marked and front.is_marked


def test_a_renamed_article_is_at_its_new_url_and_open_pages_follow(site: Served, tab: Open):
    old, new = tab().go(site, PAGE), tab().go(site, "2026/02/02/moved/")
    (site.root / ARTICLE).rename(site.root / "content/2026/moved.md")
    old.when("location.pathname.endsWith('/2026/02/02/moved/')").when("document.querySelector('h1').textContent === 'Article 1'")
    new.when("document.querySelector('h1').textContent === 'Article 1'")


def test_new_tags_of_an_article_update_its_lists(site: Served, tab: Open):
    even, own, fresh = tab().go(site, "tags/even/"), tab().go(site, "tags/t1/"), tab().go(site, "tags/harbours/")
    save(site, {ARTICLE: sites.article("Article 1", FOUR, tags="[harbours]")})
    even.when("!document.body.textContent.includes('Article 1')")
    own.when_text("Nothing here")
    fresh.when_text("Article 1")


def test_a_korean_article_is_updated_at_its_url(site: Served, tab: Open):
    path = "content/2026/항구-재개장.md"
    save(site, {path: sites.article("항구가 다시 열리다", "2026-02-05", lang="ko", body="첫 문장.")})
    site.when(lambda: "항구" in site.get().text)
    shown = tab().go(site, "2026/02/05/항구-재개장/")
    save(site, {path: sites.article("항구가 다시 열리다", "2026-02-05", lang="ko", body="둘째 문장.")})
    shown.when_text("둘째 문장.")
    assert shown.is_marked


# inputs of all pages


@pytest.mark.parametrize(
    ("path", "content", "seen"),
    [
        ("content/topics.yml", sites.TOPICS.replace("name: World", "name: The Globe"), "The Globe"),
        ("content/sources.yml", sites.OUTLETS.replace("The Wire", "The Cable"), "The Cable"),
        ("digest.yml", sites.SETTINGS.replace("Tiny", "Small"), "About Small"),
        ("digest.yml", sites.SETTINGS + "nav: [science]\n", None),
        ("themes/plain/templates/article.html", "{% extends 'base.html' %}{% block main %}<h1>Remade</h1>{% endblock %}", "Remade"),
        ("themes/plain/templates/parts/foot.html", "<footer>A new foot</footer>\n", "A new foot"),
        ("content/pages/imprint.md", "---\ntitle: Imprint\n---\nText.\n", None),
    ],
)
def test_a_change_of_any_input_updates_the_page(site: Served, tab: Open, path: str, content: str, seen: str | None):
    shown = tab().go(site, PAGE)
    save(site, {path: content})
    if seen:
        shown.when_text(seen)
    elif path == "digest.yml":
        shown.when("document.querySelectorAll('nav a').length === 1")
    else:
        tab().go(site, "imprint/").when_text("Imprint")
    assert shown.is_marked


def test_a_change_of_words_updates_the_page(site: Served, tab: Open):
    shown = tab().go(site, PAGE)
    words = (site.root / "themes/plain/i18n/en.yml").read_text()
    save(site, {"themes/plain/i18n/en.yml": words.replace("tags: Tags", "tags: Catchwords")})
    shown.when("query.placeholder === 'Catchwords'")
    assert shown.is_marked


def test_attributes_are_updated_and_classes_added_by_scripts_kept(site: Served, tab: Open):
    shown = tab().go(site, PAGE)
    base = lively.BASE.replace('class="theme"', 'class="theme night" data-edition="2"')
    save(site, {"themes/plain/templates/base.html": base})
    shown.when("document.documentElement.dataset.edition === '2'")
    assert set(shown.get("document.documentElement.className").split()) == {"theme", "night", "is-scripted"}
    save(site, {"themes/plain/templates/base.html": lively.BASE})
    shown.when("!('edition' in document.documentElement.dataset)")
    assert set(shown.get("document.documentElement.className").split()) == {"theme", "is-scripted"}
    assert shown.is_marked


@pytest.mark.parametrize("added", ["<script>window.hello = 1;</script>", "<template><p>later</p></template>"])
def test_changes_that_need_a_reload_reload_the_page(site: Served, tab: Open, added: str):
    shown = tab().go(site, PAGE)
    save(site, {"themes/plain/templates/base.html": lively.BASE.replace("</head>", f"{added}</head>")})
    shown.when("window.hello === 1 || document.querySelector('template')")
    shown.when("!window.marked")

"""The panel: its bar, its list of diagnostics, and following the editor."""

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
FAULTY = sites.article("Article 1", "2026-02-02", tags="[even, t1]").replace("topic: world", "topic: wrold")
NOT_PUBLISHED: dict[str, str | bytes | None] = {
    "content/2026/draft.md": sites.article("A draft", "2026-02-20", draft="true"),
    "content/2026/draft2.md": sites.article("A second draft", "2026-02-21", draft="true"),
    "content/2026/later.md": sites.article("For later", "2026-02-22", publish_at="2030-01-01"),
    "content/2026/past.md": sites.article("Long past", "2026-02-23", expires="2026-02-24"),
}
LONG = "content/2026/long.md"
LONG_PAGE = "2026/02/10/long/"


def save(site: Served, files: dict[str, str | bytes | None]) -> None:
    sites.write(site.root, files)


def long(body: str) -> dict[str, str | bytes | None]:
    return {LONG: sites.article("Long", "2026-02-10", body=body, tags="[even]")}


# the bar


def test_the_bar_counts_and_links_unpublished_articles(site: Served, tab: Open):
    shown = tab().go(site)
    shown.when_panel(".bar .said", "Preview")
    assert shown.panel(".said") == ["Preview"]
    save(site, NOT_PUBLISHED)
    shown.when_panel(".said", "Preview · 2 drafts · 1 embargoed · 1 expired")
    shown.page.click("digest-preview summary")
    badges = shown.panel(".badge")
    assert sorted(badges) == ["draft", "draft", "embargoed", "expired"]
    shown.page.click("digest-preview >> text=For later")
    shown.when("document.querySelector('h1')?.textContent === 'For later'").when_text("embargoed")


def test_unpublished_articles_are_hidden_on_request(served: Callable[..., Served], tab: Open):
    preview = served(lively.site() | NOT_PUBLISHED, "--no-drafts", "--no-future", "--now", "2026-03-01")
    shown = tab().go(preview)
    shown.when_panel(".said", "Preview")
    assert shown.panel(".said") == ["Preview"]
    assert not any(title in shown.page.content() for title in ("A draft", "For later", "Long past"))


def test_an_open_bar_keeps_scroll_position_and_focus_after_a_save(site: Served, tab: Open):
    save(site, {f"content/2026/draft{n}.md": sites.article(f"Draft {n}", "2026-02-20", draft="true") for n in range(60)})
    site.when(lambda: site.state()["count"] >= 60)
    shown = tab().go(site, LONG_PAGE)
    shown.when_panel(".said", "60 drafts")
    shown.page.click("digest-preview summary")
    rest = "document.querySelector('digest-preview').shadowRoot.querySelector('.rest')"
    shown.get(f"{rest}.scrollTop = 200; window.link = {rest}.querySelectorAll('a')[30]; link.focus()")
    save(site, long("Newly.\n\n" + lively.LONG))
    shown.when_text("Newly.")
    assert shown.get(f"[{rest}.scrollTop > 100, link.isConnected, link.getRootNode().activeElement === link]") == [True, True, True]


def test_the_bar_shrinks_at_the_end_of_the_page(site: Served, tab: Open):
    shown = tab().go(site, LONG_PAGE)
    shown.when_panel(".said", "Preview")
    shown.get("scrollTo(0, document.documentElement.scrollHeight)")
    shown.when_panel(".said", None)
    width = "each => each.getBoundingClientRect().width"
    assert shown.panel(".bar", width)[0] < 20
    shown.get("scrollTo(0, 0)")
    shown.when_panel(".said", "Preview")


def test_the_style_of_the_page_does_not_reach_the_panel(site: Served, tab: Open):
    hostile = "* { display: none !important; font-size: 90px !important; } html, body { display: block !important; }"
    save(site, {"themes/plain/static/style.css": hostile})
    site.when(lambda: "90px" in site.get("assets/style.css").text)
    shown = tab().go(site)
    shown.when_panel(".said", "Preview")
    assert shown.panel(".bar", "each => getComputedStyle(each).fontSize") == ["12.5px"]


# the list of diagnostics


def test_an_error_is_shown_over_the_last_valid_page_until_it_is_fixed(site: Served, tab: Open):
    shown = tab().go(site, PAGE)
    save(site, {ARTICLE: FAULTY})
    shown.when_panel(".diagnostics h2", "There is an error")
    assert shown.panel(".diagnostics .place") == [f"{ARTICLE}:4:8"]
    assert shown.panel(".diagnostics pre") == ["topic: wrold"]
    assert shown.panel(".diagnostics mark") == ["w"]
    assert "world" in shown.panel(".diagnostics .hint")[0]
    assert shown.panel(".diagnostics .place", "each => each.href") == [f"vscode://file{site.root}/{ARTICLE}:4:8"]
    assert shown.get("document.querySelector('h1').textContent") == "Article 1"
    assert shown.panel(".said") == ["Preview · 1 error"]
    save(site, {ARTICLE: FAULTY.replace("wrold", "world")})
    shown.when_panel(".diagnostics", None)
    assert shown.is_marked


def test_an_article_with_errors_keeps_its_last_valid_page(site: Served, tab: Open):
    shown, front = tab().go(site, PAGE), tab().go(site)
    good = (site.root / ARTICLE).read_text()
    save(site, {ARTICLE: good.replace("2026-02-02", "2026-22-02").replace("Article 1", "Another")})
    shown.when_panel(".diagnostics .place", f"{ARTICLE}:3:7")
    front.when_panel(".diagnostics .place", f"{ARTICLE}:3:7")
    save(site, {ARTICLE: good})
    shown.when_panel(".diagnostics", None)
    front.when_panel(".diagnostics", None)
    assert (shown.is_marked, shown.touched, front.is_marked, front.touched) == (True, [], True, [])


def test_all_errors_are_shown_on_every_page(site: Served, tab: Open):
    shown = tab().go(site)
    save(site, {ARTICLE: FAULTY, "content/2026/a2.md": "no front matter\n", "digest.yml": sites.SETTINGS + "tilte: x\n"})
    shown.when_panel(".diagnostics h2", "There are 3 errors")
    assert {each.partition(":")[0] for each in shown.panel(".diagnostics .place")} == {ARTICLE, "content/2026/a2.md", "digest.yml"}
    save(site, {"digest.yml": sites.SETTINGS})
    shown.when_panel(".diagnostics h2", "There are 2 errors")


def test_markup_in_diagnostics_is_shown_as_text(site: Served, tab: Open):
    shown = tab().go(site)
    evil = "<img src=x onerror='window.owned=1'><script>window.owned=1</script>"
    text = sites.article("Fine", "2026-02-02", topic=f'"{evil}"')
    save(site, {ARTICLE: text, "content/2026/evil.md": sites.article(f'"{evil}"', "2026-02-20", draft="true")})
    shown.when_panel(".diagnostics", "onerror")
    shown.when_panel(".said", "1 draft")
    shown.page.click("digest-preview summary")
    shown.when_panel(".rest li", "onerror")
    inside = "document.querySelector('digest-preview').shadowRoot.querySelectorAll('img, script').length"
    assert shown.get(f"[{inside}, window.owned ?? null]") == [0, None]


def test_hidden_errors_stay_hidden_until_there_are_new_ones(site: Served, tab: Open):
    shown = tab().go(site)
    save(site, {ARTICLE: FAULTY})
    shown.when_panel(".diagnostics", "There is an error")
    shown.page.click("digest-preview >> text=Hide")
    shown.when_panel(".diagnostics", None)
    save(site, long("Newly."))
    tab().go(site, LONG_PAGE).when_text("Newly.")
    shown.page.goto(site.address + LONG_PAGE)
    shown.when_panel(".said", "1 error").when_panel(".diagnostics", None)
    save(site, {"content/2026/a2.md": FAULTY})
    shown.when_panel(".diagnostics h2", "There are 2 errors")


def test_escape_hides_the_errors_and_the_bar_shows_them_again(site: Served, tab: Open):
    shown = tab().go(site)
    save(site, {ARTICLE: FAULTY})
    shown.when_panel(".diagnostics", "There is an error")
    shown.page.focus("#query")
    shown.page.keyboard.press("Escape")
    shown.when_panel(".diagnostics", None)
    assert shown.get("document.activeElement.id") == "query"
    shown.page.focus("digest-preview summary")
    shown.page.keyboard.press("Enter")
    shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("Enter")
    shown.when_panel(".diagnostics", "There is an error")
    focus = "document.querySelector('digest-preview').shadowRoot.activeElement"
    assert shown.get(f"{focus}.textContent") == "Hide"
    assert shown.get(f"getComputedStyle({focus}).outlineStyle") == "solid"
    shown.page.keyboard.press("Enter")
    shown.when_panel(".diagnostics", None)
    assert shown.get(f"{focus}.localName") == "summary"


@pytest.mark.parametrize(
    ("setting", "link"),
    [
        (
            'editor: "idea://open?file={path}&line={line}&column={column}"\n',
            "idea://open?file=ROOT/content/2026/a1.md&line=4&column=8",
        ),
        ('editor: ""\n', None),
    ],
)
def test_the_link_of_an_error_follows_the_setting_editor(site: Served, tab: Open, setting: str, link: str | None):
    save(site, {"digest.yml": sites.SETTINGS + setting, ARTICLE: FAULTY})
    shown = tab().go(site)
    shown.when_panel(".diagnostics .place", ARTICLE)
    expected = [link.replace("ROOT", str(site.root))] if link else []
    site.when(lambda: shown.panel(".diagnostics a", "each => each.href") == expected)


TEMPLATES = "themes/plain/templates/"


def test_a_template_with_a_syntax_error_keeps_the_last_valid_pages(site: Served, tab: Open):
    shown = tab().go(site, PAGE)
    good = (site.root / TEMPLATES / "article.html").read_text()
    save(site, {TEMPLATES + "article.html": good.replace("{% endblock %}", "{% endblok %}")})
    shown.when_panel(".diagnostics .place", TEMPLATES + "article.html:")
    assert "endblok" in shown.panel(".diagnostics pre")[0]
    assert shown.get("document.querySelector('h1').textContent") == "Article 1"
    save(site, {TEMPLATES + "article.html": good.replace("<article", "<p>Mended.</p><article")})
    shown.when_panel(".diagnostics", None).when_text("Mended.")
    assert shown.is_marked


def test_an_error_in_rendering_one_page_disappears_when_it_is_fixed(site: Served, tab: Open):
    shown, front = tab().go(site, PAGE), tab().go(site)
    good = (site.root / TEMPLATES / "article.html").read_text()
    wrong = good.replace("<h1>", "{% if page.title == 'Article 1' %}{{ page.nothing }}{% endif %}<h1>")
    save(site, {TEMPLATES + "article.html": wrong})
    shown.when_panel(".diagnostics .place", TEMPLATES + "article.html:").when_text("Article 1")
    front.when_panel(".diagnostics .place", TEMPLATES + "article.html:")
    save(
        site, {ARTICLE: sites.article("Article one", "2026-02-02", tags="[even, t1]")}
    )  # the template has no error with this title
    shown.when_text("Article one").when_panel(".diagnostics", None)
    front.when_panel(".diagnostics", None)
    assert shown.is_marked and front.is_marked


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("digest.yml", "title: Tiny\nbase_url: nowhere\ntheme: plain\n"),
        ("digest.yml", sites.SETTINGS.replace("plain", "plian")),
        ("content/topics.yml", "world: [\n"),
        ("themes/plain/i18n/en.yml", "home: [\n"),
        ("content/2026/a1.md", b"---\ntitle: \xff\n---\n"),
    ],
)
def test_errors_of_other_files_are_shown_until_they_are_fixed(site: Served, tab: Open, path: str, content: str | bytes):
    shown = tab().go(site, PAGE)
    good = (site.root / path).read_bytes()
    save(site, {path: content})
    shown.when_panel(".diagnostics .place", f"{path}:")
    save(site, {path: good})
    shown.when_panel(".diagnostics", None)
    assert shown.get("document.querySelector('h1').textContent") == "Article 1"
    assert shown.is_marked


# following the editor


@pytest.fixture
def following(served: Callable[..., Served]) -> Served:
    """The lively site with --follow."""
    return served(lively.site(), "--follow", "--now", "2026-03-01")


def test_a_following_page_goes_to_the_saved_article_and_its_changes(following: Served, tab: Open):
    shown = tab().go(following)
    with shown.loading():
        save(following, long(lively.LONG.replace("Paragraph 30.", "Paragraph thirty.")))
        shown.page.wait_for_url("**/" + LONG_PAGE)
    place = "[...document.querySelectorAll('p')].find(p => p.textContent.startsWith(text))?.getBoundingClientRect()"
    seen = f"text => {{ const place = {place}; return place && place.top >= 0 && place.bottom <= innerHeight; }}"
    shown.when(seen, "Paragraph thirty.")
    save(following, long(lively.LONG.replace("Paragraph 5.", "Paragraph five.")))
    shown.when(seen, "Paragraph five.")
    with shown.loading():
        save(following, {ARTICLE: sites.article("Article 1", "2026-02-02", body="Other words.")})
        shown.page.wait_for_url("**/" + PAGE)
    shown.when_text("Other words.")
    save(following, {"content/2026/fresh.md": sites.article("Fresh", "2026-02-15")})
    shown.page.wait_for_url("**/2026/02/15/fresh/")


def test_following_can_be_switched_off_in_a_tab(following: Served, tab: Open):
    shown = tab().go(following)
    shown.when_panel(".said", "Preview")
    shown.page.click("digest-preview summary")
    assert shown.panel("input", "each => each.checked") == [True]
    shown.page.click("digest-preview label")
    save(following, long("Newly."))
    tab().go(following, LONG_PAGE).when_text("Newly.")
    assert shown.page.url == following.address
    assert shown.is_marked


def test_without_follow_a_page_stays_until_it_is_switched_on(site: Served, tab: Open):
    shown = tab().go(site, LONG_PAGE)
    save(site, long(lively.LONG.replace("Paragraph 30.", "Paragraph thirty.")))
    shown.when_text("Paragraph thirty.")
    assert shown.get("scrollY") == 0
    save(site, {ARTICLE: sites.article("Article 1", "2026-02-02", body="Other words.")})
    site.when(lambda: "Other words." in site.get(PAGE).text)  # a tab opened during the save would be reloaded
    tab().go(site, PAGE).when_text("Other words.")
    assert shown.page.url.endswith(LONG_PAGE)
    shown.page.bring_to_front()
    shown.page.click("digest-preview summary")
    shown.page.click("digest-preview label")
    navigations: list[str] = []
    shown.page.on("request", lambda request: navigations.append(request.url) if request.is_navigation_request() else None)
    save(site, {ARTICLE: sites.article("Article 1", "2026-02-02", body="Words again.")})
    shown.page.wait_for_url("**/" + PAGE)
    assert len(navigations) == 1


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_changes_are_highlighted_unless_the_reader_prefers_no_motion(following: Served, tab: Open, motion: str):
    shown = tab(reduced_motion=motion).go(following, LONG_PAGE)
    shown.get(
        "() => { const animate = Element.prototype.animate;"
        " Element.prototype.animate = function (...all) { window.lit = this.textContent; return animate.apply(this, all); } }"
    )
    save(following, long(lively.LONG.replace("Paragraph 30.", "Paragraph thirty.")))
    shown.when("scrollY > 500")
    assert str(shown.get("window.lit ?? ''")).startswith("Paragraph thirty." if motion != "reduce" else "")
    assert bool(shown.get("window.lit ?? ''")) is (motion != "reduce")

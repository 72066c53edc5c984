"""Whole lines of newspapers' websites in many languages, which are no part of a text."""

from __future__ import annotations

import pytest

from digest.importers.clutter import clutter, clutter_at_edge
from digest.importers.section_labels import first_link_line, is_known_section

ADVERTISEMENTS = (
    "advertisement|story continues below advertisement|story continues below|story continues|article continues below|"
    "article continues after advertisement|article continues below advertisement|advertisement - scroll to continue|"
    "scroll to continue with content|- advertisement -|[advertisement]|sponsored content|광고|ad|anzeige|werbung|"
    "publicité|la suite après cette publicité|publicidad|pubblicità|publicidade|advertentie|広告|［pr］|[pr]|广告|"
    "廣告"
)
NAVER = (
    "기사원문|본문 요약봇|요약봇|텍스트 음성 변환 서비스 사용하기|글자 크기 변경하기|sns 보내기|인쇄하기|성별 선택|"
    "말하기 속도|이동 통신망을 이용하여 음성을 재생하면 별도의 데이터 통화료가 부과될 수 있습니다.|본문듣기|"
    "본문 듣기|기사 추천|메뉴 영역으로 바로가기|본문 바로가기|메뉴 바로가기|"
    "언론사 구독되었습니다. 메인 뉴스판에서 주요뉴스를 볼 수 있습니다.|보러가기|언론사 구독 해지되었습니다.|"
    "언론사홈 바로가기|언론사 홈 바로가기|구독 메인에서 바로 보는 언론사 편집 뉴스 지금 바로 구독해보세요!|"
    "기자 구독 후 기사보기|이 기사를 추천합니다|기사 추천은 24시간 내 50회까지 참여할 수 있습니다.|"
    "기사 섹션 분류 안내|"
    "기사의 섹션 정보는 해당 언론사의 분류를 따르고 있습니다. 언론사는 개별 기사를 2개 이상 섹션으로 중복 분류할 수 있습니다.|"
    "이 기사의 댓글 정책은|언론사 페이지로 이동하여 확인하실 수 있습니다.|쏠쏠정보|흥미진진|공감백배|분석탁월|"
    "후속강추|모두에게 보여주고 싶은 기사라면?beta|프리미엄콘텐츠|"
    "자동 추출 기술로 요약된 내용입니다. 요약 기술의 특성상 본문의 주요 내용이 제외될 수 있어, 전체 맥락을 이해하기 위해서는 기사 "
    "본문 전체보기를 권장합니다."
)
DAUM = (
    "글씨크기 조절하기|글자크기 설정 파란원을 좌우로 움직이시면 글자크기가 변경 됩니다.|음성으로 듣기|음성재생 설정|"
    "번역 설정|번역beta|번역 beta|요약보기|자동요약|공유하기|스크랩하기|이 뉴스를 공유하기|타임톡|"
    "이 글자크기로 변경됩니다.|"
    "(예시) 가장 빠른 뉴스가 있고 다양한 정보, 쌍방향 소통이 "
    "숨쉬는 다음뉴스를 만나보세요. 다음뉴스는 국내외 주요이슈와 실시간 속보, "
    "문화생활 및 다양한 분야의 뉴스를 입체적으로 전달하고 있습니다.|"
    "기사 제목과 주요 문장을 기반으로 자동요약한 결과입니다. 전체 맥락을 이해하기 위해서는 본문 보기를 권장합니다."
)
PAGE_BUTTONS = (
    "share this article|share this story|share this page|share full article|share on facebook|share on twitter|"
    "share on x|share to|copy link|link copied|link copied!|copy link to share|email this article|print this article|"
    "gift this article|gift article|save article|save this article|save for later|save this story|"
    "listen to this article|listen to article|listen to story|read aloud|view comments|join the conversation|"
    "leave a comment|post a comment|show comments|hide comments|skip to content|skip to main content|jump to content|"
    "back to top|open image in gallery|reuse this content|zur merkliste hinzufügen|offrir l'article|offrir l’article|"
    "lire plus tard|écouter cet article|지면보기|기자 페이지|기자페이지|기사 전체보기|기사전체보기|小字号|大字号|"
    "分享让更多人看到|スクラップは会員限定です|view image in fullscreen|add as preferred source on google|"
    "make us preferred on google|follow us on google news|generate key takeaways|sign in to access your portfolio|"
    "reprints|reprints & permissions|purchase licensing rights|acquire licensing rights|"
    "purchase licensing rights, opens new tab|acquire licensing rights, opens new tab|toggle caption|"
    "enlarge this image|hide caption|기사 공유하기|기사 스크랩|페이스북 공유|트위터 공유|카카오톡 공유|네이버 블로그|"
    "url 복사|url복사|링크 복사|주소 복사|글씨 크게|글씨 작게|글자 크게|글자 작게|글자크기 조절|폰트 크기|기사 저장|"
    "이전 기사|다음 기사|댓글쓰기|댓글 보기|댓글보기|기사 듣기|기사듣기|뉴스듣기|구글 선호매체 추가|"
    "네이버에서 구독하기|artikel teilen|artikel anhören|artikel drucken|artikel merken|zum merken|"
    "kommentare anzeigen|link kopieren|partager l'article|partager cet article|ajouter à mes favoris|"
    "ajouter à votre sélection|écouter l'article|copier le lien|imprimer|compartir artículo|compartir en facebook|"
    "compartir en twitter|escuchar artículo|copiar enlace|ver comentarios|condividi|condividi l'articolo|"
    "ascolta l'articolo|この記事をシェアする|記事をシェアする|シェアする|ツイートする|記事を印刷|記事を保存|"
    "文字サイズ|リンクをコピー|コメントを書く|分享到|分享到微信|微信扫一扫|收藏本文|打印本页|字号|大 中 小|复制链接"
)
POINTERS = (
    "read full article|read more on this story|read the full story|continue reading|click here to read more|"
    "this article is more than 1 year old|read next|up next|in this article:|in this article|더보기|기사 더보기|"
    "자세히 보기|전체 기사 보기|続きを読む|記事全文を読む|全文阅读|阅读全文|weiterlesen|lire la suite|seguir leyendo"
)
COOKIES = (
    "accept all|accept all cookies|accept cookies|reject all|reject all cookies|manage cookies|manage preferences|"
    "cookie settings|cookie policy|cookies settings|your privacy choices|"
    "do not sell or share my personal information|alle akzeptieren|alle ablehnen|cookie-einstellungen|tout accepter|"
    "tout refuser|continuer sans accepter|aceptar todo|aceptar cookies|rechazar todo|accetta tutti|모두 허용|"
    "쿠키 설정|쿠키 허용|全て許可|接受所有cookie"
)
OFFERS = (
    "already a subscriber? log in|already a subscriber? sign in|already have an account? log in|subscribe now|"
    "subscribe today|sign up here.|sign up here|sign up for our newsletter|subscribe to our newsletter|"
    "get our flagship newsletter|support independent journalism|réservé aux abonnés|article réservé aux abonnés|"
    "jetzt abonnieren|hazte suscriptor|solo para suscriptores|有料会員限定|会員限定|会員限定記事|有料記事|구독신청|"
    "뉴스레터 구독|뉴스레터 구독하기|유료 구독|구독하면 더 많은 기사를 볼 수 있습니다"
)
NOTICES = (
    "terms and privacy policy|privacy & cookie settings|privacy policy|terms of use|terms of service|"
    "our standards: the thomson reuters trust principles.|"
    "our standards: the thomson reuters trust principles., opens new tab|oops, something went wrong|"
    "ⓘ this article is an opinion piece|news provided by|읽어주기 기능은 크롬기반의|"
    "브라우저에서만 사용하실 수 있습니다.|請同意我們的隱私權規範，才能啟用聽新聞的功能。|■ 제보하기"
)

LINES = {
    "an advertisement's mark": ADVERTISEMENTS,
    "a button of Naver": NAVER,
    "a button of Daum": DAUM,
    "buttons of the page": PAGE_BUTTONS,
    "a pointer to another text": POINTERS,
    "a notice about cookies": COOKIES,
    "an offer to subscribe": OFFERS,
    "a notice of the page": NOTICES,
}


@pytest.mark.parametrize("kind", LINES)
def test_lines_of_websites_are_clutter_in_any_case_and_with_marks_around(kind: str) -> None:
    lines = LINES[kind].split("|")
    assert [line for line in lines if clutter(line) != kind] == []
    assert [line for line in lines if clutter(f"· {line.upper()} ›") != kind and line.upper().casefold() == line] == []


BUTTONS = (
    "bookmark|breaking news|close|comentarios|commentaires|commenter|commenti|comments|companies|compartir|delen|"
    "drucken|email|enregistrer|escuchar|follow|guardar|home|hören|imprimir|kommentare|last updated|learn more|listen|"
    "log in|menu|merken|more|more on this story|opslaan|partager|posted|print|published|related internet links|"
    "related topics|salva|save|search|share|sign in|speichern|subscribe|summary|teilen|top stories|tweet|updated|"
    "veröffentlicht|écouter|コメント|シェア|ツイート|ブックマーク|举报|使い方|保存|分享|印刷|字体|打印|收藏|朗读|"
    "点赞|评论|가|가가|공유|구독|구독 구독중|구독중|기사|닫기|댓글|듣기|링크|번역|스크랩|슬퍼요|싫어요|요약|응원|"
    "인쇄|저장|조회|좋아요|추천|축소|화나요|확대|훈훈해요"
)
BUTTON_WORDS = (
    "a advertisement article audio bookmark by comment comments copy decrease e email facebook follow font gift "
    "google increase kakaotalk like line link linkedin listen mail messenger news on photos pinterest print reddit "
    "reset save scrap share size subscribe telegram text this threads to tweet twitter url us video whatsapp x 가 "
    "공유 공유하기 광고 구독 구독하기 글씨크기 글자 글자크기 기사 기사공유 네이버 다운로드 닫기 댓글 댓글쓰기 듣기 "
    "링크 메일 밴드 복사 본문 북마크 스크랩 이메일 인쇄 인쇄하기 작게 조절 좋아요 주소복사 추천 카카오톡 크게 크기 "
    "트위터 페이스북 폰트 프린트"
)
BUTTON_VERBS = (
    "advertisement bookmark comment comments copy email facebook follow font listen print save scrap share size "
    "subscribe tweet 가 공유 공유하기 광고 구독 구독하기 글씨크기 글자 글자크기 기사공유 댓글 듣기 복사 북마크 "
    "스크랩 인쇄 인쇄하기 좋아요 주소복사 폰트 프린트"
)


def test_buttons_are_clutter_only_at_the_edge_of_a_text() -> None:
    buttons = BUTTONS.split("|")
    assert [button for button in buttons if clutter_at_edge(button.capitalize()) != "buttons of the page"] == []
    assert [button for button in buttons if clutter(button)] == []


def test_a_row_of_buttons_has_at_least_one_action() -> None:
    assert [word for word in BUTTON_WORDS.split() if clutter_at_edge(f"Print {word} Email") != "buttons of the page"] == []
    assert [word for word in BUTTON_VERBS.split() if clutter_at_edge(f"{word} 12 {word}") != "buttons of the page"] == []
    others = set(BUTTON_WORDS.split()) - set(BUTTON_VERBS.split())
    assert [word for word in others if clutter_at_edge(f"{word} 12 {word}")] == []


SENTENCES = {
    "a notice about cookies": """
We use cookies to improve this page.
We may also use cookies.
This site uses cookies
This website may use cookies
Our website uses cookies for you.
Our partners and we use cookies
We and our partners use cookies
We used cookies before.
By continuing to read this page, you accept our privacy policy.
By clicking OK you accept our terms of use.
By using this page you accept our terms of service.
Wir nutzen Cookies.
Wir verwenden Cookies
Diese Seite verwendet Cookies.
Diese Webseite nutzt Cookies.
Unsere Seite verwendet Cookies
Unsere Webseite nutzt Cookies
Nous utilisons des cookies.
Ce site utilise des cookies
Utilizamos cookies
Este sitio utiliza cookies.
Este sitio web utiliza cookies.
이 사이트는 쿠키를 사용합니다.
이 사이트는 쿠키를 사용하고 있습니다
当サイトはCookieを使用しています。
当サイトはcookieを利用しております
我们使用 cookie 改进网站
我们使用cookies""",
    "an offer to subscribe": """
Sign up for our weekly newsletter
Subscribe to our free newsletters today
Sign up for the newsletter
Subscribe to a newsletter
Subscribe to your first newsletter
Get the latest news in your inbox
Get our newsletter
Get more with the app
Get unlimited access now
Get full access""",
    "a notice of the page": """
Follow us on Facebook
Follow Jane Doe on Twitter
Follow us on X for more
Follow us on Instagram
Follow us on LinkedIn
Follow us on Threads
Follow us on BBC Sounds
Follow us on Bluesky
Follow us on YouTube
Follow us on WhatsApp
Follow Jane Doe on Google News
Follow us on Telegram
This article was originally published on Monday.
This story originally appeared in The Example Times
Read the original article here
Read the full article at example.org
Read the full article in The Example Times
제보는 카카오톡 예시뉴스
제보하기 카톡 예시
▶제보 이메일 a@b.example
▶ 제보 전화 02-555-0100
기사제보 텔레그램 예시
제보는 라인 예시
Item 3 of 12 A ferry leaves the pier
(This story has not been edited by Example News staff)
This story has not been edited by Example staff and is published from a feed.
(ATTN: ADDS quotes in para 3)
Dieses Thema im Programm: Radio am Montag
海量资讯、精准解读
不用抽 不用搶 現在用APP看新聞
現在就點我下載APP
▷ 카카오톡 : 예시제보
▶전화：02-555-0100
■ 이메일: a@b.example
▷유튜브: 예시뉴스
残り1234文字 有料会員になると続きをお読みいただけます。
この記事は有料記事です。
扫码关注
打开示例新闻客户端
下载APP查看更多
打开APP""",
    "buttons of the page": """
Listen to this article · 5 minutes
Listen to this article - audio
0:00 / 3:21
12:34/56:07
字体：小 中 大
字號: 大
字号：
字體：小
文字サイズ：中
【纠错】
【纠错】 【责任编辑：李华】""",
    "a count": """
Shares 12
Share: 3
Comments (4)
Comment 1
Views: 1,234
Likes 2k
댓글 3
조회 12
조회수 1,234
공감 5
추천 1
응원 2
타임톡 3
좋아요 4
쏠쏠정보 1
흥미진진 2
공감백배 3
분석탁월 4
후속강추 5
コメント 6件
コメント(7)
评论 8
评论数 9
Kommentare 3
Kommentar 1
Commentaires 2
Comentario 1
Comentarios (2)
1234文字
12 shares
1 share
3 Comments
4 comment
1.2k views
1 view
5 likes
1 like
6 Kommentare
7 commentaires
8 comentarios""",
    "a time without a date": """
3 min read
3-minute read
About 5 mins
5 minutes listen
3 min.
Read time: 3 min
Reading time 4 minutes
Lesezeit: 3 Min.
Lesedauer ca. 5 Minuten
Temps de lecture : 2 min
Lecture 3 minutes
Tiempo de lectura: 3 minutos
읽는 시간: 3분
読了時間：4分
2 minuti di lettura
3 min de lecture
3 min. Lesezeit
4 minutos de lectura
2 minutes de lecture
2 min de leitura
5 minutos de leitura
Published 4:45 pm
Updated at 4:45 p.m. ET
Today at 9:00 a.m.
Yesterday 11:30 PM""",
    "a button of Naver": """
이 기사는 언론사에서 사회 섹션으로 분류했습니다.
이 기사는 언론사에서 생활/문화 섹션으로 분류했습니다
구독 1,234 응원 56
구독 3만 응원 1.2만
홍길동 기자 구독 구독중""",
    "a pointer to another text": """
Also read: Ferry sails again
Read also: Ferry sails again
Read more: Ferry sails again
See also: Ferry sails again
Related: Ferry sails again
Must read: Ferry sails again
Lire aussi : Le bac repart
À lire aussi : Le bac repart
Lee también: El barco vuelve
Lea también El barco vuelve
Leia também: O barco volta
Leggi anche: Il traghetto riparte
Lees ook: De veerboot vaart
Mehr zum Thema: Die Fähre
Auch interessant: Die Fähre
Lesen Sie auch: Die Fähre
관련기사: 배가 다시 뜬다
▶ 관련 기사 : 배가 다시 뜬다
☞관련기사：배가 다시 뜬다
▶ 예시뉴스 바로가기
☞ 기사 전문 보기
➡ 여기를 클릭!
▶ 예시뉴스 구독
▶ 예시뉴스 제보
▶ 예시뉴스 채널
あわせて読みたい：船が戻る
関連記事
【関連記事】船が戻る
相关阅读：渡轮恢复
相關閱讀：渡輪恢復
延伸阅读：渡轮恢复
延伸閱讀
""",
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_sentences_of_websites_are_clutter(kind: str) -> None:
    lines = [line for line in SENTENCES[kind].split("\n") if line]
    assert [line for line in lines if clutter(line) != kind] == []


LINK_HEADS = (
    "also read|around the bbc|das könnte sie auch interessieren|editor's picks|editors' picks|elsewhere on the bbc|"
    "explore more on these topics|headlines|latest news|latest stories|les plus lus|lo más leído|mehr zum thema|"
    "meistgelesen|more for you|more from|more from this section|more news|more on this story|more stories|"
    "more stories like this|more to explore|most popular|most read|most shared|most viewed|most watched|más noticias|"
    "on the web|popular|read more|read more on this story|recommended|recommended articles|recommended for you|"
    "recommended stories|related|related articles|related internet links|related links|related news|related stories|"
    "related topics|see also|sur le même sujet|te puede interesar|top news|top stories|trending|trending now|"
    "what to read next|you may also be interested in|you may also like|you might also like|à lire aussi|"
    "あわせて読みたい|アクセスランキング|人気記事|推荐阅读|热门文章|相关新闻|相关阅读|相關新聞|相關閱讀|関連記事|"
    "관련 기사|관련 뉴스|관련기사|기획·연재|네티즌의 눈|당신이 좋아할만한 뉴스|랭킹 뉴스|많이 본 기사|많이 본 뉴스|"
    "베스트 클릭|실시간 뉴스|언론사 주요뉴스|오늘의 핫이슈|이 기사도 봤어요|이 시각 주요뉴스|이 시각 헤드라인|"
    "이슈 키워드|인기 기사|인기 뉴스|인기기사|주요 뉴스|주요뉴스|최신 기사|최신기사|추천 기사|추천기사|함께 본 기사|"
    "함께 볼만한 뉴스|헤드라인 뉴스"
)
SECTIONS = (
    "arts|business|culture|economy|education|entertainment|environment|features|health|home|international|lifestyle|"
    "local|local news|markets|money|national|news|opinion|politics|regional|science|society|sport|sports|tech|"
    "technology|top stories|travel|weather|world|world news|경제|국제|기술|문화|사회|산업|생활|스포츠|연예|오피니언|"
    "전국|정치|지역"
)


def test_headings_of_links_below_a_text() -> None:
    text = ["So it is, and has been for years.", "And so it stays."]
    heads = LINK_HEADS.split("|")
    assert [head for head in heads if first_link_line([*text, head.capitalize(), "Fish moves", "Ship sinks"]) != 2] == []


def test_names_of_sections() -> None:
    assert [name for name in SECTIONS.split("|") if not is_known_section(name.upper())] == []

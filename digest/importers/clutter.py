"""Clutter: tables of words, lines and patterns of newspaper websites that are left out, in many languages, by kind: buttons and
rows of them, counts, cookie notices, offers to subscribe, pointers to other texts, advertisements. `section_labels.py` recognises
names of sections and lists of links."""

from __future__ import annotations

import re

MAX_CLUTTER_CHARACTERS = 300

_BUTTONS_OF_PAGE = "buttons of the page"
_ADVERTISEMENT = "an advertisement's mark"
_NOTICE_OF_PAGE = "a notice of the page"
_COOKIE_NOTICE = "a notice about cookies"
_SUBSCRIPTION_OFFER = "an offer to subscribe"
_POINTER_ELSEWHERE = "a pointer to another text"

_CLUTTER_ANYWHERE = {
    _ADVERTISEMENT: (
        "advertisement|story continues below advertisement|story continues below|story continues|article continues below|"
        "article continues after advertisement|article continues below advertisement|advertisement - scroll to continue|"
        "scroll to continue with content|- advertisement -|[advertisement]|sponsored content|광고|ad|anzeige|werbung|publicité|"
        "la suite après cette publicité|publicidad|pubblicità|publicidade|advertentie|広告|［pr］|[pr]|广告|廣告"
    ),
    "a button of Naver": (
        "기사원문|본문 요약봇|요약봇|텍스트 음성 변환 서비스 사용하기|글자 크기 변경하기|sns 보내기|인쇄하기|성별 선택|"
        "말하기 속도|이동 통신망을 이용하여 음성을 재생하면 별도의 데이터 통화료가 부과될 수 있습니다.|본문듣기|본문 듣기|"
        "기사 추천|메뉴 영역으로 바로가기|본문 바로가기|메뉴 바로가기|"
        "언론사 구독되었습니다. 메인 뉴스판에서 주요뉴스를 볼 수 있습니다.|보러가기|언론사 구독 해지되었습니다.|"
        "언론사홈 바로가기|언론사 홈 바로가기|구독 메인에서 바로 보는 언론사 편집 뉴스 지금 바로 구독해보세요!|"
        "기자 구독 후 기사보기|이 기사를 추천합니다|기사 추천은 24시간 내 50회까지 참여할 수 있습니다.|기사 섹션 분류 안내|"
        "기사의 섹션 정보는 해당 언론사의 분류를 따르고 있습니다. 언론사는 개별 기사를 2개 이상 섹션으로 중복 "
        "분류할 수 있습니다.|이 기사의 댓글 정책은|언론사 페이지로 이동하여 확인하실 수 있습니다.|쏠쏠정보|흥미진진|공감백배|"
        "분석탁월|후속강추|모두에게 보여주고 싶은 기사라면?beta|프리미엄콘텐츠|"
        "자동 추출 기술로 요약된 내용입니다. 요약 기술의 특성상 본문의 주요 내용이 제외될 수 있어, 전체 맥락을 "
        "이해하기 위해서는 기사 본문 전체보기를 권장합니다."
    ),
    "a button of Daum": (
        "글씨크기 조절하기|글자크기 설정 파란원을 좌우로 움직이시면 글자크기가 변경 됩니다.|음성으로 듣기|음성재생 설정|"
        "번역 설정|번역beta|번역 beta|요약보기|자동요약|공유하기|스크랩하기|이 뉴스를 공유하기|타임톡|"
        "이 글자크기로 변경됩니다.|"
        "(예시) 가장 빠른 뉴스가 있고 다양한 정보, 쌍방향 소통이 숨쉬는 다음뉴스를 만나보세요. 다음뉴스는 "
        "국내외 주요이슈와 실시간 속보, 문화생활 및 다양한 분야의 뉴스를 입체적으로 전달하고 있습니다.|"
        "기사 제목과 주요 문장을 기반으로 자동요약한 결과입니다. 전체 맥락을 이해하기 위해서는 본문 보기를 권장합니다."
    ),
    _BUTTONS_OF_PAGE: (
        "share this article|share this story|share this page|share full article|share on facebook|share on twitter|"
        "share on x|share to|copy link|link copied|link copied!|copy link to share|email this article|print this article|"
        "gift this article|gift article|save article|save this article|save for later|save this story|listen to this article|"
        "listen to article|listen to story|read aloud|view comments|join the conversation|leave a comment|post a comment|"
        "show comments|hide comments|skip to content|skip to main content|jump to content|back to top|open image in gallery|"
        "reuse this content|zur merkliste hinzufügen|offrir l'article|offrir l’article|lire plus tard|écouter cet article|"
        "지면보기|기자 페이지|기자페이지|기사 전체보기|기사전체보기|小字号|大字号|分享让更多人看到|"
        "スクラップは会員限定です|"
        "view image in fullscreen|add as preferred source on google|make us preferred on google|follow us on google news|"
        "generate key takeaways|sign in to access your portfolio|reprints|reprints & permissions|purchase licensing rights|"
        "acquire licensing rights|purchase licensing rights, opens new tab|acquire licensing rights, opens new tab|"
        "toggle caption|enlarge this image|hide caption|기사 공유하기|기사 스크랩|페이스북 공유|트위터 공유|카카오톡 공유|"
        "네이버 블로그|url 복사|url복사|링크 복사|주소 복사|글씨 크게|글씨 작게|글자 크게|글자 작게|글자크기 조절|폰트 크기|"
        "기사 저장|이전 기사|다음 기사|댓글쓰기|댓글 보기|댓글보기|기사 듣기|기사듣기|뉴스듣기|구글 선호매체 추가|"
        "네이버에서 구독하기|artikel teilen|artikel anhören|artikel drucken|artikel merken|zum merken|kommentare anzeigen|"
        "link kopieren|partager l'article|partager cet article|ajouter à mes favoris|ajouter à votre sélection|"
        "écouter l'article|copier le lien|imprimer|compartir artículo|compartir en facebook|compartir en twitter|"
        "escuchar artículo|copiar enlace|ver comentarios|condividi|condividi l'articolo|ascolta l'articolo|"
        "この記事をシェアする|記事をシェアする|シェアする|ツイートする|記事を印刷|記事を保存|文字サイズ|リンクをコピー|"
        "コメントを書く|分享到|分享到微信|微信扫一扫|收藏本文|打印本页|字号|大 中 小|复制链接"
    ),
    _POINTER_ELSEWHERE: (
        "read full article|read more on this story|read the full story|continue reading|click here to read more|"
        "this article is more than 1 year old|read next|up next|in this article:|in this article|더보기|기사 더보기|"
        "자세히 보기|전체 기사 보기|続きを読む|記事全文を読む|全文阅读|阅读全文|weiterlesen|lire la suite|seguir leyendo"
    ),
    _COOKIE_NOTICE: (
        "accept all|accept all cookies|accept cookies|reject all|reject all cookies|manage cookies|manage preferences|"
        "cookie settings|cookie policy|cookies settings|your privacy choices|do not sell or share my personal information|"
        "alle akzeptieren|alle ablehnen|cookie-einstellungen|tout accepter|tout refuser|continuer sans accepter|aceptar todo|"
        "aceptar cookies|rechazar todo|accetta tutti|모두 허용|쿠키 설정|쿠키 허용|全て許可|接受所有cookie"
    ),
    _SUBSCRIPTION_OFFER: (
        "already a subscriber? log in|already a subscriber? sign in|already have an account? log in|"
        "subscribe now|subscribe today|"
        "sign up here.|sign up here|sign up for our newsletter|subscribe to our newsletter|get our flagship newsletter|"
        "support independent journalism|réservé aux abonnés|article réservé aux abonnés|jetzt abonnieren|hazte suscriptor|"
        "solo para suscriptores|有料会員限定|会員限定|会員限定記事|有料記事|구독신청|뉴스레터 구독|뉴스레터 구독하기|유료 구독|"
        "구독하면 더 많은 기사를 볼 수 있습니다"
    ),
    _NOTICE_OF_PAGE: (
        "terms and privacy policy|privacy & cookie settings|privacy policy|terms of use|terms of service|"
        "our standards: the thomson reuters trust principles.|"
        "our standards: the thomson reuters trust principles., opens new tab|oops, something went wrong|"
        "ⓘ this article is an opinion piece|news provided by|읽어주기 기능은 크롬기반의|브라우저에서만 사용하실 수 있습니다.|"
        "請同意我們的隱私權規範，才能啟用聽新聞的功能。|■ 제보하기"
    ),
}
"""Whole lines by the kind of clutter, in folded case; they are never a paragraph."""

_CLUTTER_PHRASES = {phrase: kind for kind, phrases in _CLUTTER_ANYWHERE.items() for phrase in phrases.split("|")}

_CLUTTER_LINES: dict[str, tuple[str, ...]] = {
    _COOKIE_NOTICE: (
        r"(?:we|(?:this|our) (?:web)?site|our partners and we|we and our partners)\s(?:may\s)?(?:also\s)?use[sd]?\scookies\b.*",
        r"by (?:continuing|clicking|using) .{0,80}\b(?:cookies|privacy policy|terms of (?:use|service))\b.*",
        r"(?:wir|diese (?:web)?seite|unsere (?:web)?seite)\s(?:verwende[nt]|nutz(?:en|t))\scookies\b.*",
        r"(?:nous utilisons|ce site utilise) des cookies\b.*|(?:utilizamos|este sitio (?:web )?utiliza) cookies\b.*",
        r".{0,60}쿠키를 사용(?:합니다|하고 있습니다).*",
        r".{0,40}cookie(?:を使用|を利用)して(?:い|おり)ます.*|.{0,40}使用\s?cookies?.{0,40}",
    ),
    _SUBSCRIPTION_OFFER: (
        r"(?:sign up|subscribe) (?:for|to) (?:our|the|a|your) .{0,60}newsletters?\b.{0,60}",
        r"get (?:the latest|our|more|unlimited|full) .{0,80}\b(?:inbox|newsletter|access|app)\b.{0,40}",
    ),
    _NOTICE_OF_PAGE: (
        r"follow .{1,60} on (?:facebook|twitter|x|instagram|linkedin|threads|bbc sounds|bluesky|youtube|"
        r"whatsapp|google news|telegram)\b"
        r".{0,60}",
        r"(?:this (?:article|story) (?:was )?originally (?:appeared|published)|read the (?:original|full) article)"
        r" (?:on|at|in|here)\b.{0,120}",
        r"(?:제보는|제보하기|▶\s?제보|기사제보).{0,120}(?:카카오톡|카톡|이메일|전화|텔레그램|라인).{0,120}",
        r"item \d{1,3} of \d{1,3}\b.{0,200}",
        r"\(?this story has not been edited by .{2,60} staff\b.{0,120}|\(attn: .{2,200}\)|dieses thema im programm:.{2,200}",
        r"海量资讯.{2,40}|不用抽\s?不用搶.{2,80}|.{0,40}點我下載app.{0,20}|[▷▶■]\s?(?:카카오톡|전화|이메일|유튜브)\s?[:：,].{2,120}",
        r"残り\s?\d{1,5}\s?文字.{0,40}|この記事は有料記事です.{0,60}|扫码.{0,30}|(?:打开|下载).{0,10}(?:app|客户端).{0,30}",
    ),
    _BUTTONS_OF_PAGE: (
        r"listen to this article\s?[·•|-].{0,40}|\d{1,2}:\d\d\s?/\s?\d{1,2}:\d\d",
        r"(?:字体|字號|字号|字體|文字サイズ)\s?[:：]\s?(?:[小中大]\s?){0,3}|【纠错】\s?(?:【责任编辑\s?[:：].{2,20}】)?",
    ),
    "a count": (
        r"(?:shares?|comments?|views?|likes?|댓글|조회수?|공감|추천|응원|타임톡|"
        r"좋아요|쏠쏠정보|흥미진진|공감백배|분석탁월|후속강추|コメント|评论|评论数|"
        r"kommentare?|commentaires?|comentarios?)"
        r"\s?[:：(]?\s?\d[\d,.]*[km]?件?\)?|\d{2,5}\s?文字",
        r"\d[\d,.]*[km]?\s?(?:shares?|comments?|views?|likes?|kommentare?|commentaires?|comentarios?)",
    ),
    "a time without a date": (
        r"(?:about )?\d{1,3}[ -]?min(?:ute)?s?\.?(?: read| listen)?",
        r"(?:read(?:ing)? time|lesezeit|lesedauer|temps de lecture|lecture|tiempo de lectura|읽는 시간|読了時間)"
        r"\s?[:：]?\s?(?:ca\. )?\d{1,3}\s?(?:min(?:ut(?:es?|en|os))?|분|分)\.?",
        r"\d{1,3} (?:min(?:\.|uti|utos?|utes?)?)(?: di lettura| de lectura| de lecture| de leitura|\.? lesezeit)['’]?",
        r"(?:published|updated|today|yesterday) (?:at )?\d{1,2}:\d\d\s?[ap]\.?m\.?(?: [a-z]{2,4})?",
    ),
    "a button of Naver": (
        r"이 기사는 언론사에서 .{1,30} 섹션으로 분류했습니다\.?",
        r"구독\s?[\d,.]*만?\s?응원\s?[\d,.]*만?|.{1,12}\s?기자\s?구독\s?구독중",
    ),
    _POINTER_ELSEWHERE: (
        r"(?:also read|read also|read more|see also|related|must read)\s?[:：]\s.{3,150}",
        r"(?:lire aussi|à lire aussi|lee también|lea también|leia também|leggi anche|lees ook|mehr zum thema|auch interessant|"
        r"lesen sie auch)\s?[:：]?\s.{0,150}",
        r"(?:▶|☞)?\s?관련\s?기사\s?[:：]\s?.{3,120}|[▶☞➡]\s?.{2,120}(?:바로가기|보기|클릭|구독|제보|채널)\W*",
        r"(?:あわせて読みたい|【?関連記事】?|相关阅读|相關閱讀|延伸阅读|延伸閱讀)\s?[:：]?\s?.{0,120}",
    ),
}
"""Patterns of whole lines by the kind of clutter."""

_CLUTTER_PATTERNS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind) for kind, patterns in _CLUTTER_LINES.items() for pattern in patterns
)

_CLUTTER_AT_EDGES = frozenset(
    str.split(
        "추천|구독|공유|좋아요|싫어요|슬퍼요|화나요|훈훈해요|구독중|구독 구독중|close|learn more|breaking news|댓글|스크랩|"
        "인쇄|저장|닫기|응원|링크|가|가가|조회|기사|듣기|번역|요약|확대|축소|share|save|bookmark|comments|print|email|tweet|"
        "follow|listen|more|menu|search|home|sign in|log in|subscribe|summary|companies|teilen|drucken|merken|kommentare|"
        "speichern|hören|partager|enregistrer|commenter|écouter|commentaires|compartir|guardar|comentarios|imprimir|escuchar|"
        "salva|commenti|delen|opslaan|シェア|ツイート|印刷|保存|コメント|ブックマーク|分享|收藏|打印|评论|点赞|字体|朗读|"
        "举报|"
        "published|updated|last updated|posted|veröffentlicht|使い方|"
        "related topics|more on this story|related internet links|top stories",
        "|",
    )
)
"""Buttons above and below a text; within it, such a line may be a headline or a line of a poem."""

_BUTTON_WORDS = frozenset(
    str.split(
        "advertisement audio bookmark by comment comments copy email e facebook follow font gift google "
        "increase decrease kakaotalk like line linkedin link listen mail messenger news on photos pinterest "
        "print reddit reset save scrap share size subscribe telegram text this threads to tweet twitter url "
        "us video whatsapp article x a 가 공유 공유하기 글자 글자크기 글씨크기 기사 기사공유 네이버 다운로드 "
        "구독 구독하기 닫기 댓글 댓글쓰기 듣기 링크 메일 밴드 북마크 복사 본문 스크랩 이메일 인쇄 인쇄하기 주소복사 카카오톡 크게 "
        "작게 좋아요 추천 트위터 페이스북 폰트 프린트 크기 조절 광고"
    )
)
_BUTTON_VERBS = frozenset(
    str.split(
        "advertisement bookmark comment comments copy email facebook follow font listen print save scrap "
        "share size subscribe tweet 공유 공유하기 구독 구독하기 좋아요 글자크기 글씨크기 글자 기사공유 댓글 듣기 북마크 복사 "
        "스크랩 인쇄 인쇄하기 주소복사 프린트 폰트 가 광고"
    )
)
_BETWEEN_BUTTONS = re.compile(r"[\W_]+")
_REPORTED_FROM = re.compile(r"(?:reporting|reported) from [A-Z][\w,.' -]{2,60}[^\W_]", re.IGNORECASE)
_EDITED_BY = re.compile(r"(?:web |copy |news )?(?:editors?|editing)\s?[:：]\s?[^.]{2,60}", re.IGNORECASE)
_SHARE_COUNT = re.compile(r"[+(]?\d{1,3}(?:[,.]?\d{1,3}){0,2}[km만천]?\+?\)?", re.IGNORECASE)


def clutter(text: str) -> str:
    """Return the kind of a line that is clutter anywhere in a text, or ''."""
    if len(text) > MAX_CLUTTER_CHARACTERS:
        return ""
    folded_line = text.casefold().strip(" ·•|>›:：")
    return _CLUTTER_PHRASES.get(folded_line) or next((kind for pattern, kind in _CLUTTER_PATTERNS if pattern.fullmatch(text)), "")


def clutter_at_edge(text: str) -> str:
    """Return the kind of a line that is clutter above or below a text, or ''."""
    clutter_kind = clutter(text)
    if clutter_kind or len(text) > MAX_CLUTTER_CHARACTERS:
        return clutter_kind
    if _REPORTED_FROM.fullmatch(text):
        return "where it was reported from"
    if _EDITED_BY.fullmatch(text):
        return "a credit"
    is_button = text.casefold().strip(" ·•|>›:：") in _CLUTTER_AT_EDGES or _is_row_of_buttons(text)
    return _BUTTONS_OF_PAGE if is_button else ""


def _is_row_of_buttons(row_text: str) -> bool:
    """Return whether the line consists of up to 12 button words, at least one of which is an action."""
    button_words = [word for word in _BETWEEN_BUTTONS.split(row_text.casefold()) if word]
    return (
        0 < len(button_words) <= 12
        and all(word in _BUTTON_WORDS or word.isdecimal() for word in button_words)
        and not _BUTTON_VERBS.isdisjoint(button_words)
    )


def is_count(text: str) -> bool:
    """Return whether the line is only a number, such as the count next to a button."""
    return bool(_SHARE_COUNT.fullmatch(text))

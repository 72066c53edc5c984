"""Detects the encoding of undeclared bytes by scores of plausibility of each character, some by its neighbours or lead byte:
tables of frequent Chinese, Japanese and Korean characters, Latin letters and marks, candidate encodings and their names.
`raw_text.py` decodes declared encodings and reports mojibake.

Most texts of a language use the same characters; this file lists them roughly by their frequency in news. A text that was decoded
with the wrong encoding contains few of them, even if all its bytes are valid.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct

FREQUENT_SIMPLIFIED = frozenset(
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然"
    "没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二"
    "理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信"
    "北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九性笑通目华报立马命张活难神数件安表原车白应路期叫死常提"
    "感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让"
    "认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步"
    "完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改"
    "议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴切县消船港渔闻增投选警医药银股价"
    "损险环境减缓"
)
"""The frequent characters of Chinese in China and Singapore."""

FREQUENT_TRADITIONAL = frozenset(
    "的一是不了在人有我他這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小麼心多天而能好都然"
    "沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長知民樣現分將外但身些與高意進把法此實回二"
    "理美點月明其種聲全工己話兒者向情部正名定女問力機給等幾很業最間新什打便位因重被走電四第門相次東政海口使教西再平真聽世氣信"
    "北少關並內加化由卻代軍產入先山五太水萬市眼體別處總才場師書比住員九性笑通目華報立馬命張活難神數件安表原車白應路期叫死常提"
    "感金何更反合放做系計或司利受光王果親界及今京務制解各任至清物台象記邊共風戰乾接它許八特覺望直服毛林題建南度統色字請交愛讓"
    "認算論百吃義科怎元社術結六功指思非流每青管夫連遠資隊跟帶花快條院變聯言權往展該領傳近留紅治決周保達辦運武半候七必城父強步"
    "完革深區即求品士轉量空甚眾技輕程告江語英基派滿式李息寫呢識極令黃德收臉錢黨倒未持取設始版雙歷越史商千片容研像找友孩站廣改"
    "議形委早房音火際則首單據導影失拿網香似斯專石若兵弟誰校讀志飛觀爭究包組造落視濟喜離雖壞興切縣消船港漁聞增投選警醫藥銀股價"
    "損險環境減緩"
)
"""The frequent characters of Chinese in Taiwan and Hong Kong."""

FREQUENT_KANJI = frozenset(
    "日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土"
    "木聞食車何南万毎白天母火右読友左休父雨会同事自社発者地業方新場員立開手力問代明動京目通言理体田主題意不作用度強公持野以思"
    "家世多正安院心界教文元重近考画海売知道集別物使品計死特私始朝運終台広住無真有口少町料工建空急止送切転研足究楽起着店病質待"
    "試族銀早映親験英医仕去味写字答夜音注帰古歌買悪図週室歩風紙黒花春赤青館屋色走秋夏習駅洋旅服夕借曜飲肉貸堂鳥飯勉冬昼茶弟牛"
    "魚兄犬妹姉漢政議民連対部合市内相定回選米実関決全表戦経最現調化当約首法性要制治務成期取都和機平加受続進数記初指権支産点報"
    "済活原共得解交資予向際勝面告反判認参利組信在件側任引求所次昨論官増係感情投示変打直両式確果容必演歳争談能位置流格疑過局放"
    "常状球職与供役構割身費付由説難優夫収断石違消神番規術備宅害配警育席訪乗残想声念助労例然限追商葉伝働形景落好退頭負渡失差末"
    "守若種美命福望非観察段横深申様財港識呼達良候程満敗値突光路科積他処太客否師登易速存飛殺号単座破除完降責捕危給苦迎園具辞因"
    "馬愛富彼未舞亡冷適婦寄込顔類余王返妻背熱宿薬険頼覚船途許抜便留罪努精散静婚喜浮絶幸押倒等老曲払庭徒勤遅居雑招困欠更刻賛犯"
    "恐息遠戻願絵越欲痛互束似列探逃遊迷夢君緒折草株価幅"
)
"""The frequent characters of Japanese, without kana."""

FREQUENT_HANGUL = frozenset(
    "이다는의에을가고기한지하로도리사서자인어대시정나그아일보수해들전상것은를과와게있니부만라소스제장주구원유연안여국선공동무"
    "성신모조마계문화경개되발면실미방관물적간회요위생중년등산용진었했할세난때내비말당오거또으분체월학금력치운호우음차행재입영"
    "추현후레르드트크프타파카러터더려데디두단달담답통토판표품포결교군급뉴업증권외초반총최출책찰직집참창처청충측칭택투특평필항"
    "향허험협형홍확환황희씨강건검견겨곡골곳광굴귀균극근글긴길김깊까깨께꼭꾸끝끼낌날남낮냉너널넓넘네녀노높놓놀눈느늘능늦닌님닷"
    "닿댁댐덕던덜덤덩덮델독돈돌됐둘뒤듣딸땅떠떤뛰뜨뜻띠람랑래량렇련렬렸령례록론롭룡룩륙률른름릴림립링막많맛망맞매맥맺머먹먼멀"
    "메며명몇목몰몸못묘묵묻민믿밀및바박밖받밝밤밥배백버번벌범법벗벤벽변별병복본볼봄봉북불붙블빈빌빛빠빨빼뽑뿐살삼삶새색샤석설"
    "섬섭센셀셔션셨속손솔송쇄쇼숙순술숨숲쉬쉽슬슴습승식싫심싶싸쌀쌍쌓써썼쏘쏟쓰쓴쓸씀씩씻알앞애액야약얀양억언얼엄없엇역열염엽"
    "예옥온올옮옳옷완왕왜욕욱울움웃워웨육윤율융응익읽잃임잊잎작잔잘잠잡쟁저절젊점접젖져족존종좋좌죄죽준줄즈즉즐질짐짓짜째쪽착"
    "찬찾채척천철첫촉촌축춘취층칙친칠침칼커컴켜코콘큰클탁탄탈탐태털텔틀팔팬퍼페펴편폐폭푸풀풍피함합핵헌혁혈혜혼활획횟효훈휘휴"
    "흐흔흘흥히힘"
)
"""The frequent characters of Korean."""


SAMPLED_CHARACTERS = 20_000
"""The maximum number of characters that are scored."""

MIN_PLAUSIBLE_SCORE = 0.25
"""The minimum score of a plausible text; wrong encodings score less, mostly below 0."""

MAX_AMBIGUOUS_DIFFERENCE = 0.35
"""The maximum difference of two scores that are ambiguous, as for a text of one or two words."""

_EAST_ASIAN_MARKS = frozenset("、。『』，：；？！（）《》〈〉【】…—“”‘’\u3000０１２３４５６７８９％")
_KOREAN_MARKS = frozenset("“”‘’·…―「」『』△▲▷▶■□◆◇○●◎★※→∼～〈〉《》【】ⓒ㈜㎡㎞㎏℃½")
_LATIN_LETTERS = frozenset("àâäáãåæçèéêëìíîïñòóôöõøœùúûüßÿšžÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜŠŽ")
_LETTERS_OF_SHORT_WORDS = frozenset("àÀéÉáÁóÓíÍúÚöÖäÄåÅøØæÆèÈçÇ")
"""Letters that are one-letter words, or begin or end a word next to a mark."""

_LATIN_MARKS = frozenset("“”„‘’‚–—…«»‹›€£©®™°·•§\xa0\xad")
_LONE_MARKS = frozenset("¿¡ªº½¼¾²³¹±×µ¢¥†‰")
"""Marks that do not occur within words."""

ENCODINGS = ("utf-8", "gb18030", "big5", "shift_jis", "euc-jp", "cp949", "windows-1252", "windows-1251", "utf-16")
"""The encodings that `--encoding` suggests."""

_WEB_NAMES_OF_ENCODINGS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
    "big5": "cp950", "iso8859-9": "cp1254", "tis-620": "cp874",
}  # fmt: skip
"""Encodings that are decoded as their superset (WHATWG Encoding Standard, 4.2)."""

_ENCODING_LABELS = {"windows-949": "cp949", "x-sjis": "cp932", "windows-31j": "cp932", "ms950": "cp950", "x-gbk": "gb18030"}
"""Names of encodings that Python does not know."""


class DecodedText(Struct, frozen=True):
    """A decoded text, its encoding, and a nearly as plausible encoding (`rival`), or ''."""

    text: str
    encoding: str
    rival: str = ""


def detect_encoding(data: bytes) -> DecodedText | None:
    """Decode bytes that are not UTF-8 with the most plausible encoding; None if no encoding is plausible."""
    scored_decodings = sorted(_decodings(data), key=lambda reading: -reading[0])
    if scored_decodings and scored_decodings[0][0] >= MIN_PLAUSIBLE_SCORE:
        best_decoding, *other_decodings = scored_decodings
        rivals = (
            encoding
            for score, encoding, text in other_decodings
            if best_decoding[0] - score < MAX_AMBIGUOUS_DIFFERENCE and text != best_decoding[2]
        )
        return DecodedText(best_decoding[2], best_decoding[1], next(rivals, ""))
    return None if b"\0" in data else _detected_by_library(data)


def _decodings(data: bytes) -> Iterator[tuple[float, str, str]]:
    """Yield score, encoding and text for each encoding that newspaper texts use."""
    for encodings, plausibility in _UTF_16 if b"\0" in data else _LEGACY_ENCODINGS + _UTF_16:
        for encoding in encodings:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            yield plausibility(text), encoding, text
            break


def _detected_by_library(data: bytes) -> DecodedText | None:
    """Decode with charset-normalizer, which tries the encodings of other alphabets."""
    from charset_normalizer import from_bytes  # takes 30 ms and is rarely needed

    detected_match = from_bytes(data, cp_isolation=list(_OTHER_ALPHABETS)).best()
    if detected_match is None or not _has_one_alphabet(str(detected_match)):
        return None
    return DecodedText(data.decode(detected_match.encoding), detected_match.encoding)


_OTHER_ALPHABETS = ("cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "iso8859_2")


def _has_one_alphabet(text: str) -> bool:
    """Return whether at least three quarters of the non-ASCII characters are letters; wrong encodings produce many symbols."""
    foreign_characters = [character for character in text[:SAMPLED_CHARACTERS] if not character.isascii()]
    return sum(map(str.isalpha, foreign_characters)) * 4 >= len(foreign_characters) * 3


def _mean_score(text: str, character_score: Callable[[str], float], space: float) -> float:
    """Return the mean score of the non-ASCII characters; `space` is the score of a space between two of them."""
    text = text[:SAMPLED_CHARACTERS]
    character_counts = Counter(character for character in text if not character.isascii())
    space_count = sum(
        not before.isascii() and not after.isascii() and before.isalpha() and after.isalpha()
        for before, after in ((text[space_offset - 1], text[space_offset + 1]) for space_offset in _spaces_between_words(text))
    )
    total_score = sum(character_score(character) * count for character, count in character_counts.items()) + space_count * space
    return total_score / max(character_counts.total(), 1)


def _spaces_between_words(text: str) -> Iterator[int]:
    space_offset = text.find(" ", 1)
    while 0 < space_offset < len(text) - 1:
        yield space_offset
        space_offset = text.find(" ", space_offset + 1)


def _simplified_chinese_score(text: str) -> float:
    return _mean_score(text, lambda character: _chinese_character_score(character, FREQUENT_SIMPLIFIED, "gb2312", 0xD8), -0.5)


def _traditional_chinese_score(text: str) -> float:
    return _mean_score(text, lambda character: _chinese_character_score(character, FREQUENT_TRADITIONAL, "big5", 0xC9), -0.5)


def _chinese_character_score(character: str, frequent: frozenset[str], standard: str, first_rare: int) -> float:
    """Return the score of a Chinese character by its position in the standard, which lists common characters first."""
    if character in frequent:
        return 1
    if _is_han_character(character):
        return _lead_byte_score(character, standard, first_rare)
    return 0.5 if character in _EAST_ASIAN_MARKS or (standard == "big5" and character in "「」·") else -1


def _japanese_score(text: str) -> float:
    return _mean_score(text, _japanese_character_score, -0.5)


def _japanese_character_score(character: str) -> float:
    if "\u3041" <= character <= "\u3096" or character in FREQUENT_KANJI:
        return 1
    if "\u30a1" <= character <= "\u30fa":
        return 0.8
    if _is_han_character(character):
        return _lead_byte_score(character, "euc_jp", 0xD0)
    return 0.5 if character in _EAST_ASIAN_MARKS or character in "「」・ー々〜" else -1


def _korean_score(text: str) -> float:
    return _mean_score(text, _korean_character_score, 0.5)


def _korean_character_score(character: str) -> float:
    """Return the score of a Korean character: KS X 1001 has the common syllables; the 8,822 that CP949 adds are rare."""
    if character in FREQUENT_HANGUL:
        return 1
    if "\uac00" <= character <= "\ud7a3":
        return _lead_byte_score(character, "euc_kr", 0xFF) / 2
    if character in _KOREAN_MARKS:
        return 0.5
    return -0.4 if _is_han_character(character) else -1


def _is_han_character(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _lead_byte_score(character: str, standard: str, first_rare: int) -> float:
    try:
        encoded_character = character.encode(standard)
    except UnicodeEncodeError:
        return -1
    if len(encoded_character) != 2:
        return -1
    return 0.4 if encoded_character[0] < first_rare else -0.4


def _latin_score(text: str) -> float:
    """Score Western European text: accented letters occur next to plain letters or alone, seldom in pairs; symbols not in words."""
    text = f" {text[:SAMPLED_CHARACTERS]} "
    character_scores = [
        _latin_character_score(character, text[at], text[at + 2])
        for at, character in enumerate(text[1:-1])
        if not character.isascii()
    ]
    return sum(character_scores) / max(len(character_scores), 1)


def _latin_character_score(character: str, previous_character: str, next_character: str) -> float:
    is_in_word = previous_character.isalpha() and next_character.isalpha()
    if character in _LATIN_LETTERS:
        if (previous_character.isascii() and previous_character.isalpha()) or (
            next_character.isascii() and next_character.isalpha()
        ):
            return 0.9
        is_alone = not previous_character.isalpha() and not next_character.isalpha()
        return 0.6 if is_alone and character in _LETTERS_OF_SHORT_WORDS else -1 if is_in_word else 0.2
    if character in _LATIN_MARKS:
        return 0.5
    if character in "¹³" and previous_character.isalpha() and previous_character != "m":
        return -1  # `ą` and `ł` in the encoding of Central Europe
    return 0.3 if character in _LONE_MARKS and not is_in_word else -1


def _any_language_score(text: str) -> float:
    """Score a text decoded as UTF-16, which accepts any bytes: it must be in one language, with few control characters."""
    sample = text[:SAMPLED_CHARACTERS]
    plain_count = sum(character.isascii() and (character.isprintable() or character in "\t\r\n") for character in sample)
    foreign_count = sum(not character.isascii() for character in sample)
    if not sample or "\0" in text:
        return -1
    best_score = plausibility_score(sample) if foreign_count else 0
    return (plain_count + best_score * foreign_count - (len(sample) - plain_count - foreign_count)) / len(sample)


def plausibility_score(text: str) -> float:
    """Return the score of the text in its most plausible language, from -1 to 1; 0 if no character is significant."""
    return max(
        language_score(text)
        for language_score in (
            _simplified_chinese_score,
            _traditional_chinese_score,
            _japanese_score,
            _korean_score,
            _latin_score,
            _other_alphabet_score,
        )
    )


def _other_alphabet_score(text: str) -> float:
    """Score Greek, Cyrillic, Hebrew, Arabic and Thai: all scripts before those of East Asia."""
    return _mean_score(text, lambda character: 0.8 if "\u0370" <= character <= "\u0e7f" and character.isalpha() else -0.5, 0.5)


_UTF_16 = ((("utf-16-le",), _any_language_score), (("utf-16-be",), _any_language_score))
_LEGACY_ENCODINGS = (
    (("gb18030",), _simplified_chinese_score),
    (("cp950", "big5hkscs"), _traditional_chinese_score),
    (("cp932",), _japanese_score),
    (("euc_jp", "euc_jis_2004"), _japanese_score),
    (("cp949",), _korean_score),
    (("cp1252",), _latin_score),
)
"""Encodings of one group are tried in order; the later one has more characters."""


def python_encoding(name: str) -> str:
    """Return the Python name of this encoding; '' if it is unknown or not a text encoding."""
    try:
        encoding_label = name.strip().lower()
        codec = codecs.lookup(_ENCODING_LABELS.get(encoding_label, encoding_label))
        "".encode(codec.name)  # rejects codecs from bytes to bytes, such as `hex`
    except (LookupError, ValueError, TypeError, UnicodeError):
        return ""
    return "" if codec.name in _NOT_TEXT_ENCODINGS else _WEB_NAMES_OF_ENCODINGS.get(codec.name, codec.name)


_NOT_TEXT_ENCODINGS = frozenset(
    ("idna", "punycode", "raw_unicode_escape", "raw-unicode-escape", "undefined", "unicode_escape", "unicode-escape", "utf-7")
)

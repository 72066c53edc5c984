"""What mail programs and writers of mails put around a text: English, German, French, Spanish, Korean, Japanese, Chinese."""

from __future__ import annotations

import re


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_FORWARDED_MARKS = (
    r"original message|original appointment|forwarded (?:message|by .{1,60})",
    r"ursprüngliche nachricht|original-nachricht|weitergeleitete nachricht",
    r"message (?:d'origine|d’origine|original|transféré|transmis)",
    r"mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)",
    r"원본 (?:메시지|메일|이메일)|전달된 (?:메시지|메일|이메일)",
    r"(?:исходное|пересылаемое|пересланное) (?:сообщение|письмо)|الرسالة (?:الأصلية|المحولة)|رسالة محولة",
    r"元のメッセージ|転送メッセージ|転送されたメッセージ",
    r"原始邮件|原始郵件|转发邮件信息|转发的邮件|轉寄郵件|轉寄的郵件",
)
FORWARDED = _any_of(
    rf"[-=_*\s]{{2,}}(?:{'|'.join(_FORWARDED_MARKS)})[-=_*\s]{{2,}}",
    r"begin forwarded message\s?:?",
    r"anfang der weitergeleiteten (?:nachricht|e-mail)\s?:?",
    r"début du (?:message réexpédié|message transféré)\s?:?",
    r"inicio del mensaje reenviado\s?:?|início da mensagem (?:encaminhada|reenviada)\s?:?|inizio messaggio inoltrato\s?:?",
    r"전달된 메시지(?: 시작)?\s?[:：]?",
    r"転送されたメッセージ\s?[:：]?",
    r"以下转发的邮件\s?[:：]?|下面是被转发的邮件\s?[:：]?|開始轉寄(?:的)?郵件\s?[:：]?",
)
"""A line by which a mail program says that another mail follows."""

ATTRIBUTION = _any_of(
    r"on\s.{4,200}\bwrote\s?:?",
    r"am\s.{4,200}\bschrieb.{0,120}:?",
    r"le\s.{4,200}\ba écrit\s?:?",
    r"el\s.{4,200}\bescribió\s?:?|em\s.{4,200}\bescreveu\s?:?|il\s.{4,200}\bha scritto\s?:?",
    r".{4,200}(?:пишет|написала?|написал\(а\))\s?:|(?:في|كتب)\s.{4,200}:",
    r".{4,200}님이 (?:작성|씀)\s?[:：]?",
    r".{4,200}(?:のメール|さんは書きました|は書きました)\s?[:：]?",
    r".{4,200}(?:写道|寫道)\s?[:：]?",
)
"""A line that says who wrote what is quoted below it."""

SENT_FROM = _any_of(
    r"sent (?:from|via|with) .{2,60}|get outlook for .{2,40}",
    r"(?:von|mit) meinem .{2,40} gesendet\.?|gesendet (?:von|mit) .{2,60}",
    r"envoyé (?:de|depuis|à partir) .{2,60}",
    r"enviado (?:desde|do) .{2,60}",
    r"отправлено (?:с|со|из) .{2,60}|تم الإرسال من .{2,40}|أرسلت من .{2,40}",
    r".{2,40}에서 보냄\.?",
    r".{2,30}から送信",
    r"发自我的.{2,30}|從我的.{2,30}傳送",
)
"""A line that a mail program adds below a text."""

CLOSING = _any_of(
    r"(?:(?:kind|best|warm|warmest|many) )?(?:regards|wishes)[\s,.!]*",
    r"(?:best|cheers|sincerely|yours(?: sincerely| truly| faithfully)?)[\s,.!]*",
    r"(?:many )?thanks[\s,.!]*|thank you[\s,.!]*",
    r"(?:mit )?(?:freundlichen|besten|herzlichen|lieben) grüßen[\s,.!]*",
    r"(?:viele|liebe|beste|schöne|herzliche) grüße[\s,.!]*|gruß[\s,.!]*|mfg|vg|lg",
    r"(?:bien )?cordialement[\s,.!]*|bien à vous[\s,.!]*",
    r"saludos(?: cordiales)?[\s,.!]*|un saludo[\s,.!]*|atentamente[\s,.!]*|atenciosamente[\s,.!]*|cordiali saluti[\s,.!]*",
    r"с уважением[\s,.!]*|с наилучшими пожеланиями[\s,.!]*|спасибо[\s,.!]*|مع (?:خالص )?(?:التحية|التقدير|"
    r"الشكر)[\s،,.!]*|تحياتي[\s،,.!]*",
    r"(?:감사합니다|고맙습니다)[\s,.!]*|.{1,20} (?:드림|올림|배상)\.?",
    r"(?:どうぞ)?(?:よろしくお願い(?:いた)?します|宜しくお願い(?:致)?します)[。\s]*",
    r"(?:此致|敬礼|谢谢|謝謝|祝好)[。！!\s]*",
)
"""A line of courtesy that ends a mail; the name of the sender follows."""

GREETING = _any_of(
    r"(?:hi|hello|hey|dear)\b.{0,40}[,!:]|hi|hello",
    r"(?:hallo|liebe|lieber|sehr geehrte|sehr geehrter|guten tag)\b.{0,40}[,!:]|hallo|guten tag",
    r"(?:bonjour|cher|chère)\b.{0,40}[,!:]|bonjour",
    r"(?:hola|estimad[oa]s?|ciao|olá)\b.{0,40}[,!:]|hola",
    r"(?:здравствуйте|добрый день|уважаем(?:ый|ая|ые)|السلام عليكم|مرحبا).{0,40}",
    r"안녕하(?:세요|십니까).{0,20}|.{1,20}(?:님께|님)[,.]",
    r"お世話になっております。?|.{1,20}様",
    r"(?:您好|你好)[,，!！。]?",
)
"""A line that greets the reader of a mail."""

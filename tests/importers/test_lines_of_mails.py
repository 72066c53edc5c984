"""Lines that mail programs and senders add to a mail in many languages: marks, attributions, closings, salutations and headers."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.importers.mail_headers import find_mail_heads, mail_subject
from digest.importers.paragraphs import split_lines
from digest.importers.wire_reader import LEFT_OUT_NOTE, Wire, read_wire

TEXT = "The ferry calls at the northern pier again from Monday on, the port said, after a week of repairs."
SECOND = "It will leave every ten minutes until the market closes at noon."
HEAD = "From: Mina Roh <mina@port.example>\nDate: 4 Jan 2026 23:26:00 +0900\nSubject: Ferry is back\n\n"
LINE = 5
"""The line number of the first line below the head."""


def read(body: str) -> Wire:
    return read_wire(f"{HEAD}{body}\n", ZoneInfo("Asia/Seoul"), datetime(2026, 1, 10, 12, tzinfo=UTC))


def left_out(body: str) -> list[tuple[int, str]]:
    """What is left out below the head, with its line; the text is read as one paragraph each."""
    wire = read(body)
    assert set(wire.paragraphs) <= {TEXT, SECOND}
    return [(guess.line - LINE, guess.value) for guess in wire.guesses if guess.field == LEFT_OUT_NOTE and guess.line >= LINE]


FORWARDED = (
    "Begin forwarded message:|Begin forwarded message|Anfang der weitergeleiteten Nachricht:|Anfang der weitergeleiteten E-Mail:|"
    "Début du message réexpédié :|Début du message transféré :|Inicio del mensaje reenviado:|Início da mensagem encaminhada:|"
    "Início da mensagem reenviada:|Inizio messaggio inoltrato:|전달된 메시지:|전달된 메시지 시작|転送されたメッセージ:|"
    "以下转发的邮件：|"
    "下面是被转发的邮件：|開始轉寄郵件：|開始轉寄的郵件："
)
BETWEEN_DASHES = (
    "Original Message|Original Appointment|Forwarded message|Forwarded by Jane Doe|Ursprüngliche Nachricht|Original-Nachricht|"
    "Weitergeleitete Nachricht|Message d'origine|Message d’origine|Message original|Message transféré|Message transmis|"
    "Mensaje original|Mensaje reenviado|Mensagem original|Mensagem encaminhada|Messaggio originale|Messaggio inoltrato|"
    "원본 메시지|원본 메일|원본 이메일|전달된 메시지|전달된 메일|전달된 이메일|Исходное сообщение|Пересылаемое сообщение|"
    "Пересланное письмо|"
    "الرسالة الأصلية|الرسالة المحولة|رسالة محولة|元のメッセージ|転送メッセージ|転送されたメッセージ|原始邮件|原始郵件|"
    "转发邮件信息|转发的邮件|"
    "轉寄郵件|轉寄的郵件"
)


def test_marks_of_forwarded_mails() -> None:
    marks = [*FORWARDED.split("|"), *(f"-----{words}-----" for words in BETWEEN_DASHES.split("|"))]
    assert [mark for mark in marks if left_out(f"{mark}\n{TEXT}") != [(0, "a mark of mail programs")]] == []
    assert left_out(f"====== Original Message ======\n{TEXT}") == [(0, "a mark of mail programs")]


ATTRIBUTIONS = (
    "On Sat, Jan 3, 2026 at 9:00 AM Desk wrote:|Am 03.01.2026 um 09:00 schrieb Anna Muster:|"
    "Le 3 janv. 2026 à 09:00, Anne a écrit :|"
    "El 3 ene 2026, Ana escribió:|Em 3 de jan. de 2026, Ana escreveu:|Il giorno 3 gen 2026 Anna ha scritto:|"
    "3 января 2026 г., Анна пишет:|3 января 2026 г., Анна написала:|3 января 2026 г., Иван написал:|3 января, Анна написал(а):|"
    "في 3 يناير 2026 سامي:|كتب سامي مثال 3 يناير:|2026년 1월 3일 홍길동님이 작성:|2026년 1월 3일 홍길동님이 씀:|"
    "2026年1月3日 山田のメール：|"
    "2026年1月3日 山田さんは書きました：|2026年1月3日 山田は書きました：|2026年1月3日，李华写道：|2026年1月3日，李華寫道："
)


def test_attributions_above_a_quotation() -> None:
    expected = [(2, "who wrote what is quoted"), (3, "a quotation in a mail")]
    assert [line for line in ATTRIBUTIONS.split("|") if left_out(f"{TEXT}\n\n{line}\n> When?") != expected] == []


def test_a_mail_without_headers_has_an_attribution_directly_above_a_quotation() -> None:
    def is_mail(body: str) -> bool:
        wire = read_wire(body, ZoneInfo("Asia/Seoul"), datetime(2026, 1, 10, 12, tzinfo=UTC))
        return "this is a pasted e-mail" in wire.doubts

    line = "On Sat, Jan 3, 2026 at 9:00 AM Desk wrote:"
    assert is_mail(f"{TEXT}\n\n{line}\n\n> When?\n") and is_mail(f"{TEXT}\n\n2026年1月3日，李华写道：\n> When?\n")
    assert not is_mail(f"{TEXT}\n\n{line}\n{SECOND}\n> When?\n") and not is_mail(f"{TEXT}\n\n{line}\n")


SENT_FROM = (
    "Sent from my iPhone|Sent via Harbour Mail|Sent with Harbour Mail|Get Outlook for Android|Von meinem iPhone gesendet|"
    "Mit meinem Telefon gesendet.|Gesendet von Harbour Mail|Gesendet mit Harbour Mail|Envoyé de mon iPhone|Envoyé depuis Harbour|"
    "Envoyé à partir de Harbour|Enviado desde mi iPhone|Enviado do meu iPhone|Отправлено с iPhone|Отправлено со смартфона|"
    "Отправлено из Почты|تم الإرسال من هاتفي|أرسلت من هاتفي|나의 iPhone에서 보냄|iPhoneから送信|发自我的 iPhone|從我的 iPhone 傳送"
)


def test_lines_of_mail_programs_below_a_text() -> None:
    assert [line for line in SENT_FROM.split("|") if left_out(f"{TEXT}\n\n{line}") != [(2, "a mark of mail programs")]] == []


CLOSINGS = (
    "Regards|Kind regards,|Best regards|Warm regards|Warmest regards|Many regards|Best wishes|Best,|Cheers!|Sincerely|Yours|"
    "Yours sincerely|Yours truly|Yours faithfully,|Thanks|Many thanks!|Thank you.|Mit freundlichen Grüßen|Freundlichen Grüßen|"
    "Besten Grüßen|Mit herzlichen Grüßen|Lieben Grüßen|Viele Grüße|Liebe Grüße|Beste Grüße|Schöne Grüße|Herzliche Grüße|Gruß|MfG|"
    "VG|LG|Cordialement,|Bien cordialement|Bien à vous|Saludos|Saludos cordiales|Un saludo|Atentamente|Atenciosamente|"
    "Cordiali saluti|С уважением,|С наилучшими пожеланиями|Спасибо|مع التحية|مع خالص التقدير|مع الشكر|تحياتي|감사합니다.|"
    "고맙습니다|"
    "노미나 드림|노미나 올림.|노미나 배상|よろしくお願いします。|よろしくお願いいたします|宜しくお願い致します|"
    "どうぞよろしくお願いします|此致|敬礼|谢谢！|謝謝|祝好"
)


def test_closings_above_the_name_of_the_sender() -> None:
    expected = [(2, "the end of a mail"), (3, "the end of a mail")]
    assert [line for line in CLOSINGS.split("|") if left_out(f"{TEXT}\n\n{line}\nMina") != expected] == []


@pytest.mark.parametrize(("lines", "is_closing"), [(9, True), (10, False)])
def test_a_closing_is_among_the_last_ten_lines(lines: int, is_closing: bool) -> None:
    wire = read(f"{TEXT}\n\nRegards,\n" + "Mina\n" * lines)
    assert (wire.paragraphs == (TEXT,)) is is_closing


GREETINGS = (
    "Hi Anna,|Hello Anna!|Hey all:|Dear Anna,|Hi|Hello|Hallo Anna,|Liebe Anna,|Lieber Max!|Sehr geehrte Frau Muster,|"
    "Sehr geehrter Herr Probe,|Guten Tag Frau Muster,|Hallo|Guten Tag|Bonjour Anne,|Cher Jean,|Chère Anne,|Bonjour|Hola Ana:|"
    "Estimado Juan,|Estimada Ana:|Estimados amigos,|Ciao Anna,|Olá Ana,|Hola|Здравствуйте, Анна|Добрый день|Уважаемый Иван!|"
    "Уважаемая Анна!|Уважаемые коллеги|السلام عليكم|مرحبا سامي|안녕하세요.|안녕하십니까|홍길동 님께,|홍길동님.|"
    "お世話になっております。|"
    "山田様|您好，|你好！"
)


def test_salutations_above_a_text() -> None:
    assert [line for line in GREETINGS.split("|") if left_out(f"{line}\n\n{TEXT}") != [(0, "a greeting")]] == []


def test_a_long_line_is_no_salutation() -> None:
    for line in ("Dear " + "a" * 41 + ",", "안녕하세요" + "." * 21, "a" * 21 + "様", "Уважаемые " + "а" * 40):
        assert read(f"{line}\n\n{TEXT}").paragraphs[0] == line


LABELS = {
    "from": (
        "From|Sender|Von|Absender|De|Expéditeur|Remitente|Da|Mittente|Van|От|От кого|Отправитель|من|Od|Kimden|보낸사람|보낸 사람|"
        "보낸이|"
        "보낸 이|발신|발신자|발신인|差出人|送信者|送信元|发件人|寄件者|寄件人"
    ),
    "to": (
        "To|An|Empfänger|À|A|Pour|Para|Aan|Кому|إلى|الى|Do|Kime|받는사람|받는 사람|받는이|받는 이|수신|수신자|수신인|宛先|受信者|"
        "收件人|收件者"
    ),
    "date": (
        "Date|Sent|Sent at|Datum|Gesendet|Gesendet am|Envoyé|Envoyé le|Enviado|Enviado el|Enviada em|Fecha|Data|Inviato|Verzonden|"
        "Дата|"
        "Отправлено|التاريخ|تاريخ|تم الإرسال|Wysłano|Tarih|Gönderildi|날짜|일시|보낸날짜|보낸 날짜|보낸시간|보낸 시간|보낸일시|"
        "보낸 일시|日時|"
        "日付|送信日時|送信日|发送时间|发送日期|寄件日期|傳送日期|日期|时间|時間"
    ),
    "subject": "Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Тема|الموضوع|Temat|Konu|件名|主题|主題|主旨",
    "headline": "제목|标题|標題",
    "other": (
        "Cc|Bcc|Kopie|Blindkopie|Copie|Copie à|Copia|Reply-To|Reply to|Antwort an|Répondre à|Responder a|Importance|Priority|"
        "Wichtigkeit|Priorität|Attachments|Attachment|Anlagen|Anhänge|Anhang|Pièces jointes|Archivos adjuntos|Datos adjuntos|"
        "Organization|Received|Delivered-To|Return-Path|Envelope-To|Mailing list|List|Security|Signed by|Mailed-by|Signed-by|"
        "Копия|نسخة|Dw|Bilgi|참조|숨은참조|숨은 참조|첨부|첨부파일|첨부 파일|회신주소|添付ファイル|添付|返信先|抄送|副本|附件|"
        "密送|回复|重要性"
    ),
}


@pytest.mark.parametrize("role", LABELS)
def test_labels_of_headers_in_each_language(role: str) -> None:
    wrong = []
    for label in LABELS[role].split("|"):
        heads = find_mail_heads(split_lines(f"From: Ann\nTo: Bee\nDate: today\nSubject: Fish\n{label}: x\n"))
        if [(header.role, header.value) for head in heads for header in head.headers][4:] != [(role, "x")]:
            wrong.append(label)
    assert wrong == []


@pytest.mark.parametrize("prefix", ["Antwort", "I", "R", "إعادة توجيه", "답변", "Re", "Fwd", "F", "W"])
def test_prefixes_of_a_subject(prefix: str) -> None:
    (head,) = find_mail_heads(split_lines(f"From: Ann\nTo: Bee\nSubject: {prefix}: Fish\n"))
    header = mail_subject(head)
    assert header and header.value == ("Fish" if prefix not in "FW" else f"{prefix}: Fish")

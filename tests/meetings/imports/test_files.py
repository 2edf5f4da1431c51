"""What is read out of good files: every encoding, and in office files what a reader sees, numbers included."""

import io
import json
import re
import subprocess
import sys
import zlib

import pikepdf
import pytest
from docx import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from odfdo import Document as Odt
from odfdo import Element
from weasyprint import HTML

from meetings.imports.files import UnreadableFile, read_bytes, read_text, reading
from meetings.imports.files.limits import CHILD_BYTES
from meetings.imports.files.numbering import ODF_FORMATS, WORD_FORMATS, numeral
from meetings.imports.files.refusals import LONGEST_NAME, shown_name
from meetings.models import Meeting
from meetings.record.documents import export
from tests.meetings.imports.bad_files.pdfs import joined, one_page, scan
from tests.meetings.imports.office_files import docx, odt, pdf, plain_texts
from tests.meetings.minutes.made.samples import NUMBERS, official, squashed

# The marks of printed minutes from the outside in, with Word's and ODF's names of their numerals.
MARKS = [
    (r"[壹貳參肆伍陸柒捌玖拾]+、", "ideographLegalTraditional", "壹, 貳, 參, ...", "", "、"),
    (r"[一二三四五六七八九十]+、", "taiwaneseCountingThousand", "一, 二, 三, ...", "", "、"),
    (r"\([一二三四五六七八九十]+\)", "taiwaneseCountingThousand", "一, 二, 三, ...", "(", ")"),
    (r"\d+\.", "decimal", "1", "", "."),
    (r"\(\d+\)", "decimal", "1", "(", ")"),
]


def lines_of(content):
    return read_bytes(content, "minutes").split("\n")


# -- Plain text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", NUMBERS)
def test_every_encoding_gives_the_same_text(number):
    files = plain_texts(official(number))

    assert len(files) == 9
    for encoding, content in files.items():
        assert read_bytes(content, "minutes.txt").replace("\r", "") == official(number), encoding


def test_characters_of_hong_kongs_big5_are_read_and_those_of_windows_go_before():
    assert read_bytes("會議紀錄：啫喱".encode("big5hkscs"), "x") == "會議紀錄：啫喱"
    assert read_bytes("裏、碁、銹".encode("cp950"), "x") == "裏、碁、銹"


def test_utf16_without_a_mark_is_not_taken_for_text_with_nul_bytes():
    with pytest.raises(UnreadableFile) as refused:
        read_bytes("第1次會議".encode() + b"\x00\x01\x02\x03", "x.txt")

    assert refused.value.code == "nul"


# -- What a file is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [pdf, odt, docx, str.encode], ids=["PDF", "ODT", "DOCX", "TXT"])
@pytest.mark.parametrize("name", ["minutes.txt", "minutes.pdf", "minutes.docx", "minutes"])
def test_a_file_is_what_it_holds_and_not_what_its_name_says(tmp_path, make, name):
    path = tmp_path / name
    path.write_bytes(make("第1次會議\n捷運汐東線"))

    assert squashed(read_text(path)) == "第1次會議捷運汐東線"


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(UnreadableFile, match=r"^無法開啟檔案「nothing.txt」：請確認路徑與讀取權限。$"):
        read_text(tmp_path / "nothing.txt")


def test_a_files_name_is_printed_on_one_line_and_shortened():
    assert shown_name("a\n\u202eb\x00.txt") == "ab.txt"
    assert shown_name("紀" * 200 + ".docx") == "紀" * 49 + "…" + "紀" * 5 + ".docx"
    assert len(shown_name("紀" * 200)) == LONGEST_NAME


# -- DOCX -------------------------------------------------------------------------------------------------------------


def word(body, numbering=""):
    """A DOCX with this body in WordprocessingML, and these outlines and lists."""
    document = Word()
    inner = parse_xml(f"<w:body {nsdecls('w', 'wp', 'a')} xmlns:mc='{MC}' xmlns:wps='{WPS}'>{body}</w:body>")
    for element in inner:
        document.element.body.insert_element_before(element, "w:sectPr")
    if numbering:
        root = document.part.numbering_part.element
        outlines = list(parse_xml(f"<w:numbering {nsdecls('w')}>{numbering}</w:numbering>"))
        for outline in outlines:
            is_list = outline.tag.endswith("}num")
            root.append(outline) if is_list else root.insert(0, outline)
    document.sections[0].header.paragraphs[0].text = "頁首"
    document.sections[0].footer.paragraphs[0].text = "頁尾"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*inside, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inside)}</w:p>"


def test_docx_tables_are_read_cell_by_cell_and_headers_left_out():
    cells = "".join(f"<w:tc>{paragraph(run(text))}</w:tc>" for text in ("組別", "交通組"))
    table = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cells}</w:tr></w:tbl>"

    assert lines_of(word(paragraph(run("前")) + table + paragraph(run("後")))) == ["前", "組別", "交通組", "後"]


def test_docx_tracked_changes_are_read_as_accepted():
    body = paragraph(
        run("同意"), f"<w:ins w:id='1' w:author='x'>{run('新增')}</w:ins>",
        "<w:del w:id='2' w:author='x'><w:r><w:delText>解列</w:delText></w:r></w:del>", run("2案"),
    )  # fmt: skip
    mark = "<w:rPr><w:del w:id='3' w:author='x'/></w:rPr>"
    gone = paragraph("<w:del w:id='4' w:author='x'><w:r><w:delText>x</w:delText></w:r></w:del>", properties=mark)
    joined_lines = paragraph(run("「汐東"), properties=mark) + paragraph(run("捷運線」"))

    assert lines_of(word(body + gone + joined_lines)) == ["同意新增2案", "「汐東捷運線」"]


def test_docx_moved_passages_are_read_where_they_stand_now():
    moved = f"<w:moveFrom w:id='1' w:author='x'>{run('甲')}</w:moveFrom>"
    here = f"<w:moveTo w:id='1' w:author='x'>{run('甲')}</w:moveTo>"

    assert lines_of(word(paragraph(run("一"), moved) + paragraph(run("二"), here))) == ["一", "二甲"]


def test_docx_text_boxes_are_read_once_after_their_paragraph():
    box = f"<w:txbxContent>{paragraph(run('方塊'))}</w:txbxContent>"
    shape = (
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic><a:graphicData>"
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )

    assert lines_of(word(paragraph(run("主文"), f"<w:r>{shape}</w:r>", run("續")))) == ["主文續", "方塊"]


def test_docx_controls_links_and_soft_breaks_are_read_and_hidden_text_is_not():
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('控制項'))}</w:sdtContent></w:sdt>"
    link = f"<w:hyperlink>{run('連結')}</w:hyperlink>"
    hidden, shown = run("隱藏", "<w:vanish/>"), run("顯示", "<w:vanish w:val='0'/>")
    body = control + paragraph(link, hidden, shown) + paragraph(run("上"), "<w:r><w:br/></w:r>", run("下"))

    assert lines_of(word(body)) == ["控制項", "連結顯示", "上", "下"]


def test_docx_ruby_and_lists_of_contents_are_left_out():
    ruby = f"<w:r><w:ruby><w:rt>{run('ㄒㄧˋ')}</w:rt><w:rubyBase>{run('汐')}</w:rubyBase></w:ruby></w:r>"
    contents = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{paragraph(run('壹、會議時間 1'))}</w:sdtContent></w:sdt>"
    )

    assert lines_of(word(contents + paragraph(ruby, run("東線")))) == ["汐東線"]


def outline(number, levels, link=""):
    shown = "".join(
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{numerals}'/>{extra}"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
        for depth, (numerals, text, extra) in enumerate(levels)
    )
    return f"<w:abstractNum w:abstractNumId='{number}'>{link}{shown}</w:abstractNum>"


def listed(number, of, overrides=""):
    return f"<w:num w:numId='{number}'><w:abstractNumId w:val='{of}'/>{overrides}</w:num>"


def in_list(number, depth=0):
    return f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{number}'/></w:numPr>"


def marked(line):
    """The depth of a printed line's mark and the line without it; None where it has none."""
    for depth, (pattern, *_) in enumerate(MARKS):
        if found := re.match(pattern, line):
            return depth, line[found.end() :]
    return None, line


@pytest.mark.parametrize("number", [1, 5])
def test_docx_automatic_numbers_are_those_that_were_printed(number):
    levels = [
        (numerals, f"{before}%{depth}{after}", "")
        for depth, (_, numerals, _, before, after) in enumerate(MARKS, 1)
    ]  # fmt: skip
    body = ""
    for line in official(number).splitlines():
        depth, text = marked(line)
        body += paragraph(run(text), properties="" if depth is None else in_list(90, depth))
    content = word(body, outline(90, levels) + listed(90, 90))

    assert squashed(read_bytes(content, "x")) == squashed(official(number))


def test_docx_numbers_begin_anew_go_on_and_end_as_word_counts_them():
    levels = [("decimal", "%1.", ""), ("lowerLetter", "%1.%2", ""), ("upperRoman", "%3", "<w:isLgl/>")]
    again = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride>"
    numbering = outline(90, levels) + listed(90, 90) + listed(91, 90, again)
    values = [(90, 0), (90, 1), (90, 1), (90, 2), (90, 0), (90, 1), (91, 0), (91, 0), (90, 0), (0, 0)]
    body = "".join(paragraph(run("x"), properties=in_list(*place)) for place in values)

    assert lines_of(word(body, numbering)) == [
        "1. x", "1.a x", "1.b x", "1 x", "2. x", "2.a x", "5. x", "6. x", "7. x", "x",
    ]  # fmt: skip


def test_docx_bullets_print_nothing_and_styles_bring_their_lists():
    bullet = outline(90, [("bullet", "\uf0b7", "")]) + listed(90, 90)
    body = paragraph(run("點"), properties=in_list(90)) + "".join(
        paragraph(run(text), properties="<w:pStyle w:val='ListNumber'/>") for text in ("甲", "乙")
    )

    assert lines_of(word(body, bullet)) == ["點", "1. 甲", "2. 乙"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("decimal", "1 2 10 11 21"),
        ("decimalZero", "01 02 10 11 21"),
        ("decimalFullWidth", "１ ２ １０ １１ ２１"),
        ("taiwaneseCountingThousand", "一 二 十 十一 二十一"),
        ("ideographLegalTraditional", "壹 貳 拾 拾壹 貳拾壹"),
        ("ideographDigital", "一 二 一〇 一一 二一"),
        ("ideographTraditional", "甲 乙 癸 11 21"),
        ("ideographZodiac", "子 丑 酉 戌 21"),
        ("upperRoman", "I II X XI XXI"),
        ("lowerLetter", "a b j k u"),
        ("decimalEnclosedCircle", "① ② ⑩ ⑪ 21"),
        ("decimalEnclosedParen", "⑴ ⑵ ⑽ ⑾ 21"),
        ("ideographEnclosedCircle", "㊀ ㊁ ㊉ 11 21"),
        ("hebrew1", "1 2 10 11 21"),
    ],
)
def test_numerals_are_words_own(name, shown):
    assert " ".join(numeral(value, WORD_FORMATS.get(name)) for value in (1, 2, 10, 11, 21)) == shown


def test_letters_go_on_doubled_and_senseless_numbers_stay_arabic():
    assert [numeral(value, ODF_FORMATS["A"]) for value in (26, 27, 53)] == ["Z", "AA", "AAA"]
    assert numeral(0, ODF_FORMATS["一"]) == "0"
    assert numeral(10_000, ODF_FORMATS["壹"]) == "10000"


# -- ODT --------------------------------------------------------------------------------------------------------------


def opendocument(body, styles=""):
    """An ODT with this body in ODF's XML, and these automatic styles."""
    document = Odt("text")
    document.body.clear()
    for element in Element.from_tag(f"<text:section>{body}</text:section>").children:
        document.body.append(element)
    for style in Element.from_tag(f"<text:section>{styles}</text:section>").children:
        document.get_part("content").get_element("//office:automatic-styles").append(style)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_odt_breaks_spaces_tables_and_boxes_are_read():
    body = (
        "<text:p>甲<text:s text:c='2'/>乙<text:tab/>丙<text:line-break/>丁</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>組別</text:p></table:table-cell>"
        "<table:table-cell><text:p>交通組</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p>主文<draw:frame><draw:text-box><text:p>方塊</text:p></draw:text-box></draw:frame>續</text:p>"
    )

    assert lines_of(opendocument(body)) == ["甲  乙\t丙", "丁", "組別", "交通組", "主文續", "方塊"]


def test_odt_deleted_hidden_and_side_texts_are_left_out():
    body = (
        "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion><text:p>刪除</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>同意<text:change text:change-id='c1'/>新增<office:annotation><text:p>註解</text:p></office:annotation>"
        "<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>腳註</text:p></text:note-body></text:note>2案<text:span text:style-name='T9'>隱藏</text:span></text:p>"
        "<text:section text:display='none'><text:p>隱藏段</text:p></text:section>"
        "<text:p><text:ruby><text:ruby-base>汐</text:ruby-base><text:ruby-text>ㄒㄧˋ</text:ruby-text></text:ruby>東線</text:p>"
        "<text:table-of-content><text:index-body><text:p>目錄</text:p></text:index-body></text:table-of-content>"
    )
    hidden = (
        "<style:style style:name='T9' style:family='text'><style:text-properties text:display='none'/></style:style>"
    )

    assert lines_of(opendocument(body, hidden)) == ["同意新增2案", "汐東線"]


def list_style(name, levels):
    shown = "".join(
        f"<text:list-level-style-number text:level='{depth}' style:num-format='{numerals}'"
        f" style:num-prefix='{before}' style:num-suffix='{after}' {extra}/>"
        for depth, (numerals, before, after, extra) in enumerate(levels, 1)
    )
    return f"<text:list-style style:name='{name}'>{shown}</text:list-style>"


def item(text, depth=0, attributes="", style="L9"):
    """A paragraph as LibreOffice writes it, each in a list of its own that goes on."""
    inner = f"<text:list-item {attributes}><text:p>{text}</text:p></text:list-item>"
    for _ in range(depth):
        inner = f"<text:list-item><text:list>{inner}</text:list></text:list-item>"
    return f"<text:list text:style-name='{style}' text:continue-numbering='true'>{inner}</text:list>"


@pytest.mark.parametrize("number", [1, 5])
def test_odt_automatic_numbers_are_those_that_were_printed(number):
    body = ""
    for line in official(number).splitlines():
        depth, text = marked(line)
        body += f"<text:p>{text}</text:p>" if depth is None else item(text, depth)
    styles = list_style("L9", [(numerals, before, after, "") for _, _, numerals, before, after in MARKS])

    assert squashed(read_bytes(opendocument(body, styles), "x")) == squashed(official(number))


def test_odt_numbers_begin_anew_go_on_and_show_their_levels():
    styles = list_style("L9", [("1", "", ".", ""), ("a", "", ")", "text:display-levels='2'")])
    bullet = "<text:list-level-style-bullet text:level='1' text:bullet-char='•'/>"
    styles += f"<text:list-style style:name='L8'>{bullet}</text:list-style>"
    two = "<text:list-item><text:p>新</text:p><text:p>續</text:p></text:list-item>"
    fresh = f"<text:list text:style-name='L9'>{two}</text:list>"
    head = "<text:list text:style-name='L9'><text:list-header><text:p>題</text:p></text:list-header></text:list>"
    body = item("甲") + item("子", 1) + item("丑", 1) + item("乙") + item("丙", attributes="text:start-value='9'")
    body += fresh + head + item("點", style="L8") + item("越", 1, style="L7") + item("後", style="L7")
    styles += list_style("L7", [("1", "", ".", ""), ("a", "", ".", "")])

    # LibreOffice counts a level that was passed over as begun.
    assert lines_of(opendocument(body, styles)) == [
        "1. 甲", "1.a) 子", "1.b) 丑", "2. 乙", "9. 丙", "1. 新", "續", "題", "點", "a. 越", "2. 後",
    ]  # fmt: skip


def test_odt_headings_take_the_outlines_numbers():
    document = Odt("text")
    document.body.clear()
    outline_style = document.get_part("styles").get_element("//text:outline-style")
    first = outline_style.children[0]
    first.set_attribute("style:num-format", "壹, 貳, 參, ...")
    first.set_attribute("style:num-suffix", "、")
    for text in ("會議時間", "會議地點"):
        document.body.append(Element.from_tag(f"<text:h text:outline-level='1'>{text}</text:h>"))
    file = io.BytesIO()
    document.save(file)

    assert lines_of(file.getvalue()) == ["壹、 會議時間", "貳、 會議地點"]


# -- PDF --------------------------------------------------------------------------------------------------------------


def printed(body, style=""):
    return HTML(string=f"<style>body {{ font: 14pt serif }} {style}</style>{body}").write_pdf()


def test_pdf_pages_are_parted_and_watermarks_left_out():
    mark = "<div style='position: fixed; top: 40%; transform: rotate(-45deg)'>DRAFT</div>"
    content = printed(f"{mark}<p>一頁</p><p style='break-before: page'>二頁</p>")

    assert [squashed(page) for page in read_bytes(content, "x").split("\f")] == ["一頁", "二頁"]


RUNNING = "@page { @top-center { content: '平臺會議紀錄' } @bottom-center { content: '第' counter(page) '頁' } }"


def test_pdf_running_headers_and_footers_are_left_out():
    pages = "".join(f"<p style='break-before: page'>{text}</p>" for text in ("一頁", "二頁", "三頁"))

    assert [squashed(page) for page in read_bytes(printed(pages, RUNNING), "x").split("\f")] == ["一頁", "二頁", "三頁"]


def test_pdf_lines_that_decide_are_no_headers_though_pages_begin_alike():
    pages = "".join(f"<p style='break-before: page; margin: 0'>1. 其餘{n}案持續列管。</p>" for n in (3, 4))
    read = read_bytes(printed(pages, "@page { margin: 0 } body { margin: 0 }"), "x")

    assert squashed(read) == "1.其餘3案持續列管。1.其餘4案持續列管。"


def test_pdf_parts_that_the_file_calls_furniture_are_left_out():
    text = b"/Artifact BMC BT /F 12 Tf 50 500 Td (draft) Tj ET EMC BT /F 12 Tf 50 400 Td (minutes) Tj ET"

    assert read_bytes(one_page(text), "x") == "minutes"


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("kind", ["pdf", "odt"])
def test_what_we_export_ourselves_is_read_back(number, kind):
    content = export(Meeting.objects.by_key(f"deputy-mayor-{number}").get(), kind)

    assert squashed(read_bytes(content, "x")) == squashed(official(number))


def test_pdf_pages_whose_packing_is_damaged_are_refused_and_not_left_out():
    packed = zlib.compress(b"BT /F 12 Tf 50 400 Td (minutes of a meeting) Tj ET")
    flipped = packed[:20] + bytes([packed[20] ^ 255]) + packed[21:]

    for content in (flipped, packed[:-9]):
        with pytest.raises(UnreadableFile) as refused:
            read_bytes(one_page(content, extra=b"/Filter /FlateDecode"), "x")
        assert refused.value.code == "damaged"
    assert read_bytes(one_page(packed[:-2], extra=b"/Filter /FlateDecode"), "x") == "minutes of a meeting"


def test_pdf_bold_that_is_printed_twice_is_read_once():
    twice = "<p style='position: absolute; top: 1cm; left: 1cm'>捷運汐東線</p>"

    assert squashed(read_bytes(printed(twice + twice.replace("left: 1cm", "left: 1.01cm")), "x")) == "捷運汐東線"


def test_pdf_radicals_that_look_like_ideographs_are_read_as_those():
    assert squashed(read_bytes(printed("<p>⼤眾⽇⽉</p>", "p { font-family: 'Noto Serif CJK TC' }"), "x")) == "大眾日月"


def test_pdf_whose_owner_forbids_changes_is_read():
    with pikepdf.open(io.BytesIO(pdf("第1次會議"))) as opened:
        file = io.BytesIO()
        opened.save(file, encryption=pikepdf.Encryption(owner="owner", user=""))

    assert squashed(read_bytes(file.getvalue(), "x")) == "第1次會議"


def test_pdf_scans_behind_the_minutes_are_an_appendix():
    content = joined(pdf("第1次會議"), scan(2))

    assert squashed(read_bytes(content, "x")) == "第1次會議"


# -- The child process ------------------------------------------------------------------------------------------------


def answer_of(monkeypatch, program, seconds=8):
    """What becomes of a PDF when this Python program is the child."""
    monkeypatch.setattr(reading, "CHILD", [sys.executable, "-c", program])
    monkeypatch.setattr(reading, "CHILD_SECONDS", seconds)
    try:
        return read_bytes(b"%PDF-1.7", "minutes.pdf")
    except UnreadableFile as refused:
        return refused.code


def test_a_child_that_never_ends_is_ended(monkeypatch):
    assert answer_of(monkeypatch, "import time; time.sleep(60)", seconds=0.5) == "too-heavy"


def test_a_child_that_dies_without_an_answer_is_a_refusal(monkeypatch):
    assert answer_of(monkeypatch, "import os; os.abort()") == "too-heavy"


def test_the_child_is_told_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    program = "import json, os; print(json.dumps({'text': ' '.join(sorted(os.environ)), 'peak_kib': 0}))"

    assert {"SECRET_KEY", "DATABASE_URL", "HOME"}.isdisjoint(answer_of(monkeypatch, program).split())


def test_the_child_can_neither_take_more_memory_than_it_may_nor_write_a_file(tmp_path):
    program = (
        "import json\nfrom meetings.imports.files.child import limit\nlimit()\noutcome = []\n"
        f"try: bytearray({CHILD_BYTES})\nexcept MemoryError: outcome.append('memory')\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"try: open({str(tmp_path / 'x')!r}, 'wb', buffering=0).write(b'x')\nexcept OSError: outcome.append('file')\n"
        "print(json.dumps(outcome))"
    )
    output = subprocess.run([sys.executable, "-c", program], cwd=reading.PROJECT, capture_output=True, check=True)

    assert json.loads(output.stdout) == ["memory", "file"]


def test_the_child_starts_without_django():
    program = "import sys, meetings.imports.files.child, meetings.imports.files.reading; print('django' in sys.modules)"
    output = subprocess.run([sys.executable, "-c", program], cwd=reading.PROJECT, capture_output=True, check=True)

    assert output.stdout.strip() == b"False"

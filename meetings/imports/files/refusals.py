"""Why a file gives no text: every reason with its sentence for the person who chose the file."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 60
ACCEPTED = "PDF（須有文字層）、ODT、DOCX 或純文字檔"

SENTENCES = {
    # The file as such
    "missing": "無法開啟檔案「{name}」：請確認路徑與讀取權限。",
    "too-large": "檔案「{name}」超過 {limit} MB 的上限，請確認是否選對檔案；如含大量圖片，請移除圖片後再試。",
    "empty": "檔案「{name}」是空的，請重新選擇會議紀錄檔。",
    "other-type": "檔案「{name}」是{kind}，不是會議紀錄文件；請改選{accepted}。",
    # Files that hold minutes in a form that is not read
    "doc": "檔案「{name}」是舊版 Word 格式（DOC），無法讀取；請以 Word 或 LibreOffice 另存為 DOCX 或 ODT 後再試。",
    "convertible": "檔案「{name}」是{kind}，無法直接讀取；請以原軟體開啟，另存為 DOCX、ODT 或 PDF 後再試。",
    "encrypted": "檔案「{name}」設有密碼保護，無法讀取；請取消密碼後另存新檔再試。",
    "macros": "檔案「{name}」含有巨集，為安全起見不予讀取；請另存為不含巨集的 DOCX 或 ODT 後再試。",
    "scanned": "檔案「{name}」是掃描影像，沒有文字可讀；請改用原始文書檔，或先以文字辨識（OCR）軟體處理後再試。",
    "scanned-page": "檔案「{name}」第{page}頁是掃描影像，沒有文字可讀；請改用原始文書檔，或先以文字辨識軟體處理該頁。",
    "nameless": "檔案「{name}」內嵌的字型沒有文字對照，讀出的文字不可靠；請改用原始文書檔（ODT 或 DOCX）。",
    "no-text": "檔案「{name}」裡沒有任何文字，請確認是否選對檔案。",
    "embedded": "檔案「{name}」內嵌了另一份文件，其文字無法讀取；請將內容貼入本文後另存新檔再試。",
    # Files that are broken, or made to break something
    "damaged": "檔案「{name}」已損毀或格式不完整，無法讀取；請重新下載，或以原軟體開啟後另存新檔再試。",
    "nul": "檔案「{name}」雜有空字元（NUL），不是正常的純文字檔；請以文字編輯器另存為 UTF-8 後再試。",
    "encoding": "檔案「{name}」的文字編碼無法辨識；請以文字編輯器另存為 UTF-8 純文字檔後再試。",
    "entities": "檔案「{name}」含有不安全的外部參照（XML 實體），不予讀取；請以文書軟體開啟後另存新檔再試。",
    "bomb": "檔案「{name}」解壓縮後異常龐大，為安全起見不予讀取；請確認檔案來源，並改用正常的會議紀錄檔。",
    "too-many-pages": "檔案「{name}」超過 {limit} 頁，不像是一次會議的紀錄；請只留下會議紀錄的部分再試。",
    "too-long": "檔案「{name}」的文字超過 {limit} 字，不像是一次會議的紀錄；請只留下會議紀錄的部分再試。",
    "too-heavy": "檔案「{name}」的內容過於複雜，讀取所需的時間或記憶體超過上限；請另存為純文字檔（UTF-8）後再試。",
}


class UnreadableFile(Exception):
    """A file that gives no text: the message says in Chinese why, and what to do; `code` is the reason for scripts."""

    def __init__(self, code: str, name: str, **values: str | int) -> None:
        self.code = code
        super().__init__(SENTENCES[code].format(name=shown_name(name), accepted=ACCEPTED, **values))


class Refusal(Exception):
    """What a reader raises: the code of the reason and the values for its sentence, which names the file."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def shown_name(name: str) -> str:
    """A file's name as a page may print it: one line, no invisible characters, not too long."""
    visible = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    return visible if len(visible) <= LONGEST_NAME else f"{visible[: LONGEST_NAME - 11]}…{visible[-10:]}"

"""What a password must be, beyond Django's own rules; settings.PASSWORD_PROFILES says which profile asks for what."""

from __future__ import annotations

import re
import unicodedata

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from groups.accounts import passwords

CLASSES_NEEDED = 3
# Words that everybody who knows the platform would try first (ASVS 5, 6.2.11).
CONTEXT_WORDS = (
    ["基北北桃", "合作交流平臺", "合作", "交流", "平臺", "臺北", "新北", "基隆", "桃園", "市政府"]
    + ["newtaipei", "taipei", "keelung", "taoyuan", "cooperation", "platform", "government", "gov", "city"]
    + ["secretariat", "secretary", "liaison", "official", "admin", "demo", "password", "passwd", "welcome", "tw"]
)


class LongEnough(MinimumLengthValidator):
    """Django's, said as our own rules are."""

    def get_help_text(self) -> str:
        return f"至少{self.min_length}個字元。"


class NotPersonal(UserAttributeSimilarityValidator):
    """Django's, said as our own rules are."""

    def get_help_text(self) -> str:
        return "不可與姓名、帳號或信箱相近。"


class ThreeClasses:
    """Three of: capital letters, small letters, digits, anything else (Chinese characters count as that)."""

    def validate(self, password: str, user: User | None = None) -> None:
        found = {
            "capital" if character.isupper() else "small" if character.islower()
            else "digit" if character.isdecimal() else "other"
            for character in password
        }  # fmt: skip
        if len(found) < CLASSES_NEEDED:
            raise ValidationError(f"密碼太單純：{self.get_help_text()}", code="password_too_plain")

    def get_help_text(self) -> str:
        return "英文大寫、英文小寫、數字、符號（含中文）至少要有三種。"


class NotCommon(CommonPasswordValidator):
    """None of Django's some 20,000 common passwords, nor of the operator's own list where settings name one."""

    def __init__(self) -> None:
        super().__init__()
        if settings.COMMON_PASSWORDS:
            listed = CommonPasswordValidator(settings.COMMON_PASSWORDS).passwords
            # As Django compares them.
            self.passwords |= {password.lower() for password in listed}

    def get_help_text(self) -> str:
        return "不可使用常見的密碼。"


class NoContextWords:
    """Not only words of the platform, with digits and signs around them."""

    def validate(self, password: str, user: User | None = None) -> None:
        letters = re.sub(r"[\W\d_]", "", unicodedata.normalize("NFKC", password).casefold())
        letters = letters.replace("台", "臺")
        words = sorted(CONTEXT_WORDS, key=len, reverse=True)
        if letters and not re.sub("|".join(words), "", letters):
            raise ValidationError(f"密碼太容易猜到：{self.get_help_text()}", code="password_of_context_words")

    def get_help_text(self) -> str:
        return "不可只由平臺、城市或職稱的名稱加上數字、符號組成。"


class NotUsedBefore:
    """Not the present password nor one of those before it."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is not None and user.pk and passwords.was_used(user, password):
            raise ValidationError(f"這個密碼用過了：{self.get_help_text()}", code="password_used_before")

    def get_help_text(self) -> str:
        return f"不可與目前及前{passwords.profile()['history']}次的密碼相同。"

"""The audit trail: one row for each row written, each sign-in, sign-out and refusal.

Only the database writes here: the triggers of each audited table, and `recording.note` for what is no write of a row.
Other triggers refuse every change. The model is unmanaged so that neither `flush` nor a fixture touches the trail;
the migration makes its table.
"""

from __future__ import annotations

from django.db import models


class Action(models.TextChoices):
    """What happened."""

    INSERT = "insert", "新增"
    # The row as it was when `baseline_audit` ran: it is older than the trail.
    BASELINE = "baseline", "基準"
    UPDATE = "update", "修改"
    DELETE = "delete", "刪除"
    LOGIN = "login", "登入"
    LOGOUT = "logout", "登出"
    LOGIN_FAILED = "login_failed", "登入失敗"
    LOCKED_OUT = "locked_out", "帳號暫時鎖定"
    UNLOCKED = "unlocked", "解除鎖定"
    REFUSED = "refused", "拒絕存取"


class Source(models.TextChoices):
    """Where it came from. DATABASE: no program of the platform said who it was."""

    WEB = "web", "網頁"
    COMMAND = "command", "指令"
    DATABASE = "database", "直接改資料庫"


class AuditEntry(models.Model):
    """One step of the trail. `number` has no gaps; `sha256` covers the whole row and the hash of the row before.

    No foreign keys, and names as they were: the trail outlives accounts and rows. `before` and `after` hold JSON as
    the database wrote it, as text, so that its hash stays the same on every engine; a row that was new or is gone has
    an empty one.
    """

    number = models.BigAutoField("序號", primary_key=True)
    at = models.DateTimeField("時間")
    action = models.CharField("動作", max_length=20, choices=Action)
    table_name = models.CharField("資料表", max_length=100)
    row_id = models.CharField("資料代碼", max_length=100)
    before = models.TextField("變更前")
    after = models.TextField("變更後")
    actor_id = models.BigIntegerField("帳號代碼", null=True)
    actor_name = models.CharField("人員", max_length=200)
    source = models.CharField("來源", max_length=10, choices=Source)
    address = models.CharField("來源位址", max_length=200)
    operation = models.CharField("作業代碼", max_length=40)
    path = models.CharField("網址或指令", max_length=300)
    previous_sha256 = models.CharField("前一筆的驗證碼", max_length=64)
    sha256 = models.CharField("驗證碼", max_length=64)

    class Meta:
        managed = False
        db_table = "groups_auditentry"
        ordering = ["-number"]
        verbose_name = "稽核軌跡"
        verbose_name_plural = "稽核軌跡"

    def __str__(self) -> str:
        return f"稽核軌跡第{self.number}筆"

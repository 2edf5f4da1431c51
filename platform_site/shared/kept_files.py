"""Files that are kept as they are: each lies under a name made of its content's SHA-256 and is never overwritten.

A file is stored whole before its name exists, so whoever stores the name in a row afterwards, in a transaction
that may be lost at any moment, leaves at most a file without a row and never a row without its file.
"""

from __future__ import annotations

import contextlib
import hashlib

from platform_site.shared.uploads import PrivateStorage


class DamagedFile(OSError):
    """Another content lies under a name that is made of this one's hash."""


def sha256_of(content: bytes) -> str:
    """The SHA-256 of a content in hex."""
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes, folder: str, ending: str) -> str:
    """Store `content` unless it is there; returns its name in the private storage.

    Raises DamagedFile where the file of that name holds something else, OSError where the storage refuses.
    """
    sha256 = sha256_of(content)
    name = f"{folder}/{sha256[:2]}/{sha256}.{ending}"
    storage = PrivateStorage()
    if not storage.exists(name):
        # Another process may be storing the same content at this moment.
        with contextlib.suppress(FileExistsError):
            storage.backend.put(name, [content])
    if why_not_kept(name, sha256):
        raise DamagedFile(f"{name} does not hold the content that its name says")
    return name


def why_not_kept(name: str, sha256: str) -> str:
    """What is wrong with a stored file, as words that follow its name in a Chinese sentence; "" where nothing is."""
    try:
        with PrivateStorage().open(name) as file:
            content = file.read()
    except FileNotFoundError:
        return "不在儲存空間"
    except OSError as error:
        return f"無法讀取（{error.strerror}）"
    return "" if sha256_of(content) == sha256 else "的內容與留存時的驗證碼不符"

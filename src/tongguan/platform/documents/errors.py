"""What can be wrong with a document, in words."""

from __future__ import annotations

from typing import Any

from tongguan.engines.problems import Problem, Text

DOCUMENT = Text(zh="文书", en="document")
"""What NotFound says was not found."""


class DocumentKeyMissing(RuntimeError):
    """The house's certificate for documents is registered but its key file is gone or is another one: nothing is
    signed until an operator puts it back or makes a new one on purpose (`tongguan documents new-key`)."""


_TEXTS = {
    "seal.none": Text(
        zh="文件中没有本平台文书的数字签名", en="the file carries no signature of the kind this house makes"
    ),
    "seal.not_whole": Text(
        zh="签名未覆盖整个文件：签名之后有内容被追加",
        en="the signature does not cover the whole file: something was added after it",
    ),
    "seal.malformed": Text(zh="签名结构无效", en="the signature is malformed"),
    "seal.stranger": Text(
        zh="签名证书不在受信任的证书之列", en="the signing certificate is none of those trusted"
    ),
    "seal.altered": Text(
        zh="内容与签名不符：文件在签发后被更改",
        en="the content does not match the signature: the file was changed after it was signed",
    ),
    "document.too_large": Text(
        zh="文件超过 {limit_mb} MB 的上限", en="The file is over the limit of {limit_mb} MB"
    ),
    "document.empty": Text(zh="请选择要核验的文件", en="Choose the file to check"),
    "document.no_reason": Text(zh="须注明撤销原因", en="a reason must be given to revoke a document"),
    "document.revoked": Text(zh="文书 {number} 已撤销", en="document {number} is revoked already"),
}


def finding(code: str, pointer: str = "file", **values: Any) -> Problem:
    """The problem with this code, its sentence filled with `values`."""
    return Problem(code, _TEXTS[code].filled(**values), pointer)

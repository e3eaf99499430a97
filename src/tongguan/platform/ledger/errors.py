"""What can be wrong with the ledger, in words."""

from __future__ import annotations

from typing import Any

from tongguan.engines.problems import Problem, Text


class LedgerKeyMissing(RuntimeError):
    """The house's signing key is registered but its file is gone: nothing is signed until an operator puts it
    back or makes a new one on purpose (`tongguan ledger new-key`)."""


_TEXTS = {
    "ledger.gap": Text(zh="账本第 {index} 位缺失", en="position {index} of the ledger is missing"),
    "ledger.body": Text(
        zh="账本第 {index} 位的审计记录（{entry}）内容被更改",
        en="the body of the audit entry at position {index} ({entry}) was changed",
    ),
    "ledger.columns": Text(
        zh="审计记录 {entry} 的列与其正文不一致（{field}）",
        en="a column of audit entry {entry} disagrees with its body ({field})",
    ),
    "ledger.tiles": Text(
        zh="哈希瓦片与 {size} 条的检查点不符",
        en="the stored tiles differ from the checkpoint of {size} entries",
    ),
    "ledger.checkpoint_row": Text(
        zh="{size} 条的检查点行与其签名文本不符",
        en="the row of the checkpoint of {size} entries differs from its signed text",
    ),
    "ledger.unsequenced": Text(
        zh="有 {count} 条审计记录未入账且不在待入账表中",
        en="{count} audit entries are neither in the ledger nor waiting for it",
    ),
    "ledger.no_checkpoint": Text(zh="{size} 条记录尚无检查点", en="{size} entries stand under no checkpoint"),
    "ledger.fork": Text(
        zh="发现分叉：另有同一密钥签署的 {size} 条检查点与本账本不符",
        en="fork: another checkpoint of {size} entries, signed by the same key, contradicts this ledger",
    ),
    "ledger.key": Text(
        zh="检查点（{size}）的签名密钥未登记",
        en="the checkpoint of {size} entries is signed by no registered key",
    ),
    "cosignature.unknown_checkpoint": Text(zh="没有这一检查点", en="there is no such checkpoint"),
    "cosignature.none": Text(
        zh="没有已登记见证方的有效签名", en="no valid signature of a registered witness is in the note"
    ),
}


def finding(code: str, pointer: str = "", **values: Any) -> Problem:
    """The problem with this code, its sentence filled with `values`."""
    return Problem(code, _TEXTS[code].filled(**values), pointer)

"""Every sentence with which a draw is refused or found wrong."""

from __future__ import annotations

from typing import Any

from tongguan.engines.problems import Problem, Text

_TEXTS: dict[str, Text] = {
    "draw.field": Text(zh="字段缺失或错误：{detail}", en="a field is missing or wrong: {detail}"),
    "draw.duplicate": Text(zh="{what} {id} 重复", en="{what} {id} appears twice"),
    "draw.version": Text(zh="不支持的抽签版本", en="this draw version is not supported"),
    "draw.late_commitment": Text(
        zh="{party} 在截止时间之后才提交承诺", en="{party} committed after the cut-off"
    ),
    "draw.reveal_unknown": Text(zh="{party} 没有提交过承诺", en="{party} revealed without a commitment"),
    "draw.no_reveal": Text(
        zh="没有任何一方揭示有效的秘密，不得抽签", en="no party revealed a valid secret: there is no draw"
    ),
    "draw.order": Text(zh="记录不是规范形式", en="the recorded inputs are not in their canonical form"),
    "draw.hash": Text(zh="{what} 与承诺的摘要不符", en="{what} does not match its committed hash"),
    "draw.day_form": Text(zh="抽签日文件格式错误：{what}", en="the day's file is malformed: {what}"),
    "draw.day_missing": Text(zh="缺少文件 {what}", en="{what} is missing"),
    "draw.day_unlisted": Text(zh="文件 {what} 不在目录中", en="{what} is not in the list of the day"),
    "draw.day_gap": Text(
        zh="{purpose} 的轮次不连续：第 {number} 轮之后应为第 {expected} 轮",
        en="{purpose}: after round {number} round {expected} is missing",
    ),
    "draw.day_order": Text(zh="顺序不符：{what}", en="out of order: {what}"),
    "draw.day_mismatch": Text(
        zh="与账本中的记载不符：{what}", en="differs from what the ledger holds: {what}"
    ),
    "draw.day_closing": Text(
        zh="{purpose} 的轮次与日结记载不符：应为第 {first}–{last} 轮",
        en="{purpose}: the closing of the day names rounds {first}–{last}",
    ),
    "draw.day_checkpoint": Text(zh="回执不在同一检查点之下", en="the receipts are not under one checkpoint"),
    "draw.differs": Text(
        zh="记录与重新计算的结果不符", en="the record differs from what its inputs recompute to"
    ),
}


def finding(code: str, pointer: str = "", **values: Any) -> Problem:
    """The problem with this code, its sentence filled with `values`."""
    return Problem(code, _TEXTS[code].filled(**values), pointer)

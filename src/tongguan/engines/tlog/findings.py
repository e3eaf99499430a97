"""Every sentence with which the log's readers and verifiers refuse something."""

from __future__ import annotations

from typing import Any

from tongguan.engines.problems import Problem, Text

_TEXTS: dict[str, Text] = {
    "json.too_large": Text(zh="输入超过 {max_bytes} 字节", en="the input is larger than {max_bytes} bytes"),
    "json.malformed": Text(zh="不是有效的 JSON：{detail}", en="not valid JSON: {detail}"),
    "json.refused": Text(zh="JSON 内容不被接受：{detail}", en="JSON that is not accepted: {detail}"),
    "note.too_large": Text(zh="签名文本超过 {max_bytes} 字节", en="the note is over {max_bytes} bytes"),
    "note.encoding": Text(zh="签名文本不是 UTF-8", en="the note is not UTF-8"),
    "note.control": Text(zh="签名文本含有控制字符", en="the note holds a control character"),
    "note.no_signature": Text(zh="签名文本没有签名部分", en="the note has no signature part"),
    "note.signature_line": Text(zh="签名行格式错误", en="a signature line is malformed"),
    "note.too_many": Text(zh="签名超过 {limit} 个", en="the note has more than {limit} signatures"),
    "note.bad_signature": Text(
        zh="{name} 的签名与内容不符", en="the signature of {name} does not match the text"
    ),
    "note.untrusted": Text(zh="没有任何受信任密钥的有效签名", en="no trusted key has signed this validly"),
    "key.malformed": Text(zh="验证密钥格式错误", en="the verifier key is malformed"),
    "key.hash": Text(zh="密钥标识与密钥不符", en="the key identifier does not belong to this name and key"),
    "key.kind": Text(zh="不支持的签名类型 {kind}", en="signature type {kind} is not supported"),
    "checkpoint.malformed": Text(zh="检查点格式错误：{detail}", en="the checkpoint is malformed: {detail}"),
    "checkpoint.origin": Text(
        zh="检查点来自其他日志：{origin}", en="the checkpoint comes from another log: {origin}"
    ),
    "checkpoint.witnesses": Text(
        zh="仅有 {found} 个见证签名，要求 {required} 个",
        en="{found} witness cosignatures, {required} required",
    ),
    "witness.older": Text(
        zh="检查点（{offered}）比已见证的（{size}）更旧",
        en="the checkpoint ({offered} entries) is older than the one already witnessed ({size})",
    ),
    "witness.fork": Text(
        zh="发现分叉：日志对同样的 {size} 条记录签署了两个不同的根",
        en="fork detected: the log signed two different roots for the same {size} entries",
    ),
    "witness.inconsistent": Text(
        zh="一致性证明不成立：日志可能被改写（{size} → {offered}）",
        en="the consistency proof fails: the log may have been rewritten ({size} → {offered})",
    ),
    "witness.clock": Text(zh="见证时间倒退", en="the witness's clock went backwards"),
    "receipt.field": Text(zh="回执字段 {field} 缺失或错误", en="receipt field {field} is missing or wrong"),
    "receipt.not_canonical": Text(
        zh="回执中的记录不是规范 JSON", en="the entry in the receipt is not canonical JSON"
    ),
    "receipt.compact": Text(zh="不是紧凑格式的回执", en="this is not a receipt in compact form"),
    "receipt.size": Text(
        zh="回执的日志长度与检查点不符", en="the receipt and its checkpoint name different log sizes"
    ),
    "receipt.not_included": Text(
        zh="该记录不在检查点所签署的日志中", en="the entry is not in the log that the checkpoint signs"
    ),
    "log.shorter": Text(
        zh="日志只有 {found} 条，检查点签署了 {size} 条",
        en="the log has {found} entries, the checkpoint signs {size}",
    ),
    "log.root": Text(
        zh="前 {size} 条记录与检查点不符（上一个相符的检查点：{good} 条）",
        en="the first {size} entries differ from the checkpoint (last checkpoint that agrees: {good})",
    ),
}


def finding(
    code: str, pointer: str = "", line: int | None = None, column: int | None = None, **values: Any
) -> Problem:
    """The problem with this code, its sentence filled with `values`."""
    return Problem(code, _TEXTS[code].filled(**values), pointer, line, column)

"""Why a traveller may be somebody a list names, in words: document, name, birth, nationality, sex."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.engines.screening.dates import Births
from tongguan.engines.screening.documents import Documents
from tongguan.engines.screening.evidence import Evidence

DOCUMENTS = {
    Documents.SAME: Text(zh="证件号码 {a} 相同", en="the same document number {a}"),
    Documents.NUMBER: Text(
        zh="证件号码 {a} 相同，签发国不同", en="the same document number {a} of another country"
    ),
    Documents.REPAIRED: Text(
        zh="证件号码 {a} 与 {b} 只差一处，须人工核对",
        en="document number {a} is one slip away from {b}; a person must look",
    ),
}
BIRTHS = {
    Births.EXACT: Text(zh="出生日期相同", en="born on the same day"),
    Births.SLIP: Text(
        zh="出生日期只差一位，或日月颠倒",
        en="dates of birth differ in a digit, or day and month changed places",
    ),
    Births.YEAR: Text(zh="出生年份相同，日期不全", en="born in the same year; a date is known in part"),
    Births.NEAR: Text(zh="出生年份相近", en="born about the same year"),
    Births.APART: Text(zh="出生日期不同，年份相近", en="dates of birth differ, by few years"),
    Births.FAR: Text(zh="出生年份不符", en="born in another year"),
    Births.UNKNOWN: Text(zh="出生日期不明", en="a date of birth is unknown"),
}
NATIONALITY = {
    1: Text(zh="国籍相同", en="the same nationality"),
    -1: Text(zh="国籍不同", en="another nationality"),
}
SEX = {-1: Text(zh="性别不符", en="the sex differs")}


def reasons_for(evidence: Evidence) -> list[Text]:
    """What was compared and how it stands, the strongest kind first. Never the list's own reason or case."""
    out: list[Text] = []
    if evidence.documents is not None and evidence.document in DOCUMENTS:
        ours, theirs = evidence.documents
        out.append(DOCUMENTS[evidence.document].filled(a=ours.number, b=theirs.number))
    if evidence.name is not None:
        out += evidence.name.reasons
    out.append(BIRTHS[evidence.births])
    if evidence.nationality in NATIONALITY:
        out.append(NATIONALITY[evidence.nationality])
    if evidence.sex in SEX:
        out.append(SEX[evidence.sex])
    return out

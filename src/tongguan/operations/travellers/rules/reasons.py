"""Why somebody may be somebody a list names, in words that tell the traveller's own data alone."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.engines.screening.documents import Documents
from tongguan.engines.screening.evidence import Evidence
from tongguan.engines.screening.names.comparing import Comparison
from tongguan.engines.screening.names.features import disorder
from tongguan.engines.screening.names.likeness import Way
from tongguan.engines.screening.reasons import BIRTHS, NATIONALITY, SEX

DOCUMENTS = {
    Documents.SAME: Text(zh="证件号码相同", en="the same document number"),
    Documents.NUMBER: Text(zh="证件号码相同，签发国不同", en="the same document number of another country"),
    Documents.REPAIRED: Text(
        zh="证件号码与名单只差一处，须人工核对",
        en="the document number is one slip away from the list's; a person must look",
    ),
}
WAYS = {
    Way.LETTERS: Text(zh="“{a}”拼写相近", en="{a}: spelt nearly alike"),
    Way.SOUND: Text(zh="“{a}”读音相同", en="{a}: sounds alike"),
    Way.SPELLING: Text(zh="“{a}”为同一名字的不同转写", en="{a}: another spelling of the same name"),
    Way.ROMANISATION: Text(
        zh="“{a}”为同一汉字音的不同拼法", en="{a}: another spelling of the same Chinese syllables"
    ),
    Way.SCRIPT: Text(zh="“{a}”为同一名字的不同文字", en="{a}: the same name in another script"),
    Way.HOMOPHONE: Text(zh="“{a}”同音不同字", en="{a}: sounds alike in other characters"),
    Way.LANGUAGE: Text(zh="“{a}”为同一名字的不同语言形式", en="{a}: the same name in another language"),
    Way.NICKNAME: Text(zh="“{a}”为名与昵称", en="{a}: a name and its short form"),
    Way.INITIAL: Text(zh="“{a}”首字母相符", en="{a}: the initials agree"),
    Way.JOINED: Text(zh="“{a}”合写分写不同", en="{a}: split or joined otherwise"),
}
SAME = Text(zh="姓名相同部分：{parts}", en="the same in the name: {parts}")
ONLY_OURS = Text(zh="名单姓名中没有：{parts}", en="not in the list's name: {parts}")
ONLY_THEIRS = Text(zh="名单姓名另有 {count} 个部分", en="the list's name has {count} more part(s)")
ORDER = Text(zh="姓名次序不同", en="the parts stand in another order")


def reasons_for(evidence: Evidence) -> list[Text]:
    """The strongest kind first: document, name, birth, nationality, sex."""
    out: list[Text] = []
    if evidence.documents is not None and evidence.document in DOCUMENTS:
        out.append(DOCUMENTS[evidence.document])
    if evidence.name is not None:
        out += _name_reasons(evidence.name)
    out.append(BIRTHS[evidence.births])
    if evidence.nationality in NATIONALITY:
        out.append(NATIONALITY[evidence.nationality])
    if evidence.sex in SEX:
        out.append(SEX[evidence.sex])
    return out


def _name_reasons(found: Comparison) -> list[Text]:
    alignment = found.alignment
    parts = alignment.left.parts

    def shown(places: tuple[int, ...] | list[int]) -> str:
        return " ".join(parts[at].native or parts[at].form for at in places)

    out = []
    same = [shown(ours) for ours, _, _, way in alignment.pairs if way is Way.SAME]
    if same:
        out.append(SAME.filled(parts=" ".join(same)))
    out += [WAYS[way].filled(a=shown(ours)) for ours, _, _, way in alignment.pairs if way is not Way.SAME]
    if disorder(alignment):
        out.append(ORDER)
    if alignment.left_over:
        out.append(ONLY_OURS.filled(parts=shown(alignment.left_over)))
    if alignment.right_over:
        out.append(ONLY_THEIRS.filled(count=len(alignment.right_over)))
    return out

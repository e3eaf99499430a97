"""Random declarations of every shape the model allows, for round trips."""

from __future__ import annotations

from hypothesis import strategies as st

from tongguan.engines.declaration import GoodsDeclaration
from tongguan.engines.declaration.fields import Field, fields_of

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=12
).map(str.strip)
SCALARS = {
    "text": TEXTS,
    "integer": st.integers(-(10**9), 10**9),
    "decimal": st.decimals(-(10**9), 10**9, allow_nan=False, places=4),
    "date": st.dates(),
    "boolean": st.booleans(),
    "pairs": st.tuples(TEXTS, TEXTS),
}


def _values(field: Field) -> st.SearchStrategy:
    one = parts(field.part) if field.kind == "part" else SCALARS[field.kind]
    if field.many:
        return st.lists(one, max_size=2).map(tuple)
    if field.kind == "text" and field.default is None:
        one = one.filter(bool)
    return one if field.required else st.one_of(st.just(field.default), one)


def parts(part: type) -> st.SearchStrategy:
    return st.builds(part, **{name: _values(field) for name, field in fields_of(part).items()})


declarations = parts(GoodsDeclaration)

"""What this module gives to others: how long answers are kept, and forms in words for officers who are called."""

from __future__ import annotations

from collections.abc import Sequence

from tongguan.engines.problems import Text
from tongguan.operations.kiosks.interface import FormState, StateLine, register_describe_state
from tongguan.operations.passenger_declarations.actions.ageing import delete_personal, oldest_personal
from tongguan.operations.passenger_declarations.queries.summaries import described
from tongguan.platform.privacy.interface import Retention, retention
from tongguan.platform.reference.interface import ReferenceMissing
from tongguan.platform.ui.interface import TRAVELLER_LANGUAGES


def form_in_words(state: FormState, language: str) -> Sequence[StateLine]:
    """A traveller's form in the reader's language; ValueError for a form of another module."""
    code = language[:2].lower()
    try:
        lines = described(
            state.answers, form=state.form, language=code if code in TRAVELLER_LANGUAGES else "en"
        )
    except ReferenceMissing:
        raise ValueError(state.form) from None
    return [StateLine(*line) for line in lines]


register_describe_state(form_in_words)

retention(
    Retention(
        code="passenger_declarations.answers",
        what=Text(zh="旅客申报内容与证件信息", en="Answers and documents of travellers' declarations"),
        parameter="passenger_declarations.retention",
        delete=delete_personal,
        models=("passenger_declarations.PassengerDeclaration",),
        oldest=oldest_personal,
    )
)

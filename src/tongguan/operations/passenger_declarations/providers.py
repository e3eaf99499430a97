"""What this module gives to other mechanisms: how long answers are kept."""

from __future__ import annotations

from tongguan.engines.problems import Text
from tongguan.operations.passenger_declarations.actions.ageing import delete_personal, oldest_personal
from tongguan.platform.privacy.interface import Retention, retention

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

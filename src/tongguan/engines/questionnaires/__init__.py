"""Forms as data: questions of few kinds, asked under conditions, checked alike on the server and on the device."""

from tongguan.engines.questionnaires.answering import Finding, asked, colour, findings, keys_of
from tongguan.engines.questionnaires.form import Form, Kind, Question, Section, read_form, with_pack

__all__ = [
    "Finding",
    "Form",
    "Kind",
    "Question",
    "Section",
    "asked",
    "colour",
    "findings",
    "keys_of",
    "read_form",
    "with_pack",
]

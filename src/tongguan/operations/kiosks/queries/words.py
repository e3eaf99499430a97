"""What a call says to a traveller, in their language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from tongguan.operations.kiosks.rules import spoken

RIGHT_TO_LEFT = frozenset({"ar"})
TAGS = {"zh": "zh-hans"}
WORDS = {
    "title": gettext_noop("Help from an officer"),
    "call": gettext_noop("Call an officer"),
    "calling": gettext_noop("An officer's desk is ringing"),
    "waiting": gettext_noop("All officers are busy. Travellers before you: {ahead}."),
    "wait": gettext_noop("Expected wait: about {minutes} min"),
    "nobody": gettext_noop("No officer is on duty for calls now. You may wait, or go to the counter."),
    "active": gettext_noop("An officer is with you and sees the same form."),
    "english": gettext_noop("This officer speaks English. The form is shown in the officer's own language."),
    "any": gettext_noop(
        "This officer does not speak your language. Both of you see the form in your own language."
    ),
    "look": gettext_noop("The officer points at this question"),
    "answer_yourself": gettext_noop("Only you can change your answers."),
    "write": gettext_noop("Write to the officer"),
    "send": gettext_noop("Send"),
    "camera_on": gettext_noop("Switch camera and microphone on"),
    "camera_off": gettext_noop("Switch camera and microphone off"),
    "no_camera": gettext_noop("Camera and microphone are not available. You can write instead."),
    "you": gettext_noop("You"),
    "officer": gettext_noop("Officer"),
    "hang_up": gettext_noop("End the call"),
    "ended": gettext_noop("The call has ended. Nothing that was said is kept."),
    "unanswered": gettext_noop("Nobody could answer. Please go to the counter."),
    "lost": gettext_noop("The connection was interrupted. Trying again."),
    "close": gettext_noop("Back to the form"),
    "too_many": gettext_noop("Too many calls at the moment. Please try again later or go to the counter."),
}
"""Every sentence of the traveller's side; each stands in the catalogue of each language of travellers."""


def call_words(language: str) -> dict[str, str]:
    """All of them, with the tag of the language they are in and its direction."""
    base = spoken(language)
    with override(TAGS.get(base, base)):
        said = {key: _(text) for key, text in WORDS.items()}
    return {**said, "lang": TAGS.get(base, base), "dir": "rtl" if base in RIGHT_TO_LEFT else "ltr"}

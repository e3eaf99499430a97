"""What the design system gives to the module check: travellers' words are whole in every language."""

from tongguan.platform.modules.interface import contributes_check
from tongguan.platform.ui.traveller_words import word_problems

contributes_check(word_problems)

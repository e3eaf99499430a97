"""Reactions: outcomes of alerts come back to the hits that raised them."""

from tongguan.operations.travellers.actions.deciding import outcome_of_alert
from tongguan.operations.travellers.actions.hits import SOURCE_KIND
from tongguan.platform.alerts.interface import register_feedback

register_feedback(SOURCE_KIND, outcome_of_alert)

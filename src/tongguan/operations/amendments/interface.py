"""The door to amendments."""

from tongguan.operations.amendments.actions import ask
from tongguan.operations.amendments.contracts import Change, Subject
from tongguan.operations.amendments.queries import register_subject, requests_about
from tongguan.operations.amendments.workflow import CHANGE_REQUEST

__all__ = ["CHANGE_REQUEST", "Change", "Subject", "ask", "register_subject", "requests_about"]

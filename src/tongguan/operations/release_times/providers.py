"""The kind of document that release times issue."""

from tongguan.operations.release_times.actions import KIND
from tongguan.platform.documents.interface import document_kind

document_kind(KIND)

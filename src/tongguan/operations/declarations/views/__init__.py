"""Pages of declarations."""

from tongguan.operations.declarations import tables
from tongguan.operations.declarations.views.changing import amend, cancel
from tongguan.operations.declarations.views.files import download, printable, response_xml
from tongguan.operations.declarations.views.lodging import edit, new, new_summary

__all__ = ["amend", "cancel", "download", "edit", "new", "new_summary", "printable", "response_xml", "tables"]

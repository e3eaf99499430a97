"""The door to manifests."""

from tongguan.operations.manifests.actions import amend, file
from tongguan.operations.manifests.contracts import Bill, Contents, Filed
from tongguan.operations.manifests.queries import boxes_landed, visible_bills, visible_manifests

__all__ = ["Bill", "Contents", "Filed", "amend", "boxes_landed", "file", "visible_bills", "visible_manifests"]

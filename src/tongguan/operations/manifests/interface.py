"""The door to manifests."""

from tongguan.operations.manifests.actions import amend, file, load
from tongguan.operations.manifests.contracts import Bill, Contents, Filed, LoadOrder
from tongguan.operations.manifests.queries import boxes_landed, visible_bills, visible_manifests

__all__ = [
    "Bill",
    "Contents",
    "Filed",
    "LoadOrder",
    "amend",
    "boxes_landed",
    "file",
    "load",
    "visible_bills",
    "visible_manifests",
]

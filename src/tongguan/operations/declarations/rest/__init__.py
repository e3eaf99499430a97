"""Declarations over HTTP: lodge in one step or two; ask for amendment or cancellation; list, read, fetch the answer."""

from tongguan.operations.declarations.rest import changing
from tongguan.operations.declarations.rest.lodging import PREFIX, router

__all__ = ["PREFIX", "changing", "router"]

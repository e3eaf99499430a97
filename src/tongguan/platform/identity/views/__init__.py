"""Pages of identity: the own account, administration, delegations."""

from tongguan.platform.identity.views.account import locked_out

__all__ = ["locked_out"]

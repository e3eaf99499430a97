"""How far two people agree beyond chance, on pairs that were not all equally likely to be read twice."""

from tongguan.engines.agreement.kappa import Agreement, agreement

__all__ = ["Agreement", "agreement"]

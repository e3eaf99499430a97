"""Goods in transit: guaranteed before they depart, watched on route and term, claimed on where they do not arrive."""

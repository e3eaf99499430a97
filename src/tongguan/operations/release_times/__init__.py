"""How long clearance takes, step by step, by the method of the WCO Time Release Study."""

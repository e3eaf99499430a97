"""Who somebody is and for whom they act: people, organisations, positions, delegations, tokens (K12, SV-10)."""

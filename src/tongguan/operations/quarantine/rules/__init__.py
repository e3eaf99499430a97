"""Rules of the laboratory: kits of the day, verdicts, guards of steps, charts."""

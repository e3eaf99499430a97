"""One search over everything that carries a number: by reference, declaration, container, bill, ship or firm."""

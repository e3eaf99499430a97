"""The front door: who may do what here, and how anyone checks what customs did."""

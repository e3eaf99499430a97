"""What is levied or refunded after release: one officer assesses, another approves, every yuan has a bill."""

"""Security and operations systems (安全运维系统): the register of systems, protection grading, drills."""

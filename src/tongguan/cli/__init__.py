"""The `tongguan` command: its root, the serving processes; every module adds its own verbs."""

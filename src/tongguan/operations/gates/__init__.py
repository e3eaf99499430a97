"""Gates: passages of containers and vehicles, let through only when released."""

"""Two browsers find each other: WebRTC descriptions through the house, kept no longer than the conversation."""

"""In-app notices, e-mail and webhooks: written with their cause, delivered or shown as dead."""

"""Declaration kiosks: the fleet, sessions as counts, and calls from a kiosk or a phone to an officer."""

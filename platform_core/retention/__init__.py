"""What the modules' retention rules promise, kept: rows whose time is over go, every night."""

"""The shapes of input, the same for forms and for programs."""

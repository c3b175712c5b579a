"""Hooks: what a plugin may answer, the frozen data that crosses, the manager and the gate."""

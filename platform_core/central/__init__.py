"""Kept figures: each branch's quarters, counted by its modules and read by the centre."""

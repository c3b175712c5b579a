"""Badges, rolls, sheets and journals as bytes, made from view models."""

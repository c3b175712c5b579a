"""Obligations: what is due, when, by whom and under which clause; reminders, evidence, calendar feed."""

"""Receive reports of violence, keep the confidential journal and rate the risk.

A report becomes an incident of its branch's journal; the safety service assesses the danger by
the three protocols and follows the case until the student's life has changed for the better.
The central office sees the journal across branches and the twelve quarterly figures (P27–P36).
"""

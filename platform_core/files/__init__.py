"""Attachments: told by their content, made harmless, sealed on disk, opened through their owner's page."""

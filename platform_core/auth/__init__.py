"""Identity: users, memberships, roles, sessions, tokens, and who may do what."""

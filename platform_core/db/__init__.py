"""The database: base model, column types, engines by role, row-level security and migrations."""

"""Show pages: the shell, forms, lists, navigation, start page, search and error pages."""

"""Hold the product together: the frame of every page, start page, search, language, error pages.

Top of the core: it may import every core package. Packages with pages of their own use the
tools of `platform_core.web`, which imports none of them.
"""

"""Interfaces to external programs and servers: git, web servers, Pagefind."""

"""What is outside of this machine's files: git, web servers, Pagefind."""

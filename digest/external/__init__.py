"""Everything outside this machine's files: git, web servers, Pagefind."""

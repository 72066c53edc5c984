"""What is made for programs (feeds, sitemaps, open data), judged by the specifications of their formats."""

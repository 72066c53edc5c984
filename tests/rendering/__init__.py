"""What templates may do, and what stops them."""

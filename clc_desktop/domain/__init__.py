"""What is true with no database, file or screen."""

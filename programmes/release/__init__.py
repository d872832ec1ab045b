"""What is published of a programme: its texts, who may issue them, and what is frozen."""

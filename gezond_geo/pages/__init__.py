"""What people read: everything that is drawn or handed on."""

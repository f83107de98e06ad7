"""The check: playing scenes and finding what a viewer would stumble over."""

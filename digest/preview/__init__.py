"""The preview of `digest serve`: the site in a browser while it is being edited. May use disk, clock, network and threads."""

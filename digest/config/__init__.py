"""The settings of a site: digest.yml → Config."""

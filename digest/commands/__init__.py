"""The commands: a table of their modules and help texts. Each module has the options, the work and the output of a command."""

COMMANDS = {
    "build": ("digest.commands.build", "Build the site from the content; render only what changed."),
    "check": (
        "digest.commands.check",
        "Find what is wrong with the site: content, house style, finished pages, lost addresses.",
    ),
    "help": (
        "digest.commands.help",
        "Explain a command, a code, a setting or a field by its name, or show a whole topic of the reference.",
    ),
    "import": (
        "digest.commands.import_text",
        "Turn raw newspaper text into an article: each FILE, or standard input (-).",
    ),
    "init": (
        "digest.commands.init",
        "Make a new site in DIR: settings, topics, sources, sample articles, and a workflow for GitHub Pages.",
    ),
    "mail": (
        "digest.commands.mail",
        "Write an edition as mail: HTML, text and a message (.eml), for a provider or a mail program. It sends nothing.",
    ),
    "new": ("digest.commands.new", "Write a new article with this TITLE, dated now, and print its path."),
    "publish": (
        "digest.commands.publish",
        "Push the finished site as one commit to a branch, such as that of GitHub Pages; nothing else in the repository changes.",
    ),
    "serve": (
        "digest.commands.serve",
        "Show the site in the browser while you write; every save appears at once. Ctrl-C ends it.",
    ),
    "themes": (
        "digest.commands.themes",
        "List the themes that a site can have, with their options: those that come with digest, and those in its themes/.",
    ),
}
"""The module of each command, which defines it as `command`, and its help text: `digest --help` imports none of the modules."""

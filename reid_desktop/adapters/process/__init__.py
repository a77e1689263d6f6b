"""The supervised child process in which evidence is decoded and analysed."""

// The program r1: parses the command line, runs one command, and turns whatever went wrong into a sentence and an exit code.

using R1Sharp.App.Commands;

return CommandLine.Run(args);

// The host's own programs that the sandbox is built with.

using R1Sharp.Learning;

namespace R1Sharp.App.Sandbox;

/// <summary>Finds programs. The system's folders come first: a program of the same name in a home folder cannot be seen by an unprivileged user.</summary>
static class HostPrograms
{
    /// <summary>The full path of a program.</summary>
    /// <exception cref="UserErrorException">There is none; the message is the one given.</exception>
    public static string Find(string name, string complaint) =>
        new[] { "/usr/bin", "/bin", "/usr/local/bin" }.Concat((Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? throw new UserErrorException(complaint);
}

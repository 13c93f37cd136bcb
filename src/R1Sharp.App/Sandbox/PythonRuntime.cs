// The Python that programs are run by: which files of the host it needs, and no others.

using System.Diagnostics;
using System.Text.Json;
using R1Sharp.Learning;

namespace R1Sharp.App.Sandbox;

/// <summary>A Python interpreter and the files that it consists of; the sandbox shows these and nothing else of the host.</summary>
/// <param name="Executable">The interpreter, links resolved.</param>
/// <param name="Version">E.g. 3.11.2.</param>
/// <param name="Folders">Its standard library.</param>
/// <param name="Libraries">Shared libraries that it and its modules load.</param>
/// <param name="Links">Further names of the libraries: the name, and the file in the same folder.</param>
/// <param name="Loaders">Where the interpreter expects its loader, and what that is.</param>
sealed record PythonRuntime(string Executable, string Version, string[] Folders, string[] Libraries, string[][] Links, string[][] Loaders)
{
    static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Asks an interpreter what it consists of. It runs a script of ours for that, never a program that was given.</summary>
    /// <exception cref="UserErrorException">There is no Python, or it does not answer.</exception>
    public static PythonRuntime Find()
    {
        string python = HostPrograms.Find("python3", "The sandbox needs Python 3: install the Debian package python3 (apt-get install python3).");
        using var reader = new StreamReader(typeof(PythonRuntime).Assembly.GetManifestResourceStream("python_runtime.py")!);
        var start = new ProcessStartInfo(python, ["-I", "-S", "-B", "-c", reader.ReadToEnd()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? JsonSerializer.Deserialize<PythonRuntime>(answer, s_json)!
            : throw new UserErrorException(
                $"{python} cannot be used in the sandbox: {errors.Result.Trim().Split('\n')[^1]}; install the Debian package python3.");
    }
}

// Hugging Face's own libraries, asked through node.

using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using R1Sharp.Tests.Commands;
using Xunit;

namespace R1Sharp.Tests.Judges;

/// <summary>Runs tests/judges/huggingface/judge.cjs; where it cannot run, the test is skipped and says why.</summary>
static class Judge
{
    static readonly string Folder = Path.Combine(Cli.Home, "tests", "judges", "huggingface");

    /// <summary>The answers to some jobs, in order.</summary>
    /// <param name="kind">"tokenizers" or "templates".</param>
    /// <param name="jobs">As judge.cjs describes them.</param>
    public static JsonElement[] Ask(string kind, IEnumerable<JsonNode> jobs)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            Assert.Skip("The judges are not installed: run npm ci in tests/judges/huggingface (./test does where npm is there).");
        using var process = Start();
        // The answers are read while the jobs are written, so that neither side waits for the other for ever.
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(new JsonObject { [kind] = new JsonArray([.. jobs]) }.ToJsonString());
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)), "the judge does not end");
        Assert.True(process.ExitCode == 0, error.Result);
        return [.. JsonElement.Parse(output.Result).EnumerateArray()];
    }

    /// <summary>A text as its UTF-16 units, since JSON cannot hold half of a pair.</summary>
    public static JsonArray Units(string text) => new([.. text.Select(c => JsonValue.Create((int)c))]);

    static Process Start()
    {
        try
        {
            return Cli.StartProgram("node", [Path.Combine(Folder, "judge.cjs")]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("node is not installed, and the judges run in it.");
            throw;
        }
    }
}

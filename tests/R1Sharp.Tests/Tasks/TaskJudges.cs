// Judges that need no model.

using System.Text.RegularExpressions;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.Tests.Tasks;

/// <summary>Answers as a function says.</summary>
sealed class FakeJudge(Func<string, string> reply) : IChatEndpoint
{
    /// <summary>A host whose judge this is.</summary>
    public static TaskHost Host(Func<string, string> reply) => new()
    {
        Rewards = new() { Chats = _ => new FakeJudge(reply), Programs = new R1Sharp.App.Sandbox.SharedSandbox() },
        Judge = new() { Url = new Uri("http://localhost:1/v1"), Model = "judge", KeyVariable = "NONE", TimeoutSeconds = 1 },
    };

    public string Ask(string message) => reply(message);

    /// <summary>The text between two marks of a message.</summary>
    public static string Part(string message, string from, string to) => Regex.Match(message, $@"{Regex.Escape(from)}\s*(.*?)\s*{Regex.Escape(to)}", RegexOptions.Singleline).Groups[1].Value;
}

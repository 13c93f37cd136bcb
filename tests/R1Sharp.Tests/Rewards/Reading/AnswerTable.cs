// The lines of answers.tsv: a text and the answer that is to be found in it.

using R1Sharp.Tests.Commands;

namespace R1Sharp.Tests.Rewards.Reading;

/// <summary>A text.</summary>
/// <param name="Kind">The heading it stands under.</param>
/// <param name="Mark">"=" where the accuracy reward finds the answer too, "~" where only the grader does, "none" where nobody may.</param>
/// <param name="Answer">What is to be found.</param>
/// <param name="Text">The text.</param>
sealed record AnswerCase(string Kind, string Mark, string Answer, string Text);

/// <summary>Reads the cases.</summary>
static class AnswerTable
{
    /// <summary>All cases.</summary>
    public static IReadOnlyList<AnswerCase> Cases { get; } = Read();

    static List<AnswerCase> Read()
    {
        var cases = new List<AnswerCase>();
        string kind = "";
        foreach (string line in File.ReadLines(Path.Combine(Cli.Home, "tests", "R1Sharp.Tests", "Rewards", "Reading", "answers.tsv")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                kind = line[3..];
            else if (line.Split('\t') is [var mark, var answer, var text])
                cases.Add(new AnswerCase(kind, mark, answer, Controls(text)));
        }
        return cases;
    }

    static string Controls(string text) => text.Replace('⏎', '\n').Replace('⌫', '\b').Replace('⇥', '\t').Replace('↵', '\r').Replace('␌', '\f');
}

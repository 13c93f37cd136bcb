// The cases of confusion.tsv and the tables beside it: pairs of answers and what a careful teacher says, collected from what graders in the field are
// known to get wrong.

using R1Sharp.Learning.Rewards.Mathematics;
using R1Sharp.Tests.Commands;

namespace R1Sharp.Tests.Rewards.Mathematics;

/// <summary>A case.</summary>
/// <param name="Kind">The heading it stands under.</param>
/// <param name="Marks">"=" equal, "!" different, "?" undecided; several where any of them is right.</param>
/// <param name="Gold">The right answer.</param>
/// <param name="Answer">The answer in question.</param>
sealed record ConfusionCase(string Kind, string Marks, string Gold, string Answer)
{
    /// <summary>Whether a verdict is right.</summary>
    public bool Accepts(MathVerdict verdict) => Marks.Contains(Mark(verdict));

    /// <summary>The mark of a verdict.</summary>
    public static char Mark(MathVerdict verdict) => verdict switch { MathVerdict.Equal => '=', MathVerdict.Different => '!', _ => '?' };
}

/// <summary>Reads the cases.</summary>
static class ConfusionTable
{
    /// <summary>All cases.</summary>
    public static IReadOnlyList<ConfusionCase> Cases { get; } = Read();

    static List<ConfusionCase> Read()
    {
        var cases = new List<ConfusionCase>();
        string kind = "";
        string folder = Path.Combine(Cli.Home, "tests", "R1Sharp.Tests", "Rewards", "Math");
        foreach (string line in Directory.GetFiles(folder, "*.tsv").Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                kind = line[3..].Split('|')[0].Trim();
            else if (line.Split('\t') is [var marks, var gold, var answer])
                cases.Add(new ConfusionCase(kind, marks, gold.Replace('⏎', '\n'), answer.Replace('⏎', '\n')));
        }
        return cases;
    }
}

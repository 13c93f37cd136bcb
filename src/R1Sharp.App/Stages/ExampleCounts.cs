// How many examples the data of a stage holds, and what became of those that are too long.

using System.Globalization;
using System.Text.Json.Nodes;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Stages;

/// <summary>Counts of what is read; those of several sources add up.</summary>
sealed class ExampleCounts
{
    /// <summary>Examples that are learned from, or pairs.</summary>
    public long Examples { get; private set; }

    /// <summary>Their tokens, prompts included.</summary>
    public long Tokens { get; private set; }

    /// <summary>Those of them whose end was cut off.</summary>
    public long Cut { get; internal set; }

    /// <summary>Those that were left out, since they are too long, or since nothing to learn was left of them.</summary>
    public long LeftOut { get; internal set; }

    /// <summary>Counts one example.</summary>
    public void Add(int tokens)
    {
        Examples++;
        Tokens += tokens;
    }

    /// <summary>Items that are short enough; the others are counted as left out.</summary>
    /// <param name="items">The items.</param>
    /// <param name="tokens">Of an item.</param>
    /// <param name="most">The most that are short enough.</param>
    public IEnumerable<T> Fitting<T>(IEnumerable<T> items, Func<T, int> tokens, int most) => Fitting(items, item => tokens(item) <= most);

    /// <summary>Items that are short enough; the others are counted as left out.</summary>
    /// <param name="items">The items.</param>
    /// <param name="fits">Whether an item is.</param>
    public IEnumerable<T> Fitting<T>(IEnumerable<T> items, Func<T, bool> fits)
    {
        foreach (var item in items)
            if (fits(item))
                yield return item;
            else
                LeftOut++;
    }

    /// <summary>The sentence for whoever starts a run.</summary>
    /// <param name="stage">The stage's name.</param>
    public string Sentence(string stage) => $"{stage}: {Counted(Examples, "example")} of {Counted(Tokens, "token")}"
        + (Cut > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {Cut} cut at their end") : "")
        + (LeftOut > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {LeftOut} left out as too long") : "");

    /// <summary>The counts for summary.json.</summary>
    public JsonObject Json() => new() { ["examples"] = Examples, ["tokens"] = Tokens, ["cut"] = Cut, ["left_out"] = LeftOut };

    /// <summary>What is said of an example that is longer than the model can read.</summary>
    public static UserErrorException TooLong(JsonLine row, int tokens, SequenceLimits limits) => row.Error(
        $"the example has {tokens} tokens, but the model's longest sequence is {limits.MaxPositions}; raise model.max_positions, give the data max_tokens, or "
        + "take the row out.");

    static string Counted(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}

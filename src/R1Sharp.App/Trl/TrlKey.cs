// The keys of TRL's and Open-R1's configurations, each with what becomes of it here. The table is keys.tsv, which docs/open-r1.md shows.

using R1Sharp.App.Foreign;

namespace R1Sharp.App.Trl;

/// <summary>The commands, by what they train.</summary>
enum TrlCommand
{
    /// <summary>TRL's SFTTrainer.</summary>
    Sft,

    /// <summary>TRL's GRPOTrainer.</summary>
    Grpo,

    /// <summary>TRL's DPOTrainer.</summary>
    Dpo,

    /// <summary>TRL's RewardTrainer.</summary>
    Reward,

    /// <summary>Open-R1's filter by pass rate, which is configured like GRPOTrainer.</summary>
    Filter,
}

/// <summary>A key.</summary>
/// <param name="Name">As it is written in YAML and, with two dashes, on the command line.</param>
/// <param name="Commands">The letters of the commands that know it; * is all that train.</param>
/// <param name="Type">int, float, bool, text, list, dict, any, or the values that are allowed with | between them.</param>
/// <param name="Default">What it is where it is not given; empty is null.</param>
/// <param name="Treatment">What becomes of it.</param>
/// <param name="Note">How it is understood, or why it is not.</param>
sealed record TrlKey(string Name, string Commands, string Type, string Default, KeyTreatment Treatment, string Note)
    : ForeignKey(Name, Type, Default, Treatment, Note)
{
    static readonly Lazy<IReadOnlyList<TrlKey>> s_all = new(Read);

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<TrlKey> All => s_all.Value;

    /// <summary>The keys that a command knows, by name. A filter takes those of GRPO beside its own, without meaning: it trains nothing.</summary>
    public static IReadOnlyDictionary<string, TrlKey> Of(TrlCommand command) => All.Where(k => k.IsKnownTo(command))
        .Concat(command != TrlCommand.Filter ? [] : All.Where(k => k.IsKnownTo(TrlCommand.Grpo) && !All.Any(o => o.Name == k.Name && o.IsKnownTo(command)))
            .Select(k => k with { Treatment = KeyTreatment.Nothing }))
        .ToDictionary(k => k.Name, StringComparer.Ordinal);

    /// <summary>Whether a command knows it.</summary>
    public bool IsKnownTo(TrlCommand command) =>
        Commands.Contains("sgdrf"[(int)command]) || (Commands.StartsWith('*') && command != TrlCommand.Filter);

    /// <summary>The command's words.</summary>
    public static string WordsOf(TrlCommand command) => command == TrlCommand.Filter ? "data filter" : command.ToString().ToLowerInvariant();

    static List<TrlKey> Read() =>
        [.. Table("R1Sharp.App.Trl.keys.tsv").Select(f => new TrlKey(f[0], f[1], f[2], f[3], TreatmentOf(f[4]), f[5]))];
}

// Limits by the names that the command line gives them: --limit memory=256, --limit wall=500ms.

using System.Globalization;
using System.Text.RegularExpressions;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Settings;

namespace R1Sharp.App.Sandbox;

/// <summary>One limit.</summary>
/// <param name="Name">As given on the command line.</param>
/// <param name="Unit">What a bare number counts; empty for things that are counted.</param>
/// <param name="Key">Where it is kept, and what may be given.</param>
/// <param name="Meaning">In a few words.</param>
sealed record Limit(string Name, string Unit, SettingsKey Key, string Meaning)
{
    /// <summary>The present value.</summary>
    public double Value(ProgramLimits limits) => Convert.ToDouble(Key.Get(limits), CultureInfo.InvariantCulture);

    /// <summary>A sentence where the value is out of its range; null where all is well.</summary>
    public string? Mistake(ProgramLimits limits) => Key.MistakeOf(Key.Get(limits)!) is { } mistake
        ? $"The limit {Name} {mistake}{(Unit.Length > 0 ? $" {Unit}" : "")}." : null;
}

/// <summary>Reads limits.</summary>
static partial class LimitArguments
{
    static readonly Dictionary<string, double> s_seconds = new() { ["s"] = 1, ["ms"] = 0.001, ["seconds"] = 1 };
    static readonly Dictionary<string, double> s_bytes = new()
    {
        ["b"] = 1,
        ["kb"] = 1 << 10,
        ["kib"] = 1 << 10,
        ["mb"] = 1 << 20,
        ["mib"] = 1 << 20,
        ["gb"] = 1 << 30,
        ["gib"] = 1 << 30,
    };

    /// <summary>All limits.</summary>
    public static IReadOnlyList<Limit> Known { get; } =
    [
        Of("cpu", "s", nameof(ProgramLimits.CpuSeconds), "processor time of each process"),
        Of("wall", "s", nameof(ProgramLimits.WallSeconds), "time from start to end"),
        Of("memory", "mb", nameof(ProgramLimits.MemoryMegabytes), "address space of each process, memory of all"),
        Of("scratch", "mb", nameof(ProgramLimits.ScratchMegabytes), "size of /tmp"),
        Of("file", "mb", nameof(ProgramLimits.FileMegabytes), "size of each file"),
        Of("processes", "", nameof(ProgramLimits.Processes), "processes and threads together"),
        Of("files", "", nameof(ProgramLimits.OpenFiles), "open files of each process"),
        Of("output", "kb", nameof(ProgramLimits.OutputKilobytes), "standard output and error together"),
    ];

    /// <summary>The limits given; the others keep their defaults.</summary>
    /// <param name="given">Each is name=value; a unit may stand behind the value or, after an underscore, behind the name.</param>
    /// <exception cref="UserErrorException">A name is unknown, given twice, or its value does not fit.</exception>
    public static ProgramLimits Read(IEnumerable<string> given)
    {
        var limits = new ProgramLimits();
        var seen = new HashSet<string>();
        foreach (string text in given)
        {
            var match = Form().Match(text.ToLowerInvariant());
            if (!match.Success)
                throw new UserErrorException($"--limit {text}: this is not name=value, e.g. memory=256 or wall=500ms.");
            var limit = Find(match.Groups["name"].Value);
            if (!seen.Add(limit.Name))
                throw new UserErrorException($"--limit {limit.Name} is given twice: give it once.");
            Set(limits, limit, text, double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture), match.Groups["unit"].Value
                + match.Groups["unitOfName"].Value);
        }
        return limits;
    }

    static Limit Find(string name) => Known.FirstOrDefault(limit => limit.Name == name)
        ?? throw new UserErrorException($"There is no limit '{name}'{NearestName.Hint(name, [.. Known.Select(l => l.Name)])}");

    static void Set(ProgramLimits limits, Limit limit, string text, double value, string unit)
    {
        var units = limit.Unit == "s" ? s_seconds : limit.Unit.Length > 0 ? s_bytes : [];
        if (unit.Length > 0 && !units.ContainsKey(unit))
            throw new UserErrorException(
                $"--limit {text}: {limit.Name} is counted {(units.Count == 0 ? "without a unit" : "in " + string.Join(", ", units.Keys))}, not in '{unit}'.");
        double converted = unit.Length > 0 ? value * units[unit] / units[limit.Unit] : value;
        bool isWhole = limit.Key.ValueType == typeof(int);
        limit.Key.Set(limits, isWhole ? (object)(int)Math.Clamp(Math.Ceiling(converted), 0, int.MaxValue) : converted);
        if (limit.Mistake(limits) is { } mistake)
            throw new UserErrorException(mistake);
    }

    static Limit Of(string name, string unit, string property, string meaning) => new(name, unit, SettingsShape.KeyOf<ProgramLimits>(property), meaning);

    [GeneratedRegex("^(?<name>[a-z]+?)(_(?<unitOfName>[a-z]+))?=(?<value>[0-9]+([.][0-9]+)?)(?<unit>[a-z]*)$")]
    private static partial Regex Form();
}

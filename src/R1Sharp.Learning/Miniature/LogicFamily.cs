// Small puzzles about liars, each with exactly one solution.

using System.Text.RegularExpressions;
using R1Sharp.Learning.Rewards;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Miniature;

/// <summary>
/// Problems such as "Who lies? A says A B same, B says A lies." Level 1: two people. Level 2: three people, one of whom
/// speaks of two. Level 3: three people who all speak of two.
/// </summary>
sealed partial class LogicFamily(LogicOptions options) : IProblemFamily
{
    /// <inheritdoc/>
    public string Name => "logic";

    /// <inheritdoc/>
    public int LevelCount => 3;

    /// <inheritdoc/>
    public int OrdinaryLevelCount => 3;

    /// <inheritdoc/>
    public IPuzzle Create(ref RandomStream random, int level, string language)
    {
        while (true)
        {
            // Who lies is drawn first, and the statements to fit; that nothing else fits is then checked exhaustively.
            int people = level == 1 ? 2 : 3, solution = random.NextInt(1 << people);
            var statements = new LogicStatement[people];
            int pairSpeaker = random.NextInt(people);
            for (int person = 0; person < people; person++)
                statements[person] = Fitting(person, people, solution, pair: level == 3 || person == pairSpeaker, ref random);
            var puzzle = new LogicStatements(Names(people, ref random), statements);
            if (puzzle.Solutions() is [_])
                return new Puzzle(Describe(puzzle, solution, level, language), puzzle, solution, options);
        }
    }

    /// <inheritdoc/>
    public bool IsCorrect(Problem problem, string answer)
    {
        // The second method: the question's text is read again, and every way of being a liar or not is played through.
        var said = Said().Matches(problem.Question).Select(match => (Speaker: match.Groups[1].Value, First: match.Groups[2].Value,
            Second: match.Groups[3].Value, Kind: match.Groups[4].Value)).ToList();
        string[] people = [.. said.Select(statement => statement.Speaker)];
        var fitting = Enumerable.Range(0, 1 << people.Length)
            .Select(bits => people.Where((_, i) => (bits & 1 << i) != 0).ToHashSet())
            .Where(liars => said.All(statement => Holds(statement.Kind, liars.Contains(statement.First),
                liars.Contains(statement.Second)) != liars.Contains(statement.Speaker)))
            .ToList();
        string[] named = answer is "nobody" or "无人" ? [] : answer.Split(' ');
        return fitting is [var only] && only.SetEquals(named) && only.Count == named.Length;
    }

    /// <summary>Reads the statements of a question's text again; null where they cannot be read.</summary>
    internal static LogicStatements? Read(string question)
    {
        var said = Said().Matches(question);
        char[] names = [.. said.Select(match => match.Groups[1].Value[0])];
        int Index(Group name) => Array.IndexOf(names, name.Value[0]);
        if (said.Count is < 2 or > 8
            || said.Any(match => Index(match.Groups[2]) < 0 || match.Groups[3].Success && Index(match.Groups[3]) < 0
            || Lexicon.Find(match.Groups[4].Value) is null))
            return null;
        return new LogicStatements(names, [.. said.Select(match => new LogicStatement(Lexicon.Find(match.Groups[4].Value)!.Value,
            Index(match.Groups[2]), Index(match.Groups[match.Groups[3].Success ? 3 : 2])))]);
    }

    static bool Holds(string kind, bool first, bool second) => kind switch
    {
        "lies" or "说谎" => first,
        "honest" or "诚实" => !first,
        "same" or "相同" => first == second,
        _ => first != second,
    };

    static LogicStatement Fitting(int person, int people, int solution, bool pair, ref RandomStream random)
    {
        while (true)
        {
            int first = random.NextInt(people), second = random.NextInt(people);
            var kind = pair ? (random.NextBool(0.5) ? Word.Same : Word.Differ) : (random.NextBool(0.5) ? Word.Lies : Word.Honest);
            var statement = pair ? new LogicStatement(kind, Math.Min(first, second), Math.Max(first, second)) : new LogicStatement(kind, first, first);
            bool sensible = pair ? first != second : first != person;
            if (sensible && statement.IsTrue(solution) == ((solution >> person & 1) == 0))
                return statement;
        }
    }

    char[] Names(int people, ref RandomStream random)
    {
        char[] names = [.. Enumerable.Range(0, options.NameCount).Select(i => (char)('A' + i))];
        random.Shuffle<char>(names);
        return names[..people];
    }

    Problem Describe(LogicStatements puzzle, int solution, int level, string language) => new()
    {
        Id = $"{Name}:{Key(puzzle)}",
        Question = language == "zh" ? $"谁说谎？ {Statements(puzzle, language)}。" : $"Who lies? {Statements(puzzle, language)}.",
        Answer = puzzle.Describe(solution, language),
        Family = Name,
        Level = level,
        Language = language,
    };

    // Who speaks first makes no other puzzle, nor does which of two people is mentioned first.
    static string Key(LogicStatements puzzle) => string.Join(',', puzzle.Statements
        .Select((statement, person) => puzzle.Names[person] + ":" + statement.Kind.ToString().ToLowerInvariant()
            + string.Concat(new[] { puzzle.Names[statement.First], puzzle.Names[statement.Second] }.Distinct().Order()))
        .Order(StringComparer.Ordinal));

    static string Statements(LogicStatements puzzle, string language) => string.Join(", ", puzzle.Statements.Select((statement, person) =>
        $"{puzzle.Names[person]} {Lexicon.Say(Word.Says, language)} {puzzle.Names[statement.First]} "
        + (statement.First != statement.Second ? puzzle.Names[statement.Second] + " " : "") + Lexicon.Say(statement.Kind, language)));

    [GeneratedRegex(@"([A-Z]) (?:says|说) ([A-Z])(?: ([A-Z]))? (\w+)")]
    private static partial Regex Said();

    sealed record Puzzle(Problem Problem, LogicStatements Statements, int Solution, LogicOptions Options) : IPuzzle
    {
        public string Think(TraceText thoughts, ref RandomStream random) =>
            new LogicTrace(Statements, Solution, Problem.Language, Options, thoughts).Write(ref random);
    }
}

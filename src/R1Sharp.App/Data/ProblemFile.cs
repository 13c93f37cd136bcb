// Problems of the user's own: rows with a problem and an answer, under whatever names.

using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Code;
using R1Sharp.Learning.Rewards.Instructions;

namespace R1Sharp.App.Data;

/// <summary>Reads problem files.</summary>
static class ProblemFile
{
    // verl's rows, and those of Open-Reasoner-Zero, which are lists.
    const string VerlGold = "reward_model.ground_truth", OrzQuestion = "0.value", OrzGold = "1.ground_truth.value";

    static readonly string[] s_problemNames = ["problem", "question", "Problem", "Question", "prompt", OrzQuestion];

    // Beside options and tests other names are usual, which mean something else in files of answers.
    static readonly string[] s_choiceNames = [.. s_problemNames, "question_stem"], s_programNames = [.. s_problemNames, "question_content", "text"];
    static readonly string[] s_answerNames = ["reference_answer", "final_answer", "answer", "Answer", "expected_answer", "solution", "Solution", "target",
        "gold", "ground_truth", "ground_truth_solution", VerlGold, OrzGold];
    static readonly string[] s_testNames = ["test", "test_list", "tests", "test_cases", "public_test_cases", "private_test_cases", "input_output",
        "verification_info"];

    static readonly IfevalReward s_instructions = new(new());

    /// <summary>The problems of a file, in its order; where there are many, they stay on the disk.</summary>
    /// <exception cref="UserErrorException">A line is broken, lacks a column or has one that is not understood; the message names file, line and what is
    /// there.</exception>
    public static IReadOnlyList<Problem> Read(ProblemFileOptions options)
    {
        var data = Dataset.Open(options);
        Func<JsonLine, int, Problem>? read = null;
        return new StoredProblems(data.Rows().Take(options.MaxProblems ?? int.MaxValue),
            (line, i) => Checked(line, (read ??= ReaderOf(line, data, options))(line, i)));
    }

    /// <summary>A row as a problem, where its columns alone say what it asks.</summary>
    /// <exception cref="UserErrorException">They do not.</exception>
    public static Problem Read(JsonLine row, Dataset data) => Checked(row, ReaderOf(row, data, new() { Path = row.Path })(row, 0));

    // The first row says what the columns are.
    static Func<JsonLine, int, Problem> ReaderOf(JsonLine first, Dataset data, ProblemFileOptions options)
    {
        if (options is { ProblemColumn: null, Question: null, AnswerColumn: null, TestsColumn: null } && RowShapes.Countdown(first) && !HasQuestion(first))
            return (line, i) => Countdown(line, data.IdOf(line, i), CountdownRow.Of(line), options);
        var asked = Asker(first, options);
        var gold = GoldOf(first, options);
        return (line, i) => Problem(line, data, i, asked(line), gold(line), options);
    }

    /// <summary>Whether a row has a column of text that is a question by its usual names.</summary>
    internal static bool HasQuestion(JsonLine row) => s_problemNames.Any(n => row.Column(n) is { ValueKind: JsonValueKind.String });

    /// <summary>How the rows of data ask; where no column is the question, it is what a conversation's user says last, with all that is said before.</summary>
    /// <param name="first">The first row, which says what the columns are.</param>
    /// <param name="options">What the user says of them.</param>
    /// <exception cref="UserErrorException">No column is the question; the function throws where a row asks nothing.</exception>
    internal static Func<JsonLine, AskedMessage> Asker(JsonLine first, ProblemFileOptions options)
    {
        if (options is { ProblemColumn: null, Question: null } && !HasQuestion(first) && AskedMessage.IsIn(first))
            return AskedMessage.Of;
        if (options.ProblemColumn is { } named && first.Column(named) is { ValueKind: JsonValueKind.Array })
            return line => AskedMessage.Of(line, named);
        var columns = Asked(first, options.ProblemColumn, options.Question, options.TestsColumn is not null);
        return line => new(Conversation.WithSystem(line, []), columns.Question(line)) { Tools = Conversation.ToolsOf(line) };
    }

    // A row may ask in words of its own, as TinyZero's for a model of instructions do.
    static Problem Countdown(JsonLine line, string id, CountdownRow task, ProblemFileOptions options)
    {
        var asked = AskedMessage.IsIn(line) ? AskedMessage.Of(line) : new([], task.Question);
        return new()
        {
            Id = id,
            Question = asked.Question,
            Before = asked.Before,
            Answer = task.Solution() ?? throw line.Error($"no expression of {string.Join(", ", task.Numbers)} makes {task.Target}; take the line out."),
            Family = CountdownRow.Family,
            Level = Level(line, options.LevelColumn),
            Columns = Columns(line),
        };
    }

    static Problem Problem(JsonLine line, Dataset data, int index, AskedMessage asked, string gold, ProblemFileOptions options) => new()
    {
        Id = data.IdOf(line, index),
        Question = asked.Question,
        Before = asked.Before,
        Tools = asked.Tools,
        Answer = gold,
        Family = options.TestsColumn is null ? data.ShortName : CodeReward.Family,
        Level = Level(line, options.LevelColumn),
        Language = LanguageDetector.OfQuestion(asked.Question),
        Columns = Columns(line),
    };

    // Instructions that nobody can check are found before the model is asked.
    static Problem Checked(JsonLine line, Problem problem)
    {
        if (!IfevalReward.IsInstruction(problem))
            return problem;
        try
        {
            s_instructions.Score(new RewardInput(problem, "", "", 1, FinishReason.Stop));
            return problem;
        }
        catch (Exception e) when (e is UserErrorException or JsonException)
        {
            throw line.Error($"the instructions cannot be checked: {e.Message}");
        }
    }

    static AskedColumns Asked(JsonLine first, string? column, string? template, bool areTested)
    {
        string[] usual = areTested ? s_programNames : Choices.Of(first) is null ? s_problemNames : s_choiceNames;
        string question = column ?? (template is not null ? "" : Find(first, usual, "the question", "problem"));
        return new(question, template, areUsers: column is not null && !usual.Contains(column), areTested);
    }

    // How a line's gold answer is found; that its column is there is known before any line is read.
    static Func<JsonLine, string> GoldOf(JsonLine first, ProblemFileOptions options)
    {
        if (options.TestsColumn is { } tests)
            return line => Tests(line, tests);
        // Who asks without the options and names the answer's column wants that column.
        bool asText = options is { Question: { } template, AnswerColumn: not null } && !template.Contains("{options}", StringComparison.Ordinal);
        var column = options.AnswerColumn ?? (Choices.Of(first) is null ? AnswerColumn(first) : null);
        return line => !asText && Choices.Of(line) is { } choices ? choices.Gold(line, options.AnswerColumn)
            : column is not null ? Gold(line, column) : line.Column(IfevalReward.IdsColumn) is not null ? ""
                : Gold(line, Find(line, s_answerNames, "the gold answer", "answer"));
    }

    static string Find(JsonLine first, string[] usual, string what, string option) =>
        usual.FirstOrDefault(n => first.Column(n) is not null) ?? throw first.Error(
            $"no column is {what} by its usual names ({string.Join(", ", usual.Where(n => !n.Contains('.')))}); name it (--{option}-column, or {option}_column "
                + $"in a recipe) among {string.Join(", ", first.Columns)}."
            + (s_testNames.Any(n => first.Column(n) is not null)
                ? " Of programming problems, name the column of the tests (--tests-column, * where the line itself holds them)." : ""));

    // Data sets of instructions have no gold answers.
    static string? AnswerColumn(JsonLine first) =>
        first.Column(IfevalReward.IdsColumn) is not null && !s_answerNames.Any(n => first.Column(n) is not null)
            ? null : Find(first, s_answerNames, "the gold answer", "answer");

    static string Tests(JsonLine line, string column)
    {
        var value = column == "*" ? line.Value : line.Needed(column);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }

    static Dictionary<string, string> Columns(JsonLine line)
    {
        var columns = new Dictionary<string, string>();
        foreach (var column in line.Value.EnumerateObject())
            if (column.Value.ValueKind != JsonValueKind.Null)
                columns[column.Name] = column.Value.ValueKind == JsonValueKind.String ? column.Value.GetString()! : column.Value.GetRawText();
        return columns;
    }

    // An empty gold answer is a bad row that graders list, not a broken file. Tests of programs are no answers.
    static string Gold(JsonLine line, string column)
    {
        var value = line.Needed(column);
        string gold = GoldValue.Text(value) ?? throw line.Error($"the column '{column}' is neither a text, a number nor a list of them.");
        return TestsInPlace.Are(value) || column == VerlGold && TestsInPlace.IsObject(value)
            ? throw line.Error($"'{column}' holds no answer but what a program checks: give such rows a source of their own (where: [ability=code]) and name "
                + $"the column of the tests (--tests-column {column}, tests_column in a recipe).") : GoldAnswer.Final(gold);
    }

    /// <summary>A column's text.</summary>
    /// <exception cref="UserErrorException">It is missing, no text, or empty.</exception>
    internal static string Text(JsonLine line, string column)
    {
        var text = GoldAnswer.Text(line.Needed(column)) ?? throw line.Error($"the column '{column}' is neither a text nor a number.");
        return !string.IsNullOrWhiteSpace(text) ? text : throw line.Error($"the column '{column}' is empty.");
    }

    static int Level(JsonLine line, string? column)
    {
        if (line.Column(column ?? "level") is not { } value)
            return column is null ? 0 : throw line.Error($"the line has no column '{column}'; it has {string.Join(", ", line.Columns)}.");
        var text = GoldAnswer.Text(value) ?? "";
        int digits = text.Length - text.AsSpan().TrimEnd("0123456789").Length;
        return int.TryParse(text.AsSpan(text.Length - digits), NumberStyles.None, CultureInfo.InvariantCulture, out int level) ? level : 0;
    }
}

// Rows whose steps are labelled, as process reward models learn from them:
//   prompt, completions, labels            TRL's stepwise supervision
//   input, label                           Math-Shepherd (arXiv 2312.08935): a mark behind each step, + or - in its place
//   question.problem, label.steps          PRM800K (arXiv 2305.20050): alternatives at each step, rated by people
//   problem, steps, label                  ProcessBench (arXiv 2412.06559): the number of the first wrong step, -1 where there is none

using System.Text.Json;
using R1Sharp.App.Data.Rows;
using R1Sharp.Learning;

namespace R1Sharp.App.Data.Shapes;

/// <summary>A question with the steps of an answer, each with its label.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Steps">The steps, a line each: a line break within a step has become a blank.</param>
/// <param name="Labels">0 for a wrong step, 1 for a right one, or a number between.</param>
sealed record LabelledSteps(string Question, IReadOnlyList<string> Steps, IReadOnlyList<double> Labels)
{
    const string Mark = "ки", FirstStep = "Step 1:", Problem = "question.problem", Rated = "label.steps";

    /// <summary>The answer: a line a step.</summary>
    public string Completion => string.Join('\n', Steps);

    /// <summary>Whether a row has one of the shapes.</summary>
    public static bool IsIn(JsonLine row) => IsStepwise(row) || IsShepherd(row) || IsRated(row) || IsLocated(row);

    /// <summary>The answers of a row: one, or of rated alternatives each with the steps that were chosen before it.</summary>
    /// <exception cref="UserErrorException">The row has no such shape, or a label is missing or none.</exception>
    public static IEnumerable<LabelledSteps> Of(JsonLine row) => IsStepwise(row) ? [Stepwise(row)] : IsShepherd(row) ? [Shepherd(row)]
        : IsRated(row) ? Alternatives(row) : IsLocated(row) ? [UpToTheError(row)]
        : throw row.Error($"the data begins with rows whose steps are labelled, but this one has none that are; it has {string.Join(", ", row.Columns)}.");

    static bool IsStepwise(JsonLine row) => row.Column("prompt") is not null && row.Column("completions") is { ValueKind: JsonValueKind.Array }
        && row.Column("labels") is { ValueKind: JsonValueKind.Array };

    static bool IsShepherd(JsonLine row) => Text(row, "input") is { } input && Text(row, "label") is not null && input.Contains(Mark, StringComparison.Ordinal);

    static bool IsRated(JsonLine row) => Text(row, Problem) is not null && row.Column(Rated) is { ValueKind: JsonValueKind.Array };

    static bool IsLocated(JsonLine row) => Text(row, "problem") is not null && row.Column("steps") is { ValueKind: JsonValueKind.Array }
        && row.Column("label") is { ValueKind: JsonValueKind.Number };

    // What follows the first wrong step nobody has judged.
    static LabelledSteps UpToTheError(JsonLine row)
    {
        string[] steps = Texts(row, "steps");
        int error = row.Needed("label") is var label && label.TryGetInt32(out int index) && index >= -1 && index < steps.Length ? index
            : throw row.Error($"the column 'label' holds {label.GetRawText()}, but the first wrong of {steps.Length} steps is -1, where none is, or a number "
                + "from 0.");
        string[] judged = error < 0 ? steps : steps[..(error + 1)];
        return Whole(row, Text(row, "problem")!, judged, [.. judged.Select((_, i) => i == error ? 0.0 : 1)]);
    }

    static LabelledSteps Stepwise(JsonLine row)
    {
        string question = Conversation.Prompt(row, row.Needed("prompt")) is [{ Role: Conversation.User, Content: { } asked }] ? asked
            : throw row.Error("the column 'prompt' holds several messages, and here one question is wanted.");
        string[] steps = Texts(row, "completions");
        double[] labels = [.. row.Needed("labels").EnumerateArray().Select(label => Label(row, label, "labels"))];
        return labels.Length == steps.Length ? Whole(row, question, steps, labels)
            : throw row.Error($"the column 'completions' holds {steps.Length} steps, but 'labels' holds {labels.Length}.");
    }

    // The question ends where the first step begins; some rows have a mark within the question, whose label says nothing.
    static LabelledSteps Shepherd(JsonLine row)
    {
        var (input, label) = (Text(row, "input")!, Text(row, "label")!);
        int first = input.IndexOf(FirstStep, StringComparison.OrdinalIgnoreCase), begin = first >= 0 ? first : input.IndexOf('?') + 1;
        if (begin == 0)
            throw row.Error($"where the question in 'input' ends is not known: neither '{FirstStep}' nor a question mark is in it.");
        var (steps, labels) = (new List<string>(), new List<double>());
        int at = 0, inLabel = 0;
        foreach (string part in input.Split(Mark)[..^1])
        {
            (at, inLabel) = (at + part.Length, inLabel + part.Length);
            if (inLabel >= label.Length || label[inLabel] is not ('+' or '-'))
                throw row.Error($"the column 'label' has neither + nor - in the place of mark {steps.Count + 1} of 'input'.");
            if (at > begin)
            {
                steps.Add(input[Math.Max(begin, at - part.Length)..at]);
                labels.Add(label[inLabel] == '+' ? 1 : 0);
            }
            (at, inLabel) = (at + Mark.Length, inLabel + 1);
        }
        return Whole(row, input[..begin].Replace(Mark, "", StringComparison.Ordinal), steps, labels);
    }

    // What was chosen goes on, a completion of the labeller's own too; the others end there. A step that nobody rated ends the row.
    static IEnumerable<LabelledSteps> Alternatives(JsonLine row)
    {
        string question = Text(row, Problem)!;
        var (steps, labels) = (new List<string>(), new List<double>());
        foreach (var step in row.Needed(Rated).EnumerateArray().Select(value => Part(row, value)))
        {
            JsonLine[] alternatives = [.. step.Column("completions") is { ValueKind: JsonValueKind.Array } list
                ? list.EnumerateArray().Select(value => Part(row, value)) : []];
            int? chosen = step.Column("chosen_completion") is { } index ? row.Whole(index, "chosen_completion") : null;
            for (int i = 0; i < alternatives.Length; i++)
                if (i != chosen && alternatives[i].Column("rating") is { } rating)
                    yield return Whole(row, question, [.. steps, StepText(alternatives[i])], [.. labels, Rating(row, rating)]);
            if (chosen is null && step.Column("human_completion") is { } own)
                (steps, labels) = ([.. steps, own.ValueKind == JsonValueKind.String ? own.GetString()! : StepText(Part(row, own))], [.. labels, 1]);
            else if (chosen < alternatives.Length && alternatives[chosen.Value].Column("rating") is { } rated)
                (steps, labels) = ([.. steps, StepText(alternatives[chosen.Value])], [.. labels, Rating(row, rated)]);
            else
                yield break;
        }
        if (steps.Count > 0)
            yield return Whole(row, question, steps, labels);
    }

    // A step that says nothing has no line, and its label no place.
    static LabelledSteps Whole(JsonLine row, string question, IReadOnlyList<string> steps, IReadOnlyList<double> labels)
    {
        var said = steps.Zip(labels, (step, label) => (Line: LineOf(step), Label: label)).Where(s => s.Line.Length > 0).ToList();
        return said.Count > 0 ? new(question.Trim(), [.. said.Select(s => s.Line)], [.. said.Select(s => s.Label)])
            : throw row.Error("no step is labelled; take the line out.");
    }

    static string LineOf(string step) => string.Join(' ', step.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    static JsonLine Part(JsonLine row, JsonElement value) => value.ValueKind == JsonValueKind.Object ? row with { Value = value }
        : throw row.Error($"'{Rated}' holds {value.GetRawText()}, where a step or one of its completions is wanted.");

    static string StepText(JsonLine completion) => Text(completion, "text") ?? throw completion.Error("a completion of a step has no text.");

    // −1 is wrong, 1 right; 0 neither goes wrong nor on.
    static double Rating(JsonLine row, JsonElement rating) =>
        rating.ValueKind == JsonValueKind.Number && rating.TryGetInt32(out int given) && given is >= -1 and <= 1 ? given < 0 ? 0 : 1
            : throw row.Error($"a step is rated {rating.GetRawText()}, but ratings are -1, 0 and 1.");

    /// <summary>A label as a number.</summary>
    /// <exception cref="UserErrorException">It is none.</exception>
    internal static double Label(JsonLine row, JsonElement label, string column) => label.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number when label.GetDouble() is >= 0 and <= 1 and var number => number,
        _ => throw row.Error($"the column '{column}' holds {label.GetRawText()}, but a label is true, false or a number from 0 to 1."),
    };

    static string[] Texts(JsonLine row, string column) => [.. row.Needed(column).EnumerateArray().Select(step => step.ValueKind == JsonValueKind.String
        ? step.GetString()! : throw row.Error($"the column '{column}' is no list of texts."))];

    static string? Text(JsonLine row, string column) => row.Column(column) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}

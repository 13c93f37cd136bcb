// A benchmark's rows as problems: which rows, what is asked, what the right answer is.

using System.Globalization;
using System.Text.Json;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Tasks.Declarations;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Instructions;
using R1Sharp.Numerics;

namespace R1Sharp.App.Tasks;

/// <summary>Reads a benchmark.</summary>
/// <param name="task">The benchmark.</param>
/// <param name="metric">Its measure, which knows what a gold answer is.</param>
/// <param name="request">What was asked for.</param>
sealed class TaskReader(TaskFile task, ITaskMetric metric, TaskRequest request)
{
    const string Corrected = "corrected";

    readonly TaskPrompt _prompt = request.Wording == TaskWording.Authors && task.Prompts.Authors is { } authors ? authors : task.Prompts.R1;
    readonly int _shots = request.Shots ?? task.Examples?.Count ?? 0;
    readonly DateOnly? _since = request.Since ?? Day(task.Window?.Since), _until = request.Until ?? Day(task.Window?.Until);

    /// <summary>The problems, in the order of the rows.</summary>
    /// <exception cref="UserErrorException">There is no such data, a column is missing, or no row is left.</exception>
    public IReadOnlyList<Problem> Read()
    {
        var examples = _shots == 0 ? null : Examples();
        List<Problem> problems = [.. Rows(TaskData.Problems(task, request)).Where(Counts).Take(request.Count ?? int.MaxValue)
            .Select(asked => Problem(asked.Row, asked.Id, examples))];
        return problems.Count > 0 ? problems : throw new UserErrorException($"{task.Title}: no row of the data is left{Window()}.");
    }

    string Window() => _since is null && _until is null ? ""
        : string.Create(CultureInfo.InvariantCulture, $" from {_since:yyyy-MM-dd} to {_until:yyyy-MM-dd}");

    IEnumerable<(TaskRow Row, string Id)> Rows(IReadOnlyList<TaskPart> parts)
    {
        int index = 0;
        foreach (var part in parts)
            foreach (var (line, i) in part.Data.Rows().Select((line, i) => (line, i)))
            {
                string id = part.Data.IdOf(line, i);
                yield return (Row(line, index++, part.Config), parts.Count > 1 ? $"{part.Config}/{id}" : id);
            }
    }

    TaskRow Row(JsonLine line, int index, string? config)
    {
        var row = new TaskRow(task, line, index, request, config);
        return row with { Options = Options(row) };
    }

    // The order of the options must not follow from where the right one stands in the file.
    TaskOptions? Options(TaskRow row)
    {
        if (!metric.HasOptions || Choices.Of(row.Line) is not { } choices)
            return null;
        int right = choices.Gold(row.Line, IsCorrected(row) ? Column(row, Corrected) : request.AnswerColumn ?? Column(row, TaskRow.Answer))[0] - 'A';
        int[] order = [.. Enumerable.Range(0, choices.Texts.Count)];
        if (task.ShuffleOptions)
            new RandomStream(request.Seed, RandomPurpose.Shuffle, row.Index, 1).Shuffle<int>(order);
        return new([.. order.Select(place => choices.Texts[place])], Array.IndexOf(order, right));
    }

    string? Column(TaskRow row, string role) => task.Columns.Names(role).FirstOrDefault(name => row.Line.Column(name) is not null);

    bool Counts((TaskRow Row, string Id) asked) => IsKept(asked.Row) && IsOfItsTime(asked.Row);

    bool IsKept(TaskRow row) => task.Keep.All(keep => row.Text(keep.Column) is not { } value || keep.Values.Contains(value)) || IsCorrected(row);

    bool IsCorrected(TaskRow row) => task.Keep.Any(keep => row.Text(keep.Column) is { } value && keep.Corrected.Contains(value))
        && !string.IsNullOrWhiteSpace(row.Text(Corrected));

    bool IsOfItsTime(TaskRow row) => (_since is null && _until is null)
        || (row.Day() is { } day ? (_since is null || day >= _since) && (_until is null || day <= _until)
        : throw row.Line.Error($"the problem has no day, by which {task.Title} is chosen; it has {string.Join(", ", row.Line.Columns)}."));

    Problem Problem(TaskRow row, string id, Func<TaskRow, IReadOnlyList<string>>? examples)
    {
        string question = TaskText.Asked(_prompt, row, examples?.Invoke(row) ?? []);
        return new()
        {
            Id = id,
            Question = question,
            Answer = metric.Gold(row),
            Family = task.Name,
            Task = task.Key,
            Level = int.TryParse(row.Text(TaskRow.Level), NumberStyles.None, CultureInfo.InvariantCulture, out int level) ? level : 0,
            Language = LanguageDetector.OfQuestion(row.Text(TaskRow.Question) ?? question),
            Columns = Columns(row),
        };
    }

    // The columns that the benchmark names, by what they are, the question as the data has it among them; answer and tests stand elsewhere.
    Dictionary<string, string> Columns(TaskRow row)
    {
        var columns = new Dictionary<string, string>();
        if (row.Text(TaskRow.Question) is { } own)
            columns[TaskRow.Question] = own;
        foreach (string role in task.Columns.Roles.Keys.Where(role => role is not (TaskRow.Question or TaskRow.Answer) && !metric.Heavy.Contains(role)))
            if (row.Value(role) is { } value)
                columns[role] = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            else if (row.Text(role) is { } text)
                columns[role] = text;
        return columns;
    }

    // The examples of a question: the first that have its value in the column that must agree, and do not ask the same.
    Func<TaskRow, IReadOnlyList<string>> Examples()
    {
        if (task.Examples is not { } examples)
            throw new UserErrorException($"{task.Title} has no split with examples: it is asked without (leave --few-shot out).");
        string template = request.Wording == TaskWording.Authors ? examples.AuthorsText ?? examples.Text : examples.Text;
        var byValue = new Dictionary<string, List<(string? Question, string Text)>>();
        foreach (var (row, _) in Rows(TaskData.Examples(task, examples, request)))
            if (byValue.TryGetValue(Value(row), out var known) ? known.Count <= _shots : byValue.TryAdd(Value(row), known = []))
                known.Add((row.Text(TaskRow.Question), TaskText.Fill(template, row, metric.Shown(row), examples.Without)));
        return row => Chosen(row, byValue.GetValueOrDefault(Value(row)) ?? []);

        string Value(TaskRow row) => examples.Same is { } role ? row.Text(role) ?? "" : "";
    }

    string[] Chosen(TaskRow row, List<(string? Question, string Text)> known)
    {
        string? asked = row.Text(TaskRow.Question);
        string[] chosen = [.. known.Where(e => e.Question is null || e.Question != asked).Take(_shots).Select(e => e.Text)];
        return chosen.Length == _shots ? chosen : throw row.Line.Error(
            $"{_shots} examples are asked for, but the split '{task.Examples!.Split}' has {chosen.Length}"
            + $"{(task.Examples.Same is { } same ? $" of the same {same}, '{row.Text(same)}'" : "")}.");
    }

    static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);
}

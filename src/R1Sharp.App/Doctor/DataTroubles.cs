// Troubles of data: golds, duplicates, problems that are learned from and evaluated, texts that a tokenizer or a network cannot take.

using System.Globalization;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Shapes;
using R1Sharp.App.Recipes;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Doctor;

/// <summary>What can be wrong with what is asked and read.</summary>
static class DataTroubles
{
    // Data sets of one kind share phrases; a few rows that do not fit are no trouble of the whole.
    const double MostDuplicates = 0.3, MostSeen = 0.1, MostUnfitting = 0.05;

    /// <summary>What every look says that cannot read its data.</summary>
    public static Trouble Unreadable { get; } = new("data-unreadable",
        "What the recipe names is missing or broken, or less than it asks for: a run ends there, and what depends on it is not looked at.")
    {
        Before = Missing,
    };

    public static IReadOnlyList<Trouble> All { get; } =
    [
        Unreadable,
        new("golds-unreadable", "The grader does not accept gold answers as right, so that no completion to these problems can ever be rewarded.")
            { Before = Golds },
        new("evaluated-problems-trained", "Problems of the evaluation are asked or learned from in training: the evaluation measures memory.")
            { Before = Trained },
        new("seen-in-pretraining", "Texts of pre-training hold problems of the evaluation, so that the model may know them by heart.") { Before = Pretrained },
        new("duplicate-problems", "Many problems of a stage are the same: it learns these few by heart, and its epochs are longer than they look.")
            { Before = Duplicates },
        new("template-unknown", "The model learned its questions in another form than the recipe's template puts them in: it sees a prompt that it never saw.")
            { Before = Template },
        new("prompt-beyond-network",
            "Prompt and completion together are longer than the network's longest sequence: completions are cut there, whatever the cap says.")
            { Before = Positions },
        new("cap-below-answers", "The cap on completions is shorter than right answers are in this tokenizer: everything is cut at the cap.") { Before = Cap },
    ];

    // Whatever any stage asks is loaded here, also what is only evaluated.
    static IEnumerable<Sign> Missing(RecipePatient patient)
    {
        var all = patient.Nodes.Select(node => (Stage: (string?)node.Name, Settings: (object)node.Recipe.Settings, Key: node.PathOf("problems")))
            .Prepend((null, patient.Recipe.Evaluation, "evaluation.problems"));
        foreach (var (stage, settings, key) in all)
            foreach (var source in ContentPaths.All<ProblemSource>([settings]).Where(source => source.Stage is null))
                if (Fault(patient, source) is { } fault)
                    yield return new(stage, fault, key, "correct the path, or ask for what is there");
    }

    static string? Fault(RecipePatient patient, ProblemSource source)
    {
        try
        {
            patient.Problems([source]);
            return null;
        }
        catch (UserErrorException e)
        {
            return e.Message;
        }
    }

    static IEnumerable<Sign> Golds(RecipePatient patient) => patient.Reinforced.SelectMany(r =>
    {
        var problems = patient.Problems(r.Stage.Problems);
        var failures = GoldCheck.Find(problems);
        return failures.Count == 0 ? (IEnumerable<Sign>)[] :
        [
            new(r.Node.Name, $"{failures.Count} of {problems.Count} gold answers get no full marks, the first \"{failures[0].Problem.Answer}\" of "
                + $"{failures[0].Problem.Id} ({failures[0].Reason})", r.Node.PathOf("problems"),
                    "name the column of the final answer, correct the rows, or drop them"),
        ];
    });

    static IEnumerable<Sign> Trained(RecipePatient patient)
    {
        var evaluated = patient.Problems(patient.Recipe.Evaluation.Problems).Select(p => Plain(p.Question)).ToHashSet();
        return evaluated.Count == 0 ? [] : patient.Nodes.SelectMany(node =>
        {
            var asked = Questions(patient, node).Select(Plain).Where(evaluated.Contains).Distinct().ToList();
            return asked.Count == 0 ? (IEnumerable<Sign>)[] :
            [
                new(node.Name, $"{asked.Count} of {evaluated.Count} evaluated problems are asked or learned from, e.g. \"{Short(asked[0])}\"",
                    "evaluation.problems",
                    "evaluate another split or file (split: held-out, train[90%:])"),
            ];
        });
    }

    // Problems that are only measured may be those of the evaluation.
    static IEnumerable<string> Questions(RecipePatient patient, StageNode node) => node.Recipe.Settings switch
    {
        SftStage sft => sft.Examples.Where(e => e.File is not null).SelectMany(e => QuestionsOf(e.File!)),
        EvaluateStage or FilterStage or SearchStage => [],
        TreeSearchStage when !patient.Nodes.Any(n => n.Data.Any(data => data.Name == node.Name)) => [],
        IAsks { Problems: { } problems } => patient.Problems(problems).Select(p => p.Question),
        _ => [],
    };

    // Rows of other shapes, as whole conversations, are compared by nothing here.
    static IEnumerable<string> QuestionsOf(ExampleFile file)
    {
        var question = new LineTemplate(file.Question);
        return Dataset.Open(file).Rows().Where(row => row.Column("question") is not null || !file.Question.Contains("{question}", StringComparison.Ordinal))
            .Select(row => question.Fill(row));
    }

    static IEnumerable<Sign> Pretrained(RecipePatient patient)
    {
        string[] questions = [.. patient.Problems(patient.Recipe.Evaluation.Problems).Select(p => p.Question)];
        return questions.Length == 0 ? [] : patient.Of<PretrainStage>().Where(p => p.Stage.Corpus.Lines is not null).SelectMany(p =>
        {
            var overlap = new TrainingOverlap(questions);
            foreach (string text in patient.Corpora.Texts(p.Stage.Corpus.Lines!))
                overlap.Look(text);
            return overlap.Seen.Count <= MostSeen * questions.Length ? (IEnumerable<Sign>)[] :
            [
                new(p.Node.Name, $"{overlap.Seen.Count} of {questions.Length} evaluated problems share eight words in a row with the corpus, e.g. "
                    + $"\"{Short(questions[overlap.Seen.First()])}\"", p.Node.PathOf("corpus"),
                        "take these texts out of the corpus, or evaluate other problems"),
            ];
        });
    }

    static IEnumerable<Sign> Duplicates(RecipePatient patient) => patient.Reinforced.SelectMany(r =>
    {
        string[] questions = [.. patient.Problems(r.Stage.Problems).Select(p => p.Question)];
        double share = (double)TrainingOverlap.Duplicates(questions).Count / questions.Length;
        return share <= MostDuplicates ? (IEnumerable<Sign>)[]
            : [new(r.Node.Name, $"{Percent(share)} of {questions.Length} problems stand there before, word for word", r.Node.PathOf("problems"),
                "name other data, or each file once")];
    });

    static IEnumerable<Sign> Template(RecipePatient patient)
    {
        var asking = patient.Nodes.FirstOrDefault(n => n.Recipe.Settings is ReinforcementStage or EvaluateStage or CollectStage);
        if (asking is null || patient.Nodes.Any(n => n.Recipe.Settings is SftStage))
            return [];
        string wanted = patient.Recipe.Template, path = patient.Network(asking).From is { } folder ? RecipeVariables.Expand(folder) : "";
        string? learned = path.Length > 0 ? ModelFiles.NamedTemplate(path)
            : patient.Of<PretrainStage>().Any(p => p.Stage.Corpus.Lines is not null) ? null
            : patient.Of<PretrainStage>().Any() ? "miniature" : null;
        return learned is null || learned == wanted ? []
            : [new(asking.Name, $"the recipe asks with the template '{wanted}', but the model learned '{learned}'", "template", $"template: {learned}")];
    }

    static IEnumerable<Sign> Positions(RecipePatient patient) => patient.Reinforced.SelectMany(r =>
    {
        var (tokenizer, most) = patient.Limits(r.Node);
        var template = patient.Recipe.TemplateFor(tokenizer);
        int[] prompts = [.. patient.Problems(r.Stage.Problems).Select(p => tokenizer.Encode(ProblemPrompt.Of(template, p)).Length).Order()];
        int cap = r.Stage.Common.MaxCompletionTokens, cut = prompts.Count(length => length + cap > most);
        return cut <= MostUnfitting * prompts.Length ? (IEnumerable<Sign>)[] :
        [
            new(r.Node.Name, Text($"{cut} of {prompts.Length} prompts are longer than the {most - cap} tokens that a cap of {cap} leaves of {most}"),
                r.Node.PathOf("max_completion_tokens"), Text($"max_completion_tokens: {Math.Max(1, most - prompts[^1])}, or raise model.max_positions")),
        ];
    });

    static IEnumerable<Sign> Cap(RecipePatient patient) => patient.Reinforced.SelectMany(r =>
    {
        var tokenizer = patient.Limits(r.Node).Tokenizer;
        int[] lengths = [.. patient.Problems(r.Stage.Problems).Select(p => tokenizer.Encode($"<think></think><answer>{p.Answer}</answer>").Length + 1).Order()];
        int usual = lengths[lengths.Length / 2], cap = r.Stage.Common.MaxCompletionTokens;
        return cap >= usual ? (IEnumerable<Sign>)[] :
        [
            new(r.Node.Name, string.Create(CultureInfo.InvariantCulture,
                $"half of the gold answers take {usual} tokens or more without a thought, and the cap is {cap}"),
                r.Node.PathOf("max_completion_tokens"), Text($"max_completion_tokens: {8 * usual}")),
        ];
    });

    static string Text(FormattableString text) => FormattableString.Invariant(text);

    static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";
}

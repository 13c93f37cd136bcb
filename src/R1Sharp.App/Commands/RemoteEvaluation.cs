// Problems answered by a model behind a URL, and graded here: asked as the rows of a generation are, so that it is seen how far it is, and what a killed
// process has got is not asked again.

using System.Text.Json.Nodes;
using R1Sharp.App.Data;
using R1Sharp.App.Data.Rows;
using R1Sharp.App.Endpoints;
using R1Sharp.App.Generations;
using R1Sharp.App.Runs;
using R1Sharp.Learning;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Training.Evaluation;

namespace R1Sharp.App.Commands;

/// <summary>Asks a service and grades its answers.</summary>
/// <param name="service">The service.</param>
/// <param name="model">The model's name there.</param>
/// <param name="sampling">How it is to sample; the messages are put in.</param>
/// <param name="atOnce">Most questions on their way.</param>
sealed class RemoteEvaluation(ChatService service, string model, ChatQuestion sampling, int atOnce)
{
    /// <summary>The file that holds each problem's answers as they come, so that the same command goes on with what is missing; null keeps none.</summary>
    public string? Journal { get; init; }

    /// <summary>Ends the asking; what is on its way comes to its end.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The model's name at a service: the given one, or the only one that it has.</summary>
    /// <exception cref="UserErrorException">The service cannot be reached, or has several models or lists none.</exception>
    public static string Model(ChatService service, string? given) => given ?? service.OnlyOf(service.ModelsAsync().GetAwaiter().GetResult());

    /// <summary>The journal beside the file in which the completions are kept in the end; null where that is none or a device.</summary>
    public static string? JournalOf(string? kept) => kept is null || AtomicFile.IsDevice(kept) ? null : kept + ".answers.jsonl";

    /// <summary>How a service is to sample: what was given, and a convention's numbers for the rest.</summary>
    public static EvaluationOptions Options(ChatQuestion sampling, int samples) => new()
    {
        SampleCount = samples,
        Temperature = sampling.Temperature ?? 1,
        TopP = sampling.TopP ?? 1,
        TopK = sampling.TopK,
        MinP = sampling.MinP > 0 ? sampling.MinP : null,
        RepetitionPenalty = sampling.RepetitionPenalty != 1 ? sampling.RepetitionPenalty : null,
        Stop = sampling.Stop.Count > 0 ? sampling.Stop : null,
        MaxCompletionTokens = sampling.MaxTokens ?? EvaluationOptions.Unbounded,
    };

    /// <summary>Asks and grades. Problems that the service refuses, or does not answer after all tries, are left out and listed.</summary>
    /// <param name="problems">At least one, each with an id of its own.</param>
    /// <param name="samples">Answers of each.</param>
    /// <param name="rewards">Grade them.</param>
    /// <param name="seed">Decides the bootstrap's random numbers.</param>
    /// <exception cref="UserErrorException">The service cannot be reached or refuses everything, or the journal is another command's.</exception>
    public EvaluationResult Evaluate(IReadOnlyList<Problem> problems, int samples, RewardSum rewards, ulong seed)
    {
        Evaluator.RequireDistinctIds(problems);
        var (answers, failure) = Asked(problems, samples);
        AnsweredProblem[] answered = [.. problems.Where(p => answers.ContainsKey(p.Id)).Select(p => new AnsweredProblem(p, p.Question, answers[p.Id]))];
        if (answered.Length == 0)
            throw service.Error(new ServiceException(ServiceFault.Question, failure ?? "it answered nothing."));
        return AnsweredProblem.Grade(answered, rewards, Options(sampling, samples), seed) with
        {
            LeftOut = [.. problems.Where(p => !answers.ContainsKey(p.Id))],
            LeftOutWhy = failure is null ? null : $"the service gave no answer to them: {failure.TrimEnd('.')}",
        };
    }

    (Dictionary<string, IReadOnlyList<KeptCompletion>> Answers, string? Failure) Asked(IReadOnlyList<Problem> problems, int samples)
    {
        var answers = new Dictionary<string, IReadOnlyList<KeptCompletion>>(StringComparer.Ordinal);
        string? failure = null;
        using var file = Journal is null ? null : GenerationFile.Open(Journal, "", Settings(samples), retryFailed: true);
        foreach (var line in file is { Rows: > 0 } ? JsonLines.Stream(Journal!) : [])
            answers[line.Needed("id").GetString()!] = Answered(line);
        var progress = new StreamProgress(atOnce, TimeProvider.System) { Expected = problems.Count - (file?.Rows ?? 0), Retried = () => service.Retried };
        using (new ProgressLine(progress.Line))
            Service(samples).Answer(AskedRows.Of(problems).Missing(key => file?.Has(key) == true), Ended, progress, Stop);
        return (answers, failure);

        void Ended(AnsweredRow row)
        {
            file?.Append(row);
            if (row.Fault is { } fault)
                failure ??= fault;
            else
                answers[row.Asked.Id] = [.. row.Samples.Select(s => Kept(s.Text!, s.Finish, s.Tokens))];
        }
    }

    ServiceAnswers Service(int samples) => new(service, new()
    {
        Model = model,
        Sampling = sampling,
        Samples = samples,
        Concurrency = atOnce,
        RefusalsPass = true,
    });

    // All that is said to the service but the question.
    string Settings(int samples)
    {
        var settings = JsonNode.Parse(sampling.Json(model))!.AsObject();
        settings.Remove("messages");
        settings["samples"] = samples;
        return settings.ToJsonString(RunJson.Line);
    }

    static List<KeptCompletion> Answered(JsonLine line)
    {
        var (texts, finishes) = (line.Needed(AnsweredRow.Generations), line.Needed(AnsweredRow.Finishes));
        var tokens = line.Needed(AnsweredRow.Generation).GetProperty("tokens");
        return [.. texts.EnumerateArray().Select((text, i) => Kept(text.GetString()!, finishes[i].GetString()!, tokens[i].GetInt32()))];
    }

    static KeptCompletion Kept(string text, string finish, int tokens) =>
        new(new Completion([], [], finish == "length" ? FinishReason.Length : FinishReason.Stop) { TokenCount = tokens }, text);
}

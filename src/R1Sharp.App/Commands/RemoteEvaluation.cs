// Problems answered by a model behind a URL, and graded here.

using R1Sharp.App.Endpoints;
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
    // What a service is told where nobody says how long an answer may be: R1's own cap.
    const int UsualTokens = 32_768;

    /// <summary>The model's name at a service: the given one, or the only one that it has.</summary>
    /// <exception cref="UserErrorException">The service cannot be reached, or has several models or lists none.</exception>
    public static string Model(ChatService service, string? given) => given ?? service.OnlyOf(service.ModelsAsync().GetAwaiter().GetResult());

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
        MaxCompletionTokens = sampling.MaxTokens ?? UsualTokens,
    };

    /// <summary>Asks and grades. Problems that the service refuses, or does not answer after all tries, are left out and listed.</summary>
    /// <param name="problems">At least one, each with an id of its own.</param>
    /// <param name="samples">Answers of each.</param>
    /// <param name="rewards">Grade them.</param>
    /// <param name="seed">Decides the bootstrap's random numbers.</param>
    /// <exception cref="UserErrorException">The service cannot be reached or refuses everything.</exception>
    public EvaluationResult Evaluate(IReadOnlyList<Problem> problems, int samples, RewardSum rewards, ulong seed)
    {
        Evaluator.RequireDistinctIds(problems);
        var answers = AskAllAsync(problems, samples).GetAwaiter().GetResult();
        AnsweredProblem[] answered = [.. problems.Zip(answers).Where(a => a.Second.Failure is null).Select(a => new AnsweredProblem(a.First, a.First.Question,
            [.. a.Second.Replies.Select(Kept)]))];
        var failures = problems.Zip(answers).Where(a => a.Second.Failure is not null).ToList();
        if (answered.Length == 0)
            throw service.Error(failures[0].Second.Failure!);
        return AnsweredProblem.Grade(answered, rewards, Options(sampling, samples), seed) with
        {
            LeftOut = [.. failures.Select(f => f.First)],
            LeftOutWhy = failures.Count == 0 ? null : $"the service gave no answer to them: {failures[0].Second.Failure!.Message.TrimEnd('.')}",
        };
    }

    async Task<(IReadOnlyList<ChatReply> Replies, ServiceException? Failure)[]> AskAllAsync(IReadOnlyList<Problem> problems, int samples)
    {
        using var free = new SemaphoreSlim(atOnce);
        using var giveUp = new CancellationTokenSource();
        return await Task.WhenAll(problems.Select(problem => OfProblemAsync(problem, samples, free, giveUp))).ConfigureAwait(false);
    }

    async Task<(IReadOnlyList<ChatReply>, ServiceException?)> OfProblemAsync(Problem problem, int samples, SemaphoreSlim free, CancellationTokenSource giveUp)
    {
        try
        {
            return (await Task.WhenAll(Enumerable.Range(0, samples).Select(s => AskAsync(problem, s, free, giveUp.Token))).ConfigureAwait(false), null);
        }
        catch (ServiceException e) when (e.Fault != ServiceFault.Service && !e.IsUnreachable)
        {
            return ([], e);
        }
        catch (ServiceException e)
        {
            // Nobody will be answered: the others need not wait for it.
            await giveUp.CancelAsync().ConfigureAwait(false);
            throw service.Error(e);
        }
    }

    async Task<ChatReply> AskAsync(Problem problem, int sample, SemaphoreSlim free, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var question = sampling with
            {
                Messages = [new("user", problem.Question)],
                MaxTokens = sampling.MaxTokens ?? UsualTokens,
                Seed = sampling.Seed is { } seed ? (seed + KeyOf(problem.Id) + sample) & long.MaxValue : null,
            };
            return await service.AskAsync(model, question, cancellation).ConfigureAwait(false);
        }
        finally
        {
            free.Release();
        }
    }

    // FNV-1a over the id's UTF-16 units: samples of different problems draw different numbers.
    static long KeyOf(string id) => (long)(id.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL) >> 2);

    static KeptCompletion Kept(ChatReply reply) => new(new Completion([], [], reply.Finish == "length" ? FinishReason.Length : FinishReason.Stop)
    {
        TokenCount = reply.CompletionTokens ?? 0,
    }, reply.Text);
}

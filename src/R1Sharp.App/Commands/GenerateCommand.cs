// r1 generate: completions of one prompt or of a file of problems, as JSON Lines on standard output.

using System.CommandLine;
using System.Text.Json.Nodes;
using R1Sharp.App.Data;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Generation;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Commands;

/// <summary>The command that generates.</summary>
public static class GenerateCommand
{
    const int RequestsAtOnce = 256;

    /// <summary>A question with its prompt.</summary>
    /// <param name="Name">Names it in the output.</param>
    /// <param name="Question">The question.</param>
    sealed record Asked(string Name, string Question);

    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var model = new ModelOptionsGroup();
        var prompt = new FreeTextOption<string?>("--prompt") { Description = "A question; the template is put around it." };
        var input = new Option<string?>("--input") { Description = "A JSON Lines file of questions.", HelpName = "file" };
        var column = new Option<string?>("--problem-column") { Description = "The question's column in the file." };
        var question = QuestionOption.Create();
        var samples = new NumberOption<int>("--samples", 1, 4096, "-k") { Description = "Completions of each question.", DefaultValueFactory = _ => 1 };
        var raw = new Option<bool>("--raw") { Description = "Put no template around the question." };
        var command = new Command("generate", "Print completions as JSON Lines.") { prompt, input, column, question, samples, raw };
        var thinking = new ThinkingOptionsGroup();
        model.AddTo(command);
        thinking.AddTo(command);
        command.Validators.Add(r =>
        {
            if (r.GetValue(prompt) is null == r.GetValue(input) is null)
                r.AddError("give either --prompt or --input");
        });
        command.SetAction(parsed =>
        {
            var questions = parsed.GetValue(prompt) is { } text ? [new Asked("prompt", text)]
                : Questions(parsed.GetValue(input)!, parsed.GetValue(column), QuestionOption.Read(parsed, question));
            using var engine = engines(model.Threads(parsed));
            using var loaded = model.Load(parsed, engine);
            var request = new GenerationRequest
            {
                Prompt = [],
                SampleCount = parsed.GetValue(samples),
                Sampling = model.Sampling(parsed, loaded),
                Seed = model.Seed(parsed),
                Interject = model.Tool(parsed, loaded),
                Steering = thinking.Steering(parsed, loaded.Tokenizer),
                Decode = tokens => loaded.Tokenizer.Decode(tokens),
            };
            Generate(loaded, questions, request, parsed.GetValue(raw));
            return ExitCode.Fine;
        });
        return command;
    }

    static List<Asked> Questions(string path, string? column, string? template) =>
        [.. ProblemFile.Questions(path, column, template).Select(q => new Asked(q.Id, q.Question))];

    static void Generate(LoadedModel model, List<Asked> questions, GenerationRequest request, bool isRaw)
    {
        var template = model.Template;
        foreach (var (chunk, start) in questions.Chunk(RequestsAtOnce).Select((chunk, i) => (chunk, i * RequestsAtOnce)))
        {
            string[] prompts = [.. chunk.Select(q => isRaw ? q.Question : template.Render(q.Question))];
            var completions = model.Policy.Generate([.. prompts.Select((p, i) => request with
            {
                Prompt = Tokens(model, p, chunk[i].Name),
                PromptKey = start + i,
            })]);
            for (int i = 0; i < chunk.Length; i++)
                for (int s = 0; s < request.SampleCount; s++)
                    Console.WriteLine(SteeringJson.Added(Line(model, chunk[i], prompts[i], s, completions[i][s], request.Sampling.StopStrings),
                        ForcedRun.Of(model.Tokenizer, completions[i][s])).ToJsonString(RunJson.Line));
        }
    }

    static int[] Tokens(LoadedModel model, string prompt, string name)
    {
        int[] tokens = model.Tokenizer.Encode(prompt);
        int most = model.MaxPositions;
        return tokens.Length > 0 && tokens.Length < most ? tokens
            : throw new UserErrorException($"{name}: the prompt has {tokens.Length} tokens, but must have between 1 and {most - 1} for this model.");
    }

    static JsonObject Line(LoadedModel model, Asked asked, string prompt, int sample, Completion completion, IReadOnlyList<string> stops) => new()
    {
        ["id"] = asked.Name,
        ["sample"] = sample,
        ["prompt"] = prompt,
        ["completion"] =
            StopText.Trim(completion, model.Tokenizer.Decode(completion.Tokens, skipSpecial: true), stops,
            tokens => model.Tokenizer.Decode(tokens, skipSpecial: true)),
        ["tokens"] = completion.Tokens.Length,
        ["finish"] = completion.Finish.ToString().ToLowerInvariant(),
        ["log_prob"] = Math.Round(completion.SampledLogProbs.Sum(p => (double)p), 5),
    };
}

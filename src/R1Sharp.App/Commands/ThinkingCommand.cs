// r1 thinking --rollouts F: over- and underthinking, switches, checks and lengths of completions that are there.

using System.CommandLine;
using R1Sharp.App.Data;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Thinking;

namespace R1Sharp.App.Commands;

/// <summary>The command that measures thinking.</summary>
static class ThinkingCommand
{
    static readonly Option<string[]> s_rollouts = new("--rollouts")
    {
        Description = "Completions: a run's rollouts.jsonl or completions.jsonl, a file of 'r1 evaluate --save', a run folder (its result's evaluation), or "
            + "JSON Lines with question, completion and answer. May be repeated.",
        Required = true,
        HelpName = "file or run",
    };
    static readonly Option<string?> s_tokenizer = new("--tokenizer")
    {
        Description = "Count tokens with this model's tokenizer; otherwise by the file's counts.",
        HelpName = "folder",
    };
    static readonly Option<string?> s_question = new("--question-column") { Description = "The question's column." };
    static readonly Option<string?> s_completion = new("--completion-column") { Description = "The completion's column." };
    static readonly Option<string?> s_answer = new("--answer-column") { Description = "The gold answer's column." };
    static readonly Option<string?> s_family = new("--family-column") { Description = "The column that says which checker judges; otherwise 'family'." };
    static readonly Option<string?> s_json = new("--json") { Description = "Write every measure, by family and level, to this file.", HelpName = "file" };
    static readonly Option<string?> s_each = new("--each")
    {
        Description = "Write the measures of every completion to this file, as JSON Lines.",
        HelpName = "file",
    };
    static readonly Option<string?> s_url = new("--judge-url")
    {
        Description = "Let a model behind this OpenAI-compatible address say which solutions follow one strategy.",
    };
    static readonly Option<string?> s_model = new("--judge-model") { Description = "The model's name there." };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new Command("thinking", "Measure the thinking of completions: efficiency, switches, checks, lengths.")
        {
            s_rollouts, s_tokenizer, s_question, s_completion, s_answer, s_family, s_json, s_each, s_url, s_model,
        };
        command.Validators.Add(r =>
        {
            if (r.GetValue(s_url) is null != r.GetValue(s_model) is null)
                r.AddError("--judge-url and --judge-model belong together");
        });
        command.SetAction(parsed =>
        {
            OutputTarget.RequireFile(parsed.GetValue(s_json), "--json");
            OutputTarget.RequireFile(parsed.GetValue(s_each), "--each");
            var measures = Progress.While("measuring", () => Measures(parsed));
            ThinkingTable.Write(measures);
            if (parsed.GetValue(s_json) is { } json)
                RunStorage.WriteText(json, ThinkingJson.Of(measures).ToJsonString(RunJson.Page) + "\n");
            if (parsed.GetValue(s_each) is { } each)
                RunStorage.WriteText(each, string.Concat(measures.Select(m => ThinkingJson.Of(m).ToJsonString(RunJson.Line) + "\n")));
            return ExitCode.Fine;
        });
        return command;
    }

    static List<CompletionMeasures> Measures(System.CommandLine.ParseResult parsed)
    {
        var columns = new CompletionColumns
        {
            Question = parsed.GetValue(s_question),
            Completion = parsed.GetValue(s_completion),
            Answer = parsed.GetValue(s_answer),
            Family = parsed.GetValue(s_family),
        };
        var tokenizer = parsed.GetValue(s_tokenizer) is { } folder ? ModelFiles.Of(folder).Tokenizer() : null;
        var judge = Judge(parsed);
        return [.. parsed.GetRequiredValue(s_rollouts).SelectMany(path => CompletionFile.Read(ResultLine.Completions(path), columns, tokenizer))
            .Select(c => CompletionMeasurement.Measure(c, judge))];
    }

    static ChatStrategyJudge? Judge(System.CommandLine.ParseResult parsed)
    {
        if (parsed.GetValue(s_url) is not { } address)
            return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new UserErrorException($"--judge-url '{address}' is no address such as http://localhost:8000/v1.");
        return new ChatStrategyJudge(RewardHosts.Own.Chats(new()
        {
            Url = url,
            Model = parsed.GetValue(s_model)!,
            KeyVariable = "OPENAI_API_KEY",
            TimeoutSeconds = 120,
        }));
    }
}

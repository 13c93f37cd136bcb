// r1 search --model DIR: answers a question, or problems, by Monte-Carlo tree search within a budget of tokens, and shows what the trees look like.

using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Runs;
using R1Sharp.App.Tasks;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Training.Selection.Trees;

namespace R1Sharp.App.Commands;

/// <summary>The command that searches.</summary>
static class SearchCommand
{
    static readonly ModelOptionsGroup s_model = new();
    static readonly TaskOptionsGroup s_task = new();
    static readonly TreeOptionsGroup s_tree = new("--unit",
        "What an edge of the tree is: lines, results (a calculation with its result, as in the miniature's traces), or tokens; otherwise lines.");
    static readonly FreeTextOption<string?> s_prompt = new("--prompt") { Description = "A question in place of --task; the template is put around it." };
    static readonly Option<bool> s_json = new("--json") { Description = "Print a line of JSON for each problem, with every completion that was found." };

    /// <summary>Declares the command.</summary>
    /// <param name="engines">Opens what computes, with so many threads.</param>
    public static Command Create(Func<int?, IEngine> engines)
    {
        var command = new Command("search",
            "Answer a question or problems by tree search: PUCT over the model's next steps or tokens, within a budget of tokens.")
        {
            s_prompt, s_json,
        };
        s_task.AddTo(command);
        s_tree.AddTo(command);
        s_model.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(s_prompt) is null != s_task.IsGiven(result))
                result.AddError("give either --prompt or --task");
        });
        command.SetAction(parsed => Execute(engines, parsed));
        return command;
    }

    static int Execute(Func<int?, IEngine> engines, ParseResult parsed)
    {
        ulong seed = s_model.Seed(parsed);
        var accuracy = new TaskReward(new() { Rewards = RewardHosts.Own, Accuracy = new AccuracyOptions() });
        bool isGraded = parsed.GetValue(s_prompt) is null;
        IReadOnlyList<Problem> problems = isGraded ? s_task.Problems(parsed, accuracy, seed)
            : [new() { Id = "prompt", Question = parsed.GetValue(s_prompt)!, Answer = "" }];
        using var engine = engines(s_model.Threads(parsed));
        using var model = s_model.Load(parsed, engine);
        var rewards = new RewardSum([new(isGraded ? accuracy : new StatedAnswer(), 0)], RewardHosts.Own);
        var options = s_tree.Read(parsed, s_model.Sampling(parsed, model)) with { ProblemsPerStep = 1 };
        using var decoding = new TreeDecoding(model, engine, rewards, options, s_tree.Values(parsed));
        var trees = new List<SearchedTree>();
        foreach (var tree in decoding.Search(problems, seed))
        {
            trees.Add(tree);
            Console.WriteLine(parsed.GetValue(s_json) ? Json(tree).ToJsonString(RunJson.Line) : TreeText.Of(tree, isGraded));
        }
        if (trees.Count > 1 && !parsed.GetValue(s_json))
            Console.WriteLine(TreeText.Together(trees, options, isGraded));
        return ExitCode.Fine;
    }

    static JsonObject Json(SearchedTree tree)
    {
        var chosen = TreeDecoding.AnswerOf(tree);
        return new()
        {
            ["id"] = chosen.Problem.Id,
            ["answer"] = chosen.Answer,
            ["completion"] = chosen.Text,
            ["right"] = chosen.Accuracy is { } accuracy ? accuracy >= 1 : null,
            ["value"] = Math.Round(chosen.Reward, 6),
            ["tokens"] = tree.Tokens,
            ["read_tokens"] = tree.ReadTokens,
            ["simulations"] = tree.Simulations,
            ["branching"] = Math.Round(tree.Branching, 4),
            ["depth"] = tree.Depth,
            ["value_error_at"] = new JsonObject(tree.Errors.Select(e =>
                KeyValuePair.Create(e.Depth.ToString(CultureInfo.InvariantCulture), (JsonNode?)Math.Round(e.Error, 6)))),
            ["found"] = new JsonArray([.. tree.Found.Select(f => (JsonNode)new JsonObject
            {
                ["answer"] = f.Rollout.Answer,
                ["completion"] = f.Rollout.Text,
                ["value"] = Math.Round(f.Rollout.Reward, 6),
                ["at_tokens"] = f.AtTokens,
            })]),
        };
    }
}

/// <summary>What a search came to, for people.</summary>
static class TreeText
{
    const int Shares = 4;

    /// <summary>One tree.</summary>
    public static string Of(SearchedTree tree, bool isGraded)
    {
        var chosen = TreeDecoding.AnswerOf(tree);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{chosen.Problem.Id}: {chosen.Answer ?? "no answer"}");
        if (isGraded)
            text.Append(chosen.Accuracy >= 1 ? " (right)" : " (not right)");
        text.Append('\n').Append(chosen.Text).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"  {tree.Tokens:N0} tokens sampled, {tree.ReadTokens:N0} read; {tree.Simulations:N0} leaves looked at, ");
        text.Append(CultureInfo.InvariantCulture, $"{tree.Branching:0.0} children a node, {tree.Depth} edges deep; {tree.Found.Count} completions found");
        // The error of a value is its distance from the share of right completions, which is known with gold answers alone.
        if (isGraded && tree.Errors.Count > 0)
            text.Append("; error of the values by depth ").AppendJoin(", ", tree.Errors.Select(e =>
                string.Create(CultureInfo.InvariantCulture, $"{e.Depth}: {e.Error:0.00}")));
        return text.ToString();
    }

    /// <summary>All trees together: what more of the budget brought.</summary>
    public static string Together(IReadOnlyList<SearchedTree> trees, TreeSearchOptions options, bool isGraded)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{trees.Count} problems: {trees.Average(t => (double)t.Tokens):N0} tokens each, ");
        text.Append(CultureInfo.InvariantCulture, $"{trees.Average(t => t.Branching):0.0} children a node, ");
        text.Append(CultureInfo.InvariantCulture, $"{trees.Average(t => (double)t.Depth):0.0} edges deep");
        if (isGraded)
            text.Append("; right ").AppendJoin(", ", Enumerable.Range(1, Shares).Select(part => (long)options.BudgetTokens * part / Shares)
                .Select(budget => string.Create(CultureInfo.InvariantCulture,
                    $"{100 * trees.Average(t => t.ChosenWithin(budget, options.Choose)):0.0} % with {budget:N0}"))).Append(" tokens");
        return text.Append('.').ToString();
    }
}

// The key of a stage: a hash of everything that decides its results, so that work already done is recognised.

using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using R1Sharp.App.Data;
using R1Sharp.App.Recipes;
using R1Sharp.App.Runs;
using R1Sharp.App.Tasks;
using R1Sharp.Learning.Model.Adapters;
using R1Sharp.Learning.Policies;

namespace R1Sharp.App.Stages;

/// <summary>Makes the records of stages that are about to begin.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="engine">The name of the engine, whose bits the results have.</param>
sealed class StageKeys(Recipe recipe, string engine)
{
    // Raised when the program begins to give other results for the same recipe.
    const string Format = "1";

    // Keys say nothing of this engine: there was a time when there was no other.
    const string FirstEngine = "cpu";

    readonly Dictionary<string, StageRecord> _records = [];
    readonly Dictionary<string, string> _hashes = [];

    /// <summary>The version of the program.</summary>
    public static string Code { get; } = typeof(StageKeys).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";

    /// <summary>The record of a stage; those that it builds on come first.</summary>
    /// <exception cref="Learning.UserErrorException">A file that it reads is not there.</exception>
    public StageRecord Of(StageNode node)
    {
        if (_records.TryGetValue(node.Name, out var known))
            return known;
        var parents = node.Needs.DistinctBy(n => n.Name).ToDictionary(n => n.Name, n => Of(n).Key);
        var benchmarks = ContentPaths.All<BenchmarkProblems>(Decisive(node)).SelectMany(RecipeBenchmarks.Content);
        var inputs = ContentPaths.Of(Decisive(node)).Concat(benchmarks).SelectMany(WithBase).Distinct().ToDictionary(path => path, Hash);
        var text = new StringBuilder(Format).Append('\n');
        foreach (var part in Decisive(node))
            text.Append(RecipeWriter.Write(part)).Append('\n');
        if (engine != FirstEngine)
            text.Append("engine ").Append(engine).Append('\n');
        text.Append(node.Start is null ? "own network" : "from").Append('\n').AppendJoin('\n', parents.Values).Append('\n').AppendJoin('\n', inputs.Values);
        return _records[node.Name] = new StageRecord
        {
            Name = node.Name,
            Kind = node.Kind.Key,
            Index = node.Index,
            Key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))),
            Parents = parents,
            Start = node.Start?.Name,
            Inputs = inputs,
            Code = Code,
        };
    }

    // What the stage's results depend on in the recipe; the tokenizer may be trained on the first corpus.
    IEnumerable<object> Decisive(StageNode node)
    {
        yield return new StageSettings(recipe.Seed, recipe.Template, node.Kind.Key);
        yield return node.Kind.Decisive(node.Recipe.Settings);
        yield return recipe.World;
        yield return recipe.Tokenizer;
        // Drafts change no result.
        var adapter = node.Kind.LearnsAllWeights ? null : recipe.Policy.Adapter;
        var policy = recipe.Policy.Layout with { Speculation = true, AsStored = adapter is not null && recipe.Policy.Layout.AsStored };
        if (policy != new MemoryLayout())
            yield return policy;
        if (adapter is not null)
            yield return adapter;
        if (recipe.Tokenizer.From is null && recipe.FirstCorpus is { } corpus)
            yield return corpus;
        if (node.Recipe.Work is { } work)
            yield return new StageWork(work);
        if (node.Start is null)
            yield return node.Network(recipe);
        // A network of the stage's own has the tokenizer of the recipe's model where that is read.
        if (node is { Start: null, Recipe.Model.From: null } && recipe.Tokenizer.From is null && recipe.Model.From is not null)
            yield return recipe.Model;
        if (node.Kind.Evaluates(node.Recipe.Settings) != EvaluationUse.None)
            yield return recipe.Evaluation;
        if (recipe.PythonTool is { } tool)
            yield return tool;
        if (recipe.Chat is { } chat)
            yield return chat;
        if (recipe.Decontaminate is { } clearing)
            foreach (object part in (IEnumerable<object>)[clearing, .. clearing.Sources])
                yield return part;
    }

    // An adapter is worth as much as the network beside which it stands.
    static IEnumerable<string> WithBase(string path) =>
        PeftFolder.Is(HubFolder.ModelOr(RecipeVariables.Expand(path))) ? [path, ModelFiles.Of(path).Base] : [path];

    string Hash(string path) => _hashes.TryGetValue(path, out var known) ? known : _hashes[path] = DataContent.Hash(path);

    sealed record StageWork(double Work);

    sealed record StageSettings(ulong Seed, string Template, string Kind);
}

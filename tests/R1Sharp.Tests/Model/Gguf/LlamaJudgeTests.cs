using R1Sharp.Learning.Cpu;
using R1Sharp.Learning.Model;
using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Tokenization;
using R1Sharp.Tests.Tokenization;
using Xunit;

namespace R1Sharp.Tests.Model.Gguf;

/// <summary>
/// llama.cpp loads the exported files, cuts texts into the same tokens, and computes the same: its greedy continuations
/// are ours and its log-probabilities agree to a thousandth. It is started once for all files.
/// </summary>
public sealed class LlamaJudgeTests : IDisposable
{
    const int TokensEach = 64, ProbeCount = 100;
    const double Tolerance = 1e-3;

    readonly TemporaryDirectory _directory = new();
    readonly CpuEngine _pool = new(1);

    public void Dispose()
    {
        _pool.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Agrees_on_networks_of_every_architecture()
    {
        (string Name, Tokenizer Tokenizer)[] models = [.. GgufExamples.Names.Select(name => (name, GgufExamples.Miniature)), ("llama", SharedTokenizers.Load("gpt2"))];
        var examples = models.Select((model, i) => Example($"model{i}", GgufExamples.Shape(model.Name, model.Tokenizer), model.Tokenizer)).ToList();
        var answers = LlamaJudge.Ask([.. examples.Select(example => example.Question)]);
        foreach (var (example, answer) in examples.Zip(answers))
        {
            Assert.True(answer.Error is null, $"{answer.Error} {string.Join(" ", answer.Log ?? [])}");
            SameTokens(example.Tokenizer, answer);
            Assert.Equal(example.Tokenizer.ChatTemplate, answer.Template);
            SameNumbers(example.Policy, example.Question, answer);
            example.Policy.Dispose();
        }
    }

    [Fact]
    public void Agrees_on_real_tokenizers()
    {
        (string Name, bool AddsBeginning)[] names = [("qwen2.5", false), ("llama-3-instruct", true), ("deepseek-v3", true)];
        var questions = names.Select(name =>
        {
            var tokenizer = SharedTokenizers.Load(name.Name);
            var shape = GgufExamples.Shape("llama", tokenizer, 0) with { HiddenSize = 32, HeadCount = 1, KeyValueHeadCount = 1, LayerCount = 1, TieWordEmbeddings = true };
            string path = Path.Combine(_directory.Path, name.Name + ".gguf");
            GgufExport.Write(path, shape, tokenizer, (_, _, to) => to.Clear(), new() { Type = GgufTensorType.Q8 });
            return new LlamaQuestion(path, LlamaJudge.Texts, [], 0, []);
        }).ToList();
        foreach (var (name, answer) in names.Zip(LlamaJudge.Ask(questions)))
        {
            Assert.True(answer.Error is null, $"{answer.Error} {string.Join(" ", answer.Log ?? [])}");
            SameTokens(SharedTokenizers.Load(name.Name), answer);
            Assert.Equal(name.AddsBeginning, answer.AddsBeginning);
            Assert.Equal(SharedTokenizers.Load(name.Name).EndOfTextId, answer.End);
        }
    }

    [Fact]
    public void Agrees_on_what_the_smaller_types_hold_as_far_as_it_computes_in_them()
    {
        // llama.cpp rounds activations as well where weights are not in 32 bits, for q8_0 to eight.
        (GgufTensorType Type, double Tolerance)[] types = [(GgufTensorType.F16, 0.03), (GgufTensorType.BF16, 0.15), (GgufTensorType.Q8, 0.5)];
        var examples = types.Select(t => Example($"{t.Type}", GgufExamples.Shape("qwen2", GgufExamples.Miniature), GgufExamples.Miniature, t.Type)).ToList();
        var answers = LlamaJudge.Ask([.. examples.Select(example => example.Question with { Texts = [], Count = 1 })]);
        for (int t = 0; t < types.Length; t++)
        {
            Assert.True(answers[t].Error is null, answers[t].Error);
            var (policy, question) = (examples[t].Policy, examples[t].Question);
            double worst = Enumerable.Range(0, question.Prompts.Length).Max(i => Probed(policy, question, i).Zip(answers[t].Probes[i], (ours, theirs) => Math.Abs(ours - theirs)).Max());
            TestContext.Current.SendDiagnosticMessage($"{types[t].Type}: log-probabilities differ by {worst:G3} at most");
            Assert.True(worst < types[t].Tolerance, $"{types[t].Type} is off by {worst}");
            policy.Dispose();
        }
    }

    (Tokenizer Tokenizer, CpuPolicy Policy, LlamaQuestion Question) Example(string name, ModelOptions shape, Tokenizer tokenizer, GgufTensorType type = GgufTensorType.F32)
    {
        string path = GgufExamples.Export(_directory.Path, shape, tokenizer, type, name);
        using var model = GgufModel.Open(path);
        var policy = _pool.Load(model);
        int[][] prompts = [.. Enumerable.Range(0, 10).Select(i => tokenizer.Encode($"Use {i},{3 * i + 1},{i * i} to make {7 * i}."))];
        int[] probes = [.. Enumerable.Range(0, ProbeCount).Select(i => (int)(i * 7919L % tokenizer.VocabularySize)).Distinct()];
        return (tokenizer, policy, new LlamaQuestion(path, LlamaJudge.Texts, prompts, TokensEach, probes));
    }

    static void SameTokens(Tokenizer tokenizer, LlamaAnswer answer)
    {
        Assert.True(LlamaJudge.Texts.Count >= 50);
        foreach (var (text, ids) in LlamaJudge.Texts.Zip(answer.Ids))
            Assert.Equal($"{text}: {string.Join(' ', tokenizer.Encode(text))}", $"{text}: {string.Join(' ', ids)}");
    }

    static void SameNumbers(CpuPolicy policy, LlamaQuestion question, LlamaAnswer answer)
    {
        var completions = policy.Generate([.. question.Prompts.Select(prompt => new GenerationRequest
        {
            Prompt = prompt, Sampling = new() { Temperature = 0, MaxCompletionTokens = TokensEach },
        })]);
        double worst = 0;
        for (int i = 0; i < completions.Length; i++)
        {
            Assert.Equal(completions[i][0].Tokens, answer.Continuations[i]);
            Near(completions[i][0].LogProbs, answer.LogProbs[i]);
            Near(Probed(policy, question, i), answer.Probes[i]);
        }
        Assert.True(completions.Sum(c => c[0].Tokens.Distinct().Count()) > 100, "the continuations say nothing: they repeat a few tokens");
        TestContext.Current.SendDiagnosticMessage($"{Path.GetFileName(question.Path)}: log-probabilities differ by {worst:G3} at most");

        void Near(IEnumerable<float> ours, IEnumerable<double> theirs)
        {
            foreach (var (our, their) in ours.Zip(theirs))
            {
                worst = Math.Max(worst, Math.Abs(our - their));
                Assert.True(Math.Abs(our - their) < Tolerance, $"{our} here, {their} there");
            }
        }
    }

    static IEnumerable<float> Probed(CpuPolicy policy, LlamaQuestion question, int prompt) =>
        policy.LogProbs([.. question.Probes.Select(token => new TokenSequence([.. question.Prompts[prompt], token], question.Prompts[prompt].Length))]).Select(logProbs => logProbs[0]);
}

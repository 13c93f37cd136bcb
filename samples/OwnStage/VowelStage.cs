// The stage: it has texts sampled, and learns from the quarter with the most vowels.

using System.ComponentModel.DataAnnotations;
using R1Sharp;
using R1Sharp.Learning.Policies;

/// <summary>What a recipe says of it: properties are keys in snake_case.</summary>
public sealed record VowelSettings
{
    /// <summary>How the texts begin.</summary>
    public required string Beginning { get; init; }

    /// <summary>Number of steps.</summary>
    [Range(1, 1000)] public int Steps { get; init; } = 10;

    /// <summary>Texts of a step, of which the best quarter is learned from.</summary>
    [Range(4, 1024)] public int Texts { get; init; } = 32;

    /// <summary>The learning rate.</summary>
    [Range(0.0, 1.0)] public double LearningRate { get; init; } = 1e-3;
}

/// <summary>The kind, under the key "vowels".</summary>
public sealed class VowelStage() : R1Stage<VowelSettings>("vowels")
{
    /// <inheritdoc/>
    public override R1StageRun Begin(VowelSettings settings, R1Model model, ulong seed) => new VowelRun(settings, model, seed);

    sealed class VowelRun : R1StageRun
    {
        readonly VowelSettings _settings;
        readonly R1Model _model;
        readonly ulong _seed;

        public VowelRun(VowelSettings settings, R1Model model, ulong seed)
        {
            (_settings, _model, _seed) = (settings, model, seed);
            model.Policy.ResetOptimizer(new());
        }

        public override int StepCount => _settings.Steps;

        public override IReadOnlyDictionary<string, double> Step(int stepIndex)
        {
            // A step follows from its index and the model alone, so that a run that was stopped goes on in the same bits.
            var sampling = new SamplingOptions { MaxCompletionTokens = 24 };
            var texts = _model.Continue(_settings.Beginning, _settings.Texts, sampling, _seed + (ulong)stepIndex);
            var best = texts.OrderByDescending(Share).Take(_settings.Texts / 4);
            int[] prompt = _model.Tokenizer.Encode(_settings.Beginning);
            TokenSequence[] sequences = [.. best.Where(text => text.Length > 0).Select(text => new TokenSequence([.. prompt, .. _model.Tokenizer.Encode(text)], prompt.Length))];

            // The loss is the mean of −log π over the tokens that are learned.
            float share = -1f / sequences.Sum(sequence => sequence.Targets.Length);
            _model.Policy.Backward(sequences, [.. sequences.Select(sequence => Enumerable.Repeat(share, sequence.Targets.Length).ToArray())]);
            _model.Policy.Update(_settings.LearningRate);
            return new Dictionary<string, double> { ["vowel_share"] = texts.Average(Share) };
        }

        static double Share(string text) => text.Length == 0 ? 0 : (double)text.Count(c => "aeiou".Contains(c)) / text.Length;
    }
}

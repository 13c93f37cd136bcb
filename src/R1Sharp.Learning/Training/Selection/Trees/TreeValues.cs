// A reward model as a value model: what it says of a beginning is σ of its score there.

using R1Sharp.Learning.Policies;
using R1Sharp.Learning.Rewards.Learned;
using R1Sharp.Learning.Training.RewardModels;

namespace R1Sharp.Learning.Training.Selection.Trees;

/// <summary>Values of texts.</summary>
static class TreeValues
{
    /// <summary>The values that a reward model gives; one of steps knows beginnings, one of whole responses only ends.</summary>
    public static TextValues Of(RewardModel model) => texts =>
    {
        var text = model.Text;
        TokenSequence[] sequences = [.. texts.Select(t => text.ReadBeginning(t.Prompt, t.Text, t.IsEnd))];
        return ([.. model.Scores(sequences).Select(scores => Logistic.Sigmoid(scores[^1]))], sequences.Sum(s => (long)s.Tokens.Length));
    };
}

// A model that has read a little, so that the sample needs no download.

using R1Sharp;

static class Beginner
{
    static readonly string[] s_places = ["in the old garden", "by the sea", "under a tree", "on the hill", "at home with all of its friends", "near the bridge"];
    static readonly string[] s_deeds = ["is waiting", "sleeps", "was seen", "looks at the small birds and the clouds", "sings", "stays until the evening"];

    /// <summary>A small model that goes on after beginnings with sentences of 10 to 80 characters.</summary>
    public static R1Model Make(string[] beginnings)
    {
        var examples = (from beginning in beginnings from deed in s_deeds from place in s_places select (beginning, $" {deed} {place}.")).ToList();
        var model = R1Model.Fresh(examples.Select(example => example.beginning + example.Item2));
        model.LearnAnswers(examples, new() { Steps = 40, TokensPerStep = 1024, LearningRate = new() { Peak = 3e-3, WarmupSteps = 10 } });
        return model;
    }
}

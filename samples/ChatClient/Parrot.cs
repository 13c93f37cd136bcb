// A model that knows a few answers by heart, so that the sample needs no download.

using R1Sharp;

static class Parrot
{
    static readonly (string Question, string Answer)[] s_known =
    [
        ("Who are you?", "<think>They ask my name.</think>I am a small model, and I live in this process."),
        ("Where are you?", "Here."),
        ("What can you do?", "Three answers, and tools."),
    ];

    public static R1Model Make()
    {
        var model = R1Model.Fresh(s_known.Select(known => known.Question + known.Answer), new() { MaxPositions = 2048 });
        model.LearnAnswers(s_known, new() { Steps = 60, TokensPerStep = 256, LearningRate = new() { Peak = 3e-3, WarmupSteps = 10 } });
        return model;
    }
}

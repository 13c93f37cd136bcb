// A grader for questions with lettered options.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning.Rewards.Reading;

namespace R1Sharp.Learning.Rewards.Answers;

/// <summary>What is asked.</summary>
sealed record MultipleChoiceOptions
{
    /// <summary>How many options.</summary>
    [Description("how many options a question has, from A; letters beyond are no answer"), Range(2, 26)]
    public int Choices { get; init; } = 4;
}

/// <summary>1 where the answer is the gold letter, else 0; several letters are no answer.</summary>
/// <param name="options">What is asked.</param>
sealed class MultipleChoiceReward(MultipleChoiceOptions options) : IReward
{
    /// <summary>For the catalog.</summary>
    public static RewardDescription Description { get; } =
        RewardDescription.Of<MultipleChoiceOptions>("multiple_choice", options => new MultipleChoiceReward(options),
        "1 if the one letter answered is the gold letter, else 0", "0 or 1", "own; multiple-choice questions as in MMLU and GPQA") with
        {
            Kind = RewardKind.Grader,
            Departures = "The answer is in answer tags, boxed, behind \"the answer is\", or the only short line.",
        };

    /// <inheritdoc/>
    public string Name => "multiple_choice";

    /// <inheritdoc/>
    public RewardScore Score(RewardInput input)
    {
        if (ChoiceLetters.Read(input.Problem.Answer, options.Choices) is not { } gold)
            return new RewardScore(null, "gold answer is no letter of an option");
        if (AnswerFinder.Find(input, AnswerPlaces.Any, out string reason) is not { } answer)
            return new RewardScore(0, reason);
        // A box may hold the value of the option that is named behind it.
        char? letter = Letter(answer) ?? (answer.Place == AnswerPlaces.Boxes
            && AnswerFinder.Find(input, AnswerPlaces.Announced, out _) is { } announced ? Letter(announced) : null);
        return new RewardScore(letter == gold ? 1 : 0, letter == gold ? "right" : letter is null ? "not one letter" : "other letter", letter?.ToString());
    }

    char? Letter(FoundAnswer answer) => ChoiceLetters.Read(answer.Text, options.Choices) ?? ChoiceLetters.Read(answer.Bare, options.Choices)
        ?? (StatedChoice.Of(answer.Text) is { } stated ? ChoiceLetters.Read(stated, options.Choices) : null);
}

// TRL's first example of a reward: completions of about twenty characters.
public sealed class AboutTwenty : IReward
{
    public int Characters { get; set; } = 20;

    public string Name => "about_twenty";

    public RewardScore Score(RewardInput input)
    {
        int characters = input.Completion.Length;
        return new RewardScore(-Math.Abs(Characters - characters), $"{characters} characters");
    }
}

using System.ComponentModel.DataAnnotations;
using R1Sharp.Learning;
using R1Sharp.Learning.Training.Reinforcement;
using Xunit;

namespace R1Sharp.Tests.Training.Reinforcement;

/// <summary>The named settings are what the papers say, and within their ranges.</summary>
public sealed class GrpoProfilesTests
{
    [Fact]
    public void Every_profile_keeps_to_the_ranges()
    {
        Assert.NotEmpty(GrpoProfiles.Names);
        foreach (string name in GrpoProfiles.Names)
        {
            var options = GrpoProfiles.Find(name);
            foreach (object part in new object[] { options, options.LearningRate, options.Optimizer, options.Watchdogs })
                Validator.ValidateObject(part, new ValidationContext(part), validateAllProperties: true);
        }
    }

    [Fact]
    public void A_name_without_a_version_means_the_newest()
    {
        Assert.Equal(GrpoProfiles.Find("r1-paper@1"), GrpoProfiles.Find("r1-paper"));
        Assert.Contains("deepseekmath@1", Assert.Throws<UserErrorException>(() => GrpoProfiles.Find("r2-paper")).Message);
    }

    [Fact]
    public void R1_updates_with_32_questions_of_16_outputs_and_replaces_the_reference_every_400_updates()
    {
        var r1 = GrpoProfiles.Find("r1-paper");
        Assert.Equal(32 * 16, r1.PromptsPerStep * r1.GroupSize / r1.MinibatchesPerStep);
        Assert.Equal(400, r1.RefSyncSteps * r1.MinibatchesPerStep);
        Assert.Equal(10_400, r1.Steps * r1.MinibatchesPerStep);
        Assert.Equal((3e-6, 0.001, 10.0, 10.0), (r1.LearningRate.Peak, r1.KlWeight, r1.EpsilonLow, r1.EpsilonHigh));
        Assert.Equal(r1 with { EpsilonLow = 0.2, EpsilonHigh = 0.2 }, GrpoProfiles.Find("r1-zero-paper@1"));
    }

    [Fact]
    public void DeepSeekMath_updates_once_with_1024_outputs()
    {
        var math = GrpoProfiles.Find("deepseekmath");
        Assert.Equal((1024, 1, 0.04, 1e-6), (math.PromptsPerStep * math.GroupSize, math.MinibatchesPerStep, math.KlWeight, math.LearningRate.Peak));
    }

    [Fact]
    public void Variants_make_the_choices_that_their_papers_name()
    {
        var dapo = GrpoProfiles.Find("dapo");
        Assert.Equal((0.2, 0.28, 0.0, LossAggregation.Token, true), (dapo.EpsilonLow, dapo.EpsilonHigh, dapo.KlWeight, dapo.Aggregation, dapo.DynamicSamplingRounds > 1));
        Assert.Equal((512, 20_480), (dapo.PromptsPerStep * dapo.GroupSize / dapo.MinibatchesPerStep, dapo.MaxCompletionTokens));
        var drGrpo = GrpoProfiles.Find("dr-grpo");
        Assert.Equal((AdvantageScaling.None, LossAggregation.Constant, AdvantageBaseline.GroupMean), (drGrpo.ScaleRewards, drGrpo.Aggregation, drGrpo.Baseline));
        var rloo = GrpoProfiles.Find("rloo");
        Assert.Equal((AdvantageBaseline.LeaveOneOut, AdvantageScaling.None, KlPenalty.SequenceReward, 1, 0.03), (rloo.Baseline, rloo.ScaleRewards, rloo.KlPenalty, rloo.MinibatchesPerStep, rloo.KlWeight));
        var reinforce = GrpoProfiles.Find("reinforce++");
        Assert.Equal((AdvantageBaseline.BatchMean, AdvantageScaling.Tokens, KlPenalty.TokenReward), (reinforce.Baseline, reinforce.ScaleRewards, reinforce.KlPenalty));
        Assert.Equal(reinforce with { Baseline = AdvantageBaseline.GroupMean, KlPenalty = KlPenalty.LossK2 }, GrpoProfiles.Find("reinforce++-baseline"));
        Assert.Equal(reinforce with { ScaleRewards = AdvantageScaling.Batch }, GrpoProfiles.Find("reinforce++@1"));
        var gspo = GrpoProfiles.Find("gspo");
        Assert.Equal((RatioLevel.Sequence, 3e-4, 4e-4, LossAggregation.Sequence), (gspo.RatioLevel, gspo.EpsilonLow, gspo.EpsilonHigh, gspo.Aggregation));
        var online = GrpoProfiles.Find("online-rft");
        Assert.Equal((AdvantageBaseline.Zero, AdvantageScaling.None, 0.0, false), (online.Baseline, online.ScaleRewards, online.KlWeight, online.DropZeroVarianceGroups));
        Assert.Equal((RatioClip.Gate, RatioLevel.Token, 0.0), (GrpoProfiles.Find("sapo").RatioClip, GrpoProfiles.Find("sapo").RatioLevel, GrpoProfiles.Find("sapo").KlWeight));
        var cispo = GrpoProfiles.Find("cispo");
        Assert.Equal((RatioClip.Weight, 1.0, LossAggregation.Token), (cispo.RatioClip, cispo.EpsilonLow, cispo.Aggregation));
    }
}

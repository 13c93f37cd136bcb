using System.CommandLine;
using R1Sharp.App.Commands;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Recipes;
using R1Sharp.App.Sandbox;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using R1Sharp.Learning.Rewards.Accuracy;
using R1Sharp.Learning.Rewards.Catalog;
using R1Sharp.Learning.Settings;
using R1Sharp.Learning.Training.Selection;
using Xunit;

namespace R1Sharp.Tests.Recipes;

/// <summary>Recipes, parameters of rewards, choices and limits of a command line are read by one binder: what is wrong is said alike.</summary>
public sealed class SettingsAgreeTests
{
    static string Of(Action read) => Assert.Throws<UserErrorException>(read).Message;

    static void Recipe(string key) => SettingsBinder.Bind<Recipe>(RecipeParser.Parse(
        $"name: x\nstages:\n  - grpo: {{problems: [{{miniature: {{family: countdown}}}}], rewards: [{{name: accuracy, {key}}}]}}", "r.yaml"));

    static void Parameter(string name, object value) => RewardCatalog.Create("accuracy", new Dictionary<string, object?> { [name] = value });

    static void Option(string choice)
    {
        var group = new GraderOptionsGroup<AccuracyOptions>();
        var command = new Command("x");
        group.AddTo(command);
        group.Read(command.Parse(["--option", choice]));
    }

    [Fact]
    public void A_value_out_of_range_is_refused_in_the_same_words_everywhere()
    {
        const string said = "'rounded_digits' is 101, but must lie between 3 and 100.";
        Assert.Contains(said, Of(() => Recipe("rounded_digits: 101")), StringComparison.Ordinal);
        Assert.Equal($"Reward 'accuracy': {said}", Of(() => Parameter("rounded_digits", 101.0)));
        Assert.Equal($"--option: {said}", Of(() => Option("rounded_digits=101")));
        Assert.Equal("The limit files is 1, but must lie between 8 and 4096.", Of(() => LimitArguments.Read(["files=1"])));
        var option = new NumberOption<double>("--share", SettingsShape.KeyOf<SelectionOptions>(nameof(SelectionOptions.Share)));
        Assert.Equal("--share is 2, but must lie between 0 and 1", new RootCommand { option }.Parse(["--share", "2"]).Errors[0].Message);
    }

    [Fact]
    public void A_misspelt_name_or_choice_has_its_nearest()
    {
        Assert.Equal("Reward 'accuracy': there is no parameter 'percnt'; did you mean 'percent'?", Of(() => Parameter("percnt", "any")));
        Assert.Equal("--option: there is no parameter 'percnt'; did you mean 'percent'?", Of(() => Option("percnt=any")));
        Assert.Equal("Reward 'accuracy': 'extract' cannot be 'tag'; did you mean 'tags'?", Of(() => Parameter("extract", "tag")));
        Assert.Equal("--option: 'extract' cannot be 'tag'; did you mean 'tags'?", Of(() => Option("extract=tag")));
    }

    [Fact]
    public void A_number_is_no_text_where_it_is_known_to_be_one_and_null_is_off_or_the_default()
    {
        Assert.Contains("'extract' cannot be '3'", Of(() => Parameter("extract", 3.0)), StringComparison.Ordinal);
        Assert.Contains("'require_format' needs true or false", Of(() => Parameter("require_format", "yes")), StringComparison.Ordinal);
        Assert.Equal("accuracy", RewardCatalog.Create("accuracy", new Dictionary<string, object?> { ["extract"] = null, ["rounded_digits"] = null }).Name);
    }
}

// r1 new: five questions, or as many options, and a recipe for one's own problems is written.

using System.CommandLine;
using System.Globalization;
using R1Sharp.App.Commands.Options;
using R1Sharp.App.Runs;
using R1Sharp.App.Stages;
using R1Sharp.Learning;
using Spectre.Console;

namespace R1Sharp.App.Commands;

/// <summary>The command that writes recipes.</summary>
static class NewCommand
{
    const int MostSteps = 10_000_000, UsualSteps = 100;

    const string None = "none", Usual = "accuracy";

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var problems = new Option<string?>("--problems")
        {
            Description = "The file of problems with their right answers: JSON Lines, CSV, Parquet, … (docs/datasets.md).",
            HelpName = "file",
        };
        var model = new Option<string?>("--model")
        {
            Description = "The model that learns, a folder or a GGUF file; otherwise a small one is made.",
            HelpName = "folder",
        };
        var reward = new Option<string?>("--reward")
        {
            Description = "What is rewarded: a name of 'r1 reward list', or a script my.csx; otherwise right answers.",
        };
        var steps = new NumberOption<int?>("--steps", 1, MostSteps) { Description = "Steps of reinforcement; otherwise 100." };
        var name = new Option<string?>("--name") { Description = "What the recipe is called; otherwise as the file of problems." };
        var output = new Option<string?>("--out") { Description = "The recipe's file; otherwise NAME.yaml.", HelpName = "file" };
        var command = new Command("new", "Write a recipe for problems of your own: asks five questions, or takes their answers as options.")
        {
            problems, model, reward, steps, name, output,
        };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(problems) ?? Ask("Which file holds your problems, with their right answers?", null)
                ?? throw new UserErrorException("new needs your problems: name their file with --problems (in a terminal it asks).");
            // Before more is asked.
            int count = NewRecipe.CountOf(file);
            string? learner = parsed.GetValue(model) ?? Ask("Which model is to learn? A folder or a GGUF file; none makes a small one.", None);
            var recipe = new NewRecipe
            {
                Problems = file,
                Count = count,
                Model = learner is null or None ? null : learner,
                Reward = parsed.GetValue(reward) ?? Ask("What is rewarded? A name of 'r1 reward list', or a script my.csx.", Usual) ?? Usual,
                Steps = parsed.GetValue(steps) ?? Steps(Ask("How many steps?", $"{UsualSteps}")),
                Name = parsed.GetValue(name) ?? Ask("What is it called?", NewRecipe.NameOf(file)) ?? NewRecipe.NameOf(file),
            };
            Write(recipe, parsed.GetValue(output) ?? $"{recipe.Name}.yaml");
            return ExitCode.Fine;
        });
        return command;
    }

    static void Write(NewRecipe recipe, string path)
    {
        if (!RecipeNames.IsFolderName(recipe.Name))
            throw new UserErrorException($"--name is '{recipe.Name}', but must be a name that a folder can have.");
        OutputTarget.RequireFile(path, "--out", mayBeDevice: false);
        if (File.Exists(path))
            throw new UserErrorException($"{path} is there already, and is not written over: choose another --name or --out.");
        recipe.Check();
        RunStorage.WriteText(path, recipe.Text());
        string command = RunRequest.Quoted(path);
        Console.WriteLine($"{path} is written. Look at it, then: ./r1 doctor {command}; ./r1 run {command} --smoke; ./r1 run {command}");
    }

    static int Steps(string? text) => text is null ? UsualSteps
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int steps) && steps is >= 1 and <= MostSteps ? steps
        : throw new UserErrorException($"'{text}' is no number of steps from 1 to {MostSteps}.");

    // Where nobody can be asked, what was not given is as usual.
    static string? Ask(string question, string? usual)
    {
        if (!Asking.IsPossible)
            return null;
        var prompt = new TextPrompt<string>(Markup.Escape(question));
        return AnsiConsole.Prompt(usual is null ? prompt : prompt.DefaultValue(usual)).Trim();
    }
}
